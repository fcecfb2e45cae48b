import type { Span } from '../kernel/calendar';
import type { Deadline, KernelEvent, Owner, Task } from '../kernel/contract';
import type { Role } from '../vocabulary';
import { isProtecting } from './hold';
import type { ReflectionPolicy } from './policy';
import type { Event, Level, Review, State } from './state';

/** What has to happen by when [strategy 23]: in every stage before the last there is a date or a task. */
export function deadlines(state: State, policy: ReflectionPolicy): Deadline[] {
  return [
    ...(isProtecting(state) && !state.isHoldAcknowledged ? [holdAcknowledgement(state, policy)] : []),
    ...(state.stage === 'running' ? [minimum(state, policy)] : []),
    ...(state.stage === 'overdue' ? overdue(state, policy) : []),
    ...(state.review ? [nextReview(state, state.review, policy)] : []),
    ...(state.proposal ? [earlyEndReview(state, state.proposal.proposedAt, policy)] : []),
    ...(state.stage === 'ended-early' && state.endedAt ? [liftingAcknowledgement(state, state.endedAt, policy)] : []),
  ];
}

function holdAcknowledgement(state: State, { holdAcknowledgement: p }: ReflectionPolicy): Deadline {
  return {
    key: 'removal-hold-acknowledgement',
    title: 'Acknowledge the hold on removal',
    from: state.startedAt,
    span: p.value,
    rule: 'The immigration authority confirms at once that nobody will be removed.',
    source: p.source,
    owner: immigration(state, 'immigration-officer'),
  };
}

function minimum(state: State, policy: ReflectionPolicy): Deadline {
  const { value, source: minimumSource } = policy.minimum;
  return {
    key: 'minimum',
    title: 'The minimum of the reflection period',
    from: state.startedAt,
    span: value,
    warnings: policy.reminders.value.map((span) => ({ key: `day-${span.count}`, span })),
    rule: 'The period lasts at least so long after the day of the decision.',
    source: minimumSource,
    owner: authority(state, 'decision-maker'),
    movableBy: ['team-leader', 'head-of-unit'],
  };
}

/** Counted as the minimum is, so that what was added to it is added here. */
function overdue(state: State, policy: ReflectionPolicy): Deadline[] {
  const escalation = (key: string, to: Level, { value, source: from }: ReflectionPolicy['overdueTeamLeader']) => ({
    key,
    title: `The case is overdue: to the ${to === 'team-leader' ? 'team leader' : 'head of unit'}`,
    from: state.startedAt,
    span: lengthened(value, state.daysAdded),
    rule: 'Counted from the start, as the minimum is, with the days that were added to it.',
    source: from,
    owner: authority(state, to),
  });
  return [
    escalation('overdue-team-leader', 'team-leader', policy.overdueTeamLeader),
    escalation('overdue-head-of-unit', 'head-of-unit', policy.overdueHeadOfUnit),
  ];
}

/** Each review is a date of its own, so that none of them moves. */
function nextReview(state: State, review: Review, policy: ReflectionPolicy): Deadline {
  const { value: every, source: from } = policy.reviewEvery;
  const rounds = every.count * review.round;
  const isOverdue = review.cause === 'overdue';
  return {
    key: reviewKey(review),
    title: isOverdue ? 'Look again at the overdue case' : 'Look again at the stopped clock',
    from: review.from,
    span: isOverdue
      ? lengthened(policy.overdueHeadOfUnit.value, state.daysAdded + rounds)
      : lengthened(every, rounds - every.count),
    rule: 'A case that waits for nothing else comes back until it ends.',
    source: from,
    owner: authority(state, 'head-of-unit'),
  };
}

function earlyEndReview(state: State, from: string, { earlyEndReview: p }: ReflectionPolicy): Deadline {
  return {
    key: 'early-end-review',
    title: 'Review the proposal to end early',
    from,
    span: p.value,
    rule: 'A proposal to end the period early is reviewed by another person, and protection goes on until it is.',
    source: p.source,
    owner: authority(state, 'decision-maker'),
  };
}

function liftingAcknowledgement(state: State, from: string, { liftingAcknowledgement: p }: ReflectionPolicy): Deadline {
  return {
    key: 'lifting-acknowledgement',
    title: 'Acknowledge that the hold is lifted',
    from,
    span: p.value,
    rule: 'The immigration authority confirms that it knows that the period ended early.',
    source: p.source,
    owner: immigration(state, 'immigration-officer'),
  };
}

/** What follows when a date passes or comes near [strategy 23]. */
export function respond(state: State, event: KernelEvent): Event[] {
  if (event.type === 'deadline-warned' && event.deadline === 'minimum') {
    return [{ type: 'reminder-due', reminder: event.warning }];
  }
  if (event.type !== 'deadline-passed') return [];
  if (state.review && event.deadline === reviewKey(state.review)) {
    return [{ type: 'review-due', cause: state.review.cause, round: state.review.round }];
  }
  switch (event.deadline) {
    case 'removal-hold-acknowledgement':
      return [{ type: 'hold-escalated' }];
    case 'minimum':
      return [{ type: 'minimum-passed', due: event.due }];
    case 'overdue-team-leader':
      return [{ type: 'overdue-escalated', to: 'team-leader' }];
    case 'overdue-head-of-unit':
      return [{ type: 'overdue-escalated', to: 'head-of-unit' }];
    case 'early-end-review':
      return [{ type: 'early-end-review-overdue' }];
    case 'lifting-acknowledgement':
      return [{ type: 'lifting-escalated' }];
    default:
      return [];
  }
}

/** Who must do what now. */
export function tasks(state: State): Task[] {
  return [...holdTasks(state), ...earlyEndTasks(state), ...pausedTasks(state), ...overdueTasks(state)];
}

function holdTasks(state: State): Task[] {
  if (state.stage === 'ended-early') {
    const title = 'The hold on removal is lifted: acknowledge it';
    const officer = ['acknowledge-lifting', 'record-removal-directions'];
    return [
      ofImmigration(state, 'acknowledge-lifting', title, 'immigration-officer', officer),
      ...(state.isLiftingEscalated
        ? [ofImmigration(state, 'acknowledge-lifting-escalated', title, 'head-of-unit', ['acknowledge-lifting'])]
        : []),
    ];
  }
  if (!isProtecting(state) || state.isHoldAcknowledged) return [];
  const title = 'Hold removal and acknowledge it';
  return [
    ofImmigration(state, 'acknowledge-hold', title, 'immigration-officer', ['acknowledge-hold']),
    ...(state.isHoldEscalated
      ? [ofImmigration(state, 'acknowledge-hold-escalated', title, 'head-of-unit', ['acknowledge-hold'])]
      : []),
  ];
}

function ofImmigration(state: State, key: string, title: string, role: Role, commands: string[]): Task {
  const deadline = isProtecting(state) ? 'removal-hold-acknowledgement' : 'lifting-acknowledgement';
  return { key, title, owner: immigration(state, role), commands, deadline };
}

function earlyEndTasks(state: State): Task[] {
  if (!state.proposal) return [];
  const ask = (key: string, role: Role): Task => ({
    key,
    title: 'Review the proposal to end the period early',
    owner: authority(state, role),
    commands: ['review-early-end'],
    deadline: 'early-end-review',
  });
  return [
    ask('review-early-end', 'decision-maker'),
    ...(state.proposal.isOverdue ? [ask('review-early-end-escalated', 'senior-decision-maker')] : []),
  ];
}

function pausedTasks(state: State): Task[] {
  if (state.review?.cause !== 'paused') return [];
  const owner = authority(state, 'team-leader');
  const title = 'The clock of the minimum is stopped: start it again';
  return [{ key: 'start-clock', title, owner, commands: ['resume-deadline'], deadline: reviewKey(state.review) }];
}

/** Each escalation is answered before the next is due. */
function overdueTasks(state: State): Task[] {
  return state.unanswered.map((level) => ({
    key: `answer-${level}`,
    title: 'The case should have ended: say what is being done',
    owner: authority(state, level),
    commands: ['record-overdue-action'],
    deadline: state.review ? reviewKey(state.review) : 'overdue-head-of-unit',
  }));
}

function reviewKey({ cause, round }: Review): string {
  return `${cause}-review-${round}`;
}

function lengthened(span: Span, days: number): Span {
  return { ...span, count: span.count + days };
}

export function authority({ competentAuthority: agency }: State, role: Role): Owner {
  return { role, agency };
}

export function immigration({ immigrationAuthority: agency }: State, role: Role): Owner {
  return { role, agency };
}
