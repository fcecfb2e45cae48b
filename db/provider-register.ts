import type { ProviderChange } from '../workflows/provider-change/schemas';
import type { CaseRef } from '../workflows/vocabulary';
import type { Queries } from './pool';
import { applyRateCard } from './rates';

/** Why the register would not take a change. */
export type RegisterRefusal =
  | 'no-such-provider'
  | 'rate-gap'
  | 'place-of-another-provider'
  | 'no-such-place'
  | 'already-suspended'
  | 'not-suspended';

/**
 * Makes an approved change of a provider's register, in the caller's transaction, which is to be undone when the answer
 * is a refusal. A change that was made already is not made again, whatever has changed since.
 */
export async function applyProviderChange(
  client: Queries,
  ref: CaseRef,
  change: ProviderChange,
): Promise<RegisterRefusal | undefined> {
  const { provider } = change;
  const isNew = await client.query(
    'insert into provider_change (change_ref, provider, change) values ($1, $2, $3) on conflict do nothing',
    [ref, provider, change.change],
  );
  if (isNew.rowCount === 0) return undefined;
  const known = await client.query(`select from designation where agency = $1 and designation = 'care-provider'`, [
    provider,
  ]);
  if (known.rowCount === 0) return 'no-such-provider';
  switch (change.change) {
    case 'rate-card':
      return applyRateCard(client, { provider, lines: change.lines, changeRef: ref });
    case 'place':
      return keepPlace(client, change);
    case 'suspend-place':
      return suspend(client, change);
    case 'resume-place':
      return resume(client, change);
    case 'suspend-provider':
      return suspendProvider(client, change);
    case 'resume-provider':
      return resumeProvider(client, change);
  }
}

type Of<K extends ProviderChange['change']> = Extract<ProviderChange, { change: K }>;

/** Fewer beds than are in use turn nobody out: nobody new comes until there is room. */
async function keepPlace(client: Queries, given: Of<'place'>): Promise<RegisterRefusal | undefined> {
  const { place, provider, takes, takesChildren, stepFree, languages, area, capacity } = given;
  const kept = await client.query(
    `insert into care_place (place, provider, takes, takes_children, step_free, languages, area, capacity)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (place) do update set takes = excluded.takes, takes_children = excluded.takes_children,
       step_free = excluded.step_free, languages = excluded.languages, area = excluded.area, capacity = excluded.capacity
     where care_place.provider = excluded.provider`,
    [place, provider, takes, takesChildren, stepFree, languages, area, capacity],
  );
  return kept.rowCount === 0 ? 'place-of-another-provider' : undefined;
}

/** One change of a place at a time; whether the place is the provider's. */
async function lockPlace(client: Queries, { place, provider }: { place: string; provider: string }): Promise<boolean> {
  const found = await client.query('select from care_place where place = $1 and provider = $2 for update', [
    place,
    provider,
  ]);
  return found.rowCount === 1;
}

async function suspend(client: Queries, given: Of<'suspend-place'>): Promise<RegisterRefusal | undefined> {
  if (!(await lockPlace(client, given))) return 'no-such-place';
  const { place, fromDate, untilDate, ground } = given;
  const suspended = await client.query(
    `insert into place_suspension (place, from_date, until_date, reason) select $1, $2, $3, $4
     where not exists (select from place_suspension s where s.place = $1
       and daterange(s.from_date, s.until_date, '[]') && daterange($2::date, $3::date, '[]'))`,
    [place, fromDate, untilDate ?? null, ground],
  );
  return suspended.rowCount === 1 ? undefined : 'already-suspended';
}

/** The suspension that runs on `untilDate`, the last night on which nobody is taken, ends with it. */
async function resume(client: Queries, given: Of<'resume-place'>): Promise<RegisterRefusal | undefined> {
  if (!(await lockPlace(client, given))) return 'no-such-place';
  const { place, untilDate } = given;
  const ended = await client.query(
    `update place_suspension set until_date = $2 where place = $1 and from_date <= $2::date
       and (until_date is null or until_date > $2::date)`,
    [place, untilDate],
  );
  return ended.rowCount === 0 ? 'not-suspended' : undefined;
}

/** One change of a provider's suspensions at a time. */
async function lockProvider(client: Queries, provider: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('provider:' || $1, 0))`, [provider]);
}

/** Whoever is there stays; nobody new comes, to any place that the provider has or gets. */
async function suspendProvider(
  client: Queries,
  { provider, fromDate, untilDate, ground }: Of<'suspend-provider'>,
): Promise<RegisterRefusal | undefined> {
  await lockProvider(client, provider);
  const suspended = await client.query(
    `insert into provider_suspension (provider, from_date, until_date, reason) select $1, $2, $3, $4
     where not exists (select from provider_suspension s where s.provider = $1
       and daterange(s.from_date, s.until_date, '[]') && daterange($2::date, $3::date, '[]'))`,
    [provider, fromDate, untilDate ?? null, ground],
  );
  return suspended.rowCount === 1 ? undefined : 'already-suspended';
}

/** The suspension that runs on `untilDate` ends with it; a place that is suspended by itself stays so. */
async function resumeProvider(
  client: Queries,
  { provider, untilDate }: Of<'resume-provider'>,
): Promise<RegisterRefusal | undefined> {
  await lockProvider(client, provider);
  const ended = await client.query(
    `update provider_suspension set until_date = $2 where provider = $1 and from_date <= $2::date
       and (until_date is null or until_date > $2::date)`,
    [provider, untilDate],
  );
  return ended.rowCount === 0 ? 'not-suspended' : undefined;
}
