import { Router, type Request } from 'express';
import { z } from 'zod';
import { findCase, listCases, listDeadlines, listTasks, loadCase, recordViewing } from '../db/cases';
import { asViewer } from '../db/pool';
import { openTexts } from '../db/texts';
import { allowedCommands } from '../workflows/kernel/case';
import { commonCommands } from '../workflows/kernel/common-commands';
import { allProcesses } from '../workflows/registry';
import { parseCaseRef } from '../workflows/vocabulary';
import { actorOf } from './auth';
import { act, open } from './door';
import { notFound, Problem } from './problems';
import type { Services } from './services';

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
  process: z.string().max(60).optional(),
});

/** Routes made from the process definitions, and the readings that every case has. */
export function caseRoutes(services: Services): Router {
  const router = Router();
  const { pool, keys } = services;

  for (const process of allProcesses) {
    router.post(`/${process.name}`, async (request, response) => {
      const answer = await open(services, process, actorOf(response), idempotencyKey(request), request.body);
      response.status(201).location(`/v1/cases/${answer.ref}`).json(answer);
    });
    for (const name of [...Object.keys(process.commands), ...Object.keys(commonCommands)]) {
      router.post(`/${process.name}/:ref/${name}`, async (request, response) => {
        response.json(
          await act(services, process, refOf(request), name, actorOf(response), idempotencyKey(request), request.body),
        );
      });
    }
  }

  router.get('/cases', async (request, response) => {
    const { limit, cursor, process } = pageOf(request);
    const [at, ref] = cursorOf(cursor, 2);
    const before = at !== undefined && ref !== undefined ? { before: [at, ref] as [string, string] } : {};
    const filter = { limit, ...before, ...(process === undefined ? {} : { process }) };
    const cases = await asViewer(pool, actorOf(response), (client) => listCases(client, filter));
    const last = cases.length === limit ? cases.at(-1) : undefined;
    response.json({ cases, ...(last ? { next: makeCursor([last.openedAt.toISOString(), last.ref]) } : {}) });
  });

  router.get('/cases/:ref', async (request, response) => {
    const viewer = actorOf(response);
    const ref = refOf(request);
    const body = await asViewer(pool, viewer, async (client) => {
      const stored = await loadCase(client, ref);
      if (!stored) throw notFound();
      const { process, current } = stored;
      await recordViewing(client, ref, viewer, 'case');
      return {
        ref,
        process: process.name,
        policySet: current.file.policySet,
        ...process.status(current.state),
        openedAt: current.file.openedAt,
        openedBy: current.file.openedBy,
        sharedWith: current.file.sharedWith,
        links: current.file.links,
        view: await openTexts(client, keys, process.view(current.state, viewer)),
        allowed: allowedCommands(process, current, viewer, services.now().toISOString()),
      };
    });
    response.json(body);
  });

  // Events say what happened, who did it and when; what they hold is shown by the case's view alone, part by part.
  router.get('/cases/:ref/events', async (request, response) => {
    const viewer = actorOf(response);
    const ref = refOf(request);
    const events = await asViewer(pool, viewer, async (client) => {
      const stored = await loadCase(client, ref);
      if (!stored) throw notFound();
      await recordViewing(client, ref, viewer, 'events');
      return stored.facts.map(({ seq, at, actor, event }) => ({
        seq,
        at,
        type: event.type,
        agency: actor.agency,
        person: actor.person,
      }));
    });
    response.json({ events });
  });

  router.get('/cases/:ref/deadlines', async (request, response) => {
    const viewer = actorOf(response);
    const ref = refOf(request);
    const deadlines = await asViewer(pool, viewer, async (client) => {
      if (!(await findCase(client, ref))) throw notFound();
      await recordViewing(client, ref, viewer, 'deadlines');
      return listDeadlines(client, ref);
    });
    response.json({ deadlines });
  });

  router.get('/tasks', async (request, response) => {
    const viewer = actorOf(response);
    const { limit, cursor } = pageOf(request);
    const [due, ref, key] = cursorOf(cursor, 3);
    const after =
      due !== undefined && ref !== undefined && key !== undefined
        ? { after: [due, ref, key] as [string, string, string] }
        : {};
    const tasks = await asViewer(pool, viewer, (client) => listTasks(client, viewer, { limit, ...after }));
    const last = tasks.length === limit ? tasks.at(-1) : undefined;
    response.json({
      tasks,
      ...(last ? { next: makeCursor([last.due?.toISOString() ?? 'infinity', last.ref, last.key]) } : {}),
    });
  });

  return router;
}

/** The reference in the path, however it was typed; what cannot be one answers like what is not there. */
function refOf(request: Request): string {
  const ref = parseCaseRef(String(request.params['ref']));
  if (ref === undefined) throw notFound();
  return ref;
}

function idempotencyKey(request: Request): string {
  const key = request.get('Idempotency-Key');
  if (key !== undefined && /^[\x21-\x7e]{1,100}$/.test(key)) return key;
  throw new Problem(
    400,
    'idempotency-key-missing',
    'Send an Idempotency-Key header of 1 to 100 visible characters, new for each new request. Nothing was recorded.',
  );
}

function pageOf(request: Request) {
  const page = Page.strict().safeParse(request.query);
  if (page.success) return page.data;
  throw new Problem(400, 'invalid-query', 'The query is not right: limit is 1 to 200, cursor as it was given.', {
    errors: page.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, message: issue.message })),
  });
}

function makeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function cursorOf(cursor: string | undefined, length: number): string[] {
  if (cursor === undefined) return [];
  try {
    const parts = z
      .array(z.string())
      .length(length)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    const [instant] = parts;
    if (instant === 'infinity' || !Number.isNaN(Date.parse(instant ?? ''))) return parts;
  } catch {
    // Said below.
  }
  throw new Problem(400, 'invalid-query', 'The cursor is not one of ours. Start again without it.', {
    errors: [{ pointer: '/cursor', message: 'Not a cursor.' }],
  });
}
