import { endOfLondonDay, isWorkingDay, type Instant } from '../kernel/calendar';

const dayMs = 86_400_000;

/** A date some days later, or earlier; YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The day itself, or the next working day (England and Wales). */
export function workingDayFrom(date: string): string {
  return isWorkingDay(date) ? date : workingDayFrom(addDays(date, 1));
}

/** So many working days before a day. */
export function workingDaysBefore(date: string, count: number): string {
  let day = date;
  for (let left = count; left > 0;) {
    day = addDays(day, -1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

export interface Meeting {
  number: number;
  /** The day of the series, which a holiday does not move. */
  nominalOn: string;
  /** The working day on which it is held. */
  meetingOn: string;
  /** The last day whose reports are on the agenda. */
  cutOffOn: string;
}

/** The n-th meeting of a series: every so many weeks from the first, on a working day. */
export function meetingOf(firstOn: string, number: number, everyWeeks: number, cutOffWorkingDays: number): Meeting {
  const nominalOn = addDays(firstOn, (number - 1) * everyWeeks * 7);
  const meetingOn = workingDayFrom(nominalOn);
  return { number, nominalOn, meetingOn, cutOffOn: workingDaysBefore(meetingOn, cutOffWorkingDays) };
}

/** The last moment that is still on the agenda of a meeting is the one before this. */
export function cutOffOf({ cutOffOn }: Pick<Meeting, 'cutOffOn'>): Instant {
  return endOfLondonDay(cutOffOn);
}
