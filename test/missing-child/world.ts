import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, EffectResult, KernelEvent } from '../../workflows/kernel/contract';
import type { Offer } from '../../workflows/missing-child/offers';
import { missingChild } from '../../workflows/missing-child/process';
import { makeCaseRef, type Role } from '../../workflows/vocabulary';
import { mustOpen, person, sealed, type Driver } from '../helpers/driver';

export const process = foldProcess(missingChild);
/** A Friday evening. */
export const now = '2011-07-01T20:00:00Z';
export const authority = 'hillingdon-council';

export function local(name: string, role: Role, agency = authority): Actor {
  return { ...person(name, agency, role), designations: ['local-authority'] };
}
export const carer = local('cara', 'carer');
export const duty = local('dan', 'duty-manager');
export const social = local('sue', 'social-worker');
export const director = local('ada', 'assistant-director');
export const chair = local('lee', 'lscb-chair');
export const group = local('gus', 'group-chair');
export const stranger = local('kim', 'social-worker', 'kent-council');
export const inspector = person('ian', 'met-police', 'duty-inspector');
export const lead = person('fay', 'met-police', 'force-lead');
export const ukhtc = person('tom', 'ukhtc', 'team-leader');
export const ceop = person('cleo', 'ceop', 'ceop-national-lead');
export const port = person('ina', 'ukba', 'immigration-officer');
export const system = person('system:missing-child', 'concert', 'system');
export const crowd = [carer, duty, social, director, chair, group, stranger, inspector, lead, ukhtc, ceop, port];

const hash = (n: number) => n.toString(16).padStart(16, '0');
export const childCode = hash(0xc41d);
export const phoneCode = hash(0xf0e);
/** Everything that is asked for; not trafficked, medium risk. */
export const full = {
  childName: sealed,
  birthDate: sealed,
  description: sealed,
  lastSeenAt: '2011-07-01T18:00:00Z',
  lastSeenWhere: sealed,
  circumstances: sealed,
  indicators: [],
  trafficking: 'not-suspected',
  childCode,
};
export const trafficked = { ...full, trafficking: 'suspected' };

export const reported = (input: object = full, actor: Actor = carer, at = now): Driver =>
  mustOpen(process, actor, input, at);
export const otherRef = makeCaseRef('MIS', new Uint8Array(8).fill(9));
export const another = (n: number) => makeCaseRef('MIS', new Uint8Array(8).fill(n));

export const offer = (change: Partial<Offer> = {}): Offer => ({
  ref: otherRef,
  kinds: ['child'],
  authority,
  reportedAt: '2011-06-01T10:00:00Z',
  stage: 'closed',
  ...change,
});

/** The record answers what was asked of it. */
export function found(driver: Driver, offers: readonly Offer[]): Driver {
  return answer(driver, 'match-episodes', { matches: JSON.stringify(offers) });
}

export function answer(driver: Driver, kind: string, result: EffectResult): Driver {
  const effect = Object.values(driver.current.file.pending).find((e) => e.kind === kind);
  if (!effect) throw new Error(`nobody asked to ${kind}`);
  const done: KernelEvent = { type: 'effect-done', effect: effect.key, kind: effect.kind, result };
  driver.acceptOwn(done);
  return driver;
}

export const located = { outcome: 'found' };
export const afterwards: readonly [name: string, actor: Actor, input: object][] = [
  ['record-safe-and-well-check', inspector, { isSafe: true, text: sealed }],
  ['record-return-interview', social, { outcome: 'held', debrief: 'joined', text: sealed }],
  ['record-safeguarding-plan', social, { text: sealed }],
  ['record-placement-review', duty, { outcome: 'kept', text: sealed }],
];

export function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
