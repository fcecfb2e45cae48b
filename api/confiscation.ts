import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { recordViewing } from '../db/cases';
import { asViewer } from '../db/pool';
import {
  confiscationDue,
  confiscationDueByOfficer,
  confiscationFigures,
  confiscationRegister,
  defendantsOf,
} from '../db/prosecutions';
import { openTexts } from '../db/texts';
import { notTheirRole } from '../workflows/kernel/case';
import { parseInput } from '../workflows/kernel/command';
import type { Actor } from '../workflows/kernel/contract';
import { findProcess } from '../workflows/registry';
import { actorOf } from './auth';
import { ConfiscationFigures, confiscationStatistics } from './confiscation-figures';
import { open } from './door';
import { Problem, refusalProblem } from './problems';
import { knownCase, RegisterQuery, Registration } from './registering';
import type { Services } from './services';

const process = findProcess('confiscation');

/** The register of prosecutions [91]: it is filled here, by hand or in bulk, and read here. */
export function confiscationRoutes(services: Services): Router {
  const router = Router();
  const { pool } = services;

  // The register is written first: whatever happens to the opening, the nightly reconciliation finds the prosecution.
  router.post('/prosecutions', async (request, response) => {
    const { status, body } = await register(services, actorOf(response), request.body);
    response.status(status).location(`/v1/cases/${body.ref}`).json(body);
  });

  router.get('/prosecutions', async (request, response) => {
    const { limit, after } = queryOf(request);
    const rows = await asViewer(pool, actorOf(response), (client) => confiscationRegister(client, after, limit));
    const last = rows.length === limit ? rows.at(-1) : undefined;
    response.json({ prosecutions: rows, ...(last ? { next: last.ref } : {}) });
  });

  router.get('/prosecutions/due', async (request, response) => {
    const { days } = queryOf(request);
    const until = new Date(services.now().getTime() + days * 86_400_000);
    const now = services.now();
    const { rows, counts } = await asViewer(pool, actorOf(response), async (client) => ({
      rows: await confiscationDue(client, { until, limit: mostDue }),
      counts: await confiscationDueByOfficer(client, { now, until }),
    }));
    const due = counts.reduce((sum, one) => sum + one.due, 0);
    response.json({ days, due, notShown: due - rows.length, officers: byOfficer(rows) });
  });

  router.get('/prosecutions/export', async (request, response) => {
    const { limit, after } = queryOf(request);
    const rows = await rowsToExport(services, actorOf(response), after, limit);
    response.type('text/csv').attachment('prosecutions.csv').send(csvOf(rows));
  });

  router.get('/statistics/confiscation', async (request, response) => {
    response.json(await readConfiscationStatistics(services, actorOf(response), request.query['published'] === 'true'));
  });

  return router;
}

/** The figures of all prosecutions; `isPublished`: without small numbers. @throws Problem 403 for others than analysts */
export async function readConfiscationStatistics({ pool }: Services, viewer: Actor, isPublished: boolean) {
  if (!viewer.roles.includes('analyst')) throw new Problem(403, 'wrong-role', 'Statistics are for analysts.');
  const figures = await asViewer(pool, viewer, confiscationFigures);
  return confiscationStatistics(
    figures.map((one) => ConfiscationFigures.parse(one)),
    isPublished,
  );
}

/** Some of the register with the defendants, for one of the two bodies; each case counts as looked at. */
export async function rowsToExport({ pool, keys }: Services, viewer: Actor, after: string, limit: number) {
  return asViewer(pool, viewer, async (client) => {
    const found = await confiscationRegister(client, after, limit, viewer.agency);
    const defendants = Object.fromEntries(
      await defendantsOf(
        client,
        found.map(({ ref }) => ref),
      ),
    );
    for (const ref of Object.keys(defendants)) await recordViewing(client, ref, viewer, 'export');
    const names = z.record(z.string(), z.string()).parse(await openTexts(client, keys, defendants));
    return found.map(({ ref, stage, figures }) => ({ ...figures, ref, stage, defendant: names[ref] ?? '' }));
  });
}

const mostDue = 2000;

/** Registers a prosecution and opens its case; done twice it is done once. */
export async function register(services: Services, actor: Actor, body: unknown) {
  const wrongRole = notTheirRole(process.opening, actor);
  if (wrongRole) throw refusalProblem(wrongRole);
  const parsed = parseInput(Registration, body);
  if (!parsed.ok) throw refusalProblem(parsed.refusal);
  const { value } = parsed;
  const known = await asViewer(services.pool, actor, (client) => knownCase(client, value));
  if (known !== undefined) return { status: 200, body: { ref: known, registration: 'known' } };
  try {
    const { ref } = await open(services, process, actor, keyOf(value), value);
    return { status: 201, body: { ref, registration: 'new' } };
  } catch (error) {
    // Somebody else was quicker by a moment.
    if (error instanceof Problem && error.code === 'prosecution-known')
      return { status: 200, body: { ref: String(error.extra['ref']), registration: 'known' } };
    throw error;
  }
}

/** Whoever asks again after a failure asks for the same case. */
function keyOf({ prosecutingBody, prosecutionReference }: z.infer<typeof Registration>): string {
  const name = JSON.stringify([prosecutingBody, prosecutionReference]);
  return `prosecution-${createHash('sha256').update(name).digest('base64url')}`;
}

function queryOf(request: Request): z.infer<typeof RegisterQuery> {
  const query = RegisterQuery.strict().safeParse(request.query);
  if (query.success) return query.data;
  throw new Problem(
    400,
    'invalid-query',
    'The query is not right: limit 1 to 200, days 0 to 366, after as it was given.',
    {
      errors: query.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, message: issue.message })),
    },
  );
}

type Due = Awaited<ReturnType<typeof confiscationDue>>[number];

/** Tasks by who has them; what nobody has taken stands under the role and agency. */
function byOfficer(rows: readonly Due[]) {
  const nameOf = ({ officer, role, agency }: Due) => officer ?? `${role} of ${agency}`;
  return [...new Set(rows.map(nameOf))].toSorted().map((officer) => ({
    officer,
    due: rows
      .filter((row) => nameOf(row) === officer)
      .map(({ ref, prosecutionReference, title, due, why }) => ({
        ref,
        prosecutionReference,
        title,
        due,
        why,
      })),
  }));
}

const columns = `
  ref prosecutionReference prosecutingBody investigatingBody region offence registeredOn defendant stage investigating
  prosecuting isInTime outcome identifiedPence restrainedPence orderedPence collectedPence toVictimsPence`
  .trim()
  .split(/\s+/);

/** A spreadsheet reads a field that begins like a formula as one, unless it is escaped. */
export function csvOf(rows: readonly object[]): string {
  const cast = { boolean: (value: boolean) => (value ? 'yes' : 'no') };
  return stringify([...rows], { header: true, columns, escape_formulas: true, record_delimiter: 'windows', cast });
}
