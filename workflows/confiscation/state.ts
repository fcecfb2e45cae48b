import type { Instant } from '../kernel/calendar';
import type { Owner } from '../kernel/contract';
import type { AgencyCode, Role } from '../vocabulary';
import type { Money } from './amounts';
import type { AssetFacts, Body, Directed, EndedAs, HelpKind, OrderFacts, Outcome } from './events';
import type { Section } from './law';
import type { AlternativeKind, AppealResult, Decision, Step } from './schemas';

export interface Considered {
  decision: Decision;
  alternative?: AlternativeKind;
  reasons: string;
  by: string;
  agency: AgencyCode;
  at: Instant;
  isInTime: boolean;
}

export interface Help {
  id: string;
  kind: HelpKind;
  agency: AgencyCode;
  reasons: string;
  askedAt: Instant;
  acknowledgedAt?: Instant;
}

export interface Asset extends AssetFacts {
  id: string;
  /** In order; the last one counts. */
  valuations: readonly { value: Money; valuedOn: string; by: string; at: Instant }[];
  isRestrained: boolean;
  /** What may be had of it, once restrained; after a discharge what was realised. */
  restrainedPence: number;
  restraints: readonly { amount: Money; orderedOn: string }[];
  realised: readonly { amount: Money; on: string }[];
  realisedPence: number;
}

export interface RestraintRequest {
  id: string;
  assets: readonly string[];
  isUrgent: boolean;
  reasons: string;
  askedBy: string;
  askedAt: Instant;
  answer?: 'made' | 'court-refused' | 'not-applied-for';
  answeredAt?: Instant;
}

export interface Claim {
  id: string;
  asset: string;
  claimant: string;
  amount: Money;
  reasons: string;
  madeAt: Instant;
  allowedPence?: number;
}

export interface Alternative {
  id: string;
  kind: AlternativeKind;
  agency: AgencyCode;
  reasons: string;
  owner: Owner;
  since: Instant;
  recoveredPence?: number;
}

export interface Order extends OrderFacts {
  interestPence: number;
  extensions: readonly { payBy: string; appliedOn: string; orderedOn: string; reasons: string }[];
  reconsidered: readonly { section: Section; on: string; amountPence: number; reasons: string }[];
  collectedPence: number;
  toVictimsPence: number;
  toStatePence: number;
  /** Since when something is collected and not paid out. */
  heldSince?: Instant | undefined;
  isOverdue: boolean;
  defaultTermOn?: string;
}

export interface State {
  isOpen: boolean;
  prosecutionReference: string;
  investigatingBody: AgencyCode;
  prosecutingBody: AgencyCode;
  enforcingAgency: AgencyCode;
  region: string;
  offence: string;
  /** YYYY-MM-DD */
  registeredOn: string;
  defendant?: string;
  wasFoundWithoutCase: boolean;
  /** The last word of each body, and those before it. */
  considered: Partial<Record<Body, Considered>>;
  consideredBefore: readonly ({ body: Body } & Considered)[];
  /** The court proceeds by itself: section 6(3)(b). */
  courtProceededReasons?: string;
  helps: readonly Help[];
  assets: readonly Asset[];
  restraints: readonly RestraintRequest[];
  claims: readonly Claim[];
  alternatives: readonly Alternative[];
  outcome?: { outcome: Outcome; on: string; at: Instant };
  /** Against the conviction, in order; the last may still be open. */
  appeals: readonly { on: string; ended?: { on: string; result: AppealResult } }[];
  /** The first day from which the timetable is counted: of the conviction, or of the decision to proceed. */
  timetableFrom?: string;
  done: Partial<Record<Step, string>>;
  directed: Partial<Record<Step, Directed>>;
  directions: readonly (Directed & { isPostponement: boolean; at: Instant; by: string })[];
  /** A date beyond two years, with what made it exceptional. */
  beyond?: { until: string; exceptionalCircumstances: string };
  hasPermittedPeriodPassed: boolean;
  order?: Order;
  notMadeReasons?: string;
  concludedAt?: Instant;
  ended?: { as: EndedAs; at: Instant };
  /** Keys of dates that passed while their step was open. */
  escalated: readonly string[];
  /** Which review of the case is next, from 1, and since when they are counted. */
  review: { round: number; from: Instant };
  /** Since when restraint has lost its purpose. */
  dischargeSince?: Instant | undefined;
  alternativeSince?: Instant | undefined;
}

export const initial: State = {
  isOpen: false,
  prosecutionReference: '',
  investigatingBody: '',
  prosecutingBody: '',
  enforcingAgency: '',
  region: '',
  offence: '',
  registeredOn: '',
  wasFoundWithoutCase: false,
  considered: {},
  consideredBefore: [],
  helps: [],
  assets: [],
  restraints: [],
  claims: [],
  alternatives: [],
  appeals: [],
  done: {},
  directed: {},
  directions: [],
  hasPermittedPeriodPassed: false,
  escalated: [],
  review: { round: 1, from: '' },
};

export function agencyOf(state: State, body: Body): AgencyCode {
  return body === 'investigating' ? state.investigatingBody : state.prosecutingBody;
}

export function ownerOf(state: State, body: Body): Owner {
  const role: Role = body === 'investigating' ? 'investigating-officer' : 'prosecutor';
  return { role, agency: agencyOf(state, body) };
}

export function leadOf(agency: AgencyCode): Owner {
  return { role: 'asset-recovery-lead', agency };
}

export function enforcement({ enforcingAgency: agency }: State): Owner {
  return { role: 'enforcement-officer', agency };
}
