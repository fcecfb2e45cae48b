import { withCard, type Rate, type RateLine } from '../workflows/provider-payment/rates';
import { SupportType, supportUnits, type AgencyCode, type CaseRef } from '../workflows/vocabulary';
import type { Queries } from './pool';

/** All prices, of one provider or of all, in the order of their days. */
export async function loadRates(client: Queries, provider?: AgencyCode): Promise<Rate[]> {
  const { rows } = await client.query<{
    provider: string;
    type: string;
    pence: number;
    fromDate: string;
    untilDate: string | null;
    changeRef: string;
  }>(
    `select provider, support_type as type, pence, from_date::text as "fromDate", until_date::text as "untilDate",
       change_ref as "changeRef"
     from rate where $1::text is null or provider = $1 order by provider, support_type, from_date`,
    [provider ?? null],
  );
  return rows.map(({ untilDate, type, ...row }) => {
    const rate = { ...row, type: SupportType.parse(type) };
    return untilDate === null ? rate : { ...rate, untilDate };
  });
}

/**
 * Brings a rate card into force, see `withCard`. Runs in the caller's transaction, one card of a provider at a time.
 * @returns 'rate-gap', and nothing is changed, when days would be left without a price
 */
export async function applyRateCard(
  client: Queries,
  card: { provider: AgencyCode; lines: readonly RateLine[]; changeRef: CaseRef },
): Promise<'rate-gap' | undefined> {
  const { provider } = card;
  await client.query(`select pg_advisory_xact_lock(hashtextextended('rates:' || $1, 0))`, [provider]);
  const rates = withCard(await loadRates(client, provider), card);
  if (rates === 'rate-gap') return rates;
  await client.query('delete from rate where provider = $1', [provider]);
  await client.query(
    `insert into rate (provider, support_type, unit, pence, from_date, until_date, change_ref)
     select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::date[], $6::date[], $7::text[])`,
    [
      provider,
      rates.map(({ type }) => type),
      rates.map(({ type }) => supportUnits[type]),
      rates.map(({ pence }) => pence),
      rates.map(({ fromDate }) => fromDate),
      rates.map(({ untilDate }) => untilDate ?? null),
      rates.map(({ changeRef }) => changeRef),
    ],
  );
  return undefined;
}
