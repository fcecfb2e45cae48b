import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import {
  casesOfReference,
  confiscationDue,
  confiscationDueByOfficer,
  confiscationRegister,
  type Officer,
} from '../../db/prosecutions';
import type { Actor } from '../../workflows/kernel/contract';
import { findProcess } from '../../workflows/registry';
import { actorOf } from '../auth';
import { csvOf, rowsToExport } from '../confiscation';
import { Problem } from '../problems';
import type { Services } from '../services';
import { showAssets, showTimetable } from './confiscation-case';
import { sendFigures, showFigures } from './confiscation-figures-page';
import { sendUpload, showUpload } from './confiscation-upload';
import { render } from './render';

const process = findProcess('confiscation');
const actingRoles = new Set<string>(Object.values(process.commands).flatMap(({ by }) => by));
const holdsOneOf = (roles: ReadonlySet<string>, actor: Actor) => actor.roles.some((role) => roles.has(role));

/** What leads there from every page, for roles that have to do with it. */
export function confiscationEntry(actor: Actor, path: string) {
  return confiscationLinks(actor)
    .slice(0, 1)
    .map((link) => ({ ...link, active: path.startsWith('/confiscation') }));
}

/** The pages of confiscation that this person's roles may open; the first is what they begin with. */
function confiscationLinks(actor: Actor): { href: string; text: string }[] {
  const isActing = holdsOneOf(actingRoles, actor);
  return [
    ...(isActing ? [{ href: '/confiscation/due', text: 'Confiscation' }] : []),
    ...(isActing ? [{ href: '/confiscation', text: 'Register of prosecutions' }] : []),
    ...(holdsOneOf(new Set(process.opening.by), actor)
      ? [{ href: '/confiscation/upload', text: 'Register prosecutions from a file' }]
      : []),
    ...(actor.roles.includes('analyst') ? [{ href: '/confiscation/figures', text: 'Confiscation figures' }] : []),
  ];
}

/** What people see of confiscation besides the page of each case [89-92]. */
export function confiscationPages(services: Services): Router {
  const router = Router();
  router.use((_request, response, next) => {
    const links = confiscationLinks(actorOf(response));
    if (links.length === 0) throw new Problem(403, 'wrong-role', 'Confiscation is not for your roles.');
    response.locals['hereLinks'] = links;
    next();
  });
  router.get('/due', (request, response) => showDue(services, request, response));
  router.get('/upload', (request, response) => showUpload(request, response));
  router.post('/upload', (request, response) => sendUpload(services, request, response));
  router.get('/figures', (_request, response) => showFigures(services, response));
  router.get('/figures.csv', (_request, response) => sendFigures(services, response));
  router.get('/register.csv', (_request, response) => sendRegister(services, response));
  router.get('/:ref/assets', (request, response) => showAssets(services, response, request.params.ref));
  router.get('/:ref/timetable', (request, response) => showTimetable(services, response, request.params.ref));
  router.get('/', (request, response) => showRegister(services, request, response));
  return router;
}

const dayMs = 86_400_000;
const perPage = 50;
const spans = [7, 28, 91];

const DueQuery = z.object({
  days: z.coerce.number().int().min(0).max(366).catch(28),
  role: z.string().max(60).optional().catch(undefined),
  agency: z.string().max(60).optional().catch(undefined),
  officer: z.string().max(100).optional().catch(undefined),
  after: z
    .tuple([z.iso.datetime(), z.string().max(40), z.string().max(100)])
    .optional()
    .catch(undefined),
});

/** What is due in the next days, and what is late, by officer. */
async function showDue({ pool, now }: Services, request: Request, response: Response): Promise<void> {
  const { days, role, agency, officer, after } = DueQuery.parse(request.query);
  const at = now();
  const until = new Date(at.getTime() + days * dayMs);
  const of = role !== undefined && agency !== undefined ? { role, agency, officer: officer ?? null } : undefined;
  const { officers, rows, agencies } = await asViewer(pool, actorOf(response), async (client) => ({
    officers: await confiscationDueByOfficer(client, { now: at, until }),
    rows: await confiscationDue(client, {
      until,
      limit: perPage + 1,
      ...(of ? { of } : {}),
      ...(after ? { after } : {}),
    }),
    agencies: await agencyNames(client),
  }));
  const shown = rows.slice(0, perPage);
  const last = rows.length > perPage ? shown.at(-1) : undefined;
  const named = <T extends Officer>(one: T) => ({ ...one, agencyName: agencies[one.agency] ?? one.agency });
  render(response, 'confiscation-due', {
    title: `Due in the next ${days} days`,
    here: 'confiscation',
    days,
    spans,
    of: of && named(of),
    isLater: after !== undefined,
    officers: officers.map((one) => ({ ...named(one), href: hrefOfDue(days, one) })),
    rows: shown.map((one) => ({ ...named(one), isLate: one.due < at })),
    next: last && hrefOfDue(days, of, [last.due.toISOString(), last.ref, last.key]),
  });
}

function hrefOfDue(days: number, of: Officer | undefined, after: readonly string[] = []): string {
  const query = new URLSearchParams({ days: String(days) });
  if (of) {
    query.set('role', of.role);
    query.set('agency', of.agency);
    if (of.officer !== null) query.set('officer', of.officer);
  }
  for (const part of after) query.append('after', part);
  return `/confiscation/due?${query.toString()}`;
}

const RegisterQuery = z.object({
  after: z.string().max(40).catch(''),
  reference: z.string().max(60).catch(''),
});

/** Each prosecution: what the two bodies decided, how far it is, and the sums; one is found by its reference. */
async function showRegister({ pool }: Services, request: Request, response: Response): Promise<void> {
  const { after, reference } = RegisterQuery.parse(request.query);
  const typed = reference.trim().toUpperCase();
  const { found, rows, agencies } = await asViewer(pool, actorOf(response), async (client) => ({
    found: typed === '' ? [] : await casesOfReference(client, typed),
    rows: await confiscationRegister(client, after, perPage + 1),
    agencies: await agencyNames(client),
  }));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) {
    response.redirect(303, `/cases/${only}`);
    return;
  }
  const shown = rows.slice(0, perPage);
  const isMissing = typed !== '' && found.length === 0;
  const wrong = isMissing ? 'No prosecution that you may see is registered under this reference' : '';
  const values = {
    title: 'Register of prosecutions',
    here: 'confiscation',
    typed: reference,
    wrong,
    errors: isMissing ? [{ text: wrong, href: '#reference' }] : [],
    found,
    isLater: after !== '',
    rows: shown.map(({ figures, ...row }) => ({
      ...row,
      ...figures,
      investigatingName: agencies[String(figures['investigatingBody'])],
    })),
    next: rows.length > perPage ? shown.at(-1)?.ref : undefined,
  };
  render(response, 'confiscation-register', values, isMissing ? 404 : 200);
}

/** The whole register of the viewer's agency for a spreadsheet, with the defendants: each case counts as looked at. */
async function sendRegister(services: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const rows: Awaited<ReturnType<typeof rowsToExport>> = [];
  const most = 200;
  for (let after: string | undefined = ''; after !== undefined;) {
    const some = await rowsToExport(services, viewer, after, most);
    rows.push(...some);
    after = some.length === most ? some.at(-1)?.ref : undefined;
  }
  response.type('text/csv').set('Cache-Control', 'no-store').attachment('prosecutions.csv').send(csvOf(rows));
}
