import fc from 'fast-check';
import type { Actor } from '../../workflows/kernel/contract';
import { diagramEdges, edgesOf, person, sealed, type Driver, type Step } from '../helpers/driver';
import {
  caseManager,
  decider,
  headOfUnit,
  officer,
  officersHead,
  process,
  reviewer,
  senior,
  start,
  strangers,
  system,
  teamLeader,
} from './world';

/** Somebody who holds every role of both authorities at once: nothing may hang on roles alone. */
const allPowerful = person('max', 'ukba', 'decision-maker', 'immigration-officer', 'head-of-unit', 'team-leader');
const actors = [
  system,
  decider,
  reviewer,
  senior,
  teamLeader,
  headOfUnit,
  officer,
  officersHead,
  caseManager,
  allPowerful,
  ...Object.values(strangers),
];

type Act =
  { kind: 'send'; name: string; actor: Actor; input: unknown } | { kind: 'wait'; hours: number; isDown: boolean };

const inputs: Record<string, fc.Arbitrary<unknown>> = {
  'acknowledge-hold': fc.constant({}),
  'acknowledge-lifting': fc.constant({}),
  'record-removal-directions': fc.constant({ setFor: '2011-06-01' }),
  'follow-transfer': fc.record({ to: fc.constantFrom('ukba', 'ukhtc'), number: fc.integer({ min: 1, max: 5 }) }),
  'end-with-conclusive-decision': fc.record({ outcome: fc.constantFrom('positive', 'negative') }),
  'record-overdue-action': fc.constant({ action: sealed }),
  'request-early-end': fc.record(
    {
      ground: fc.constantFrom('own-informed-request', 'public-order', 'improper-claim'),
      informed: fc.boolean(),
      reasons: fc.constant(sealed),
    },
    { requiredKeys: ['ground'] },
  ),
  'review-early-end': fc.record({ agrees: fc.boolean(), tookNoPart: fc.boolean(), reasons: fc.constant(sealed) }),
  'extend-deadline': fc.record({
    deadline: deadlineKey(),
    count: fc.integer({ min: 1, max: 30 }),
    reason: fc.constant(sealed),
  }),
  'pause-deadline': fc.record({ deadline: deadlineKey(), reason: fc.constant(sealed) }),
  'resume-deadline': fc.record({ deadline: deadlineKey(), reason: fc.constant(sealed) }),
  share: fc.record({ agency: fc.constantFrom('salvation-army', 'met-police'), reason: fc.constant(sealed) }),
};

function deadlineKey() {
  return fc.constantFrom('minimum', 'minimum', 'minimum', 'overdue-team-leader', 'removal-hold-acknowledgement');
}

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: send() },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      hours: fc.integer({ min: 1, max: 24 * 25 }),
      isDown: fc.boolean(),
    }),
  },
);

function send(): fc.Arbitrary<Act> {
  return fc.constantFrom(...Object.keys(inputs)).chain((name) =>
    fc.record({
      kind: fc.constant('send' as const),
      name: fc.constant(name),
      actor: fc.oneof(fc.constantFrom(...likely(name)), fc.constantFrom(...actors)),
      input: inputs[name] ?? fc.constant({}),
    }),
  );
}

/** Who may well be allowed to, so that sequences get far; anybody else comes as often. */
function likely(name: string): Actor[] {
  if (name === 'end-with-conclusive-decision' || name === 'follow-transfer') return [system];
  if (name.endsWith('early-end')) return [decider, reviewer];
  if (name.endsWith('deadline') || name === 'record-overdue-action') return [teamLeader, headOfUnit];
  return name === 'share' ? [decider] : [officer, officersHead];
}

/** Plays the acts one by one and looks at the case after each. */
function play(acts: readonly Act[], look: (driver: Driver, lookAt: number) => void): Driver {
  const driver = start();
  look(driver, 0);
  for (const a of acts) {
    const seen = driver.steps.length;
    if (a.kind === 'send') {
      driver.send(a.name, a.actor, a.input);
    } else {
      const until = new Date(Date.parse(driver.now) + a.hours * 3_600_000).toISOString();
      if (a.isDown) driver.jumpTo(until);
      else driver.advanceTo(until);
    }
    look(driver, seen);
  }
  return driver;
}

const anything = fc.array(act, { maxLength: 40 });

/**
 * Tries a rule on many sequences: 'holds', or the shortest sequence that breaks it.
 * @param rule what a sequence breaks, nothing when it keeps the rule
 * @param begin what happens first, so that a rule is looked at where it could be broken
 */
function tried(rule: (acts: readonly Act[]) => string[], begin: readonly Act[] = []): string {
  const property = fc.property(anything, (acts) => {
    const broken = rule([...begin, ...acts]);
    if (broken.length > 0) throw new Error(broken.join('; '));
  });
  return fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds';
}

const acknowledge: Act = { kind: 'send', name: 'acknowledge-hold', actor: officer, input: {} };
const waitUntilOverdue: Act = { kind: 'wait', hours: 47 * 24, isDown: false };
const propose: Act = {
  kind: 'send',
  name: 'request-early-end',
  actor: decider,
  input: { ground: 'improper-claim', reasons: sealed },
};

/** What ends the protection, told from the events alone: never from the state that the process keeps. */
const endings = ['ended-early', 'conclusive-decision-applied', 'referral-closed'];

function removalWithoutLifting(acts: readonly Act[]): string[] {
  const types = play(acts, () => undefined).types();
  const directions = types.indexOf('removal-directions-recorded');
  return directions >= 0 && !types.slice(0, directions).includes('hold-lifted') ? types : [];
}

function holdNotKept(acts: readonly Act[]): string[] {
  const broken: string[] = [];
  const driver = play(acts, (d) => {
    const hasEnded = d.types().some((t) => endings.includes(t));
    if (d.view(officer)['isRemovalHeld'] === hasEnded)
      broken.push(`after ${d.types().at(-1)}, held and ended disagree`);
    if (!hasEnded && d.types().includes('hold-lifted')) broken.push('lifted before an ending');
  });
  const types = driver.types();
  const conclusive = types.indexOf('conclusive-decision-applied');
  const isShort =
    conclusive >= 0 && !types.slice(0, conclusive).some((t) => ['minimum-passed', 'ended-early'].includes(t));
  return isShort ? [...broken, 'a conclusive decision ended the minimum'] : broken;
}

function endedEarlyByOne(acts: readonly Act[]): string[] {
  const { facts } = play(acts, () => undefined);
  const end = facts.findIndex((f) => f.event.type === 'ended-early');
  const ending = facts[end]?.event;
  if (!ending || ('ground' in ending && ending.ground === 'own-informed-request')) return [];
  const proposal = facts.slice(0, end).findLast((f) => f.event.type === 'early-end-proposed');
  const review = facts[end - 1];
  const isReviewed = review?.event.type === 'early-end-reviewed' && review.actor.person !== proposal?.actor.person;
  return isReviewed ? [] : [`proposed by ${proposal?.actor.person}, reviewed by ${review?.actor.person}`];
}

function movedWithoutEntry(acts: readonly Act[]): string[] {
  const broken: string[] = [];
  let before = new Map<string, { due: string; entries: number }>();
  play(acts, (driver) => {
    const after = new Map(
      driver.deadlines().map((d) => [`${d.key} from ${d.from}`, { due: d.due, entries: d.ledger.length }]),
    );
    for (const [key, { due, entries }] of after) {
      const known = before.get(key);
      if (known && known.due !== due && entries !== known.entries + 1) broken.push(key);
    }
    before = after;
  });
  return broken;
}

/** A message on its way does not count: it watches over itself only. */
function forgotten(acts: readonly Act[]): string[] {
  const broken: string[] = [];
  play(acts, (driver) => {
    if (driver.status().isClosed) return;
    const dates = driver.deadlines().filter((d) => !d.key.startsWith('deliver.') && !d.isPaused && !d.isPassed);
    const tasks = driver.taskKeys().filter((t) => !t.startsWith('by-hand.'));
    if (dates.length + tasks.length === 0) broken.push(`nobody watches after ${driver.types().at(-1)}`);
  });
  return broken;
}

function impossibleTasks(acts: readonly Act[]): string[] {
  const commands = [...Object.keys(process.commands), 'resume-deadline', 'record-done-by-hand'];
  const broken: string[] = [];
  play(acts, (driver) => {
    const dates = driver.deadlines().map((d) => d.key);
    for (const task of driver.tasks()) {
      if (!dates.includes(task.deadline)) broken.push(`${task.key} is due by ${task.deadline}, which is not there`);
      if (!task.commands.every((name) => commands.includes(name))) broken.push(`${task.key} cannot be done`);
    }
  });
  return broken;
}

function offTheDiagram(acts: readonly Act[]): string[] {
  const edges = diagramEdges(process);
  return edgesOf(
    process,
    play(acts, () => undefined),
  ).filter((edge) => !edges.includes(edge));
}

function recordedTwice(acts: readonly Act[]): string[] {
  const passed = play(acts, () => undefined).steps.flatMap(passedAt);
  return passed.filter((date, i) => passed.indexOf(date) !== i);
}

function passedAt({ event }: Step): string[] {
  const isPassed = event.type === 'deadline-passed' && 'deadline' in event && 'due' in event;
  return isPassed ? [`${String(event.deadline)} ${String(event.due)}`] : [];
}

describe('whatever anybody does, in any order', () => {
  it.each([
    ['removal directions are recorded only after the hold was lifted', removalWithoutLifting, []],
    ['removal is held until an ending, and a conclusive one waits for the minimum', holdNotKept, []],
    ['the period ends early on an own request or by two people', endedEarlyByOne, [propose]],
    ['no date moves without an entry in a ledger', movedWithoutEntry, []],
    ['nor does one of an overdue case', movedWithoutEntry, [acknowledge, waitUntilOverdue]],
    ['every open case has a task or a running date', forgotten, [acknowledge]],
    ['every task names commands that exist and a date that is there', impossibleTasks, []],
    ['the stages follow the diagram', offTheDiagram, []],
    ['every date that passes is recorded once', recordedTwice, []],
  ])('%s', (_name, rule, begin) => {
    expect(tried(rule, begin)).toBe('holds');
  });
});
