import type { Instant } from '../kernel/calendar';
import type { KernelEvent } from '../kernel/contract';
import type { Noted } from '../child-cases/noting';
import type { ReferralAsked } from '../child-cases/referring';
import type { AgencyCode, CaseRef, Role } from '../vocabulary';
import type { CodeKind, Codes, Offer } from './offers';
import type { Risk } from './policy';
import type { ActionName } from './policy-actions';
import type { LadderName } from './policy-ladders';
import type { Particulars } from './schemas';

export type Situation = 'missing-from-care' | 'at-risk-on-arrival';
export type Trafficking = 'known' | 'suspected' | 'not-suspected';

/** A date that a new assessment of the risk has moved. `after`: null when the step is not to come any more. */
export interface Moved {
  deadline: string;
  before: Instant | null;
  after: Instant | null;
}

type Recorded = {
  [A in ActionName]: { type: `${A}-recorded`; /** Codes, references and texts. */ details: Record<string, string> };
}[ActionName];

export type Event =
  | {
      type: 'reported';
      situation: Situation;
      authority: AgencyCode;
      policeForce: AgencyCode;
      reporterRole: Role | 'system';
      risk: Risk;
      particulars: Particulars;
      codes: Codes;
      /** Fields that nobody could fill in yet. */
      gaps: readonly string[];
    }
  | { type: 'report-completed'; particulars: Particulars; codes: Codes; notKnown: readonly string[] }
  | { type: 'ladder-started'; ladder: LadderName }
  | {
      type: 'step-reached';
      ladder: LadderName;
      step: string;
      because: 'at-once' | 'still-missing' | 'not-acknowledged';
    }
  | { type: 'step-acknowledged'; ladder: LadderName; step: string }
  | { type: 'acknowledgement-missed'; ladder: LadderName; step: string; risk: Risk }
  | {
      type: 'risk-assessed';
      from: Risk;
      risk: Risk;
      trafficking: Trafficking;
      reasons: string;
      moved: readonly Moved[];
    }
  | Recorded
  | ReferralAsked
  | Noted
  | { type: 'week-reviewed'; findings: string }
  | { type: 'review-missed'; round: number }
  | { type: 'links-offered'; offers: readonly Offer[] }
  | { type: 'offer-dismissed'; otherRef: CaseRef; reason: string }
  | { type: 'episode-linked'; otherRef: CaseRef; /** YYYY-MM-DD, London */ reportedOn: string; nrmReferral?: CaseRef }
  | { type: 'pattern-linked'; otherRef: CaseRef; kinds: readonly CodeKind[] }
  | { type: 'link-asked'; otherRef: CaseRef }
  | { type: 'link-not-taken'; otherRef: CaseRef }
  | { type: 'linked-as-same'; otherRef: CaseRef }
  | { type: 'linked-report-taken'; otherRef: CaseRef }
  | { type: 'repeat-referred'; episodes: number }
  | { type: 'repeat-considered'; findings: string }
  | { type: 'board-decided'; reasons: string; reviewOn: readonly string[] }
  | { type: 'board-reviewed'; findings: string }
  | { type: 'board-decision-lapsed'; reviewOn: string }
  | {
      type: 'located';
      outcome: 'found' | 'returned' | 'located-elsewhere' | 'died';
      locatedAt: Instant;
      where?: string | undefined;
      foundInCrime: boolean;
    }
  | { type: 'closed' };
export type AnyEvent = Event | KernelEvent;
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
