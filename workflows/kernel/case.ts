import type { Instant } from './calendar';
import { commonCommands, type CommonCommand } from './common-commands';
import { mapPersonal, textRefPattern } from './command';
import type {
  Actor,
  AnyProcess,
  CaseFile,
  CaseState,
  Context,
  Deadline,
  EventBase,
  Fact,
  KernelEvent,
  PersonalPaths,
  PolicySetId,
  Task,
} from './contract';
import type { Designated } from '../vocabulary';
import { dueDeadline, dueEvents, type DateEvent, type DueDeadline } from './deadlines';
import { caseClosed, isRefusal, refuse, type Refusal } from './refusals';

/** What opens a case: decided by the door, decided again by the workflow from the same values. */
export interface Opening {
  ref: string;
  process: string;
  processVersion: number;
  policySet: PolicySetId;
  openedAt: Instant;
  actor: Actor;
  key: string;
  requestHash: string;
  /** From the register, as the door read it. */
  designated: Designated;
  input: unknown;
}

export interface Command {
  name: string;
  actor: Actor;
  key: string;
  requestHash: string;
  input: unknown;
}

type AnyEvent = EventBase | KernelEvent;
const kernelSource = 'Concert: rules of every case';

export function openCase(process: AnyProcess, opening: Opening): { state: CaseState; facts: Fact[] } | Refusal {
  const { ref, openedAt: now, actor, policySet, designated, key, requestHash } = opening;
  const definition = process.opening;
  const wrongRole = notTheirRole(definition, actor);
  if (wrongRole) return wrongRole;
  if (hasOpenText(definition, opening.input)) return unsealed();
  const events = definition.run(opening.input, { now, actor, ref, designated, policy: process.policy[policySet] });
  if (isRefusal(events)) return events;
  const opened: KernelEvent = {
    type: 'case-opened',
    process: process.name,
    processVersion: opening.processVersion,
    policySet,
  };
  return applyAll(process, unopened(process, ref), [opened, ...events], { at: now, actor, key, requestHash });
}

/** A case before its first event. */
function unopened(process: AnyProcess, ref: string): CaseState {
  const file: CaseFile = {
    ref,
    process: process.name,
    processVersion: process.version,
    policySet: 'strategy-2011',
    openedAt: '',
    openedBy: '',
    seq: 0,
    claims: {},
    sharedWith: [],
    ledger: {},
    passed: {},
    warned: {},
    pending: {},
    links: {},
  };
  return { file, state: process.initial };
}

/** The case as its events tell it; `process` of the version that its first event names. */
export function foldCase(process: AnyProcess, ref: string, facts: readonly Fact[]): CaseState {
  return facts.reduce((state, fact) => evolve(process, state, fact), unopened(process, ref));
}

/** Decides a command and says what it would record. Pure: the same for the validator, the handler, the API and the tests. */
export function decideCommand(
  process: AnyProcess,
  current: CaseState,
  command: Command,
  now: Instant,
): readonly AnyEvent[] | Refusal {
  const context = contextOf(process, current, command.actor, now);
  const common = commonCommands[command.name];
  const own = process.commands[command.name];
  const definition = common ?? own;
  if (!definition) return refuse('unknown-command', `There is no command called ${command.name} here.`, kernelSource);
  const wrongRole = notTheirRole(definition, command.actor);
  if (wrongRole) return wrongRole;
  if (hasOpenText(definition, command.input)) return unsealed();
  if (process.status(current.state).isClosed && !isLeftOver(command.name, current)) return caseClosed;
  if (common) return common.run(viewOfCase(process, current), command.input, context);
  return own?.when(current.state, context) ?? own?.run(current.state, command.input, context) ?? [];
}

/** The commands this person may give now; the same question the pages ask. */
export function allowedCommands(process: AnyProcess, current: CaseState, actor: Actor, now: Instant): string[] {
  const isClosed = process.status(current.state).isClosed;
  const context = contextOf(process, current, actor, now);
  const holds = (by: readonly string[]) => by.some((role) => actor.roles.some((held) => held === role));
  const own = Object.entries(process.commands)
    .filter(([, c]) => !isClosed && holds(c.by) && c.when(current.state, context) === undefined)
    .map(([name]) => name);
  const everyCase = viewOfCase(process, current);
  const common = Object.entries(commonCommands)
    .filter(
      ([name, c]) =>
        (!isClosed || isLeftOver(name, current)) && holds(c.by) && c.when(everyCase, context) === undefined,
    )
    .map(([name]) => name);
  return [...own, ...common];
}

/** A closed case still takes word of what had to be done by hand. */
function isLeftOver(command: string, { file }: CaseState): boolean {
  return command === 'record-done-by-hand' && Object.keys(file.pending).length > 0;
}

export interface Stamp {
  at: Instant;
  actor: Actor;
  key: string;
  requestHash: string;
}

export function applyAll(process: AnyProcess, current: CaseState, events: readonly AnyEvent[], stamp: Stamp) {
  const facts: Fact[] = [];
  let state = current;
  for (const [part, event] of events.entries()) {
    const fact: Fact = { ...stamp, seq: state.file.seq + 1, part, event };
    facts.push(fact);
    state = evolve(process, state, fact);
  }
  return { state, facts };
}

/** Folds one fact into the case: the kernel's part, the process's part, and the effects it calls for. */
export function evolve(process: AnyProcess, current: CaseState, fact: Fact): CaseState {
  const state = process.evolve(current.state, fact.event, fact);
  const file = evolveFile(current.file, fact);
  const context = { now: fact.at, actor: fact.actor, ref: file.ref, policy: process.policy[file.policySet], file };
  const effects = process.react(fact.event, state, context);
  const pending = Object.fromEntries(
    effects.map((e) => [
      `${fact.seq}-${e.key}`,
      { ...e, key: `${fact.seq}-${e.key}`, since: fact.at, isUndelivered: false },
    ]),
  );
  return { state, file: { ...file, pending: { ...file.pending, ...pending } } };
}

export function isKernelEvent(event: AnyEvent): event is KernelEvent {
  return kernelEventTypes.has(event.type);
}
const kernelEventTypes: ReadonlySet<string> = new Set<KernelEvent['type']>([
  'case-opened',
  'task-claimed',
  'task-handed-on',
  'task-released',
  'case-shared',
  'sharing-stopped',
  'noted',
  'deadline-extended',
  'deadline-paused',
  'deadline-resumed',
  'deadline-warned',
  'deadline-passed',
  'effect-done',
  'effect-refused',
  'effect-undelivered',
  'effect-done-by-hand',
]);

function evolveFile(before: CaseFile, fact: Fact): CaseFile {
  const file = { ...before, seq: fact.seq };
  const { event } = fact;
  if (!isKernelEvent(event)) return file;
  const by = fact.actor.person;
  switch (event.type) {
    case 'case-opened': {
      const { agency } = fact.actor;
      const { processVersion, policySet } = event;
      return { ...file, processVersion, policySet, openedAt: fact.at, openedBy: agency, sharedWith: [agency] };
    }
    case 'task-claimed':
    case 'task-handed-on':
      return { ...file, claims: { ...file.claims, [event.task]: event.person } };
    case 'task-released':
      return { ...file, claims: without(file.claims, event.task) };
    case 'case-shared':
      return { ...file, sharedWith: [...new Set([...file.sharedWith, event.agency])] };
    case 'sharing-stopped':
      return { ...file, sharedWith: file.sharedWith.filter((agency) => agency !== event.agency) };
    case 'deadline-extended':
      return enter(file, event.deadline, {
        kind: 'extended',
        at: fact.at,
        by,
        reason: event.reason,
        count: event.count,
      });
    case 'deadline-paused':
      return enter(file, event.deadline, { kind: 'paused', at: fact.at, by, reason: event.reason, count: 0 });
    case 'deadline-resumed':
      return enter(file, event.deadline, {
        kind: 'resumed',
        at: fact.at,
        by,
        reason: event.reason,
        count: event.count,
      });
    case 'deadline-warned':
      return { ...file, warned: { ...file.warned, [`${event.deadline}.${event.warning}`]: event.due } };
    case 'deadline-passed':
      return { ...file, passed: { ...file.passed, [event.deadline]: event.due } };
    case 'effect-done': {
      const { ref } = event.result;
      const links = event.link && ref ? { ...file.links, [event.link]: ref } : file.links;
      return { ...file, links, pending: without(file.pending, event.effect) };
    }
    case 'effect-done-by-hand':
      return { ...file, pending: without(file.pending, event.effect) };
    case 'effect-refused':
    case 'effect-undelivered': {
      const effect = file.pending[event.effect];
      if (!effect) return file;
      const refused = event.type === 'effect-refused' ? { refusedWith: event.code } : {};
      return { ...file, pending: { ...file.pending, [event.effect]: { ...effect, isUndelivered: true, ...refused } } };
    }
    case 'noted':
      return file;
  }
}

function enter(file: CaseFile, deadline: string, entry: CaseFile['ledger'][string][number]): CaseFile {
  return { ...file, ledger: { ...file.ledger, [deadline]: [...(file.ledger[deadline] ?? []), entry] } };
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([k]) => k !== key));
}

const deliveryPrefix = 'deliver.';

/**
 * The clock, the projection and the timer ask in turn for the dates of one state. A state never changes, so they do not
 * either.
 */
const known = new WeakMap<CaseState, { process: AnyProcess; deadlines: readonly DueDeadline[] }>();

/** All deadlines of a case: the process's own and one for each effect that is not delivered yet. */
export function deadlinesOf(process: AnyProcess, current: CaseState): readonly DueDeadline[] {
  const asked = known.get(current);
  if (asked?.process === process) return asked.deadlines;
  const deadlines = countDeadlines(process, current);
  known.set(current, { process, deadlines });
  return deadlines;
}

function countDeadlines(process: AnyProcess, { state, file }: CaseState): DueDeadline[] {
  const own = process.deadlines(state, process.policy[file.policySet]);
  const deliveries = Object.values(file.pending).map((effect): Deadline => ({
    key: `${deliveryPrefix}${effect.key}`,
    title: `Deliver: ${effect.kind}`,
    from: effect.since,
    span: { count: effect.deliverWithinHours, unit: 'hours' },
    rule: 'A message that cannot be delivered in its time becomes a task for a person.',
    source: kernelSource,
    owner: process.supervisor(state),
  }));
  return [...own, ...deliveries].map((d) => dueDeadline(d, file));
}

/** All open tasks: the process's own and one for each effect that a person must see to. */
export function tasksOf(process: AnyProcess, { state, file }: CaseState): Task[] {
  const undelivered = Object.values(file.pending)
    .filter((effect) => effect.isUndelivered)
    .map((effect): Task => ({
      key: `by-hand.${effect.key}`,
      title: `The system could not do this: ${effect.kind}${effect.refusedWith ? ` (${effect.refusedWith})` : ''}. Do it by hand and record it`,
      owner: process.supervisor(state),
      commands: ['record-done-by-hand'],
      deadline: `${deliveryPrefix}${effect.key}`,
    }));
  return [...process.tasks(state), ...undelivered];
}

/** What happens by itself at `now`: warnings and expiries, and what the process makes of each. */
export function clockEvents(process: AnyProcess, current: CaseState, now: Instant): readonly DateEvent[] {
  if (process.status(current.state).isClosed && Object.keys(current.file.pending).length === 0) return [];
  return dueEvents(deadlinesOf(process, current), current.file, now);
}

/** A kernel event with what follows from it. */
export function withResponse(process: AnyProcess, current: CaseState, event: KernelEvent, now: Instant): AnyEvent[] {
  const context = contextOf(process, current, systemActor(current.file), now);
  const effectKey =
    event.type === 'deadline-passed' && event.deadline.startsWith(deliveryPrefix)
      ? event.deadline.slice(deliveryPrefix.length)
      : undefined;
  const effect = effectKey === undefined ? undefined : current.file.pending[effectKey];
  const undelivered: KernelEvent[] = effect
    ? [{ type: 'effect-undelivered', effect: effect.key, kind: effect.kind }]
    : [];
  return [event, ...undelivered, ...process.respond(current.state, event, context)];
}

export function systemActor(file: Pick<CaseFile, 'process' | 'openedBy'>): Actor {
  return { person: `system:${file.process}`, agency: file.openedBy, roles: ['system'], designations: [] };
}

/** What common commands need to know of a case. */
function viewOfCase(process: AnyProcess, current: CaseState): CommonCommand['state'] {
  return { tasks: tasksOf(process, current), deadlines: deadlinesOf(process, current) };
}

function contextOf(process: AnyProcess, current: CaseState, actor: Actor, now: Instant): Context {
  const { file } = current;
  return { now, actor, ref: file.ref, policy: process.policy[file.policySet], file };
}

function hasOpenText(definition: { personal: PersonalPaths }, input: unknown): boolean {
  let found = false;
  mapPersonal(definition, input, (text) => {
    if (!textRefPattern.test(text)) found = true;
    return text;
  });
  return found;
}

function unsealed(): Refusal {
  return refuse(
    'text-not-sealed',
    'Personal text reached the engine unencrypted. Nothing was recorded. Tell the service desk.',
    kernelSource,
  );
}

/** Why this person may not give a command or open a case, whatever the case; undefined when a role of theirs may. */
export function notTheirRole(
  { title, by }: { title: string; by: readonly string[] },
  { roles }: Pick<Actor, 'roles'>,
): Refusal | undefined {
  return roles.some((held) => by.includes(held))
    ? undefined
    : refuse('wrong-role', `"${title}" is for: ${by.join(', ')}. You do not hold any of these roles.`, kernelSource);
}
