import { otherPack, toResult, type Compiled } from '../../workflows/monitoring-pack/compiled';
import { monitoringPack } from '../../workflows/monitoring-pack/process';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, Effect, EffectResult } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { CaseDriver, opened as openedCase, person, type Start } from '../helpers/driver';

export const process = foldProcess(monitoringPack);
export const hank = person('hank', 'home-office', 'contract-manager');
export const hope = person('hope', 'home-office', 'contract-manager');
export const mona = person('mona', 'moj', 'contract-manager');
/** Hank, lent to the other ministry. */
export const lent = person('hank', 'moj', 'contract-manager');
export const cas = person('cas', 'salvation-army', 'case-manager');
export const alien = person('al', 'other-house', 'case-manager');
export const stranger = person('sid', 'cps', 'contract-manager');
export const officer = person('pat', 'salvation-army', 'payment-officer');
export const system: Actor = person('system:monitoring-pack', 'concert', 'system');

export const quarter = { quarter: '2011-Q3' };
/** In the quarter. */
export const now = '2011-08-01T12:00:00Z';
export const closing = '2011-09-30T23:00:00Z';
export const compiling = '2011-10-01T23:00:00Z';
export const digest = 'ab'.repeat(32);
export const otherDigest = 'cd'.repeat(32);

export const compiled: Compiled = {
  digest,
  headline: {
    referred: 5,
    accepted: 4,
    inCareAtEnd: 3,
    nights: 200,
    bookedPence: 1_300_000,
    committedPence: 1_300_000,
    budgetPence: 200_000_000,
  },
};

export class PackDriver extends CaseDriver {
  answer: Compiled | 'other' = compiled;

  override resultOf(effect: Effect): EffectResult {
    if (effect.kind !== 'compile-pack') return {};
    return this.answer === 'other' ? otherPack('QMP-other') : toResult(this.answer);
  }

  static begin(given: Partial<Start> = {}): PackDriver {
    const start: Start = { process, ref: 'QMP-7F3K-9Q2M-4TBW-X', actor: hank, input: quarter, now, ...given };
    const opened = openedCase(start);
    if (isRefusal(opened)) throw new Error(`${opened.code}: ${opened.message}`);
    return new PackDriver(process, opened, start.now);
  }
}

export const running = () => PackDriver.begin();
/** 2 October 2011, a Sunday: the pack is there and nobody has signed. */
export const ready = () => PackDriver.begin().advanceTo('2011-10-02T12:00:00Z');
