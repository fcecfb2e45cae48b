import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { datedLines, moneyCases, originsOf, type MoneyCase, type Origin } from '../../db/money-pages';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import { readCase } from '../readings';
import type { Services } from '../services';
import { assertHolds, holdsAny, careRoles, paymentRoles } from './further';
import { render } from './render';

const casesPerPage = 50;
const linesPerPage = 100;

/** Statements and batches: what is owed to providers, line by line, and what left, with where every penny comes from. */
export function moneyPages(services: Services): Router {
  const router = Router();
  router.get('/payments', (request, response) => showPayments(services, request, response));
  router.get('/payments/statements/:ref', (request, response) =>
    showStatement(services, request, response, refIn(request.params.ref, 'STM')),
  );
  router.get('/payments/batches/:ref', (request, response) =>
    showBatch(services, response, refIn(request.params.ref, 'PAY')),
  );
  return router;
}

/** @throws Problem 404 when it is no reference of such a case */
export function refIn(text: string, prefix: string): string {
  const ref = parseCaseRef(text);
  if (ref?.startsWith(`${prefix}-`) !== true) throw notFound();
  return ref;
}

const Query = z.object({
  statements: z.string().max(30).optional().catch(undefined),
  batches: z.string().max(30).optional().catch(undefined),
  after: z.coerce.number().int().min(0).max(10_000_000).catch(0),
});

const StatementFigures = z.object({
  provider: z.string(),
  fromDate: z.string(),
  untilDate: z.string(),
  lines: z.number(),
  totalPence: z.number(),
  disputes: z.number(),
});
const BatchFigures = z.object({
  executionDate: z.string(),
  payments: z.number(),
  totalPence: z.number(),
  settled: z.number(),
  rejected: z.number(),
});

const pageAfter = (before: string | undefined) => ({ limit: casesPerPage + 1, ...(before ? { before } : {}) });

/** A page of cases, and the reference after which the next one goes on. */
function paged<F>(cases: readonly MoneyCase[], figures: z.ZodType<F>) {
  const shown = cases.slice(0, casesPerPage);
  const next = cases.length > casesPerPage ? shown.at(-1)?.ref : undefined;
  return { cases: shown.map((c) => ({ ...c, figures: figures.parse(c.figures) })), next };
}

/** What may be put into a batch. */
const payableStages: readonly string[] = ['agreed', 'payment-rejected'];

async function showPayments({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, paymentRoles);
  const isOfficer = holdsAny(viewer, ['payment-officer']);
  const query = Query.parse(request.query);
  const { statements, batches, agencies } = await asViewer(pool, viewer, async (client) => ({
    statements: await moneyCases(client, 'provider-statement', pageAfter(query.statements)),
    batches: isOfficer ? await moneyCases(client, 'payment-batch', pageAfter(query.batches)) : [],
    agencies: await agencyNames(client),
  }));
  const shown = paged(statements, StatementFigures);
  render(response, 'payments', {
    title: 'Payments',
    isOfficer,
    hasPayable: isOfficer && shown.cases.some(({ stage }) => payableStages.includes(stage)),
    statements: {
      ...shown,
      cases: shown.cases.map((c) => ({
        ...c,
        provider: agencies[c.figures.provider] ?? c.figures.provider,
        isPayable: isOfficer && payableStages.includes(c.stage),
      })),
    },
    batches: paged(batches, BatchFigures),
  });
}

const Dispute = z.object({
  line: z.number(),
  reasonCode: z.string(),
  text: z.string(),
  at: z.string(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  settledBy: z.string().optional(),
});
const StatementView = z.object({
  provider: z.string(),
  fromDate: z.string(),
  untilDate: z.string(),
  lines: z.number(),
  linesDrawn: z.number(),
  totalPence: z.number(),
  disputes: z.array(Dispute),
  batch: z.string().optional(),
  rejections: z.array(z.object({ batch: z.string(), reasonCode: z.string() })),
});

async function showStatement(services: Services, request: Request, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, paymentRoles);
  const { title, view, allowed } = await readCase(services, viewer, ref);
  const statement = StatementView.parse(view);
  const { after } = Query.parse(request.query);
  const { lines, agencies } = await asViewer(services.pool, viewer, async (client) => ({
    lines: await datedLines(client, ref, { after, limit: linesPerPage + 1 }),
    agencies: await agencyNames(client),
  }));
  const shown = lines.slice(0, linesPerPage);
  const disputeOf = (line: number) => statement.disputes.find((dispute) => dispute.line === line);
  render(response, 'statement', {
    title: `Statement ${ref}`,
    back: '/payments',
    ref,
    status: title,
    statement: { ...statement, provider: agencies[statement.provider] ?? statement.provider },
    actions: ['agree', 'chase-provider'].filter((command) => allowed.includes(command)),
    mayDispute: allowed.includes('dispute-line'),
    maySettle: allowed.includes('settle-dispute'),
    seesCare: holdsAny(viewer, ['payment-officer']),
    lines: shown.map((line) => ({ ...line, dispute: disputeOf(line.lineNo) })),
    isLater: after > 0,
    next: lines.length > linesPerPage ? shown.at(-1)?.lineNo : undefined,
  });
}

const Answer = z.object({
  settled: z.array(z.string()),
  rejected: z.array(z.object({ endToEndId: z.string(), reasonCode: z.string() })),
});
const BatchView = z.object({
  executionDate: z.string(),
  payments: z.array(
    z.object({ endToEndId: z.string(), statement: z.string(), provider: z.string(), pence: z.number() }),
  ),
  totalPence: z.number(),
  digest: z.string(),
  preparedBy: z.string(),
  releasedBy: z.string().optional(),
  releasedAt: z.string().optional(),
  answer: Answer.optional(),
  code: z.string().optional(),
});
type BatchView = z.infer<typeof BatchView>;

async function showBatch(services: Services, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  assertHolds(viewer, ['payment-officer']);
  const { title, stage, view, allowed } = await readCase(services, viewer, ref);
  const batch = BatchView.parse(view);
  const { origins, agencies } = await asViewer(services.pool, viewer, async (client) => ({
    origins: await originsOf(
      client,
      batch.payments.map(({ statement }) => statement),
    ),
    agencies: await agencyNames(client),
  }));
  render(response, 'batch', {
    title: `Batch ${ref}`,
    back: '/payments',
    ref,
    stage,
    status: title,
    batch,
    mayRelease: allowed.includes('release'),
    mayWithdraw: allowed.includes('withdraw-batch'),
    isPreparer: batch.preparedBy === viewer.person,
    seesCare: holdsAny(viewer, careRoles),
    payments: batch.payments.map((payment) => ({
      ...payment,
      provider: agencies[payment.provider] ?? payment.provider,
      became: whatBecame(payment.endToEndId, batch.answer),
      origins: origins.filter(({ statement }) => statement === payment.statement),
    })),
    unexplained: unexplained(batch, origins),
  });
}

function whatBecame(endToEndId: string, answer: BatchView['answer']): string {
  const rejection = answer?.rejected.find((r) => r.endToEndId === endToEndId);
  if (rejection) return `Rejected by the bank (${rejection.reasonCode})`;
  return answer?.settled.includes(endToEndId) === true ? 'Paid' : 'Not paid yet';
}

/**
 * Payments of which the lines do not come to what is paid: what is released is looked at against its nights. After the
 * bank's rejection the lines of a statement stay, so that this holds for every batch.
 */
function unexplained({ payments }: BatchView, origins: readonly Origin[]): string[] {
  const sumOf = (ref: string) =>
    origins.filter(({ statement }) => statement === ref).reduce((sum, { pence }) => sum + pence, 0);
  return payments.filter(({ statement, pence }) => sumOf(statement) !== pence).map(({ statement }) => statement);
}
