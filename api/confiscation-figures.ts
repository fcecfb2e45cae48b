import { z } from 'zod';
import { leftOut, smallCountThreshold } from './suppression';

const pence = z.number().int();

/** What a confiscation case counts; see workflows/confiscation/figures.ts. */
export const ConfiscationFigures = z.looseObject({
  region: z.string(),
  quarter: z.string(),
  stage: z.string(),
  endedAs: z.string(),
  investigating: z.string(),
  prosecuting: z.string(),
  isConsidered: z.boolean(),
  isInTime: z.boolean(),
  wasFoundWithoutCase: z.boolean(),
  identifiedPence: pence,
  restrainedPence: pence,
  realisedPence: pence,
  orderedPence: pence,
  collectedPence: pence,
  toVictimsPence: pence,
  toStatePence: pence,
  recoveredOtherwisePence: pence,
});
export type ConfiscationFigures = z.infer<typeof ConfiscationFigures>;

const sums = [
  'identifiedPence',
  'restrainedPence',
  'realisedPence',
  'orderedPence',
  'collectedPence',
  'toVictimsPence',
  'toStatePence',
  'recoveredOtherwisePence',
] as const;

/**
 * Counts and sums in pence. Quarters are those in which a prosecution was registered, so that the steps from identified
 * to paid out are about the same prosecutions. A group smaller than the threshold is not published.
 */
export function confiscationStatistics(all: readonly ConfiscationFigures[], isPublished: boolean) {
  const by = (key: Key) => Object.fromEntries(shown(grouped(all, key), isPublished, groupOf));
  const count = (key: Key) => Object.fromEntries(shown(grouped(all, key), isPublished, (group) => group.length));
  return {
    total: isPublished && isSmall(all) ? 'suppressed' : groupOf(all),
    byRegion: by((f) => f.region),
    byQuarter: by((f) => f.quarter),
    // With both of the others, what is left out of this one could be worked out.
    ...(isPublished ? {} : { byRegionAndQuarter: by((f) => `${f.region} ${f.quarter}`) }),
    byDecision: count((f) => `${f.investigating}/${f.prosecuting}`),
    byStage: count((f) => f.stage),
  } as const;
}

type Key = (figures: ConfiscationFigures) => string;
type Group = readonly ConfiscationFigures[];

function grouped(all: Group, key: Key): [string, Group][] {
  const keys = [...new Set(all.map(key))].toSorted();
  return keys.map((k) => [k, all.filter((f) => key(f) === k)]);
}

const isSmall = (group: Group) => group.length > 0 && group.length < smallCountThreshold;

/** What is left out cannot be worked out from the total either. */
function shown<T>(
  groups: readonly (readonly [string, Group])[],
  isPublished: boolean,
  say: (group: Group) => T,
): [string, T | 'suppressed'][] {
  const hidden = isPublished ? leftOut(groups.map(([, group]) => group.length)) : new Set();
  return groups.map(([key, group], i) => [key, hidden.has(i) ? 'suppressed' : say(group)]);
}

function groupOf(group: Group) {
  // Neither in time nor late is a prosecution whose time still runs.
  const decided = group.filter((f) => f.isConsidered || !f.isInTime);
  const inTime = decided.filter((f) => f.isConsidered && f.isInTime).length;
  const sum = (name: (typeof sums)[number]) => group.reduce((total, f) => total + f[name], 0);
  return {
    prosecutions: group.length,
    consideredByBoth: group.filter((f) => f.isConsidered).length,
    consideredInTime: inTime,
    late: decided.length - inTime,
    shareInTimePercent: decided.length === 0 ? null : Math.round((inTime * 1000) / decided.length) / 10,
    foundWithoutCase: group.filter((f) => f.wasFoundWithoutCase).length,
    identifiedPence: sum('identifiedPence'),
    restrainedPence: sum('restrainedPence'),
    realisedPence: sum('realisedPence'),
    orderedPence: sum('orderedPence'),
    collectedPence: sum('collectedPence'),
    toVictimsPence: sum('toVictimsPence'),
    toStatePence: sum('toStatePence'),
    recoveredOtherwisePence: sum('recoveredOtherwisePence'),
  };
}
export type ConfiscationGroup = ReturnType<typeof groupOf>;
