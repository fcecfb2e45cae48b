import { Temporal } from 'temporal-polyfill';

/** Pages speak London time; the record holds instants. */
const zone = 'Europe/London';

/**
 * A day (YYYY-MM-DD) and a time of day in London as an instant. What is no moment is given back as it was typed, so that
 * the command's schema refuses it. The full stop is a common way to write a time.
 */
export function instantOf(day: string, time: string): string {
  const match = /^(\d{1,2})[:.](\d{2})$/.exec(time);
  if (!match) return `${day} ${time}`.trim();
  try {
    const [, hour = '', minute = ''] = match;
    return Temporal.PlainDateTime.from(`${day}T${hour.padStart(2, '0')}:${minute}`)
      .toZonedDateTime(zone)
      .toInstant()
      .toString();
  } catch {
    return `${day} ${time}`;
  }
}

const two = (n: number) => String(n).padStart(2, '0');

/** An instant as the parts of a form's date and time. */
export function londonParts(instant: string): { year: string; month: string; day: string; time: string } {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return {
    year: String(at.year),
    month: String(at.month),
    day: String(at.day),
    time: `${two(at.hour)}:${two(at.minute)}`,
  };
}

const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const date = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' });

const short = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' });

/** `Sun 27 Mar`, London; for the head of a narrow column. */
export function sayShortDay(at: unknown): string {
  return isMoment(at) ? short.format(new Date(at)).replace(',', '') : '';
}

/** `27 March 2011 at 14:30`, London; empty for nothing. */
export function sayMoment(at: unknown): string {
  return isMoment(at) ? time.format(new Date(at)) : '';
}

/** `27 March 2011`, London. */
export function sayDay(at: unknown): string {
  return isMoment(at) ? date.format(new Date(at)) : '';
}

/** A date counted in days ends at a midnight: people call it by the day that ends there. */
export function sayDue(at: unknown): string {
  if (!isMoment(at)) return '';
  const { time: clock } = londonParts(new Date(at).toISOString());
  return clock === '00:00' ? `${sayDay(new Date(new Date(at).getTime() - 1))}, end of the day` : sayMoment(at);
}

function isMoment(at: unknown): at is string | Date {
  return (typeof at === 'string' && at !== '') || at instanceof Date;
}
