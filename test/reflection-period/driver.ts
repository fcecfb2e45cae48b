import {
  applyAll,
  clockEvents,
  deadlinesOf,
  decideCommand,
  openCase,
  systemActor,
  tasksOf,
  withResponse,
} from '../../workflows/kernel/case';
import { compareInstants, type Instant } from '../../workflows/kernel/calendar';
import type {
  Actor,
  ActorRole,
  AnyProcess,
  CaseState,
  Effect,
  EventBase,
  Fact,
  KernelEvent,
  PolicySetId,
} from '../../workflows/kernel/contract';
import { nextInstant, type DueDeadline } from '../../workflows/kernel/deadlines';
import { isRefusal, type Refusal } from '../../workflows/kernel/refusals';

export function person(name: string, agency: string, ...roles: ActorRole[]): Actor {
  return { person: name, agency, roles, designations: [] };
}

/** A personal text as it reaches a process: sealed at the door. */
export const sealed = 'text:00000000-0000-4000-8000-000000000001';

/** The event after `before`, which has led to `after`. */
export interface Step {
  event: EventBase;
  before: CaseState;
  after: CaseState;
}

/** One case driven through the kernel's pure functions, as the loop drives it, without an engine. */
export class Driver {
  readonly facts: Fact[] = [];
  readonly steps: Step[] = [];
  /** Every effect that was called for, delivered or not. */
  readonly effects: Effect[] = [];
  /** While it is, nothing that is asked of the world gets done. */
  isWorldAway = false;
  private keys = 0;

  private constructor(
    private readonly process: AnyProcess,
    public current: CaseState,
    public now: Instant,
  ) {}

  static open(
    process: AnyProcess,
    actor: Actor,
    input: unknown,
    now: Instant,
    policySet: PolicySetId = 'strategy-2011',
  ) {
    const opening = { process: process.name, processVersion: process.version, policySet, openedAt: now, actor, input };
    const ref = `${process.prefix}-7F3K-9Q2M-4TBW-X`;
    const opened = openCase(process, { ...opening, ref, key: 'open', requestHash: 'h' });
    if (isRefusal(opened)) return opened;
    const driver = new Driver(process, opened.state, now);
    driver.facts.push(...opened.facts);
    driver.noteEffects();
    return driver;
  }

  /** The types of the events that the command recorded, or why it was refused. */
  send(name: string, actor: Actor, input: unknown = {}): string[] | Refusal {
    this.keys += 1;
    const command = { name, actor, key: `k${this.keys}`, requestHash: 'h', input };
    const events = decideCommand(this.process, this.current, command, this.now);
    if (isRefusal(events)) return events;
    this.accept(events, actor);
    return events.map((e) => e.type);
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
    for (let [event] = this.due(); event; [event] = this.due()) this.acceptOwn(event);
    return this;
  }

  /** The world has done, or refused, everything that is asked of it. */
  deliver(refusedWith?: string): this {
    for (const { key: effect, kind } of Object.values(this.current.file.pending)) {
      this.acceptOwn(
        refusedWith === undefined
          ? { type: 'effect-done', effect, kind, result: {} }
          : { type: 'effect-refused', effect, kind, code: refusedWith },
      );
    }
    return this;
  }

  deadlines(): DueDeadline[] {
    return deadlinesOf(this.process, this.current);
  }

  due(): readonly KernelEvent[] {
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

  view(viewer: Actor) {
    return this.process.view(this.current.state, viewer);
  }

  messages(): string[] {
    return this.effects.map((e) => {
      if (e.kind === 'tell') return `${e.message} → ${e.to.role} of ${e.to.agency}`;
      return e.kind === 'command-case' ? `${e.command} → ${e.ref} ${JSON.stringify(e.input)}` : e.kind;
    });
  }

  private acceptOwn(event: KernelEvent) {
    this.accept(withResponse(this.process, this.current, event, this.now), systemActor(this.current.file));
  }

  private accept(events: readonly EventBase[], actor: Actor) {
    const stamp = { at: this.now, actor, key: `k${this.keys}`, requestHash: 'h' };
    for (const event of events) {
      const before = this.current;
      const applied = applyAll(this.process, before, [event], stamp);
      this.current = applied.state;
      this.facts.push(...applied.facts);
      this.steps.push({ event, before, after: applied.state });
      this.noteEffects();
    }
  }

  private noteEffects() {
    const known = new Set(this.effects.map((e) => e.key));
    this.effects.push(...Object.values(this.current.file.pending).filter((e) => !known.has(e.key)));
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

/** Each event that changed the stage, as an edge of the diagram. */
export function edgesOf(process: AnyProcess, driver: Driver): string[] {
  return driver.steps
    .map(({ event, before, after }) => {
      const [from, to] = [before, after].map((s) => process.status(s.state).stage);
      return { from, event: event.type, to };
    })
    .filter(({ from, to }) => from !== to)
    .map(({ from, event, to }) => `${from} -${event}-> ${to}`);
}

export function diagramEdges(process: AnyProcess): string[] {
  return process.diagram.map(({ from, event, to }) => `${from} -${event}-> ${to}`);
}
