import { Router } from 'express';
import { z } from 'zod';
import { casesFound, searchesOf } from '../db/names';
import { asViewer } from '../db/pool';
import type { Actor } from '../workflows/kernel/contract';
import { processOfRef } from '../workflows/registry';
import { actorOf } from './auth';
import { assertMaySearch, mostFound, searchByName } from './name-search';
import { notFound } from './problems';
import type { Services } from './services';

/** Of one's agency, so many are shown, the last first. */
export const searchesShown = 50;
const Uuid = z.uuid();

/**
 * `POST /v1/searches`: searches by name, under the same rule as the page: for some roles, with a reason, written down. The
 * name stands in no address. Each request is a search of its own, so that it needs no Idempotency-Key.
 */
export function searchRoutes(services: Services): Router {
  const router = Router();
  router.post('/searches', async (request, response) => {
    const viewer = actorOf(response);
    const id = await searchByName(services, viewer, request.body);
    response.status(201).location(`/v1/searches/${id}`);
    response.json(await readSearch(services, viewer, id));
  });
  router.get('/searches', async (_request, response) => {
    response.json({ searches: await readSearches(services, actorOf(response)) });
  });
  router.get('/searches/:id', async (request, response) => {
    response.json(await readSearch(services, actorOf(response), request.params.id));
  });
  return router;
}

/** What a search of the viewer's agency found, as those cases stand now. @throws Problem 403, 404 */
export async function readSearch({ pool, keys }: Services, viewer: Actor, id: string | undefined) {
  assertMaySearch(viewer);
  const known = Uuid.safeParse(id).data;
  if (known === undefined) throw notFound();
  const { search, cases } = await asViewer(pool, viewer, async (client) => ({
    search: (await searchesOf(client, keys, viewer, { id: known, limit: 1 }))[0],
    cases: await casesFound(client, known),
  }));
  if (!search) throw notFound();
  return {
    ...search,
    // There may be more than are shown: a longer name finds fewer.
    isMore: search.found >= mostFound,
    cases: cases.map((found) => ({ ...found, process: processOfRef(found.ref)?.name ?? '' })),
  };
}

/** Who of the viewer's agency searched for whom, and why. @throws Problem 403 */
export function readSearches({ pool, keys }: Services, viewer: Actor) {
  assertMaySearch(viewer);
  return asViewer(pool, viewer, (client) => searchesOf(client, keys, viewer, { limit: searchesShown }));
}
