import { z } from 'zod';
import { addDays } from '../workflows/operational-group/dates';
import { policy } from '../workflows/operational-group/policy';
import { readLoad } from './caseload';

const Load = z.strictObject({
  kind: z.literal('missing-children'),
  title: z.string().min(1),
  source: z.string().min(1),
  licence: z.string().min(1),
  authority: z.enum(['hillingdon-council', 'kent-council']),
  children: z.int().min(1).max(10_000),
  /** What the source does not say. */
  assumed: z.strictObject({
    why: z.string().min(1),
    meetings: z.int().min(1).max(18),
    /** One after the other, and again from the first; null: not located in the whole period. */
    daysMissing: z.array(z.number().positive().nullable()).min(1),
  }),
});
export type Load = z.infer<typeof Load>;

/** A published number of missing children, and a short hash of the file that names it in every key. */
export function readChildren(file: string): { load: Load; hash: string } {
  return readLoad(file, Load);
}

export interface Episode {
  number: number;
  key: string;
  reportedAt: string;
  /** Absent: not located in the whole period. */
  locatedAt?: string;
}

const dayMs = 86_400_000;
/** So that the first agenda can be made from something. */
export const daysToFirstMeeting = 14;
export const daysBetween = policy['strategy-2011'].everyWeeks.value * 7;
/** Some of them at midnight, and in the night on which the clocks change. */
const timesOfDay = ['00:00:30', '13:20:00', '21:45:00', '23:30:00'];

/** The children of the load, spread evenly over the period that begins on a day (YYYY-MM-DD). */
export function episodesOf({ children, assumed }: Load, hash: string, dayZero: string): Episode[] {
  const days = daysToFirstMeeting + (assumed.meetings - 1) * daysBetween - 7;
  return Array.from({ length: children }, (_, i) => {
    const day = addDays(dayZero, 1 + Math.floor(((i + 0.5) * (days - 1)) / children));
    const reportedAt = `${day}T${timesOfDay[i % timesOfDay.length] ?? ''}.000Z`;
    const daysMissing = assumed.daysMissing[i % assumed.daysMissing.length] ?? null;
    const key = `caseload-${hash}-child-${String(i + 1).padStart(3, '0')}`;
    if (daysMissing === null) return { number: i + 1, key, reportedAt };
    const locatedAt = new Date(Date.parse(reportedAt) + daysMissing * dayMs).toISOString();
    return { number: i + 1, key, reportedAt, locatedAt };
  });
}
