import { compareInstants, londonDateOf, startOfLondonDay, type Instant } from '../kernel/calendar';
import type { AgencyCode } from '../vocabulary';

/** Where a person is from this moment on, as it is known today. Of two entries for one moment the later entry holds. */
export interface Movement {
  at: Instant;
  to: { provider: AgencyCode; place: string } | 'absent' | 'left';
}

/** A night that belongs to a provider: slept there, or the bed kept while the person was away. */
export interface Night {
  /** YYYY-MM-DD: the night that begins on the evening of this day, which is the midnight that ends it in London. */
  night: string;
  provider: AgencyCode;
  place: string;
  kind: 'slept' | 'bed-held';
}

const dayMs = 86_400_000;

/**
 * The night to which a moment belongs, YYYY-MM-DD: the London day that it falls in; the first instant of a day still
 * belongs to the night before, because that night goes to where the person is at midnight.
 * @throws RangeError when `at` is not an ISO 8601 instant.
 */
export function nightOf(at: Instant): string {
  const date = londonDateOf(at);
  return compareInstants(at, startOfLondonDay(date)) === 0 ? dateOf(dayNumber(date) - 1) : date;
}

/**
 * The nights from `fromDate` through `untilDate` (YYYY-MM-DD) that belong to somebody, in order, each at most once.
 *
 * A night belongs to the place of the last movement at or before its midnight in London. While the person is absent it
 * is held by, and paid to, the last place for `bedHoldNights` consecutive nights; a visit by day does not begin another
 * hold in the same place, a night slept does. After 'left', and before the first place, a night belongs to nobody.
 * The answer for a night does not depend on `fromDate` and `untilDate`.
 *
 * Source: strategy 33 and 36 (funding follows the victim); the midnight and the hold are practice, kept in policy.
 * @throws RangeError when a date or an instant cannot be read.
 */
export function nightsOf(
  movements: readonly Movement[],
  bedHoldNights: number,
  fromDate: string,
  untilDate: string,
): Night[] {
  const from = dayNumber(fromDate);
  const until = dayNumber(untilDate);
  const entries = movements
    .toSorted((a, b) => compareInstants(a.at, b.at))
    .map(({ at, to }) => ({ from: dayNumber(nightOf(at)), to }));
  const nights: Night[] = [];
  let last: Exclude<Movement['to'], string> | undefined;
  let hold: { place: string; provider: string; nights: number } | undefined;
  for (const [index, entry] of entries.entries()) {
    if (entry.to === 'left') last = undefined;
    else if (entry.to !== 'absent') last = entry.to;
    const end = Math.min(until, (entries[index + 1]?.from ?? Infinity) - 1);
    if (end < entry.from) continue; // no midnight came before the next movement
    if (entry.to !== 'absent' || !last) hold = undefined;
    else if (hold?.place !== last.place || hold.provider !== last.provider) hold = { ...last, nights: 0 };
    const isHeldThrough = hold ? entry.from + Math.max(0, bedHoldNights - hold.nights) - 1 : end;
    if (hold) hold.nights += end - entry.from + 1;
    if (!last) continue;
    const kind = hold ? 'bed-held' : 'slept';
    for (let day = Math.max(from, entry.from); day <= Math.min(end, isHeldThrough); day += 1)
      nights.push({ night: dateOf(day), provider: last.provider, place: last.place, kind });
  }
  return nights;
}

function dayNumber(date: string): number {
  const number = Date.parse(`${date}T00:00:00Z`) / dayMs;
  if (!Number.isSafeInteger(number) || dateOf(number) !== date)
    throw new RangeError(`A date is written YYYY-MM-DD, and '${date}' is not.`);
  return number;
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
