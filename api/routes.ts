import { Router, type Request } from 'express';
import { z } from 'zod';
import { commonCommands } from '../workflows/kernel/common-commands';
import { allProcesses } from '../workflows/registry';
import { parseCaseRef } from '../workflows/vocabulary';
import { actorOf } from './auth';
import { makeCursor, readCursor } from './cursor';
import { act, open } from './door';
import { notFound, Problem } from './problems';
import { readCase, readCases, readDeadlines, readEvents, readTasks } from './readings';
import type { Services } from './services';

const Page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
  process: z.string().max(60).optional(),
});

/** Routes made from the process definitions, and the readings that every case has. */
export function caseRoutes(services: Services): Router {
  const router = Router();

  for (const process of allProcesses) {
    // A router of its own: a path is compared with the commands of one process, not of all.
    const own = Router();
    own.post('/', async (request, response) => {
      const answer = await open(services, process, actorOf(response), idempotencyKey(request), request.body);
      response.status(201).location(`/v1/cases/${answer.ref}`).json(answer);
    });
    for (const name of [...Object.keys(process.commands), ...Object.keys(commonCommands)]) {
      own.post(`/:ref/${name}`, async (request, response) => {
        response.json(
          await act(services, process, refOf(request), name, actorOf(response), idempotencyKey(request), request.body),
        );
      });
    }
    router.use(`/${process.name}`, own);
  }

  router.get('/cases', async (request, response) => {
    const { limit, cursor, process } = pageOf(request);
    const [at, ref] = cursorOf(cursor, 2);
    const before = at !== undefined && ref !== undefined ? { before: [at, ref] as [string, string] } : {};
    const filter = { limit, ...before, ...(process === undefined ? {} : { process }) };
    const cases = await readCases(services, actorOf(response), filter);
    const last = cases.length === limit ? cases.at(-1) : undefined;
    response.json({ cases, ...(last ? { next: makeCursor([last.openedAt.toISOString(), last.ref]) } : {}) });
  });

  router.get('/cases/:ref', async (request, response) => {
    response.json(await readCase(services, actorOf(response), refOf(request)));
  });

  router.get('/cases/:ref/events', async (request, response) => {
    response.json({ events: await readEvents(services, actorOf(response), refOf(request)) });
  });

  router.get('/cases/:ref/deadlines', async (request, response) => {
    response.json({ deadlines: await readDeadlines(services, actorOf(response), refOf(request)) });
  });

  router.get('/tasks', async (request, response) => {
    const { limit, cursor } = pageOf(request);
    const [due, ref, key] = cursorOf(cursor, 3);
    const after =
      due !== undefined && ref !== undefined && key !== undefined
        ? { after: [due, ref, key] as [string, string, string] }
        : {};
    const tasks = await readTasks(services, actorOf(response), { limit, ...after });
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

function cursorOf(cursor: string | undefined, length: number): string[] {
  if (cursor === undefined) return [];
  const parts = readCursor(cursor, length);
  if (parts) return parts;
  throw new Problem(400, 'invalid-query', 'The cursor is not one of ours. Start again without it.', {
    errors: [{ pointer: '/cursor', message: 'Not a cursor.' }],
  });
}
