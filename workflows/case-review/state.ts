import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { SampledCase } from './sample';
import type { Checklist } from './schemas';
import type { Review, Share } from './tally';

export type Event =
  | { type: 'quarter-opened'; competentAuthority: AgencyCode; quarter: string }
  | { type: 'sample-drawn'; cases: readonly SampledCase[] }
  | { type: 'nothing-to-review' }
  /** Another review of this authority's quarter has its sample, or is drawing it: there is one sample of a quarter. */
  | { type: 'sample-refused'; otherReview: CaseRef }
  | { type: 'decision-reviewed'; ref: CaseRef; checklist: Checklist; findings: string }
  | { type: 'findings-recorded'; trends: string; actions: string; shares: Shares };

/** Of the checklist, how much was met: in all, by the agency that referred, and by outcome. */
export interface Shares {
  all: Share;
  byRoute: readonly Share[];
  byOutcome: readonly Share[];
}

export interface Findings {
  trends: string;
  actions: string;
  shares: Shares;
}

export interface State {
  stage:
    | 'opening'
    | 'drawing'
    | 'reviewing'
    | 'all-reviewed'
    | 'closed'
    | 'nothing-to-review'
    | 'already-drawn'
    | 'not-drawn';
  /** Whose auditors review. */
  auditingAgency: AgencyCode;
  competentAuthority: AgencyCode;
  quarter: string;
  cases: readonly SampledCase[];
  drawnAt: string;
  reviews: readonly Review[];
  findings?: Findings;
  /** The review that has the sample of this quarter. */
  otherReview?: CaseRef;
}

export const initial: State = {
  stage: 'opening',
  auditingAgency: '',
  competentAuthority: '',
  quarter: '',
  cases: [],
  drawnAt: '',
  reviews: [],
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  switch (event.type) {
    case 'quarter-opened': {
      const { competentAuthority, quarter } = event;
      return { ...state, stage: 'drawing', auditingAgency: fact.actor.agency, competentAuthority, quarter };
    }
    case 'sample-drawn':
      return { ...state, stage: 'reviewing', cases: event.cases, drawnAt: fact.at };
    case 'nothing-to-review':
      return { ...state, stage: 'nothing-to-review' };
    case 'sample-refused':
      return { ...state, stage: 'already-drawn', otherReview: event.otherReview };
    case 'effect-done-by-hand':
      // No hand can draw a sample that nobody chose: the quarter is opened again instead.
      return state.stage === 'drawing' ? { ...state, stage: 'not-drawn' } : state;
    case 'decision-reviewed': {
      const { ref, checklist, findings } = event;
      const reviews = [...state.reviews, { ref, checklist, findings, reviewer: fact.actor.person, at: fact.at }];
      return { ...state, reviews, stage: reviews.length === state.cases.length ? 'all-reviewed' : 'reviewing' };
    }
    case 'findings-recorded': {
      const { trends, actions, shares } = event;
      return { ...state, stage: 'closed', findings: { trends, actions, shares } };
    }
    default:
      return state;
  }
}

/** The cases that nobody has reviewed yet. */
export function toReview({ cases, reviews }: State): SampledCase[] {
  const reviewed = new Set(reviews.map(({ ref }) => ref));
  return cases.filter(({ ref }) => !reviewed.has(ref));
}
