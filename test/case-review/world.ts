import { drawnBefore, toResult, type SampledCase } from '../../workflows/case-review/sample';
import { caseReview } from '../../workflows/case-review/process';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, EffectResult, KernelEvent } from '../../workflows/kernel/contract';
import { makeCaseRef } from '../../workflows/vocabulary';
import { mustOpen, person, sealed, type Driver } from '../helpers/driver';

export const process = foldProcess(caseReview);
/** Kris took part in the first case of every sample here. */
export const kris = person('kris', 'ukhtc', 'case-auditor');
export const lena = person('lena', 'ukhtc', 'case-auditor');
export const foreign = person('finn', 'ukba', 'case-auditor');
export const overseer: Actor = { ...person('olga', 'home-office', 'case-auditor'), designations: ['oversight'] };
export const decider = person('dora', 'ukhtc', 'decision-maker');

/** 4 October 2011, when the third quarter is over. */
export const now = '2011-10-04T12:00:00Z';
export const quarter = { competentAuthority: 'ukhtc', quarter: '2011-Q3' };

const refs = [1, 2, 3].map((n) => makeCaseRef('NRM', new Uint8Array(8).fill(n)));
export const cases: readonly SampledCase[] = refs.map((ref, i) => ({
  ref,
  subject: 'adult',
  outcome: i === 0 ? 'withdrawn' : 'positive-conclusive',
  route: i === 2 ? 'gla' : 'met-police',
  participants: i === 0 ? ['dora', 'kris', 'odd:|, name'] : ['dora'],
}));

export const allMet = {
  testApplied: 'met',
  evidenceWeighed: 'met',
  indicatorsAddressed: 'met',
  reasonsClear: 'met',
  reviewIndependent: 'met',
  inTime: 'met',
};
export const reviewOf = (ref = refs[1], checklist: object = allMet) => ({
  ref,
  checklist,
  findings: sealed,
  tookNoPart: true,
});
export const findings = { trends: sealed, actions: sealed };

/** The sample comes back, as the activity gives it. */
export function answer(driver: Driver, sample: readonly SampledCase[] = cases): Driver {
  return answerWith(driver, toResult(sample));
}

export const otherReview = makeCaseRef('CRV', new Uint8Array(8).fill(7));
export const refusedSecond = () => answerWith(opened(), drawnBefore(otherReview));

function answerWith(driver: Driver, result: EffectResult): Driver {
  const [effect] = Object.values(driver.current.file.pending);
  if (effect?.kind !== 'draw-sample') throw new Error('no sample was asked for');
  const done: KernelEvent = { type: 'effect-done', effect: effect.key, kind: effect.kind, result };
  driver.acceptOwn(done);
  return driver;
}

export const opened = (actor: Actor = lena) => mustOpen(process, actor, quarter, now);
export const drawn = (actor: Actor = lena) => answer(opened(actor));
export const allReviewed = (actor: Actor = lena) => {
  const driver = drawn(actor);
  for (const { ref } of cases) driver.send('review-decision', actor, reviewOf(ref));
  return driver;
};
