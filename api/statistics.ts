import { Router } from 'express';
import { z } from 'zod';
import { asViewer, type Viewer } from '../db/pool';
import { exploitationTypes } from '../workflows/vocabulary';
import { actorOf } from './auth';
import { Problem } from './problems';
import type { Services } from './services';

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
type Figures = z.infer<typeof Figures>;

/** Counts below this are not published, so that nobody can be recognised; the usual threshold of official statistics. */
export const smallCountThreshold = 5;

type Count = number | 'suppressed';

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

export function nrmStatistics(all: readonly Figures[], isPublished: boolean) {
  const referrals = all.filter((f) => f.isReferral);
  const count = (n: number): Count => (isPublished && n > 0 && n < smallCountThreshold ? 'suppressed' : n);
  const by = (key: (f: Figures) => string) =>
    Object.fromEntries(
      [...new Set(referrals.map(key))].toSorted().map((k) => [k, count(referrals.filter((f) => key(f) === k).length)]),
    );
  const row = (subject: Figures['subject']) => {
    const of = referrals.filter((f) => f.subject === subject);
    const cells = exploitationTypes.map(
      (type) => [type, count(of.filter((f) => f.exploitationType === type).length)] as const,
    );
    return { total: count(of.length), ...Object.fromEntries(cells) };
  };
  return {
    referrals: { total: count(referrals.length), child: row('child'), adult: row('adult') },
    notificationsWithoutConsent: count(all.length - referrals.length),
    byCountryOfOrigin: by((f) => f.countryOfOrigin),
    byRoute: by((f) => f.route),
    byOutcome: by((f) => f.outcome),
    medianDaysToReasonableGrounds: median(referrals.flatMap((f) => f.daysToReasonableGrounds ?? [])),
    medianDaysToConclusiveGrounds: median(referrals.flatMap((f) => f.daysToConclusive ?? [])),
  };
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
