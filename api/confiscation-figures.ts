import { z } from 'zod';
import { smallCountThreshold } from './statistics';

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
  const by = (key: (f: ConfiscationFigures) => string) =>
    Object.fromEntries(
      [...new Set(all.map(key))].toSorted().map((k) => [
        k,
        groupOf(
          all.filter((f) => key(f) === k),
          isPublished,
        ),
      ]),
    );
  return {
    total: groupOf(all, isPublished),
    byRegion: by((f) => f.region),
    byQuarter: by((f) => f.quarter),
    byRegionAndQuarter: by((f) => `${f.region} ${f.quarter}`),
    byDecision: countsBy(all, (f) => `${f.investigating}/${f.prosecuting}`, isPublished),
    byStage: countsBy(all, (f) => f.stage, isPublished),
  };
}

function groupOf(group: readonly ConfiscationFigures[], isPublished: boolean) {
  if (isPublished && group.length > 0 && group.length < smallCountThreshold) return 'suppressed';
  // Neither in time nor late is a prosecution whose time still runs.
  const decided = group.filter((f) => f.isConsidered || !f.isInTime);
  const inTime = decided.filter((f) => f.isConsidered && f.isInTime).length;
  const values = sums.map((name) => [name, group.reduce((total, f) => total + f[name], 0)] as const);
  return {
    prosecutions: group.length,
    consideredByBoth: group.filter((f) => f.isConsidered).length,
    consideredInTime: inTime,
    late: decided.length - inTime,
    shareInTimePercent: decided.length === 0 ? null : Math.round((inTime * 1000) / decided.length) / 10,
    foundWithoutCase: group.filter((f) => f.wasFoundWithoutCase).length,
    ...Object.fromEntries(values),
  };
}

function countsBy(all: readonly ConfiscationFigures[], key: (f: ConfiscationFigures) => string, isPublished: boolean) {
  const keys = [...new Set(all.map(key))].toSorted();
  return Object.fromEntries(
    keys.map((k) => {
      const n = all.filter((f) => key(f) === k).length;
      return [k, isPublished && n < smallCountThreshold ? 'suppressed' : n];
    }),
  );
}
