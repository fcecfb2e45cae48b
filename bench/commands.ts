import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { adult } from '../local/rehearsals/script';
import { workflowIdOf } from '../workflows/registry';
import { startBenchStack, type BenchStack } from './stack';
import { bareStart, bareUpdate, closeSignal, handWritten, noteUpdate } from './workflows';

const inFlight = 30;
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 4);
const aloneEach = 40;
const busyEach = 150;
const openingsEach = 150;
const notesOfAClosedCase = 10;
const text = 'A made-up note, as long as a sentence.';
const police = 'fr-met-police-1';

interface Kind {
  name: string;
  open: () => Promise<string>;
  command: (id: string) => Promise<void>;
}

/** The three ways to do one command, on the same servers. */
function kindsOf({ api, bench, taskQueue }: BenchStack): Kind[] {
  const engineKind = (name: string, workflow: typeof bareUpdate | typeof handWritten): Kind => ({
    name,
    async open() {
      const workflowId = `${workflow.name}-${randomUUID()}`;
      await bench.workflow.start(workflow, { workflowId, taskQueue, args: [workflowId] });
      return workflowId;
    },
    async command(id) {
      const updateId = randomUUID();
      await bench.workflow.getHandle(id).executeUpdate(noteUpdate, { args: [updateId, text], updateId });
    },
  });
  const post = async (route: string, input: unknown) => {
    const reply = await api.post(police, route, input, randomUUID());
    if (reply.status >= 300) throw new Error(`${route}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return String(reply.body['ref']);
  };
  return [
    engineKind('(a) bare update', bareUpdate),
    engineKind('(b) hand-written', handWritten),
    {
      name: '(c) Concert',
      open: () => post('/v1/nrm-referral', adult),
      command: async (ref) => void (await post(`/v1/nrm-referral/${ref}/note`, { text })),
    },
  ];
}

/** Does `count` of them, so many at once (each lane has a case of its own); gives the seconds it took. */
async function many(count: number, atOnce: number, work: (lane: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let left = count;
  const inLane = async (lane: number) => {
    while (left-- > 0) await work(lane);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => inLane(lane)));
  return (performance.now() - began) / 1000;
}

/** Of a workflow that is at its end, or about to be. Read raw: Concert's payloads are encrypted. */
async function historyBytes({ bench }: BenchStack, workflowId: string): Promise<number> {
  for (;;) {
    const request = { namespace: 'default', execution: { workflowId } };
    const { workflowExecutionInfo: info } = await bench.workflowService.describeWorkflowExecution(request);
    if (info?.closeTime) return Number(info.historySizeBytes);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The same number of records in both: the opening, the notes, the close. */
async function closedHistories(stack: BenchStack, [, hand, concert]: Kind[]): Promise<[hand: number, concert: number]> {
  if (!hand || !concert) throw new Error('three kinds are measured');
  const id = await hand.open();
  for (let i = 0; i < notesOfAClosedCase + 2; i++) await hand.command(id);
  await stack.bench.workflow.getHandle(id).signal(closeSignal);
  const ref = await concert.open();
  for (let i = 0; i < notesOfAClosedCase; i++) await concert.command(ref);
  const { api } = stack;
  await api.post(police, `/v1/nrm-referral/${ref}/withdraw`, { reason: 'A made-up reason' }, randomUUID());
  const caseId = workflowIdOf('nrm-referral', ref);
  return [await historyBytes(stack, id), await historyBytes(stack, caseId)];
}

function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
}

function printRatio(name: string, value: number, goal?: { most?: number; least?: number }): void {
  const isMet = value <= (goal?.most ?? Infinity) && value >= (goal?.least ?? 0);
  const said = goal
    ? `goal ${goal.most ? `at most ${goal.most}` : `at least ${goal.least}`}: ${isMet ? 'met' : 'not met'}`
    : '';
  console.log(`${name.padEnd(32)} ${value.toFixed(2)}  ${said}`);
}

async function measure(stack: BenchStack): Promise<void> {
  const kinds = kindsOf(stack);
  const results = [];
  for (const kind of kinds) {
    const ids: string[] = [];
    await many(inFlight, 5, async () => ids.push(await kind.open()));
    for (const id of ids) await kind.command(id); // warm
    results.push({ kind, ids, alone: [] as number[], busySeconds: 0 });
  }
  for (let round = 1; round <= rounds; round++) {
    console.log(`round ${round} of ${rounds}`);
    for (let i = 0; i < aloneEach; i++)
      for (const { kind, ids, alone } of results) {
        const began = performance.now();
        await kind.command(ids[i % ids.length] ?? '');
        alone.push(performance.now() - began);
      }
    for (const r of results)
      r.busySeconds += await many(busyEach, inFlight, (lane) => r.kind.command(r.ids[lane] ?? ''));
  }
  const { bench, taskQueue } = stack;
  let startSeconds = 0;
  let openSeconds = 0;
  for (let round = 1; round <= rounds; round++) {
    startSeconds += await many(openingsEach, inFlight, () =>
      bench.workflow.start(bareStart, { workflowId: randomUUID(), taskQueue }),
    );
    openSeconds += await many(openingsEach, inFlight, () => kinds[2]?.open() ?? Promise.resolve());
  }
  const [handBytes, caseBytes] = await closedHistories(stack, kinds);

  console.log(`\nnode ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}`);
  const figures = results.map(({ kind, alone, busySeconds }) => ({
    name: kind.name,
    p50: percentile(alone, 0.5),
    p99: percentile(alone, 0.99),
    perSecond: (rounds * busyEach) / busySeconds,
  }));
  for (const f of figures)
    console.log(
      `${f.name.padEnd(18)} p50 ${f.p50.toFixed(1)} ms, p99 ${f.p99.toFixed(1)} ms, ${f.perSecond.toFixed(0)}/s at ${inFlight}`,
    );
  const [a, b, c] = figures;
  if (!a || !b || !c) return;
  const opened = rounds * openingsEach;
  console.log(`openings ${(opened / openSeconds).toFixed(1)}/s, bare starts ${(opened / startSeconds).toFixed(1)}/s`);
  console.log(`history of a closed case ${caseBytes} bytes, (b) ${handBytes} bytes\n`);
  printRatio('p50 c/b', c.p50 / b.p50, { most: 1.3 });
  printRatio('p50 c/a', c.p50 / a.p50);
  printRatio('throughput c/b', c.perSecond / b.perSecond, { least: 0.75 });
  printRatio('throughput c/a', c.perSecond / a.perSecond);
  printRatio('openings / bare starts', startSeconds / openSeconds, { least: 0.7 });
  printRatio('history bytes c/b', caseBytes / handBytes, { most: 2 });
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bench-'));
  chmodSync(dataDir, 0o755); // PostgreSQL's stand-in user must get in when we are root
  try {
    const stack = await startBenchStack(dataDir);
    try {
      await measure(stack);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
