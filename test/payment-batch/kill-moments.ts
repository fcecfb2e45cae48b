import type { Pool } from 'pg';
import { z } from 'zod';
import { deaths, type Death } from '../../local/bank/behaviour';
import { until } from '../helpers/world';
import { targets, type Stack, type Target } from './kill-processes';

/** How far a release has come, in its order: each step is seen in the record, in the books or at the bank. */
export const steps = ['asked', 'released', 'kept', 'taken', 'sent', 'booked', 'answered'] as const;
export type Step = (typeof steps)[number];

/** One kill: of what, after which step of the release and how long after it, or where the bank kills itself. */
export interface Plan {
  run: number;
  target: Target;
  moment: { after: Step; thenMs: number } | { diesAt: Death };
}

/** The plan of a run follows from the seed and its number alone. Each target in its turn. */
export function planOf(seed: number, run: number): Plan {
  const random = randomFrom(seed * 100_003 + run);
  const target = targets[run % targets.length] ?? 'worker';
  if (target === 'bank' && random() < 0.5) return { run, target, moment: { diesAt: pick(deaths, random) } };
  const after = pick(steps, random);
  // A release takes about half a second from the request on, and some hundredths from one step to the next.
  const thenMs = Math.floor(random() * (after === 'asked' ? 600 : 60));
  return { run, target, moment: { after, thenMs } };
}

export function wordsOf({ run, target, moment }: Plan): string {
  const when = 'diesAt' in moment ? `dies ${moment.diesAt}` : `killed ${moment.thenMs} ms after ${moment.after}`;
  return `run ${run}: ${target} ${when}`;
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(from: readonly [T, ...T[]], random: () => number): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/** Does the kill of a plan while the batch `ref` is being released, and starts what was killed again. */
export async function carryOut(stack: Stack, { target, moment }: Plan, ref: string): Promise<Step> {
  if ('diesAt' in moment) await stack.bankDied();
  else {
    await until(() => hasReached(stack, moment.after, ref), `${ref} to be ${moment.after}`, 90_000);
    // Not to wait for something, but to strike anywhere between two steps.
    await new Promise((resolve) => setTimeout(resolve, moment.thenMs));
  }
  await stack.parts[target].kill();
  const killedAt = new Date();
  await stack.parts[target].start();
  return stepAt(stack.owner, ref, killedAt);
}

const reachedIn: Record<Exclude<Step, 'asked' | 'taken'>, string> = {
  released: `event where case_ref = $1 and type = 'batch-released'`,
  kept: 'bank_message where batch_ref = $1',
  sent: `event where case_ref = $1 and type = 'batch-sent'`,
  booked: `ledger_transaction where batch_ref = $1 and kind = 'payment-settled'`,
  answered: `event where case_ref = $1 and type = 'bank-answered'`,
};

async function hasReached({ owner, bankUrl }: Stack, step: Step, ref: string): Promise<boolean> {
  if (step === 'asked') return true;
  if (step === 'taken') return (await countsAt(bankUrl)).some(({ endToEndId }) => endToEndId.startsWith(ref));
  const { rows } = await owner.query<{ is: boolean }>(`select exists (select from ${reachedIn[step]}) as is`, [ref]);
  return rows[0]?.is ?? false;
}

/** How far the record and the books had come at an instant: what was lost in the kill has no time of its own. */
async function stepAt(owner: Pool, ref: string, at: Date): Promise<Step> {
  const { rows } = await owner.query<{ step: Step }>(
    `select step from (
       select case type when 'batch-released' then 'released' when 'batch-sent' then 'sent' else 'answered' end as step, recorded_at as at
       from event where case_ref = $1 and type in ('batch-released', 'batch-sent', 'bank-answered')
       union all select 'kept', sent_at from bank_message where batch_ref = $1
       union all select 'booked', at from ledger_transaction where batch_ref = $1 and kind = 'payment-settled') s
     where at <= $2`,
    [ref, at],
  );
  const reached = new Set(rows.map(({ step }) => step));
  return steps.findLast((step) => reached.has(step)) ?? 'asked';
}

const Counts = z.object({
  payments: z.array(
    z.object({
      endToEndId: z.string(),
      sortCode: z.string(),
      accountNumber: z.string(),
      pence: z.number(),
      asked: z.number(),
      paid: z.number(),
    }),
  ),
});

/** What the bank says it was asked for and paid (GET /payments). */
export async function countsAt(bankUrl: string) {
  const response = await fetch(`${bankUrl}/payments`);
  return Counts.parse(await response.json()).payments;
}
