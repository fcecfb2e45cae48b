import fc from 'fast-check';
import { deadlinesOf, tasksOf } from '../../workflows/kernel/case';
import type { Actor } from '../../workflows/kernel/contract';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { stages, type State } from '../../workflows/nrm-referral/state';
import { adult, child, nrm, otherRef, people, person, Play, reflectionRef, stepsOf, text, type Move } from './driver';

/** Few people with many roles each, so that they meet in every combination; some are of the wrong agency. */
const everyRole = (name: string, agency: string) =>
  person(
    name,
    agency,
    'first-responder',
    'allocation-officer',
    'decision-maker',
    'senior-decision-maker',
    'team-leader',
    'immigration-officer',
    'case-manager',
    'social-worker',
  );
const crowd: readonly Actor[] = [
  everyRole('ref', 'ukhtc'),
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => everyRole(name, 'ukhtc')),
  ...['g', 'h', 'i', 'j'].map((name) => everyRole(name, 'ukba')),
  people.second,
  people.leader,
  people.caseManager,
  people.socialWorker,
  people.immigration,
];

type Act =
  | { kind: 'command'; name: string; actor: Actor; input: object }
  | { kind: 'task'; pick: number; who: number; inputs: Record<string, object> }
  | { kind: 'wait'; days: number }
  | { kind: 'effect-refused' }
  /** The one who reviews now, or will soon, turns out to be involved. */
  | { kind: 'involve'; who: number };

const outcome = fc.constantFrom('positive', 'negative');
let texts = 1000;
const reasons = fc.constant(null).map(() => text((texts += 1)));
const deadlineKeys = fc.constantFrom(
  'reasonable-grounds',
  'conclusive-grounds',
  'review',
  'information',
  'feedback',
  'reasonable-grounds.2',
);

const inputs: Record<string, fc.Arbitrary<object>> = {
  transfer: fc.record({ to: fc.constantFrom('ukba', 'ukhtc'), reason: reasons }),
  'register-involvement': fc.record({
    person: fc.constantFrom(...crowd).map((actor) => actor.person),
    kind: fc.constantFrom('asylum-decision', 'immigration-decision'),
  }),
  'record-duplicate': fc.constant({ otherRef }),
  'request-information': fc.record({ question: reasons }),
  'give-information': fc.record({ answer: reasons }),
  'decide-reasonable-grounds': fc.record({ outcome, reasons }),
  'decide-conclusive-grounds': fc.record({ outcome, reasons }),
  'take-review': fc.constant({ isIndependent: true }),
  'record-own-view': fc.record({ outcome, reasons }),
  'complete-review': fc.record({ agrees: fc.boolean(), reasons }),
  'release-review': fc.constant({}),
  'decide-as-third': fc.record({ outcome, reasons }),
  'record-reflection-minimum-passed': fc.constant({}),
  'record-reflection-ended': fc.constant({ ground: 'own-informed-request' }),
  'follow-reflection-clock': fc.record({
    number: fc.integer({ min: 1, max: 9 }),
    daysAdded: fc.integer({ min: 0, max: 30 }),
    isStopped: fc.boolean(),
  }),
  'restart-reflection-period': fc.constant({}),
  'link-reflection-period': fc.constant({ reflectionRef }),
  'request-reconsideration': fc.record({ evidence: reasons }),
  'consider-residence-permit': fc.record({
    granted: fc.constant(true),
    months: fc.integer({ min: 10, max: 30 }),
    reasons,
  }),
  'record-care-exit-plan': fc.record({ plan: reasons }),
  'give-feedback': fc.record({ strengths: fc.constant([]), weaknesses: fc.constant([]), text: reasons }),
  withdraw: fc.record({ reason: reasons }),
  'record-death': fc.record({ circumstances: reasons }),
  'extend-deadline': fc.record({ deadline: deadlineKeys, count: fc.integer({ min: 1, max: 20 }), reason: reasons }),
  'pause-deadline': fc.record({ deadline: deadlineKeys, reason: reasons }),
  'resume-deadline': fc.record({ deadline: deadlineKeys, reason: reasons }),
};

/** What moves a case on is drawn more often than what ends it, so that the far stages are reached. */
const rare = [
  'withdraw',
  'record-death',
  'record-duplicate',
  'transfer',
  'register-involvement',
  'follow-reflection-clock',
  'link-reflection-period',
];
const names = Object.keys(inputs).flatMap((name) => {
  const weight = rare.includes(name) ? 1 : /decide|review|view|reflection-m/.test(name) ? 12 : 4;
  return Array.from({ length: weight }, () => name);
});
const systemOnly = (name: string) => name.startsWith('record-reflection') || name.startsWith('follow-');

const anyCommand: fc.Arbitrary<Act> = fc.constantFrom(...names).chain((name) =>
  fc.record({
    kind: fc.constant('command' as const),
    name: fc.constant(name),
    actor: systemOnly(name) ? fc.constant(people.system) : fc.constantFrom(...crowd),
    input: inputs[name] ?? fc.constant({}),
  }),
);
/** Somebody in the right role does one of the open tasks: so that cases go far. */
const anyTask: fc.Arbitrary<Act> = fc.record({
  kind: fc.constant('task' as const),
  pick: fc.nat(50),
  who: fc.nat(50),
  inputs: fc.record(inputs),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 20, arbitrary: anyCommand },
  { weight: 25, arbitrary: anyTask },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 35 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'effect-refused' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('involve' as const), who: fc.nat(50) }) },
);

const asState = (state: unknown) => state as State;
const movedBy = ['deadline-extended', 'deadline-resumed', 'deadline-paused'];

/** What has to hold after everything that was recorded. */
function check(play: Play, { before, facts }: Move): void {
  const state = play.state;
  for (const { event } of facts) {
    if (event.type === 'decision-effective') checkEffect(asState(before.state), state);
  }
  for (const d of state.decisions) {
    if (d.effective && !d.review) throw new Error('A decision took effect before its review.');
  }
  if (!nrm.status(state).isClosed) {
    const running = deadlinesOf(nrm, play.current).filter((d) => !d.isPaused && !d.isPassed);
    if (tasksOf(nrm, play.current).length + running.length === 0) throw new Error('Nothing waits on an open case.');
  }
  checkDates(play, { before, facts });
  checkViews(play);
}

/** Paragraph 32: two took part, and neither the reviewer nor the third is one of the excluded. */
function checkEffect(before: State, state: State): void {
  const d = state.decisions.at(-1);
  if (!d?.reviewer || !d.ownView || !d.review) throw new Error('A decision took effect before its review.');
  expect(d.ownView.by).toBe(d.reviewer);
  const isInvolved = (name: string) => before.involvement.some((entry) => entry.person === name);
  expect(d.first.by).not.toBe(state.referrer.person);
  expect([d.first.by, state.referrer.person]).not.toContain(d.reviewer);
  if (d.review.agrees) expect(isInvolved(d.reviewer)).toBe(false);
  if (d.review.agrees) expect(d.third).toBeUndefined();
  else {
    expect([d.first.by, d.reviewer, state.referrer.person]).not.toContain(d.third?.by);
    expect(isInvolved(d.third?.by ?? '')).toBe(false);
  }
  if (!d.isReconsideration) return;
  const earlier = before.decisions.slice(0, -1).flatMap((e) => [e.first.by, e.reviewer, e.third?.by]);
  for (const name of [d.first.by, d.reviewer, ...(d.third ? [d.third.by] : [])]) expect(earlier).not.toContain(name);
}

function checkDates(play: Play, { before, facts }: Move): void {
  const moved = facts.flatMap(({ event }) =>
    movedBy.includes(event.type) && 'deadline' in event ? [event.deadline] : [],
  );
  const now = new Map(deadlinesOf(nrm, play.current).map((d) => [`${d.key} ${d.from}`, d]));
  for (const was of deadlinesOf(nrm, before)) {
    const is = now.get(`${was.key} ${was.from}`);
    if (is && is.due !== was.due && !moved.includes(was.key)) throw new Error(`${was.key} moved without an entry.`);
  }
}

/** Whoever may still review sees neither outcome nor reasons of the first decision. */
function checkViews(play: Play): void {
  const d = play.state.decisions.at(-1);
  if (!d || d.effective || d.review) return;
  for (const viewer of crowd) {
    const isFirst = viewer.person === d.first.by;
    const hasOwnView = viewer.person === d.reviewer && d.ownView !== undefined;
    if (isFirst || hasOwnView || !viewer.roles.includes('decision-maker')) continue;
    if (JSON.stringify(play.view(viewer)).includes(d.first.reasons)) {
      throw new Error(`${viewer.person} sees the first reasons before an own view.`);
    }
  }
}

const reached = new Set<string>();
/** Looking for the smallest example of a failure may take no longer. */
const limit = { interruptAfterTimeLimit: 40_000 };

function playOut(play: Play, acts: readonly Act[]): void {
  play.onMove = (move) => check(play, move);
  for (const a of acts) {
    if (a.kind === 'wait') play.days(a.days);
    else if (a.kind === 'task') doTask(play, a);
    else if (a.kind === 'command') play.attempt(a.name, a.actor, a.input);
    else if (a.kind === 'involve') involve(play, a.who);
    else if (play.state.reflection) {
      play.acceptOwn({ type: 'effect-refused', effect: 'x', kind: 'start-case', code: 'refused' });
    }
  }
  for (const step of stepsOf(nrm, play.facts)) {
    reached.add(step.to);
    expect(nrmReferral.diagram).toContainEqual(step);
  }
}

function involve(play: Play, who: number): void {
  const involved = play.state.decisions.at(-1)?.reviewer ?? crowd[who % crowd.length]?.person;
  play.attempt('register-involvement', people.leader, { person: involved, kind: 'asylum-decision' });
}

function doTask(play: Play, { pick, who, inputs: given }: Extract<Act, { kind: 'task' }>): void {
  if (play.stage === 'reflection-period' && pick % 3 === 0) {
    play.attempt('record-reflection-minimum-passed', people.system);
    return;
  }
  if (play.stage === 'after-negative' && pick % 3 === 0) {
    play.attempt('request-reconsideration', referrer, given['request-reconsideration']);
    return;
  }
  const open = tasksOf(nrm, play.current);
  const task = open[pick % Math.max(1, open.length)];
  const name = task?.commands[who % task.commands.length];
  const able = crowd.filter((actor) => actor.agency === task?.owner.agency && actor.roles.includes(task.owner.role));
  // Mostly the one who reviews goes on with it, so that reviews end.
  const reviewer = pick % 4 === 0 ? undefined : able.find(({ person: id }) => id === pendingReviewer(play));
  const actor = reviewer ?? able[who % Math.max(1, able.length)];
  if (name && actor) play.attempt(name, actor, given[name]);
}

function pendingReviewer(play: Play): string | undefined {
  const last = play.state.decisions.at(-1);
  return last?.effective || last?.review ? undefined : last?.reviewer;
}

const referrer = everyRole('ref', 'ukhtc');

// `check` asserts after everything that is recorded.
// oxlint-disable-next-line jest/expect-expect
it('holds for every sequence of commands, by anyone, in any order', () => {
  const start = fc.constantFrom(adult, child, { ...adult, subjectToImmigrationControl: true });
  fc.assert(
    fc.property(start, fc.array(act, { minLength: 40, maxLength: 220, size: 'max' }), (input, acts) => {
      playOut(Play.open(input, referrer), acts);
    }),
    { numRuns: 150, ...limit },
  );
});

/** Without what ends a case at once, so that long cases reach the far stages. */
it('holds on the way to every stage', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(adult, child),
      fc.array(act, { minLength: 150, maxLength: 300, size: 'max' }),
      (input, acts) => {
        const ending = ['withdraw', 'record-death', 'record-duplicate'];
        playOut(
          Play.open(input, referrer),
          acts.filter((a) => a.kind !== 'command' || !ending.includes(a.name)),
        );
      },
    ),
    { numRuns: 100, ...limit },
  );
  expect(new Set(reached)).toEqual(new Set(stages.filter((stage) => stage !== 'not-opened')));
});
