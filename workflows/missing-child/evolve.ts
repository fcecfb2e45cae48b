import type { Fact } from '../kernel/contract';
import type { AnyEvent, EventOf } from './events';
import { actionNames } from './policy-actions';
import type { Particulars } from './schemas';
import type { ReachedStep, State } from './state';

/** The state after one event. */
export function evolve(state: State, event: AnyEvent, fact: Fact<AnyEvent>): State {
  const { at } = fact;
  const by = fact.actor.person;
  switch (event.type) {
    case 'case-opened':
      return { ...state, policySet: event.policySet };
    case 'reported':
      return reported(state, event, fact);
    case 'report-completed': {
      const filled = [...Object.keys(event.particulars), ...event.notKnown];
      return {
        ...state,
        particulars: merged(state.particulars, event.particulars),
        codes: { ...state.codes, ...event.codes },
        trafficking: event.particulars.trafficking ?? state.trafficking,
        gaps: state.gaps.filter((gap) => !filled.includes(gap)),
      };
    }
    case 'ladder-started':
      return { ...state, ladders: { ...state.ladders, [event.ladder]: state.ladders[event.ladder] ?? at } };
    case 'step-reached': {
      const { ladder, step, because } = event;
      return { ...state, reached: [...state.reached, { ladder, step, at, because }] };
    }
    case 'step-acknowledged':
      return onStep(state, event, (reached) => ({ ...reached, acknowledged: { at, by } }));
    case 'acknowledgement-missed':
      return onStep(state, event, (reached) => ({ ...reached, missed: { at, risk: event.risk } }));
    case 'risk-assessed': {
      const { from, risk: to, trafficking, reasons, moved } = event;
      const entry = { at, by, from, to, trafficking, reasons, moved };
      return {
        ...state,
        risk: to,
        trafficking,
        gaps: state.gaps.filter((gap) => gap !== 'trafficking'),
        riskLedger: [...state.riskLedger, entry],
      };
    }
    case 'account-noted':
      return { ...state, askedElsewhere: { ...state.askedElsewhere, [event.otherRef]: event.timesAsked } };
    case 'nrm-decided': {
      const { type: _type, ...decided } = event;
      return { ...state, nrmDecisions: [...state.nrmDecisions, decided] };
    }
    case 'week-reviewed': {
      const review = { round: state.review.round + 1, from: at, isOverdue: false };
      return { ...state, review, reviews: [...state.reviews, { at, by, findings: event.findings }] };
    }
    case 'review-missed':
      return { ...state, review: { round: event.round + 1, from: at, isOverdue: true } };
    case 'repeat-referred':
      return { ...state, repeat: { at, episodes: event.episodes } };
    case 'repeat-considered':
      return state.repeat ? { ...state, repeat: { ...state.repeat, considered: event.findings } } : state;
    case 'board-decided': {
      const { reasons, reviewOn } = event;
      const round = (state.board?.round ?? 0) + 1;
      return { ...state, stage: 'at-rest', board: { at, round, reasons, reviewOn, reviews: [] } };
    }
    case 'board-reviewed': {
      if (!state.board) return state;
      const { reviewOn, reviews, round } = state.board;
      const board = {
        ...state.board,
        round: round + 1,
        reviewOn: reviewOn.slice(1),
        reviews: [...reviews, event.findings],
      };
      return { ...state, board };
    }
    case 'board-decision-lapsed':
      return { ...state, stage: 'missing', review: { round: state.review.round + 1, from: at, isOverdue: true } };
    case 'located': {
      const { outcome, locatedAt, where, foundInCrime } = event;
      const review = { round: state.review.round + 1, from: at, isOverdue: false };
      return { ...state, stage: 'located', located: { outcome, at: locatedAt, where, foundInCrime }, review };
    }
    case 'closed':
      return { ...state, stage: 'closed' };
    default:
      return isLinking(event) ? linked(state, event, fact) : recorded(state, event, fact);
  }
}

function reported(state: State, event: EventOf<'reported'>, { at, actor }: Fact<AnyEvent>): State {
  const { situation, authority, policeForce, reporterRole: role, risk, particulars, codes, gaps } = event;
  return {
    ...state,
    stage: 'missing',
    situation,
    authority,
    policeForce,
    reporter: { person: actor.person, agency: actor.agency, role },
    reportedAt: at,
    particulars,
    codes,
    gaps,
    risk,
    trafficking: particulars.trafficking ?? 'not-said',
    review: { round: 1, from: at, isOverdue: false },
  };
}

/** What is new, over what was known; a field that is not given does not erase one. */
function merged(before: Particulars, given: Particulars): Particulars {
  return { ...before, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function onStep(
  state: State,
  { ladder, step }: { ladder: string; step: string },
  change: (reached: ReachedStep) => ReachedStep,
): State {
  const reached = state.reached.map((r) => (r.ladder === ladder && r.step === step ? change(r) : r));
  return { ...state, reached };
}

/** `circulation-recorded` and the like. */
function recorded(state: State, event: AnyEvent, { at, actor }: Fact<AnyEvent>): State {
  const action = actionNames.find((name) => event.type === `${name}-recorded`);
  if (action === undefined || !('details' in event)) return state;
  return { ...state, done: { ...state.done, [action]: { at, by: actor.person, details: event.details } } };
}

const linking = [
  'links-offered',
  'offer-dismissed',
  'episode-linked',
  'pattern-linked',
  'link-asked',
  'link-not-taken',
  'linked-as-same',
  'linked-report-taken',
] as const;
type Linking = EventOf<(typeof linking)[number]>;
const isLinking = (event: AnyEvent): event is Linking => linking.some((type) => type === event.type);

function linked(state: State, event: Linking, { at }: Fact<AnyEvent>): State {
  const withoutOffer = (ref: string) => state.offers.filter((offer) => offer.ref !== ref);
  switch (event.type) {
    case 'links-offered': {
      const known = new Set(event.offers.map(({ ref }) => ref));
      const before = state.offers.filter(({ ref }) => !known.has(ref));
      return { ...state, offers: [...before, ...event.offers.map((offer) => ({ ...offer, offeredAt: at }))] };
    }
    case 'offer-dismissed':
      return { ...state, offers: withoutOffer(event.otherRef) };
    case 'episode-linked': {
      const { type: _type, otherRef: ref, ...episode } = event;
      return { ...state, offers: withoutOffer(ref), earlier: [...state.earlier, { ref, ...episode }] };
    }
    case 'pattern-linked': {
      const { otherRef: ref, kinds } = event;
      return { ...state, offers: withoutOffer(ref), patterns: [...state.patterns, { ref, kinds }] };
    }
    case 'link-asked':
      return { ...state, asked: event.otherRef };
    case 'link-not-taken': {
      const { asked: _asked, ...rest } = state;
      return { ...rest, offers: withoutOffer(event.otherRef) };
    }
    case 'linked-as-same':
      return { ...state, stage: 'linked', linkedTo: event.otherRef };
    case 'linked-report-taken':
      return { ...state, linkedReports: [...state.linkedReports, event.otherRef] };
  }
}

/** The state as it will be after events that are about to be recorded. */
export function after(state: State, events: readonly AnyEvent[], stamp: Pick<Fact, 'at' | 'actor'>): State {
  return events.reduce<State>(
    (s, event, part) => evolve(s, event, { ...stamp, seq: 0, key: '', part, requestHash: '', event }),
    state,
  );
}
