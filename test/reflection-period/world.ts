import type { PolicySetId } from '../../workflows/kernel/contract';
import { foldProcess } from '../../workflows/kernel/command';
import { reflectionPeriod } from '../../workflows/reflection-period/process';
import { mustOpen, person } from '../helpers/driver';

export const process = foldProcess(reflectionPeriod);

export const system = person('system:nrm-referral', 'ukhtc', 'system');
export const decider = person('dana', 'ukhtc', 'decision-maker');
export const reviewer = person('rafi', 'ukhtc', 'decision-maker');
export const senior = person('sena', 'ukhtc', 'senior-decision-maker');
export const teamLeader = person('tom', 'ukhtc', 'team-leader');
export const headOfUnit = person('hana', 'ukhtc', 'head-of-unit');
export const officer = person('ivor', 'ukba', 'immigration-officer');
export const officersHead = person('iris', 'ukba', 'head-of-unit');
export const caseManager = person('cora', 'salvation-army', 'case-manager');
export const strangers = {
  officer: person('otto', 'met-police', 'immigration-officer'),
  decider: person('dov', 'ukba', 'decision-maker'),
  teamLeader: person('tess', 'ukba', 'team-leader'),
};

export const referral = 'NRM-7F3K-9Q2M-4TBW-X';
export const startedAt = '2011-01-10T10:00:00Z';

export const openingInput = {
  referral,
  competentAuthority: 'ukhtc',
  immigrationAuthority: 'ukba',
  startedAt,
};

export function start(policySet: PolicySetId = 'strategy-2011', at = startedAt) {
  return mustOpen(process, system, { ...openingInput, startedAt: at }, at, policySet).deliver();
}

/** The same, with the hold acknowledged, so that only the clock runs. */
export function held(policySet: PolicySetId = 'strategy-2011', at = startedAt) {
  const driver = start(policySet, at);
  driver.send('acknowledge-hold', officer);
  return driver;
}

/** The first moment after day `n` of a period that began on 10 January 2011 (no clock change before 27 March). */
export function afterDay(n: number): string {
  return new Date(Date.parse('2011-01-11T00:00:00Z') + n * 86_400_000).toISOString();
}

export function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}
