import type { Instant } from '../kernel/calendar';
import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { EarlyEndGround, Outcome, ReferralClosedBecause } from './schemas';

/** To whom an open case that should have ended goes, in this order. */
export type Level = 'team-leader' | 'head-of-unit';

export type Event =
  | {
      type: 'reflection-started';
      referral: CaseRef;
      competentAuthority: AgencyCode;
      immigrationAuthority: AgencyCode;
      startedAt: Instant;
    }
  | { type: 'competent-authority-changed'; to: AgencyCode; number: number }
  | { type: 'hold-acknowledged' }
  | { type: 'hold-escalated' }
  | { type: 'reminder-due'; reminder: string }
  | { type: 'minimum-passed'; due: Instant }
  | { type: 'overdue-escalated'; to: Level }
  | { type: 'overdue-action-recorded'; to: Level; action: string }
  | { type: 'review-due'; cause: ReviewCause; round: number }
  | { type: 'early-end-proposed'; ground: EarlyEndGround; reasons: string }
  | { type: 'early-end-review-overdue' }
  | { type: 'early-end-reviewed'; agrees: boolean; reasons: string }
  | { type: 'ended-early'; ground: EarlyEndGround }
  | { type: 'conclusive-decision-applied'; outcome: Outcome }
  | { type: 'referral-closed'; because: ReferralClosedBecause }
  | { type: 'hold-lifted'; because: 'ended-early' | 'conclusive-negative' | 'referral-closed' }
  | { type: 'hold-replaced'; by: 'permit-step' }
  | { type: 'lifting-escalated' }
  | { type: 'lifting-acknowledged' }
  | { type: 'removal-directions-recorded'; setFor: string };

/** Why nothing else watches the case: everybody has been told that it is overdue, or its clock is stopped. */
export type ReviewCause = 'overdue' | 'paused';

export interface Review {
  cause: ReviewCause;
  from: Instant;
  /** Which review is next, from 1. */
  round: number;
}

export interface Proposal {
  ground: EarlyEndGround;
  proposedBy: string;
  proposedAt: Instant;
  reasons: string;
  isOverdue: boolean;
}

export interface State {
  stage: 'opening' | 'running' | 'overdue' | 'ended-early' | 'closed';
  referral: CaseRef;
  competentAuthority: AgencyCode;
  immigrationAuthority: AgencyCode;
  startedAt: Instant;
  /** Of the last transfer that was told. */
  transferNumber: number;
  hold: 'not-yet' | 'held' | 'lifted' | 'replaced-by-permit-step';
  isHoldAcknowledged: boolean;
  isHoldEscalated: boolean;
  isLiftingEscalated: boolean;
  /** Calendar days by which the minimum was extended, and which pauses gave back. */
  daysAdded: number;
  /** Who has been told that the case should have ended and has not yet said what is being done. */
  unanswered: readonly Level[];
  review?: Review | undefined;
  proposal?: Proposal | undefined;
  /** Proposals that were reviewed, with the reviewer's answer. */
  reviewed: readonly (Proposal & { agrees: boolean; reviewedBy: string; reviewReasons: string })[];
  actions: readonly { to: Level; at: Instant; action: string }[];
  minimumPassedAt?: Instant;
  endedAt?: Instant;
  ground?: EarlyEndGround;
  outcome?: Outcome;
  removalSetFor?: string;
}

export const initial: State = {
  stage: 'opening',
  referral: '',
  competentAuthority: '',
  immigrationAuthority: '',
  startedAt: '',
  transferNumber: 0,
  hold: 'not-yet',
  isHoldAcknowledged: false,
  isHoldEscalated: false,
  isLiftingEscalated: false,
  daysAdded: 0,
  unanswered: [],
  reviewed: [],
  actions: [],
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  switch (event.type) {
    case 'reflection-started': {
      const { referral, competentAuthority, immigrationAuthority, startedAt } = event;
      return {
        ...state,
        stage: 'running',
        referral,
        competentAuthority,
        immigrationAuthority,
        startedAt,
        hold: 'held',
      };
    }
    case 'competent-authority-changed':
      return { ...state, competentAuthority: event.to, transferNumber: event.number };
    case 'hold-acknowledged':
      return { ...state, isHoldAcknowledged: true };
    case 'hold-escalated':
      return { ...state, isHoldEscalated: true };
    case 'deadline-paused':
      return event.deadline === 'minimum' ? { ...state, review: { cause: 'paused', from: fact.at, round: 1 } } : state;
    case 'deadline-resumed':
      return event.deadline === 'minimum'
        ? { ...state, daysAdded: state.daysAdded + event.count, review: undefined, unanswered: [] }
        : state;
    case 'deadline-extended':
      return event.deadline === 'minimum' ? { ...state, daysAdded: state.daysAdded + event.count } : state;
    case 'minimum-passed':
      return { ...state, stage: 'overdue', minimumPassedAt: event.due };
    case 'overdue-escalated':
      return { ...asked(state, event.to), ...(event.to === 'head-of-unit' ? firstReview(state) : {}) };
    case 'review-due':
      return { ...asked(state, 'head-of-unit'), review: state.review && { ...state.review, round: event.round + 1 } };
    case 'overdue-action-recorded':
      return {
        ...state,
        unanswered: state.unanswered.filter((level) => level !== event.to),
        actions: [...state.actions, { to: event.to, at: fact.at, action: event.action }],
      };
    case 'early-end-proposed': {
      const { ground, reasons } = event;
      const proposal = { ground, reasons, proposedBy: fact.actor.person, proposedAt: fact.at, isOverdue: false };
      return { ...state, proposal };
    }
    case 'early-end-review-overdue':
      return { ...state, proposal: state.proposal && { ...state.proposal, isOverdue: true } };
    case 'early-end-reviewed':
      return reviewed(state, event.agrees, event.reasons, fact.actor.person);
    case 'ended-early':
      return { ...ended(state, fact.at), stage: 'ended-early', ground: event.ground };
    case 'conclusive-decision-applied':
      return { ...ended(state, fact.at), stage: 'closed', outcome: event.outcome };
    case 'referral-closed':
      return { ...ended(state, fact.at), stage: 'closed' };
    case 'hold-lifted':
      return { ...state, hold: 'lifted' };
    case 'hold-replaced':
      return { ...state, hold: 'replaced-by-permit-step' };
    case 'lifting-escalated':
      return { ...state, isLiftingEscalated: true };
    case 'lifting-acknowledged':
      return { ...state, stage: 'closed' };
    case 'removal-directions-recorded':
      return { ...state, stage: 'closed', removalSetFor: event.setFor };
    default:
      return state;
  }
}

function asked(state: State, level: Level): State {
  return { ...state, unanswered: [...state.unanswered.filter((l) => l !== level), level] };
}

/** Once the head of unit knows, the case comes back again and again until it ends. */
function firstReview({ startedAt }: State): Pick<State, 'review'> {
  return { review: { cause: 'overdue', from: startedAt, round: 1 } };
}

function reviewed(state: State, agrees: boolean, reviewReasons: string, reviewedBy: string): State {
  if (!state.proposal) return state;
  return {
    ...state,
    proposal: undefined,
    reviewed: [...state.reviewed, { ...state.proposal, agrees, reviewedBy, reviewReasons }],
  };
}

/** Nothing that belonged to the running period is left over; when it ended early, that is when it ended. */
function ended(state: State, at: Instant): State {
  return { ...state, endedAt: state.endedAt ?? at, proposal: undefined, review: undefined, unanswered: [] };
}
