import {
  applyAll,
  clockEvents,
  deadlinesOf,
  decideCommand,
  evolve,
  foldCase,
  openCase,
  systemActor,
  tasksOf,
  withResponse,
} from '../../workflows/kernel/case';
import { compareInstants, londonDateOf, type Instant } from '../../workflows/kernel/calendar';
import { designatedOn, initialDesignations } from '../../workflows/vocabulary';
import type {
  Actor,
  ActorRole,
  AnyProcess,
  CaseState,
  Effect,
  EffectResult,
  EventBase,
  Fact,
  KernelEvent,
  PolicySetId,
} from '../../workflows/kernel/contract';
import { firstDue, nextInstant, type DateEvent, type DueDeadline } from '../../workflows/kernel/deadlines';
import { isRefusal, type Refusal } from '../../workflows/kernel/refusals';

export function person(name: string, agency: string, ...roles: ActorRole[]): Actor {
  return { person: name, agency, roles, designations: [] };
}

/** The n-th personal text as it reaches a process: sealed at the door. */
export function text(n: number): string {
  return `text:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
export const sealed = text(1);

/** The event after `before`, which has led to `after`. */
export interface Step {
  event: EventBase;
  before: CaseState;
  after: CaseState;
}

/** What one command, or one date, has recorded. */
export interface Move {
  before: CaseState;
  facts: readonly Fact[];
}

export interface Start {
  process: AnyProcess;
  ref: string;
  actor: Actor;
  input: unknown;
  now: Instant;
  policySet?: PolicySetId | undefined;
}

/** A case as it opens, or why it does not. */
export function opened({ process, ref, actor, input, now, policySet = 'strategy-2011' }: Start) {
  const processVersion = process.version;
  const designated = designatedOn(initialDesignations, londonDateOf(now));
  const opening = { ref, process: process.name, processVersion, policySet, openedAt: now, actor, designated, input };
  const answer = openCase(process, { ...opening, key: 'open', requestHash: 'h' });
  if (isRefusal(answer)) expectSaysWhy(answer);
  return answer;
}

/** Whatever test meets a refusal: it has a code, a sentence that a person can act on, and its rule. */
function expectSaysWhy(refusal: Refusal): void {
  expect(refusal).toMatchObject({
    code: expect.stringMatching(/^[a-z][a-z0-9-]+$/),
    message: expect.stringMatching(/\.$/),
    source: expect.stringMatching(/\S/),
  });
}

type Opened = Exclude<ReturnType<typeof opened>, Refusal>;

/** One case driven through the kernel's pure functions, as the loop drives it, without an engine. */
export class CaseDriver {
  readonly facts: Fact[] = [];
  readonly steps: Step[] = [];
  /** Every effect that was called for, delivered or not. */
  readonly effects: Effect[] = [];
  /** While it is, nothing that is asked of the world gets done. */
  isWorldAway = false;
  /** Called after everything that was recorded. */
  onMove: (move: Move) => void = () => undefined;
  current: CaseState;
  private keys = 0;

  constructor(
    protected readonly process: AnyProcess,
    start: Opened,
    public now: Instant,
  ) {
    this.current = start.state;
    this.facts.push(...start.facts);
    this.noteEffects();
  }

  /** What the command recorded, or why it was refused. */
  attempt(name: string, actor: Actor, input: unknown = {}): readonly EventBase[] | Refusal {
    this.keys += 1;
    const command = { name, actor, key: `k${this.keys}`, requestHash: 'h', input };
    const events = decideCommand(this.process, this.current, command, this.now);
    if (isRefusal(events)) expectSaysWhy(events);
    else this.accept(events, actor);
    return events;
  }

  /** The types of the events that the command recorded, or why it was refused. */
  send(name: string, actor: Actor, input: unknown = {}): string[] | Refusal {
    const answer = this.attempt(name, actor, input);
    return isRefusal(answer) ? answer : answer.map((e) => e.type);
  }

  /** Time passes, and each date is noticed when it comes. */
  advanceTo(instant: Instant): this {
    for (;;) {
      if (!this.isWorldAway) this.deliver();
      const next = nextInstant(this.deadlines(), this.current.file);
      if (next === undefined || compareInstants(next, instant) > 0) break;
      const seen = this.facts.length;
      this.jumpTo(compareInstants(next, this.now) > 0 ? next : this.now);
      if (this.facts.length === seen) break; // a closed case lets its dates pass
    }
    this.now = instant;
    return this;
  }

  /** Everything was down until `instant`, and is looked at then. */
  jumpTo(instant: Instant): this {
    this.now = instant;
    for (let event = firstDue(this.due()); event; event = firstDue(this.due())) this.acceptOwn(event);
    return this;
  }

  /** The world has done, or refused, everything that is asked of it. */
  deliver(refusedWith?: string): this {
    for (const effect of Object.values(this.current.file.pending)) {
      const { key, kind } = effect;
      if (refusedWith === undefined) this.acceptOwn(this.done(effect));
      else this.acceptOwn({ type: 'effect-refused', effect: key, kind, code: refusedWith });
    }
    return this;
  }

  /** What an effect answers when it is done. */
  protected resultOf(_effect: Effect): EffectResult {
    return {};
  }

  private done(effect: Effect): KernelEvent {
    const { key, kind } = effect;
    const link = effect.kind === 'start-case' ? { link: effect.link } : {};
    return { type: 'effect-done', effect: key, kind, ...link, result: this.resultOf(effect) };
  }

  acceptOwn(event: KernelEvent): void {
    this.accept(withResponse(this.process, this.current, event, this.now), systemActor(this.current.file));
  }

  protected accept(events: readonly EventBase[], actor: Actor): void {
    const start = this.current;
    const seen = this.facts.length;
    const stamp = { at: this.now, actor, key: `k${this.keys}`, requestHash: 'h' };
    for (const event of events) {
      const before = this.current;
      const applied = applyAll(this.process, before, [event], stamp);
      this.current = applied.state;
      this.facts.push(...applied.facts);
      this.steps.push({ event, before, after: applied.state });
      this.noteEffects();
    }
    this.onMove({ before: start, facts: this.facts.slice(seen) });
  }

  private noteEffects() {
    const known = new Set(this.effects.map((e) => e.key));
    this.effects.push(...Object.values(this.current.file.pending).filter((e) => !known.has(e.key)));
  }

  deadlines(): readonly DueDeadline[] {
    return deadlinesOf(this.process, this.current);
  }

  due(): readonly DateEvent[] {
    return clockEvents(this.process, this.current, this.now);
  }

  deadline(key: string): DueDeadline | undefined {
    return this.deadlines().find((d) => d.key === key);
  }

  tasks() {
    return tasksOf(this.process, this.current);
  }

  taskKeys(): string[] {
    return this.tasks().map((t) => t.key);
  }

  types(): string[] {
    return this.facts.map((f) => f.event.type);
  }

  count(type: string): number {
    return this.types().filter((t) => t === type).length;
  }

  status() {
    return this.process.status(this.current.state);
  }

  figures() {
    return this.process.figures(this.current.state);
  }

  view(viewer: Actor) {
    return this.process.view(this.current.state, viewer);
  }

  messages(): string[] {
    return this.effects.map((e) => {
      if (e.kind === 'tell') return `${e.message} → ${e.to.role} of ${e.to.agency}`;
      return e.kind === 'command-case' ? `${e.command} → ${e.ref} ${JSON.stringify(e.input)}` : e.kind;
    });
  }
}

/** A case of any process; what it asks of the world waits until `deliver` or until time passes. */
export class Driver extends CaseDriver {
  static open(process: AnyProcess, actor: Actor, input: unknown, now: Instant, policySet?: PolicySetId) {
    const start = opened({ process, ref: `${process.prefix}-7F3K-9Q2M-4TBW-X`, actor, input, now, policySet });
    return isRefusal(start) ? start : new Driver(process, start, now);
  }
}

/** Drives on, or says why the case could not be opened. */
export function mustOpen(...parts: Parameters<typeof Driver.open>): Driver {
  const driver = Driver.open(...parts);
  if (isRefusal(driver)) throw new Error(`${driver.code}: ${driver.message}`);
  return driver;
}

export function codeOf(answer: string[] | Refusal | Driver): string | undefined {
  return isRefusal(answer) ? answer.code : undefined;
}

/** The stages a list of facts goes through, with the event of each step. */
export function stepsOf(process: AnyProcess, facts: readonly Fact[]): { from: string; event: string; to: string }[] {
  let state = foldCase(process, '', []);
  return facts.flatMap((fact) => {
    const from = process.status(state.state).stage;
    state = evolve(process, state, fact);
    const to = process.status(state.state).stage;
    return from === to ? [] : [{ from, event: fact.event.type, to }];
  });
}

/** Each event that changed the stage, as an edge of the diagram. */
export function edgesOf(process: AnyProcess, driver: CaseDriver): string[] {
  return stepsOf(process, driver.facts).map(({ from, event, to }) => `${from} -${event}-> ${to}`);
}

export function diagramEdges(process: AnyProcess): string[] {
  return process.diagram.map(({ from, event, to }) => `${from} -${event}-> ${to}`);
}
