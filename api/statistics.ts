import { Router } from 'express';
import { z } from 'zod';
import { asViewer, type Viewer } from '../db/pool';
import { exploitationTypes } from '../workflows/vocabulary';
import { actorOf } from './auth';
import { Problem } from './problems';
import type { Services } from './services';
import { leftOut, published, smallCountThreshold, type PublishedCount } from './suppression';

const Figures = z.looseObject({
  isReferral: z.boolean(),
  subject: z.enum(['adult', 'child']),
  exploitationType: z.enum(exploitationTypes),
  route: z.string(),
  countryOfOrigin: z.string(),
  outcome: z.string(),
  daysToReasonableGrounds: z.number().optional(),
  daysToConclusive: z.number().optional(),
});
export type NrmFigures = z.infer<typeof Figures>;

/** `GET /v1/statistics/nrm`: referrals by kind of person and exploitation, country, route, outcome and time [strategy 18, 87]. */
export function statisticsRoutes(services: Services): Router {
  const router = Router();
  router.get('/statistics/nrm', async (request, response) => {
    const viewer = actorOf(response);
    if (!viewer.roles.includes('analyst')) throw new Problem(403, 'wrong-role', 'Statistics are for analysts.');
    response.json(await readNrmStatistics(services, viewer, request.query['published'] === 'true'));
  });
  return router;
}

/** The figures of all referrals, counted; `isPublished`: without the small numbers. */
export async function readNrmStatistics({ pool }: Services, viewer: Viewer, isPublished: boolean) {
  const { rows } = await asViewer(pool, viewer, (client) =>
    client.query<{ figures: unknown }>('select figures from nrm_figures()'),
  );
  return nrmStatistics(
    rows.map((row) => Figures.parse(row.figures)),
    isPublished,
  );
}

/** @param isPublished small numbers are left out, and what they could be worked out from */
export function nrmStatistics(all: readonly NrmFigures[], isPublished: boolean) {
  const referrals = all.filter((f) => f.isReferral);
  const say = (counts: readonly number[]): PublishedCount[] => (isPublished ? published(counts) : [...counts]);
  const sayOne = (count: number): PublishedCount => say([count])[0] ?? count;
  const by = (key: (f: NrmFigures) => string): Record<string, PublishedCount> => {
    const keys = [...new Set(referrals.map(key))].toSorted();
    const counts = say(keys.map((one) => referrals.filter((f) => key(f) === one).length));
    return Object.fromEntries(keys.map((one, i) => [one, counts[i] ?? 0]));
  };
  const of = (subject: NrmFigures['subject']) => referrals.filter((f) => f.subject === subject);
  // Where one kind of person is too few, the other kind would tell how many: then neither is broken down.
  const areFew = isPublished && leftOut([of('child').length, of('adult').length]).size > 0;
  const row = (subject: NrmFigures['subject']) => {
    const counts = exploitationTypes.map((type) => of(subject).filter((f) => f.exploitationType === type).length);
    const cells = areFew ? hideAll(counts) : say(counts);
    const [total = 0] = areFew ? hideAll([of(subject).length]) : say([of(subject).length]);
    return { total, ...Object.fromEntries(exploitationTypes.map((type, i) => [type, cells[i] ?? 0])) };
  };
  const days = (values: number[]) => (isPublished && isSmall(values) ? ('suppressed' as const) : median(values));
  return {
    referrals: { total: sayOne(referrals.length), child: row('child'), adult: row('adult') },
    notificationsWithoutConsent: sayOne(all.length - referrals.length),
    byCountryOfOrigin: by((f) => f.countryOfOrigin),
    byRoute: by((f) => f.route),
    byOutcome: by((f) => f.outcome),
    medianDaysToReasonableGrounds: days(referrals.flatMap((f) => f.daysToReasonableGrounds ?? [])),
    medianDaysToConclusiveGrounds: days(referrals.flatMap((f) => f.daysToConclusive ?? [])),
  };
}

const hideAll = (counts: readonly number[]) => counts.map((n): PublishedCount => (n > 0 ? 'suppressed' : n));

const isSmall = (values: readonly unknown[]) => values.length > 0 && values.length < smallCountThreshold;

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
