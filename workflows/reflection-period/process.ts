import { opening } from '../kernel/command';
import type {
  Actor,
  CaseFile,
  Context,
  Effect,
  EffectBody,
  KernelEvent,
  Owner,
  Process,
  Status,
} from '../kernel/contract';
import type { Role } from '../vocabulary';
import { authority, deadlines, immigration, respond, tasks } from './dates';
import { earlyEndCommands } from './early-end';
import { holdCommands, isProtecting, source } from './hold';
import { policy, type ReflectionPolicy } from './policy';
import { Opening } from './schemas';
import { evolve, initial, type Event, type State } from './state';
import { followTransfer } from './transfer';

/** The time to recover and to think, during which nobody is removed [strategy 23]. */
export const reflectionPeriod: Process<State, Event, ReflectionPolicy> = {
  name: 'reflection-period',
  version: 1,
  prefix: 'RFL',
  title: 'Reflection period',
  source,
  policy,
  opening: opening<Event, ReflectionPolicy, typeof Opening>({
    title: 'Start a reflection period',
    hint: 'Sent by a referral when its positive reasonable-grounds decision takes effect.',
    by: ['system'],
    input: Opening,
    decide(input) {
      const { competentAuthority, immigrationAuthority } = input;
      return [
        { type: 'reflection-started', ...input },
        { type: 'case-shared', agency: competentAuthority, reason: 'competent-authority' },
        { type: 'case-shared', agency: immigrationAuthority, reason: 'immigration-authority' },
      ];
    },
  }),
  commands: { ...holdCommands, ...earlyEndCommands, 'follow-transfer': followTransfer },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: ({ competentAuthority }) => ({ role: 'team-leader', agency: competentAuthority }),
  react,
  status,
  view,
  figures: (state) => ({
    stage: state.stage,
    hold: state.hold,
    isHoldAcknowledged: state.isHoldAcknowledged,
    isHoldEscalated: state.isHoldEscalated,
    daysAdded: state.daysAdded,
    hasMinimumPassed: state.minimumPassedAt !== undefined,
    endedBy: state.outcome ?? state.ground ?? 'not-ended',
  }),
  diagram: [
    { from: 'opening', event: 'reflection-started', to: 'running' },
    { from: 'running', event: 'minimum-passed', to: 'overdue' },
    { from: 'running', event: 'ended-early', to: 'ended-early' },
    { from: 'overdue', event: 'ended-early', to: 'ended-early' },
    { from: 'overdue', event: 'conclusive-decision-applied', to: 'closed' },
    { from: 'ended-early', event: 'lifting-acknowledged', to: 'closed' },
    { from: 'ended-early', event: 'removal-directions-recorded', to: 'closed' },
    { from: 'ended-early', event: 'conclusive-decision-applied', to: 'closed' },
    { from: 'running', event: 'referral-closed', to: 'closed' },
    { from: 'overdue', event: 'referral-closed', to: 'closed' },
    { from: 'ended-early', event: 'referral-closed', to: 'closed' },
  ],
};

/** Whom to tell: the immigration authority of its hold, the referral of the end, leaders of what is late [strategy 23]. */
function react(event: Event | KernelEvent, state: State, context: Context<ReflectionPolicy>): Effect[] {
  const { deliverWithinHours: usual, deliverUrgentlyWithinHours: urgent } = context.policy;
  const send = (key: string, body: EffectBody): Effect => ({ key, ...body, deliverWithinHours: usual.value });
  const tell = (to: Owner, message: string, facts: Record<string, string | number> = {}) =>
    send(`${message}-${to.role}`, { kind: 'tell', to, message, facts });
  const tellReferral = (command: string, input: Record<string, unknown>) =>
    send(command, { kind: 'command-case', ref: state.referral, command, input });
  const urgently = (effect: Effect): Effect => ({ ...effect, deliverWithinHours: urgent.value });
  const officer = immigration(state, 'immigration-officer');
  switch (event.type) {
    case 'reflection-started':
      return [urgently(tell(officer, 'hold-removal', { startedAt: state.startedAt }))];
    case 'hold-escalated':
      return [
        urgently(tell(immigration(state, 'head-of-unit'), 'hold-not-acknowledged')),
        urgently(tell(authority(state, 'team-leader'), 'hold-not-acknowledged')),
      ];
    case 'deadline-extended':
    case 'deadline-paused':
    case 'deadline-resumed':
      return event.deadline === 'minimum'
        ? [tellReferral('follow-reflection-clock', clockOf(state, context.file))]
        : [];
    case 'reminder-due':
      return [tell(authority(state, 'decision-maker'), 'reflection-minimum-ending', { reminder: event.reminder })];
    case 'minimum-passed':
      return [tellReferral('record-reflection-minimum-passed', {})];
    case 'overdue-escalated':
      return [tell(authority(state, event.to), 'reflection-overdue')];
    case 'review-due':
      return [tell(authority(state, 'head-of-unit'), `reflection-${event.cause}`, { round: event.round })];
    case 'early-end-review-overdue':
      return [tell(authority(state, 'team-leader'), 'early-end-review-overdue')];
    case 'ended-early':
      return [tellReferral('record-reflection-ended', { ground: event.ground })];
    case 'lifting-escalated':
      return [tell(immigration(state, 'head-of-unit'), 'lifting-not-acknowledged')];
    case 'hold-lifted':
      return [tell(officer, 'hold-lifted', { because: event.because })];
    case 'hold-replaced':
      return [tell(officer, 'hold-replaced', { by: event.by })];
    default:
      return [];
  }
}

/** The whole clock of the minimum, with a number that counts up: word of two changes may overtake each other. */
function clockOf({ daysAdded, review }: State, { seq: number }: CaseFile) {
  return { number, daysAdded, isStopped: review?.cause === 'paused' };
}

const titles: Record<State['stage'], string> = {
  opening: 'Not started',
  running: 'The reflection period runs; removal is held',
  overdue: 'The minimum has passed without a conclusive decision; removal is still held',
  'ended-early': 'The period ended early; the hold on removal is lifted',
  closed: 'The reflection period has ended',
};

function status({ stage }: State): Status {
  return { stage, title: titles[stage], isClosed: stage === 'closed' };
}

const authorityRoles: readonly Role[] = [
  'decision-maker',
  'senior-decision-maker',
  'team-leader',
  'head-of-unit',
  'allocation-officer',
  'case-auditor',
];

/** The competent authority sees all; everybody else with sight of the case sees the hold and its dates, not the reasons. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { referral, competentAuthority, immigrationAuthority, startedAt, hold, isHoldAcknowledged } = state;
  const { minimumPassedAt, endedAt, removalSetFor, daysAdded } = state;
  const isRemovalHeld = isProtecting(state);
  const holdAndDates = {
    competentAuthority,
    immigrationAuthority,
    startedAt,
    daysAdded,
    minimumPassedAt,
    endedAt,
    hold,
    isRemovalHeld,
    isHoldAcknowledged,
    removalSetFor,
  };
  const isAuthority =
    viewer.agency === competentAuthority && authorityRoles.some((role) => viewer.roles.includes(role));
  if (!isAuthority) return holdAndDates;
  const { ground, outcome, proposal, reviewed, actions, unanswered } = state;
  return { ...holdAndDates, referral, ground, outcome, proposal, reviewed, actions, unanswered };
}
