import { randomUUID } from 'node:crypto';
import {
  expectBalanced,
  expectPaidOnce,
  prepareBatches,
  releaseUntilAnswered,
  usePayees,
  withBooks,
  type Prepared,
} from './kill-books';
import { carryOut, planOf, wordsOf, type Plan } from './kill-moments';
import { startStack, type Stack } from './kill-processes';

/**
 * A run: one batch of two payments is released, and during its release one process is killed and started again. A round
 * goes on to the next run at once, while killed work of the one before still waits to be tried again, and is looked at
 * in whole at its end. By hand: KILL_RUNS=200 KILL_SEED=1 npx jest --runInBand test/payment-batch/kill.test.ts
 */
const runs = Number(process.env['KILL_RUNS'] ?? 4);
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const runsInRound = 40;

let stack: Stack;
const done: string[] = [];
beforeAll(async () => {
  stack = await startStack();
  await withBooks(stack, usePayees);
}, 120_000);
afterAll(async () => {
  console.log([`KILL_SEED=${seed} KILL_RUNS=${runs}, killed:`, ...done].join('\n'));
  await stack.stop();
}, 60_000);

/** Releases, kills, and releases again under the same key. */
async function killDuring(batch: Prepared, plan: Plan): Promise<() => Promise<void>> {
  const key = randomUUID();
  if ('diesAt' in plan.moment) await tellBank({ mode: 'normal', diesAt: plan.moment.diesAt });
  const release = releaseUntilAnswered(stack, batch, key);
  const step = await carryOut(stack, plan, batch.ref);
  const line = `${wordsOf(plan)}; it had come to: ${step}`;
  done.push(line);
  process.stderr.write(`${line}\n`);
  const again = releaseUntilAnswered(stack, batch, key);
  return async () => {
    const answers = await Promise.all([release, again]);
    const last = await releaseUntilAnswered(stack, batch, key);
    expect(last).toMatchObject({ status: 200, body: { ref: batch.ref, events: ['batch-released'] } });
    expect(answers).toEqual([last, last]);
  };
}

async function tellBank(behaviour: object): Promise<void> {
  const response = await fetch(`${stack.bankUrl}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  expect(response.status).toBe(200);
}

it(
  `each payment once, whatever is killed during its release: ${runs} runs (KILL_SEED=${seed})`,
  async () => {
    expect(runs).toBeGreaterThan(0);
    for (let from = 0; from < runs; from += runsInRound) {
      const number = Math.min(runsInRound, runs - from);
      const batches = await withBooks(stack, (books) => prepareBatches(stack, books, number));
      const answered: Promise<void>[] = [];
      for (const [n, batch] of batches.entries()) answered.push((await killDuring(batch, planOf(seed, from + n)))());
      await Promise.all(answered);
      await expectPaidOnce(stack, batches);
      await expectBalanced(stack);
    }
  },
  300_000 + runs * 30_000,
);
