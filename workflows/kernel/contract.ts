import type { z } from 'zod';
import type { AgencyCode, CaseRef, Designated, DesignationName, Role, WorldEffect } from '../vocabulary';
import type { Instant, Span } from './calendar';
import type { Refusal } from './refusals';

/** Everything here is data and pure functions: no clock, no randomness, no I/O. */

/** What may act: a person in a role, or Concert itself (a deadline that passed, another case). */
export type ActorRole = Role | 'system';

export interface Actor {
  /** The identity provider's subject: opaque, never a name. */
  person: string;
  agency: AgencyCode;
  roles: readonly ActorRole[];
  /** What the agency is designated as today, from the register. */
  designations: readonly DesignationName[];
}

/** One value of policy, with where it comes from. `isDefault`: practice at the time or our choice, not in the strategy. */
export interface PolicyValue<V> {
  value: V;
  source: string;
  /** YYYY-MM-DD */
  effectiveFrom: string;
  isDefault?: true;
}
export type Policy = Record<string, PolicyValue<unknown>>;

export const policySetIds = ['strategy-2011', 'nationality-and-borders-2022'] as const;
/** A set of policy that a deployment adopts from a date; a case keeps the set in force when it opened. */
export type PolicySetId = (typeof policySetIds)[number];

export interface Context<P extends Policy = Policy> {
  now: Instant;
  actor: Actor;
  ref: CaseRef;
  policy: P;
  file: CaseFile;
}
export type OpeningContext<P extends Policy = Policy> = Omit<Context<P>, 'file'> & {
  /** Who is designated as what on the day of the opening, from the register [28, 29]. */
  designated: Designated;
};

export interface EventBase {
  type: string;
}

/** An event as it is recorded: who, when, by which command. */
export interface Fact<E extends EventBase = EventBase> {
  seq: number;
  at: Instant;
  actor: Actor;
  /** Idempotency key of the command that caused it, and which of that command's events it is, from 0. */
  key: string;
  part: number;
  /** Keyed hash of the request, to tell a repeat from another request under the same key. */
  requestHash: string;
  event: E;
}

export type Decision<E extends EventBase> = readonly (E | KernelEvent)[] | Refusal;

/** Where an input holds personal text: names of fields from the top, `*` for each element of a list. */
export type PersonalPaths = readonly (readonly string[])[];

export type Parsed<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** A command of a process as the kernel, the API and the pages see it; made by `command()`. */
export interface CommandDefinition<S, E extends EventBase, P extends Policy> {
  title: string;
  hint: string;
  by: readonly ActorRole[];
  /** Refuses unknown fields. */
  input: z.ZodObject;
  parse: (input: unknown) => Parsed<unknown>;
  personal: PersonalPaths;
  /** The personal texts by which those who may search find the case: their paths, joined by dots. */
  names: ReadonlySet<string>;
  /** Why it is not allowed now, whatever the input; undefined when it is. */
  when: (state: S, context: Context<P>) => Refusal | undefined;
  run: (state: S, input: unknown, context: Context<P>) => Decision<E>;
}

export interface OpeningDefinition<E extends EventBase, P extends Policy> {
  title: string;
  hint: string;
  by: readonly ActorRole[];
  /** Refuses unknown fields. */
  input: z.ZodObject;
  parse: (input: unknown) => Parsed<unknown>;
  personal: PersonalPaths;
  /** The personal texts by which those who may search find the case: their paths, joined by dots. */
  names: ReadonlySet<string>;
  run: (input: unknown, context: OpeningContext<P>) => Decision<E>;
}

export interface Owner {
  role: Role;
  agency: AgencyCode;
}

/** What has to happen by when, as a rule: the kernel does the sum, so that every date can be explained. */
export interface Deadline {
  key: string;
  title: string;
  /** The moment from which it is counted. */
  from: Instant;
  span: Span;
  warnings?: readonly { key: string; span: Span }[];
  rule: string;
  source: string;
  owner: Owner;
  /** Who may extend or pause it; nobody when absent. */
  movableBy?: readonly Role[];
}

export interface Task {
  key: string;
  title: string;
  owner: Owner;
  /** Commands that do it. */
  commands: readonly string[];
  /** The deadline that says by when. */
  deadline: string;
  /** Another case that must be read to do it: the owner's agency sees that case while this task is open. */
  about?: CaseRef;
}

/** Something to be done to the world. The kernel keeps it until it is done; keys are unique within one event. */
export type EffectBody =
  | WorldEffect
  | { kind: 'tell'; to: Owner; message: string; facts?: Record<string, string | number> }
  | { kind: 'start-case'; process: string; opening: Record<string, unknown>; link: string }
  | { kind: 'command-case'; ref: CaseRef; command: string; input: Record<string, unknown> }
  | { kind: 'apply-register-change'; change: Record<string, unknown> }
  | {
      kind: 'draw-sample';
      competentAuthority: AgencyCode;
      /** The first and the last day, YYYY-MM-DD, London. */
      fromDate: string;
      untilDate: string;
      percent: number;
      minimum: number;
      seed: string;
    };
export type Effect = EffectBody & { key: string; deliverWithinHours: number };
export type EffectKind = Effect['kind'];
/** The answer of an effect: for `start-case` the new reference. Codes and references only. */
export type EffectResult = Record<string, string>;

export interface Status {
  stage: string;
  /** In plain words, for a task list. */
  title: string;
  isClosed: boolean;
}

/** One value per process. Everything else exists once. */
export interface Process<S, E extends EventBase, P extends Policy> {
  name: string;
  version: number;
  /** Three letters before a reference. */
  prefix: string;
  title: string;
  source: string;
  policy: Record<PolicySetId, P>;
  opening: OpeningDefinition<E, P>;
  commands: Record<string, CommandDefinition<S, E, P>>;
  initial: S;
  evolve: (state: S, event: E | KernelEvent, fact: Fact<E | KernelEvent>) => S;
  /** What else happens when the kernel records one of its own events (a deadline passed, an effect done). */
  respond: (state: S, event: KernelEvent, context: Context<P>) => readonly (E | KernelEvent)[];
  deadlines: (state: S, policy: P) => readonly Deadline[];
  tasks: (state: S) => readonly Task[];
  /** Who sees to what the system could not do for this case. */
  supervisor: (state: S) => Owner;
  react: (event: E | KernelEvent, state: S, context: Context<P>) => readonly Effect[];
  status: (state: S) => Status;
  /** What this person may see. Text references in it are opened at the door. */
  view: (state: S, viewer: Actor) => Record<string, unknown>;
  /** Codes, dates and numbers that are counted in statistics; nothing personal. */
  figures: (state: S) => Record<string, string | number | boolean>;
  /** For the state diagram: the stages, and which event leads from one to another. */
  diagram: readonly { from: string; event: E['type'] | KernelEvent['type']; to: string }[];
}

export interface LedgerEntry {
  kind: 'extended' | 'paused' | 'resumed';
  at: Instant;
  by: string;
  /** A code, or a reference to the text. */
  reason: string;
  /** In the deadline's own unit: what an extension adds, what a resumed pause gives back. */
  count: number;
}

/** What the kernel knows of every case, whatever its process. */
export interface CaseFile {
  ref: CaseRef;
  process: string;
  processVersion: number;
  policySet: PolicySetId;
  openedAt: Instant;
  openedBy: AgencyCode;
  seq: number;
  claims: Record<string, string>;
  sharedWith: readonly AgencyCode[];
  ledger: Record<string, readonly LedgerEntry[]>;
  /** Per deadline the due instants that have passed, and the warnings given, so that each is recorded once. */
  passed: Record<string, Instant>;
  warned: Record<string, Instant>;
  pending: Record<string, PendingEffect>;
  links: Record<string, CaseRef>;
}
/** `refusedWith`: the other side will never take it; it waits for a person and is not tried again. */
export type PendingEffect = Effect & { since: Instant; isUndelivered: boolean; refusedWith?: string };

export interface CaseState<S = unknown> {
  file: CaseFile;
  state: S;
}

export type KernelEvent =
  | { type: 'case-opened'; process: string; processVersion: number; policySet: PolicySetId }
  | { type: 'task-claimed'; task: string; person: string }
  | { type: 'task-handed-on'; task: string; person: string }
  | { type: 'task-released'; task: string }
  | { type: 'case-shared'; agency: AgencyCode; reason: string }
  | { type: 'sharing-stopped'; agency: AgencyCode; reason: string }
  | { type: 'noted'; text: string }
  | { type: 'deadline-extended'; deadline: string; count: number; reason: string }
  | { type: 'deadline-paused'; deadline: string; reason: string }
  | { type: 'deadline-resumed'; deadline: string; count: number; reason: string }
  | { type: 'deadline-warned'; deadline: string; warning: string; due: Instant }
  | { type: 'deadline-passed'; deadline: string; due: Instant; latenessSeconds: number }
  | { type: 'effect-done'; effect: string; kind: EffectKind; link?: string; result: EffectResult }
  | { type: 'effect-refused'; effect: string; kind: EffectKind; code: string }
  | { type: 'effect-undelivered'; effect: string; kind: EffectKind }
  | { type: 'effect-done-by-hand'; effect: string; reason: string };

/** A process with its types folded away, as the kernel and the registry hold it; made by `foldProcess`. */
export type AnyProcess = Process<unknown, EventBase, Policy>;
