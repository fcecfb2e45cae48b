import { londonDateOf, startOfLondonDay, type Instant } from '../kernel/calendar';
import type { BedStay } from '../vocabulary';
import { nightOf, nightsOf, type Movement } from './journey';

/** The date `days` after another, YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}

/** The stays with nothing from `night` on. */
export function endStays(stays: readonly BedStay[], night: string): BedStay[] {
  return stays
    .filter((stay) => stay.fromNight < night)
    .map((stay) =>
      stay.untilNight === null || stay.untilNight > night ? { ...stay, untilNight: night } : { ...stay },
    );
}

/** The stays with the person in `place` from `fromNight` on, and nowhere else. */
export function moveTo(stays: readonly BedStay[], place: string, fromNight: string): BedStay[] {
  const before = endStays(stays, fromNight);
  const last = before.at(-1);
  // From one night to the next in the same place is one stay, so that the bed stays the same.
  if (last?.place === place && last.untilNight === fromNight)
    return [...before.slice(0, -1), { ...last, untilNight: null }];
  return [...before, { place, fromNight, untilNight: null }];
}

/** Whether two lists are of the same stays, in the same order. */
export function isSame(a: readonly BedStay[], b: readonly BedStay[]): boolean {
  return (
    a.length === b.length &&
    a.every((stay, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        stay.place === other.place &&
        stay.fromNight === other.fromNight &&
        stay.untilNight === other.untilNight
      );
    })
  );
}

/** The part of `wanted` that is in `held` too: asking for it can never be refused. */
export function withinHeld(wanted: readonly BedStay[], held: readonly BedStay[]): BedStay[] {
  return wanted.flatMap((want) =>
    held
      .filter((have) => have.place === want.place)
      .map((have) => ({
        place: want.place,
        fromNight: want.fromNight > have.fromNight ? want.fromNight : have.fromNight,
        untilNight: earlier(want.untilNight, have.untilNight),
      }))
      .filter((stay) => stay.untilNight === null || stay.fromNight < stay.untilNight),
  );
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** The stays that a journey amounts to: open where the bed is this person's tonight. */
export function staysOf(movements: readonly Movement[], bedHoldNights: number, now: Instant): BedStay[] {
  const [first] = movements;
  if (!first) return [];
  const tonight = nightOf(now);
  const stays: BedStay[] = [];
  for (const { night, place } of nightsOf(movements, bedHoldNights, nightOf(first.at), tonight)) {
    const last = stays.at(-1);
    if (last?.place === place && last.untilNight === night) last.untilNight = addDays(night, 1);
    else stays.push({ place, fromNight: night, untilNight: addDays(night, 1) });
  }
  const last = stays.at(-1);
  if (last && last.untilNight === addDays(tonight, 1)) last.untilNight = null;
  return stays;
}

/** The first and the last day of a bed held for somebody who is absent; no last one when no night of the hold is left. */
export interface BedHold {
  place: string;
  /** The night of the absence, YYYY-MM-DD. */
  fromNight: string;
  /** The first night on which the bed is not held any more. */
  untilNight: string;
}

/** The hold on the bed of a person whose last movement is an absence; undefined when they are not absent. */
export function bedHoldOf(movements: readonly Movement[], bedHoldNights: number): BedHold | undefined {
  const last = movements.at(-1);
  if (last?.to !== 'absent') return undefined;
  const from = movements.findLast(({ to }) => typeof to !== 'string')?.to;
  if (from === undefined || typeof from === 'string') return undefined;
  const fromNight = nightOf(last.at);
  const held = nightsOf(movements, bedHoldNights, fromNight, addDays(fromNight, bedHoldNights));
  return { place: from.place, fromNight, untilNight: addDays(fromNight, held.length) };
}

/** The hold as a rule: so many calendar days from the night of the absence; at once when no night is left. */
export function spanOfHold(hold: BedHold): { from: Instant; days: number } {
  const days = daysBetween(hold.fromNight, hold.untilNight) - 1;
  const from = startOfLondonDay(days < 0 ? addDays(hold.fromNight, -1) : hold.fromNight);
  return { from, days: Math.max(0, days) };
}

/** The night for which a bed can be needed now: until some hours after midnight still that of the day before. */
export function nightNow(now: Instant, runsOnHours: number): string {
  return londonDateOf(new Date(Date.parse(now) - runsOnHours * 3_600_000).toISOString());
}

/** Today in London, YYYY-MM-DD. */
export function today(now: Instant): string {
  return londonDateOf(now);
}
