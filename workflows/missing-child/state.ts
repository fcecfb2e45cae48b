import type { Instant } from '../kernel/calendar';
import type { Actor, Owner, PolicySetId } from '../kernel/contract';
import {
  timesAsked,
  type AgencyCode,
  type AskedElsewhere,
  type CaseRef,
  type NrmDecision,
  type Role,
} from '../vocabulary';
import type { EventOf, Moved, Situation, Trafficking } from './events';
import type { Codes, Offer } from './offers';
import { policy, type MissingPolicy, type Risk } from './policy';
import type { ActionName } from './policy-actions';
import type { AgencyKind, LadderName, LadderStep } from './policy-ladders';
import type { Particulars } from './schemas';

export type Stage = 'not-reported' | 'missing' | 'at-rest' | 'located' | 'closed' | 'linked';

/** A step of a ladder that was reached; the kernel's clock and a person's word are kept with it. */
export interface ReachedStep {
  ladder: LadderName;
  step: string;
  at: Instant;
  because: EventOf<'step-reached'>['because'];
  acknowledged?: { at: Instant; by: string };
  /** At which risk it was missed: the date that passed does not move afterwards. */
  missed?: { at: Instant; risk: Risk };
}

export interface RiskEntry {
  at: Instant;
  by: string;
  from: Risk;
  to: Risk;
  trafficking: Trafficking;
  reasons: string;
  moved: readonly Moved[];
}

export interface Done {
  at: Instant;
  by: string;
  details: Record<string, string>;
}

export interface State {
  stage: Stage;
  /** The set in force when the child was reported. */
  policySet: PolicySetId;
  situation: Situation;
  authority: AgencyCode;
  policeForce: AgencyCode;
  reporter: { person: string; agency: AgencyCode; role: Role | 'system' };
  reportedAt: Instant;
  particulars: Particulars;
  codes: Codes;
  gaps: readonly string[];
  risk: Risk;
  trafficking: Trafficking | 'not-said';
  /** When each ladder was started. */
  ladders: Partial<Record<LadderName, Instant>>;
  reached: readonly ReachedStep[];
  riskLedger: readonly RiskEntry[];
  done: Partial<Record<ActionName, Done>>;
  /** By the other cases about this child. */
  askedElsewhere: AskedElsewhere;
  nrmDecisions: readonly NrmDecision[];
  review: { round: number; from: Instant; isOverdue: boolean };
  reviews: readonly { at: Instant; by: string; findings: string }[];
  offers: readonly (Offer & { offeredAt: Instant })[];
  earlier: readonly { ref: CaseRef; reportedOn: string; nrmReferral?: CaseRef }[];
  patterns: readonly { ref: CaseRef; kinds: readonly string[] }[];
  /** The other report that was asked to take this one. */
  asked?: CaseRef;
  linkedTo?: CaseRef;
  linkedReports: readonly CaseRef[];
  repeat?: { at: Instant; episodes: number; considered?: string };
  board?: { at: Instant; round: number; reasons: string; reviewOn: readonly string[]; reviews: readonly string[] };
  located?: { outcome: EventOf<'located'>['outcome']; at: Instant; where?: string | undefined; foundInCrime: boolean };
}

export const initial: State = {
  stage: 'not-reported',
  policySet: 'strategy-2011',
  situation: 'missing-from-care',
  authority: '',
  policeForce: '',
  reporter: { person: '', agency: '', role: 'system' },
  reportedAt: '',
  particulars: {},
  codes: {},
  gaps: [],
  risk: 'high',
  trafficking: 'not-said',
  ladders: {},
  reached: [],
  riskLedger: [],
  done: {},
  askedElsewhere: {},
  nrmDecisions: [],
  review: { round: 1, from: '', isOverdue: false },
  reviews: [],
  offers: [],
  earlier: [],
  patterns: [],
  linkedReports: [],
};

/** Neither located nor known to be another report's child: also while the search rests by the board's decision. */
export function isMissing({ stage }: State): boolean {
  return stage === 'missing' || stage === 'at-rest';
}

export function isClosed({ stage }: State): boolean {
  return stage === 'closed' || stage === 'linked';
}

export function isTrafficking({ trafficking }: Pick<State, 'trafficking'>): boolean {
  return trafficking === 'known' || trafficking === 'suspected';
}

/** An interview that was joined with the one debrief was the child's account; one that was read instead asked nothing. */
export function askedHere({ done }: State): number {
  const interview = done['return-interview']?.details;
  return interview?.['outcome'] === 'held' && interview['debrief'] === 'joined' ? 1 : 0;
}

/** By all cases about this child together. */
export function asked(state: State): number {
  return timesAsked(askedHere(state), state.askedElsewhere);
}

export function policyOf({ policySet }: State): MissingPolicy {
  return policy[policySet];
}

/** Which agency stands for a kind of agency in this case. */
export function agencyOf(state: State, kind: AgencyKind): AgencyCode {
  if (kind === 'authority') return state.authority;
  if (kind === 'police') return state.policeForce;
  return policyOf(state).agencies.value[kind];
}

export function ownerOf(state: State, of: { role: Role; agency: AgencyKind }): Owner {
  return { role: of.role, agency: agencyOf(state, of.agency) };
}

/** The step as the policy describes it. */
export function stepOf(state: State, ladder: LadderName, step: string): LadderStep | undefined {
  const found = policyOf(state).ladders.value.find((l) => l.ladder === ladder);
  return found?.steps.find((s) => s.step === step);
}

/** Children's services, the police, and the national agencies once a step of theirs was reached. */
export function isParty(state: State, { agency }: Actor): boolean {
  if (agency === state.authority || agency === state.policeForce) return true;
  return state.reached.some(({ ladder, step }) => {
    const kind = stepOf(state, ladder, step)?.agency;
    return kind !== undefined && agencyOf(state, kind) === agency;
  });
}
