import type { Instant } from '../../workflows/kernel/calendar';
import {
  applyAll,
  clockEvents,
  deadlinesOf,
  decideCommand,
  openCase,
  systemActor,
  tasksOf,
  withResponse,
  type Stamp,
} from '../../workflows/kernel/case';
import { foldProcess } from '../../workflows/kernel/command';
import type {
  Actor,
  CaseState,
  Effect,
  EventBase,
  Fact,
  KernelEvent,
  PolicySetId,
} from '../../workflows/kernel/contract';
import { nextInstant } from '../../workflows/kernel/deadlines';
import { isRefusal, type Refusal } from '../../workflows/kernel/refusals';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { stageOf, type State } from '../../workflows/nrm-referral/state';
import { evolve as evolveState } from '../../workflows/nrm-referral/evolve';
import type { AnyEvent } from '../../workflows/nrm-referral/events';
import { makeCaseRef, type Role } from '../../workflows/vocabulary';

export const nrm = foldProcess(nrmReferral);
export const ref = makeCaseRef('NRM', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
export const otherRef = makeCaseRef('NRM', new Uint8Array([8, 7, 6, 5, 4, 3, 2, 1]));
export const reflectionRef = makeCaseRef('RPD', new Uint8Array([9, 9, 9, 9, 9, 9, 9, 9]));

export function text(n: number): string {
  return `text:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

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

export interface Move {
  before: CaseState;
  facts: readonly Fact[];
}

/** Plays one case with a clock of its own. Effects are data: they are done as soon as they are asked for, unless held. */
export class Play {
  current: CaseState;
  now: Instant;
  readonly facts: Fact[] = [];
  readonly effects: Effect[] = [];
  /** Called after everything that was recorded. */
  onMove: (move: Move) => void = () => undefined;
  private keys = 0;

  private constructor(start: { state: CaseState; facts: Fact[] }, now: Instant) {
    this.current = start.state;
    this.facts.push(...start.facts);
    this.now = now;
    this.deliver();
  }

  static tryOpen(input: object, actor: Actor, now: Instant, policySet: PolicySetId = 'strategy-2011'): Play | Refusal {
    const opening = {
      ref,
      process: nrm.name,
      processVersion: 1,
      policySet,
      openedAt: now,
      actor,
      key: 'open',
      requestHash: '',
    };
    const opened = openCase(nrm, { ...opening, input });
    return isRefusal(opened) ? opened : new Play(opened, now);
  }

  static open(input: object = adult, actor: Actor = people.referrer, now: Instant = '2011-07-01T09:00:00Z'): Play {
    const play = Play.tryOpen(input, actor, now);
    if (!(play instanceof Play)) throw new Error(`${play.code}: ${JSON.stringify(play.fields)}`);
    return play;
  }

  attempt(name: string, actor: Actor, input: object = {}): readonly EventBase[] | Refusal {
    const command = { name, actor, key: `k${(this.keys += 1)}`, requestHash: '', input };
    const events = decideCommand(nrm, this.current, command, this.now);
    if (isRefusal(events)) return events;
    this.accept(events, { at: this.now, actor, key: command.key, requestHash: '' });
    this.deliver();
    return events;
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

  /** Lets time pass: each deadline falls at its own moment. */
  until(target: Instant): this {
    for (;;) {
      const next = nextInstant(deadlinesOf(nrm, this.current), this.current.file);
      if (next === undefined || Date.parse(next) > Date.parse(target)) break;
      if (Date.parse(next) > Date.parse(this.now)) this.now = next;
      const [event] = clockEvents(nrm, this.current, this.now);
      if (!event) break;
      this.acceptOwn(event);
      this.deliver();
    }
    this.now = target;
    return this;
  }

  days(count: number): this {
    return this.until(new Date(Date.parse(this.now) + count * 86_400_000).toISOString());
  }

  acceptOwn(event: KernelEvent): void {
    const actor = systemActor(this.current.file);
    this.accept(withResponse(nrm, this.current, event, this.now), { at: this.now, actor, key: 'own', requestHash: '' });
  }

  private accept(events: readonly EventBase[], stamp: Stamp): void {
    const before = this.current;
    const { state, facts } = applyAll(nrm, before, events, stamp);
    this.current = state;
    this.facts.push(...facts);
    this.onMove({ before, facts });
  }

  private deliver(): void {
    for (const effect of Object.values(this.current.file.pending)) {
      this.effects.push(effect);
      const link = effect.kind === 'start-case' ? { link: effect.link } : {};
      const result: Record<string, string> = effect.kind === 'start-case' ? { ref: reflectionRef } : {};
      this.acceptOwn({ type: 'effect-done', effect: effect.key, kind: effect.kind, ...link, result });
    }
  }

  get state(): State {
    return this.current.state as State;
  }
  get stage(): string {
    return nrm.status(this.current.state).stage;
  }
  get taskKeys(): string[] {
    return tasksOf(nrm, this.current).map((t) => t.key);
  }
  get types(): string[] {
    return this.facts.map((f) => f.event.type);
  }
  get figures() {
    return nrm.figures(this.current.state);
  }
  deadline(key: string) {
    return deadlinesOf(nrm, this.current).find((d) => d.key === key);
  }
  view(viewer: Actor) {
    return nrm.view(this.current.state, viewer);
  }
  /** `message` of what was told, `process` of what was started, `command` of what was sent. */
  get sent(): string[] {
    return this.effects.map((e) =>
      e.kind === 'tell'
        ? e.message
        : e.kind === 'start-case'
          ? e.process
          : e.kind === 'command-case'
            ? e.command
            : e.kind,
    );
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

/** The stages a list of facts goes through, with the event of each step. */
export function stepsOf(facts: readonly Fact[]): { from: string; event: string; to: string }[] {
  let state = nrmReferral.initial;
  return facts.flatMap((fact) => {
    const from = stageOf(state);
    const event = fact.event as AnyEvent;
    state = evolveState(state, event, { ...fact, event });
    const to = stageOf(state);
    return from === to ? [] : [{ from, event: event.type, to }];
  });
}
