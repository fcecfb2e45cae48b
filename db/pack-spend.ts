import { z } from 'zod';
import { startOfLondonDay } from '../workflows/kernel/calendar';
import type { Pack } from '../workflows/monitoring-pack/contents';
import type { Period, Spend } from '../workflows/monitoring-pack/tally';
import type { Queries } from './pool';

/** By provider, what the ledger held just before the closing instant. In the order of their codes. */
export async function spendBefore(client: Queries, period: Period): Promise<Spend[]> {
  const { fromDate, untilDate, closingInstant } = period;
  const { rows } = await client.query<Record<keyof Spend, string>>(
    `with before as (
       select t.provider, t.care_ref, t.line, t.on_date, t.at, p.account, p.pence
       from ledger_transaction t join ledger_posting p on p.transaction_id = t.id and p.account in ('care-cost', 'bank')
       where t.at < $4::timestamptz and t.provider is not null),
     nights as (
       select provider, count(*) as booked from (
         select provider from before
         where account = 'care-cost' and line like 'night:%' and on_date between $1::date and $2::date
         group by provider, care_ref, line having sum(pence) <> 0) as night
       group by provider)
     select b.provider, coalesce(max(n.booked), 0)::text as "nightsBooked",
       coalesce(sum(b.pence) filter (where b.account = 'care-cost' and b.on_date between $1::date and $2::date), 0)::text as "bookedPence",
       coalesce(sum(b.pence) filter (where b.account = 'care-cost' and b.on_date < $1::date and b.at >= $3::timestamptz), 0)::text as "correctedPence",
       coalesce(-sum(b.pence) filter (where b.account = 'bank' and b.at >= $3::timestamptz), 0)::text as "paidPence"
     from before b left join nights n using (provider) group by b.provider order by b.provider collate "C"`,
    [fromDate, untilDate, startOfLondonDay(fromDate), closingInstant],
  );
  return rows.map(({ provider, nightsBooked, bookedPence, correctedPence, paidPence }) => ({
    provider,
    nightsBooked: Number(nightsBooked),
    bookedPence: Number(bookedPence),
    correctedPence: Number(correctedPence),
    paidPence: Number(paidPence),
  }));
}

/** Of a financial year: what its nights and supports cost, and what left the bank in it, just before the closing instant. */
export async function yearSpendBefore(
  client: Queries,
  { fromDate, untilDate, closingInstant }: Period,
): Promise<{ committedPence: number; paidPence: number }> {
  const { rows } = await client.query<{ committed: string; paid: string }>(
    `select coalesce(sum(p.pence) filter (where p.account = 'care-cost' and t.on_date between $1::date and $2::date), 0)::text as committed,
            coalesce(-sum(p.pence) filter (where p.account = 'bank' and t.at >= $3::timestamptz), 0)::text as paid
     from ledger_transaction t join ledger_posting p on p.transaction_id = t.id and p.account in ('care-cost', 'bank')
     where t.at < $4::timestamptz`,
    [fromDate, untilDate, startOfLondonDay(fromDate), closingInstant],
  );
  return { committedPence: Number(rows[0]?.committed ?? 0), paidPence: Number(rows[0]?.paid ?? 0) };
}

const Said = z.object({ forecastPence: z.int().optional(), percent: z.int().optional() });

/** What the year's budget case had said before the closing instant: its last forecast, and the warnings it gave. */
export async function budgetEventsBefore(
  client: Queries,
  year: string,
  closingInstant: string,
): Promise<Pick<Pack['budget'], 'forecastPence' | 'warnings'>> {
  const { rows } = await client.query<{ type: string; data: unknown }>(
    `select e.type, e.data from case_file f join event e using (case_ref)
     where f.process = 'care-budget' and f.figures->>'year' = $1
       and e.type in ('budget-read', 'budget-warned') and e.at < $2::timestamptz
     order by e.at, e.case_ref collate "C", e.seq`,
    [year, closingInstant],
  );
  const said = rows.map(({ type, data }) => ({ type, ...Said.parse(data) }));
  const forecastPence = said.findLast(({ type }) => type === 'budget-read')?.forecastPence;
  const warnings = said.flatMap(({ type, percent }) =>
    type === 'budget-warned' && percent !== undefined ? [percent] : [],
  );
  return { ...(forecastPence === undefined ? {} : { forecastPence }), warnings: [...new Set(warnings)] };
}
