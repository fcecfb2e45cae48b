import { Router, type Response } from 'express';
import { z } from 'zod';
import { loadCase, recordViewing } from '../../db/cases';
import { moneyCases } from '../../db/money-pages';
import { findPack } from '../../db/pack';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { policy } from '../../workflows/care-budget/policy';
import { BudgetReading } from '../../workflows/care-budget/reading';
import { percentOf } from '../../workflows/care-budget/state';
import { daysOfYear } from '../../workflows/care-budget/year';
import { policySetIds } from '../../workflows/kernel/contract';
import { Pack, rowsOf } from '../../workflows/monitoring-pack/contents';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import { readCase } from '../readings';
import type { Services } from '../services';
import { budgetChart } from './budget-chart';
import { assertHolds, contractRoles } from './further';
import { words } from './fields';
import { refIn } from './money-pages';
import { render } from './render';
import { sayPence } from './said';

const shownOfEach = 40;

/** The budget of a year as a chart, and the monitoring packs to read, to print and for a spreadsheet [33, 37]. */
export function contractPages(services: Services): Router {
  const router = Router();
  router.get('/contract', (_request, response) => showContract(services, response));
  router.get('/contract/budgets/:ref', (request, response) =>
    showBudget(services, response, refIn(request.params.ref, 'BUD')),
  );
  router.get('/contract/packs/:ref', (request, response) =>
    showPack(services, response, refIn(request.params.ref, 'QMP')),
  );
  router.get('/contract/packs/:ref/pack.csv', (request, response) =>
    sendPackFile(services, response, refIn(request.params.ref, 'QMP')),
  );
  return router;
}

const BudgetFigures = z.object({ year: z.string(), budgetPence: z.number(), committedPence: z.number() });
const PackFigures = z.object({ quarter: z.string(), signOffs: z.number(), openQuestions: z.number() });

async function showContract({ pool }: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, contractRoles);
  const { budgets, packs } = await asViewer(pool, viewer, async (client) => ({
    budgets: await moneyCases(client, 'care-budget', { limit: shownOfEach }),
    packs: await moneyCases(client, 'monitoring-pack', { limit: shownOfEach }),
  }));
  render(response, 'contract', {
    title: 'Budget and packs',
    budgets: budgets.map((b) => ({ ...b, figures: BudgetFigures.parse(b.figures) })),
    packs: packs.map((p) => ({ ...p, figures: PackFigures.parse(p.figures) })),
  });
}

const BudgetView = z.object({
  year: z.string(),
  budgetPence: z.number(),
  reading: BudgetReading.optional(),
  warnings: z.array(
    z.object({ percent: z.number(), at: z.string(), committedPence: z.number(), answer: z.string().optional() }),
  ),
});
const Read = BudgetReading.extend({ type: z.literal('budget-read') });

async function showBudget(services: Services, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, contractRoles);
  const { title, view, policySet } = await readCase(services, viewer, ref);
  const parsed = BudgetView.safeParse(view);
  if (!parsed.success) throw notFound(); // not theirs, or another case keeps the year's budget
  const budget = parsed.data;
  const stored = await asViewer(services.pool, viewer, (client) => loadCase(client, ref));
  const read = (stored?.facts ?? []).flatMap(({ event }) => Read.safeParse(event).data ?? []);
  // Of several on one day the last holds.
  const readings = [...new Map(read.map((reading) => [reading.on, reading])).values()];
  const { budgetPence, year } = budget;
  const { warnAtPercent } = policy[policySetIds.find((id) => id === policySet) ?? policySetIds[0]];
  const marks = { ...daysOfYear(year), budgetPence, warnAtPercent: warnAtPercent.value };
  render(response, 'budget', {
    title: `Budget of ${year}`,
    back: '/contract',
    ref,
    status: title,
    budget: { ...budget, ...daysOfYear(year), percent: percentOf(budget.reading?.committedPence ?? 0, budgetPence) },
    chart: readings.length > 0 ? await budgetChart({ ...marks, readings }) : '',
    readings: readings.map((r) => ({ ...r, percent: percentOf(r.committedPence, budgetPence) })),
  });
}

/** The kept pack, for its reader; the looking is written down. Undefined when it is not compiled, or not theirs. */
async function readPack({ pool }: Services, response: Response, ref: string, what: string) {
  const viewer = actorOf(response);
  assertHolds(viewer, contractRoles);
  return asViewer(pool, viewer, async (client) => {
    const kept = await findPack(client, ref);
    if (!kept) return undefined;
    await recordViewing(client, ref, viewer, what);
    return { kept, pack: Pack.parse(JSON.parse(kept.json)), agencies: await agencyNames(client) };
  });
}

async function showPack(services: Services, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, contractRoles);
  const { title } = await readCase(services, viewer, ref);
  const found = await readPack(services, response, ref, 'pack');
  const common = { title: `Monitoring pack ${ref}`, back: '/contract', ref, status: title };
  if (!found) {
    render(response, 'pack', common);
    return;
  }
  const { kept, pack, agencies } = found;
  const rows = rowsOf(pack);
  const section = (name: string) =>
    rows
      .filter((row) => row.section === name)
      .map(({ figure, value }) => ({ figure: sayFigure(figure), value: sayValue(figure, value) }));
  const [first, ...others] = pack.providers.map(({ provider, ...figures }) => ({
    name: agencies[provider] ?? provider,
    figures: Object.entries(figures),
  }));
  render(response, 'pack', {
    ...common,
    digest: kept.digest,
    pack,
    sections: [
      { title: 'People', rows: section('care') },
      { title: 'Hours to acceptance', rows: section('hoursToAcceptance') },
      { title: 'Hours to placement', rows: section('hoursToPlacement') },
      { title: 'Length of stay in nights, of those who left', rows: section('lengthOfStay') },
      { title: 'Moves', rows: section('moves') },
      { title: `Budget of ${pack.budget.year}`, rows: section('budget') },
    ],
    needs: pack.needs.map((n) => ({ ...n, need: words(n.need) })),
    providers: first ? [first, ...others].map(({ name }) => name) : [],
    ofProviders: (first?.figures ?? []).map(([figure], i) => ({
      figure: sayFigure(figure),
      values: [first, ...others].map((one) => sayValue(figure, one?.figures[i]?.[1] ?? '')),
    })),
  });
}

const sayFigure = (figure: string) => words(figure.replace(/Pence$/, ''));

function sayValue(figure: string, value: string | number): string {
  return typeof value === 'number' && figure.endsWith('Pence') ? sayPence(value) : String(value);
}

/** The bytes that were kept when the pack was compiled. @throws Problem 404 when it was not */
async function sendPackFile(services: Services, response: Response, ref: string): Promise<void> {
  const found = await readPack(services, response, ref, 'pack-file');
  if (!found) throw notFound();
  response
    .type('text/csv')
    .set('Cache-Control', 'no-store')
    .attachment(`monitoring-pack-${found.pack.quarter}.csv`)
    .send(found.kept.csv);
}
