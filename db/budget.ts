import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { forecastOf, outlookOf, type PersonInCare } from '../workflows/care-budget/forecast';
import { keptElsewhere, toResult } from '../workflows/care-budget/reading';
import type { EffectResult } from '../workflows/kernel/contract';
import { careRecordOf } from '../workflows/provider-payment/owed';
import type { CaseRef, PackEffect } from '../workflows/vocabulary';
import type { Queries } from './pool';
import { careCases } from './pack-cases';
import { loadRates } from './rates';

export type ReadBudget = Extract<PackEffect, { kind: 'read-budget' }>;

/** The budget is asked for and the opening recorded at the same time: usually a moment is enough. */
const triesUntilRecorded = 20;
const millisecondsBetweenTries = 50;

/**
 * What a financial year's care has cost, and will: from the ledger, the journeys and the prices as they are now.
 * Reads only, so that a second try does no harm.
 */
export async function readBudget(pool: Pool, from: CaseRef, asked: ReadBudget): Promise<EffectResult> {
  const other = await otherBudget(pool, from, asked.year);
  if (other !== undefined) return keptElsewhere(other);
  const { on, trendDays, trendHorizonNights } = asked;
  const people: PersonInCare[] = [];
  for await (const { state, bedHoldNights } of careCases(pool)) {
    const record = careRecordOf(state);
    if (record.movements.length + record.supports.length > 0) people.push({ record, bedHoldNights });
  }
  const outlook = outlookOf(people, await loadRates(pool), asked);
  const { owedPence, people: peopleNow, peopleBefore, unpriced } = outlook;
  const { committedPence, paidPence } = await bookedFor(pool, asked);
  const forecastPence = forecastOf(outlook, { trendDays, trendHorizonNights });
  return toResult({
    on,
    committedPence,
    paidPence,
    owedPence,
    forecastPence,
    people: peopleNow,
    peopleBefore,
    unpriced,
  });
}

/**
 * The case that was opened earlier for the same year. Whoever asks is recorded already: of two that were opened at the
 * same moment the later one sees the other, at the latest with its next reading.
 * @throws Error when this case is not recorded yet; the engine asks again
 */
async function otherBudget(pool: Pool, from: CaseRef, year: string): Promise<CaseRef | undefined> {
  for (let tries = 1; tries <= triesUntilRecorded; tries += 1) {
    const { rows } = await pool.query<{ other: string | null }>(
      `select (select o.case_ref from case_file o
               where o.process = 'care-budget' and o.figures->>'year' = $2 and o.stage <> 'kept-elsewhere'
                 and (o.opened_at, o.case_ref) < (mine.opened_at, mine.case_ref)
               order by o.opened_at, o.case_ref limit 1) as other
       from case_file mine where mine.case_ref = $1`,
      [from, year],
    );
    const [row] = rows;
    if (row) return row.other ?? undefined;
    await wait(millisecondsBetweenTries);
  }
  throw new Error(`The budget ${from} is not recorded yet. Nothing was read.`);
}

/** What the ledger holds for nights and supports of these days, and how much of that has been paid; in pence. */
async function bookedFor(
  client: Queries,
  { fromDate, untilDate }: { fromDate: string; untilDate: string },
): Promise<{ committedPence: number; paidPence: number }> {
  const { rows } = await client.query<{ committed: string; paid: string }>(
    `select (select coalesce(sum(p.pence), 0) from ledger_transaction t
               join ledger_posting p on p.transaction_id = t.id and p.account = 'care-cost'
             where t.on_date between $1::date and $2::date)::text as committed,
            (select coalesce(sum(e.pence), 0) from statement_entry e
               join payment p on p.statement_ref = e.statement_ref and p.status = 'settled'
               join ledger_transaction t on t.id = e.transaction_id
             where e.taken_out is null and t.on_date between $1::date and $2::date)::text as paid`,
    [fromDate, untilDate],
  );
  return { committedPence: Number(rows[0]?.committed ?? 0), paidPence: Number(rows[0]?.paid ?? 0) };
}
