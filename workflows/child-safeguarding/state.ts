import type { z } from 'zod';
import type { Noted } from '../child-cases/noting';
import type { ReferralAsked } from '../child-cases/referring';
import type { Instant } from '../kernel/calendar';
import type { Actor, Fact, KernelEvent, Owner, PolicySetId } from '../kernel/contract';
import { timesAsked, type AgencyCode, type AskedElsewhere, type NrmDecision, type Role } from '../vocabulary';
import {
  actionNames,
  policy,
  type Acknowledgement,
  type Action,
  type ActionName,
  type Party,
  type SafeguardingPolicy,
} from './policy';
import type { DecisionPoint, OpenSafeguarding, TakeAccount } from './schemas';

type Found = z.infer<typeof OpenSafeguarding>;
type Account = z.infer<typeof TakeAccount>;
type Recorded = {
  [A in ActionName]: { type: `${A}-recorded`; /** Codes, references and texts. */ details: Record<string, string> };
}[ActionName];

export type Event =
  | { type: 'child-found'; found: Found; authority: AgencyCode; police: AgencyCode }
  | { type: 'charging-interrupted'; point: DecisionPoint }
  | { type: 'report-acknowledged'; party: Acknowledgement['party'] }
  | Recorded
  | { type: 'decision-point-reached'; point: DecisionPoint }
  | { type: 'discontinuance-considered'; point: DecisionPoint; outcome: 'discontinue' | 'proceed'; reasons: string }
  | { type: 'charge-proceeds'; point: DecisionPoint }
  | { type: 'discontinued'; point: DecisionPoint }
  | { type: 'acquitted' }
  | { type: 'convicted' }
  | { type: 'appeal-reviewed'; outcome: 'appeal-supported' | 'no-ground-found'; reasons: string }
  | { type: 'account-taken'; account: Account; request?: number }
  | ReferralAsked
  | Noted
  | { type: 'recount-requested'; number: number; reason: string }
  | { type: 'recount-decided'; number: number; isApproved: boolean; reason: string }
  | { type: 'case-reviewed'; text: string }
  | { type: 'review-missed'; round: number }
  | { type: 'child-missing' }
  | { type: 'found-adult' }
  | { type: 'closed'; text: string };
export type AnyEvent = Event | KernelEvent;

export interface Recount {
  number: number;
  at: Instant;
  by: string;
  agency: AgencyCode;
  reason: string;
  decision?: { at: Instant; by: string; isApproved: boolean; reason: string };
  isUsed: boolean;
}

export interface State {
  stage:
    | 'not-opened'
    | 'safeguarding'
    | 'interrupted'
    | 'proceeding'
    | 'discontinued'
    | 'acquitted'
    | 'convicted'
    | 'found-adult'
    | 'closed';
  policySet: PolicySetId;
  /** Of the process; not there in a case that ran before it was kept. */
  version?: number;
  found: Found;
  authority: AgencyCode;
  police: AgencyCode;
  foundBy: AgencyCode;
  foundAt: Instant;
  done: Partial<Record<ActionName, { at: Instant; by: string; details: Record<string, string> }>>;
  /** Who has acknowledged the report; not there in a case of the first version, which asks nobody. */
  acknowledged?: readonly Acknowledgement['party'][];
  /** Each point at which CPS considers whether to discontinue; the last one is where the prosecution stands. */
  points: readonly {
    point: DecisionPoint;
    at: Instant;
    considered?: { at: Instant; by: string; outcome: string; reasons: string };
  }[];
  convictedAt?: Instant;
  appealReview?: { at: Instant; outcome: string; reasons: string };
  accounts: readonly { at: Instant; by: string; agency: AgencyCode; account: Account }[];
  /** By the other cases about this child. */
  askedElsewhere: AskedElsewhere;
  nrmDecisions: readonly NrmDecision[];
  recounts: readonly Recount[];
  review: { round: number; from: Instant };
}

export const initial: State = {
  stage: 'not-opened',
  policySet: 'strategy-2011',
  found: { foundAt: 'port', childrensServices: '', indicators: [] },
  authority: '',
  police: '',
  foundBy: '',
  foundAt: '',
  done: {},
  points: [],
  accounts: [],
  askedElsewhere: {},
  nrmDecisions: [],
  recounts: [],
  review: { round: 1, from: '' },
};

export function policyOf({ policySet }: State): SafeguardingPolicy {
  return policy[policySet];
}

export function agencyOf(state: State, party: Party | 'ukhtc'): AgencyCode {
  if (party === 'authority') return state.authority;
  return party === 'police' ? state.police : policyOf(state).agencies.value[party];
}

export function ownerOf(state: State, role: Role, party: Party | 'ukhtc'): Owner {
  return { role, agency: agencyOf(state, party) };
}

/** The part that an agency has in this case; undefined when it has none. */
export function partOf(state: State, { agency }: Pick<Actor, 'agency'>): Party | 'ukhtc' | undefined {
  if (agency === policyOf(state).agencies.value.ukhtc) return 'ukhtc';
  const parties: readonly Party[] = ['authority', 'police', 'cps', 'port'];
  return parties.find((party) => agencyOf(state, party) === agency);
}

/** By all cases about this child together. */
export const asked = ({ accounts, askedElsewhere }: State): number => timesAsked(accounts.length, askedElsewhere);

export const isOver = ({ stage }: State): boolean =>
  stage === 'closed' || stage === 'found-adult' || stage === 'not-opened';
/** A charge is, or was, in question. */
export const isAboutCrime = ({ found }: State): boolean => found.foundAt !== 'port' || found.offence !== undefined;

export function openActions(state: State): Action[] {
  if (isOver(state)) return [];
  return policyOf(state).actions.value.filter(({ action, when }) => {
    const applies = when === 'always' || (when === 'crime' ? isAboutCrime(state) : state.found.isAgeDisputed === true);
    return applies && state.done[action] === undefined;
  });
}

/** The report reached them, and they have not said so; whoever found the child knows already. */
export function unacknowledged(state: State): Acknowledgement[] {
  const { version = 1, acknowledged = [] } = state;
  if (version < 2 || isOver(state)) return [];
  return policyOf(state).acknowledgements.value.filter(
    ({ party }) => !acknowledged.includes(party) && agencyOf(state, party) !== state.foundBy,
  );
}

/** The point that CPS has not considered yet, while the prosecution is alive. */
export function openPoint({ stage, points }: State) {
  const last = points.at(-1);
  const isAlive = stage === 'interrupted' || stage === 'proceeding';
  return isAlive && last && last.considered === undefined ? last : undefined;
}

export const waitsForAppealReview = (state: State): boolean => state.stage === 'convicted' && !state.appealReview;
export const openRecounts = ({ recounts }: State): Recount[] =>
  recounts.filter(({ decision }) => decision === undefined);

export function evolve(state: State, event: AnyEvent, { at, actor }: Fact<AnyEvent>): State {
  const by = actor.person;
  switch (event.type) {
    case 'case-opened':
      return { ...state, policySet: event.policySet, version: event.processVersion };
    case 'child-found': {
      const { found, authority, police } = event;
      const stage = found.foundAt === 'conviction' ? 'convicted' : 'safeguarding';
      const convicted = stage === 'convicted' ? { convictedAt: at } : {};
      return {
        ...state,
        ...convicted,
        stage,
        found,
        authority,
        police,
        foundBy: actor.agency,
        foundAt: at,
        review: { round: 1, from: at },
      };
    }
    case 'report-acknowledged':
      return { ...state, acknowledged: [...(state.acknowledged ?? []), event.party] };
    case 'charging-interrupted':
      return { ...state, stage: 'interrupted', points: [{ point: event.point, at }] };
    case 'decision-point-reached':
      return { ...state, stage: 'interrupted', points: [...state.points, { point: event.point, at }] };
    case 'discontinuance-considered': {
      const considered = { at, by, outcome: event.outcome, reasons: event.reasons };
      return {
        ...state,
        points: state.points.map((p, i) => (i === state.points.length - 1 ? { ...p, considered } : p)),
      };
    }
    case 'charge-proceeds':
      return { ...state, stage: 'proceeding' };
    case 'discontinued':
      return { ...state, stage: 'discontinued' };
    case 'acquitted':
      return { ...state, stage: 'acquitted' };
    case 'convicted':
      return { ...state, stage: 'convicted', convictedAt: at };
    case 'appeal-reviewed':
      return { ...state, appealReview: { at, outcome: event.outcome, reasons: event.reasons } };
    case 'account-taken': {
      const accounts = [...state.accounts, { at, by, agency: actor.agency, account: event.account }];
      const recounts = state.recounts.map((r) => (r.number === event.request ? { ...r, isUsed: true } : r));
      return { ...state, accounts, recounts };
    }
    case 'account-noted':
      return { ...state, askedElsewhere: { ...state.askedElsewhere, [event.otherRef]: event.timesAsked } };
    case 'nrm-decided': {
      const { type: _type, ...decided } = event;
      return { ...state, nrmDecisions: [...state.nrmDecisions, decided] };
    }
    case 'recount-requested': {
      const { number, reason } = event;
      return {
        ...state,
        recounts: [...state.recounts, { number, at, by, agency: actor.agency, reason, isUsed: false }],
      };
    }
    case 'recount-decided': {
      const decision = { at, by, isApproved: event.isApproved, reason: event.reason };
      return { ...state, recounts: state.recounts.map((r) => (r.number === event.number ? { ...r, decision } : r)) };
    }
    case 'case-reviewed':
      return { ...state, review: { round: state.review.round + 1, from: at } };
    case 'review-missed':
      return { ...state, review: { round: event.round + 1, from: at } };
    case 'found-adult':
      return { ...state, stage: 'found-adult' };
    case 'closed':
      return { ...state, stage: 'closed' };
    default: {
      const action = actionNames.find((name) => event.type === `${name}-recorded`);
      if (action === undefined || !('details' in event)) return state;
      return { ...state, done: { ...state.done, [action]: { at, by, details: event.details } } };
    }
  }
}
