import { careBudget } from '../../workflows/care-budget/process';
import { keptElsewhere, toResult, type BudgetReading } from '../../workflows/care-budget/reading';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, Effect, EffectResult } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { CaseDriver, opened as openedCase, person, type Start } from '../helpers/driver';

export const process = foldProcess(careBudget);
export const pat: Actor = {
  ...person('pat', 'salvation-army', 'payment-officer'),
  designations: ['central-contractor'],
};
export const former = person('fay', 'other-house', 'payment-officer');
export const hank = person('hank', 'home-office', 'contract-manager');
export const mona = person('mona', 'moj', 'contract-manager');
export const stranger = person('sid', 'cps', 'contract-manager');
export const cas = person('cas', 'salvation-army', 'case-manager');
export const system = person('system:care-budget', 'concert', 'system');

export const year = { year: '2011-12' };
/** In the first year of the contract. */
export const now = '2011-08-01T12:00:00Z';
export const budget = 200_000_000;

export const reading = (committedPence: number, given: Partial<BudgetReading> = {}): BudgetReading => ({
  on: '2011-08-01',
  committedPence,
  paidPence: 0,
  owedPence: committedPence,
  forecastPence: 0,
  people: 3,
  peopleBefore: 2,
  unpriced: 0,
  ...given,
});

/** The world answers every reading with the next of `answers`, and with the last again when there are no more. */
export class BudgetDriver extends CaseDriver {
  answers: (BudgetReading | 'kept-elsewhere')[] = [reading(0)];
  reads = 0;

  override resultOf(effect: Effect): EffectResult {
    if (effect.kind !== 'read-budget') return {};
    const answer = this.answers[Math.min(this.reads, this.answers.length - 1)];
    this.reads += 1;
    if (answer === 'kept-elsewhere') return keptElsewhere('BUD-other');
    return toResult({ ...(answer ?? reading(0)), on: effect.on });
  }

  static begin(given: Partial<Start> = {}): BudgetDriver {
    const start: Start = { process, ref: 'BUD-7F3K-9Q2M-4TBW-X', actor: pat, input: year, now, ...given };
    const opened = openedCase(start);
    if (isRefusal(opened)) throw new Error(`${opened.code}: ${opened.message}`);
    return new BudgetDriver(process, opened, start.now);
  }
}

/** A budget with one reading that says this. */
export function readAt(committedPence: number, given: Partial<BudgetReading> = {}): BudgetDriver {
  const driver = BudgetDriver.begin();
  driver.answers = [reading(committedPence, given)];
  driver.deliver();
  return driver;
}
