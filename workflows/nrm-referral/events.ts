import type { KernelEvent, Owner } from '../kernel/contract';
import type { AgencyCode, CaseRef, ExploitationType, indicators, Jurisdiction } from '../vocabulary';
import type { FeedbackCode } from './schemas';

/** The two decisions: "suspect but cannot prove", and the balance of probabilities. */
export type Grounds = 'reasonable-grounds' | 'conclusive-grounds';
export type Outcome = 'positive' | 'negative';
export type Subject = 'adult' | 'child';
export type Indicator = (typeof indicators)[number];
export type InvolvementKind = 'asylum-decision' | 'immigration-decision';

/** A personal text: inside the process only ever a reference to an encrypted row. */
export type TextRef = string;

/** What a First Responder reports [24, box on the NRM]. */
export interface Referral {
  subject: Subject;
  name: TextRef;
  birthDate: TextRef;
  exploitationType: ExploitationType;
  indicators: readonly Indicator[];
  countryOfOrigin: string;
  encounteredWhere: TextRef;
  encounteredOn: string;
  safetyNeeds?: TextRef | undefined;
  interpreterLanguage?: string | undefined;
  subjectToImmigrationControl: boolean;
  /** For a child: whose children's services look after it. */
  childrensServices?: AgencyCode | undefined;
  /** For an adult: where care is needed; England and Wales unless said. */
  jurisdiction?: Jurisdiction | undefined;
  /** For an adult: the care that began before the referral, in an emergency [33]. */
  emergencyCare?: CaseRef | undefined;
}

/** How the minimum of the reflection period is counted now. */
export interface ReflectionClock {
  /** Counts up with each change. */
  number: number;
  daysAdded: number;
  isStopped: boolean;
}

/** What is counted of an adult who does not consent: nothing by which the person could be known. */
export type Notification = Pick<Referral, 'exploitationType' | 'indicators' | 'countryOfOrigin' | 'encounteredOn'>;

interface Bodies {
  /** `referrer`: who it is when Concert has opened it for a person, from another case about the child. */
  referred: { referral: Referral; referrer?: { person: string; agency: AgencyCode } };
  'notified-without-consent': { notification: Notification };
  /** Who decides, and who holds the other parts from here on; by the policy in force when the case opened. */
  allocated: { competentAuthority: AgencyCode; rule: string; immigrationAuthority: AgencyCode; care: Owner };
  transferred: { to: AgencyCode; reason: TextRef };
  'involvement-registered': { person: string; kind: InvolvementKind };
  'duplicate-recorded': { otherRef: CaseRef };
  'child-case-linked': { childCase: CaseRef };
  'information-requested': { question: TextRef; isClockPaused: boolean };
  'information-given': { answer: TextRef };
  /** No answer came in time: the target runs again, and the decision may be taken without it. */
  'information-overdue': object;
  'reasonable-grounds-decided': { outcome: Outcome; reasons: TextRef };
  'conclusive-grounds-decided': { outcome: Outcome; reasons: TextRef };
  'review-taken': object;
  'own-view-recorded': { outcome: Outcome; reasons: TextRef };
  'review-released': { reviewer: string };
  /** The reviewer turned out to have a part in an asylum or immigration decision. */
  'review-set-aside': { reviewer: string };
  'review-agreed': { reasons: TextRef };
  'review-disagreed': { reasons: TextRef };
  'third-decision-made': { outcome: Outcome; reasons: TextRef };
  /** The one moment from which a decision counts, and is told to anyone [32]. */
  'decision-effective': { decision: Grounds; outcome: Outcome; decidedBy: readonly string[] };
  'reflection-minimum-passed': object;
  'reflection-ended': { ground: string };
  'reflection-period-asked-again': object;
  /** The minimum is longer by so many days in all, or its clock is stopped: what was told with the highest number. */
  'reflection-clock-followed': ReflectionClock;
  'reconsideration-requested': { decision: Grounds; evidence: TextRef };
  'residence-permit-considered': { granted: boolean; months?: number | undefined; reasons: TextRef };
  'care-exit-plan-recorded': { plan: TextRef };
  'feedback-given': {
    decision: Grounds;
    strengths: readonly FeedbackCode[];
    weaknesses: readonly FeedbackCode[];
    text: TextRef;
  };
  withdrawn: { reason: TextRef };
  'death-recorded': { circumstances: TextRef };
  /** Everything has been done that follows from the last decision. */
  closed: object;
}

export type EventType = keyof Bodies;
/** The event of a type; written so that a table of functions by type can be called without a cast. */
export type EventOf<T extends EventType> = { [K in T]: { type: K } & Bodies[K] }[T];
export type Event = EventOf<EventType>;
export type AnyEvent = Event | KernelEvent;
