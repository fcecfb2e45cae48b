import { childSafeguarding } from '../../workflows/child-safeguarding/process';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { makeCaseRef } from '../../workflows/vocabulary';
import { mustOpen, person, sealed, type Driver } from '../helpers/driver';

export const process = foldProcess(childSafeguarding);
/** A Tuesday. */
export const now = '2011-07-05T09:00:00Z';
export const authority = 'hillingdon-council';
export const inspector = person('ian', 'met-police', 'duty-inspector');
export const prosecutor = person('pat', 'cps', 'prosecutor');
export const social = person('sue', authority, 'social-worker');
export const duty = person('dan', authority, 'duty-manager');
export const lead = person('liz', authority, 'safeguarding-lead');
export const officer = person('ina', 'ukba', 'immigration-officer');
export const ukhtc = person('tom', 'ukhtc', 'team-leader');
export const stranger = person('kim', 'kent-council', 'social-worker');
export const system = person('system:missing-child', 'concert', 'system');
export const crowd = [inspector, prosecutor, social, duty, lead, officer, ukhtc, stranger];

export const arrested = {
  foundAt: 'arrest',
  childrensServices: authority,
  indicators: ['child-found-in-crime'],
  offence: 'cannabis-cultivation',
};
export const opened = (change: object = {}, actor: Actor = inspector): Driver =>
  mustOpen(process, actor, { ...arrested, ...change }, now);

export const nrm = makeCaseRef('NRM', new Uint8Array(8).fill(3));
export const conference = { attended: ['met-police', authority, 'cps'], text: sealed };
export const inputs: readonly [name: string, actor: Actor, input: object][] = [
  ['record-conference', inspector, conference],
  ['record-appropriate-adult', inspector, { text: sealed }],
  ['record-safe-accommodation', duty, { text: sealed }],
  ['record-nrm-referral', social, { nrmReferral: nrm }],
  ['record-strategy-meeting', duty, { text: sealed }],
  ['record-plan', social, { kind: 'child-protection', text: sealed }],
];
export const account = { recruitment: sealed, journey: sealed, border: sealed, activity: sealed, safety: sealed };

export function conferred(): Driver {
  const driver = opened();
  driver.send('record-conference', inspector, conference);
  return driver;
}
export function considered(outcome = 'proceed'): Driver {
  const driver = conferred();
  driver.send('consider-discontinuance', prosecutor, { outcome, reasons: sealed });
  return driver;
}
export function proceeding(): Driver {
  const driver = considered();
  driver.send('record-proceeding', prosecutor);
  return driver;
}
export function convicted(): Driver {
  const driver = proceeding();
  driver.send('record-verdict', prosecutor, { outcome: 'convicted' });
  return driver;
}
export function asked(): Driver {
  const driver = opened();
  driver.send('take-account', social, account);
  return driver;
}
export function requested(): Driver {
  const driver = asked();
  driver.send('request-recount', prosecutor, { reason: sealed });
  return driver;
}
export function approved(): Driver {
  const driver = requested();
  driver.send('decide-recount', lead, { number: 1, isApproved: true, reason: sealed });
  return driver;
}
export function allDone(driver: Driver): Driver {
  for (const [name, actor, input] of inputs) driver.send(name, actor, input);
  return driver;
}
