import type { Instant } from '../../workflows/kernel/calendar';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, Effect, EffectResult, EventBase, PolicySetId } from '../../workflows/kernel/contract';
import { isRefusal, type Refusal } from '../../workflows/kernel/refusals';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import type { State } from '../../workflows/nrm-referral/state';
import { makeCaseRef, type Role } from '../../workflows/vocabulary';
import { CaseDriver, opened, text } from '../helpers/driver';

export { stepsOf, text, type Move } from '../helpers/driver';
export const nrm = foldProcess(nrmReferral);
export const ref = makeCaseRef('NRM', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
export const otherRef = makeCaseRef('NRM', new Uint8Array([8, 7, 6, 5, 4, 3, 2, 1]));
export const reflectionRef = makeCaseRef('RFL', new Uint8Array([9, 9, 9, 9, 9, 9, 9, 9]));
export const careRef = makeCaseRef('CAR', new Uint8Array([7, 7, 7, 7, 7, 7, 7, 7]));

export function person(name: string, agency: string, ...roles: (Role | 'system')[]): Actor {
  const designations = roles.includes('first-responder') ? (['first-responder'] as const) : [];
  return { person: name, agency, roles, designations };
}

/** The people of the tests; the prefix of a decision-maker says where they work. */
export const people = {
  referrer: person('pc-adams', 'met-police', 'first-responder'),
  otherResponder: person('pat-poppy', 'poppy-project', 'first-responder'),
  allocator: person('h-alloc', 'ukhtc', 'allocation-officer'),
  first: person('h-one', 'ukhtc', 'decision-maker'),
  second: person('h-two', 'ukhtc', 'decision-maker'),
  third: person('h-three', 'ukhtc', 'decision-maker'),
  fourth: person('h-four', 'ukhtc', 'decision-maker'),
  senior: person('h-senior', 'ukhtc', 'senior-decision-maker', 'decision-maker'),
  senior2: person('h-senior-2', 'ukhtc', 'senior-decision-maker'),
  leader: person('h-leader', 'ukhtc', 'team-leader'),
  head: person('h-head', 'ukhtc', 'head-of-unit'),
  ukbaAllocator: person('b-alloc', 'ukba', 'allocation-officer'),
  ukbaFirst: person('b-one', 'ukba', 'decision-maker'),
  ukbaSecond: person('b-two', 'ukba', 'decision-maker', 'first-responder'),
  ukbaSenior: person('b-senior', 'ukba', 'senior-decision-maker'),
  immigration: person('b-imm', 'ukba', 'immigration-officer'),
  caseManager: person('sa-cm', 'salvation-army', 'case-manager'),
  socialWorker: person('kent-sw', 'kent-council', 'social-worker'),
  system: person('system:reflection-period', 'met-police', 'system'),
} as const satisfies Record<string, Actor>;

export const adult = {
  subject: 'adult',
  consent: 'given',
  name: text(1),
  birthDate: text(2),
  exploitationType: 'labour',
  indicators: ['debt-bondage', 'little-or-no-pay'],
  countryOfOrigin: 'LT',
  encounteredWhere: text(3),
  encounteredOn: '2011-07-01',
  safetyNeeds: text(4),
  interpreterLanguage: 'lt',
  subjectToImmigrationControl: false,
};
const { consent: _consent, ...withoutConsent } = adult;
export const child = { ...withoutConsent, subject: 'child', childrensServices: 'kent-council' };
const { name: _name, birthDate: _birthDate, ...withoutIdentity } = adult;
export const notification = { ...withoutIdentity, consent: 'refused' };

/** A referral with a clock of its own. What it asks of the world is done at once, unless the world is away. */
export class Play extends CaseDriver {
  static tryOpen(input: object, actor: Actor, now: Instant, policySet?: PolicySetId): Play | Refusal {
    const start = opened({ process: nrm, ref, actor, input, now, policySet });
    return isRefusal(start) ? start : new Play(nrm, start, now);
  }

  static open(input: object = adult, actor: Actor = people.referrer, now: Instant = '2011-07-01T09:00:00Z'): Play {
    const play = Play.tryOpen(input, actor, now);
    if (!(play instanceof Play)) throw new Error(`${play.code}: ${JSON.stringify(play.fields)}`);
    return play;
  }

  give(name: string, actor: Actor, input: object = {}): this {
    const answer = this.attempt(name, actor, input);
    if (isRefusal(answer))
      throw new Error(`${name}: ${answer.code}: ${JSON.stringify(answer.fields ?? answer.message)}`);
    return this;
  }

  /** The code of the refusal, or undefined when it was not refused. */
  refusalOf(name: string, actor: Actor, input: object = {}): string | undefined {
    const answer = this.attempt(name, actor, input);
    return isRefusal(answer) ? answer.code : undefined;
  }

  days(count: number): this {
    return this.advanceTo(new Date(Date.parse(this.now) + count * 86_400_000).toISOString());
  }

  protected override accept(events: readonly EventBase[], actor: Actor): void {
    super.accept(events, actor);
    if (!this.isWorldAway) this.deliver();
  }

  protected override resultOf(effect: Effect): EffectResult {
    if (effect.kind !== 'start-case') return {};
    return { ref: effect.process === 'victim-care' ? careRef : reflectionRef };
  }

  get state(): State {
    return this.current.state as State;
  }
  get stage(): string {
    return this.status().stage;
  }
  /** `message` of what was told, `process` of what was started, `command` of what was sent. */
  get sent(): string[] {
    return this.effects.map((e) => {
      if (e.kind === 'tell') return e.message;
      if (e.kind === 'start-case') return e.process;
      return e.kind === 'command-case' ? e.command : e.kind;
    });
  }

  decide(grounds: 'reasonable' | 'conclusive', outcome: 'positive' | 'negative', by: Actor = people.first): this {
    return this.give(`decide-${grounds}-grounds`, by, { outcome, reasons: text(10) });
  }
  /** A review up to the own view. */
  ownView(by: Actor = people.second, outcome: 'positive' | 'negative' = 'positive'): this {
    return this.give('take-review', by, { isIndependent: true }).give('record-own-view', by, {
      outcome,
      reasons: text(11),
    });
  }
  agree(by: Actor = people.second): this {
    return this.ownView(by).give('complete-review', by, { agrees: true, reasons: text(12) });
  }
  disagree(by: Actor = people.second): this {
    return this.ownView(by).give('complete-review', by, { agrees: false, reasons: text(12) });
  }
  /** To the moment when the conclusive decision may be taken. */
  toConclusive(): this {
    return this.decide('reasonable', 'positive')
      .agree()
      .days(46)
      .give('record-reflection-minimum-passed', people.system);
  }
  feedback(by: Actor = people.first): this {
    return this.give('give-feedback', by, { strengths: ['promptness'], weaknesses: [], text: text(13) });
  }
}
