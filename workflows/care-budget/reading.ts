import { z } from 'zod';
import type { EffectResult } from '../kernel/contract';
import type { CaseRef } from '../vocabulary';

const pence = z.int();

/** The budget as it is read on a day; sums are whole pence, of the lines that count for the financial year. */
export const BudgetReading = z.object({
  /** YYYY-MM-DD, London. */
  on: z.string(),
  /** Accrued, paid or not: what the ledger says the year's nights and supports have cost. */
  committedPence: pence,
  /** Of that, what the bank has paid. */
  paidPence: pence,
  /** By the journeys: what is over has cost this, though some of it may not be accrued yet. */
  owedPence: pence,
  forecastPence: pence,
  people: z.int(),
  peopleBefore: z.int(),
  unpriced: z.int(),
});
export type BudgetReading = z.infer<typeof BudgetReading>;

export function toResult(reading: BudgetReading): EffectResult {
  return { reading: JSON.stringify(reading) };
}

/** The answer when another case keeps this year's budget. */
export function keptElsewhere(otherBudget: CaseRef): EffectResult {
  return { otherBudget };
}

/** @throws ZodError when it is no such answer */
export function fromResult(result: EffectResult): BudgetReading | { otherBudget: CaseRef } {
  const { otherBudget, reading } = result;
  return otherBudget === undefined ? BudgetReading.parse(JSON.parse(reading ?? 'null')) : { otherBudget };
}
