import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { placeNights, type PlaceNight } from '../../db/care-pages';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { addDays } from '../../workflows/victim-care/stays';
import { actorOf } from '../auth';
import type { Services } from '../services';
import { assertHolds, careRoles, placeRoles } from './further';
import { showJourney } from './journey-page';
import { refIn } from './money-pages';
import { render } from './render';

/** As many as fit beside each other on a page that is printed. */
const nightsShown = 7;

/** Beds by night, and the journey of one person through all providers [36, 37]. */
export function carePages(services: Services): Router {
  const router = Router();
  router.get('/care', (request, response) => showCapacity(services, request, response));
  router.get('/care/journeys/:ref', (request, response) => {
    assertHolds(actorOf(response), careRoles);
    return showJourney(services, response, refIn(request.params.ref, 'CAR'));
  });
  return router;
}

const Query = z.object({ from: z.iso.date().optional().catch(undefined) });

async function showCapacity({ pool, now }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, placeRoles);
  const tonight = londonDateOf(now().toISOString());
  const from = Query.parse(request.query).from ?? tonight;
  const { rows, agencies } = await asViewer(pool, viewer, async (client) => ({
    rows: await placeNights(client, from, nightsShown),
    agencies: await agencyNames(client),
  }));
  const byPlace = new Map<string, PlaceNight[]>();
  for (const row of rows) byPlace.set(row.place, [...(byPlace.get(row.place) ?? []), row]);
  const places = [...byPlace].map(([place, nights]) => ({
    place,
    provider: agencies[nights[0]?.provider ?? ''] ?? nights[0]?.provider,
    takes: nights[0]?.takes,
    capacity: nights[0]?.capacity,
    nights: nights.map(({ night, capacity, given, suspended }) => ({
      night,
      suspended,
      free: Math.max(0, capacity - given),
    })),
  }));
  const nights = Array.from({ length: nightsShown }, (_, i) => addDays(from, i));
  render(response, 'capacity', {
    title: 'Places by night',
    nights: nights.map((night, i) => ({
      night,
      free: places.reduce((sum, p) => sum + (p.nights[i]?.suspended === null ? p.nights[i].free : 0), 0),
    })),
    places,
    tonight,
    from,
    earlier: addDays(from, -nightsShown),
    later: addDays(from, nightsShown),
  });
}
