import { isWorkingDay, londonDateOf, startOfLondonDay, type Instant } from '../kernel/calendar';

/**
 * The start of the window of `workingDays` that ends now: whoever did something at or after it did so within the last
 * `workingDays`. It is the other end of the kernel's sum: `addSpan(at, workingDays)` is after `now` exactly for these.
 * @throws RangeError when it leaves the years whose bank holidays are known
 */
export function startOfWindow(now: Instant, workingDays: number): Instant {
  const today = londonDateOf(now);
  let day = today;
  for (let passed = 0; ; day = dayBefore(day)) {
    if (day !== today && isWorkingDay(day)) passed += 1;
    if (passed >= workingDays) return startOfLondonDay(day);
  }
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}
