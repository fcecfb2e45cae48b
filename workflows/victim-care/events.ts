import type { Instant } from '../kernel/calendar';
import type { AgencyCode, BedStay, CaseRef, PlacementNeeds, SupportType } from '../vocabulary';
import type { NeedName } from './fields';
import type { Movement } from './journey';
import type { Jurisdiction, MoveReason, NeedLevels, Outcome, Subject, Transport } from './schemas';
import type { Destination, ExitReason, IncidentKind, VisitResult } from './stay-schemas';
import type { RankedPlace } from './suitability';

/** Texts are references to encrypted rows. */
export type Event =
  | {
      type: 'care-opened';
      isEmergency: boolean;
      subject: Subject;
      jurisdiction: Jurisdiction;
      contractor: AgencyCode;
      referral?: CaseRef;
      competentAuthority?: AgencyCode;
      immigrationAuthority?: AgencyCode;
      reason?: string;
    }
  | { type: 'care-handed-over'; because: 'devolved' | 'child' }
  | { type: 'care-accepted' }
  | { type: 'care-declined'; reason: string }
  | { type: 'referral-linked'; referral: CaseRef; competentAuthority: AgencyCode }
  | { type: 'competent-authority-changed'; to: AgencyCode; number: number }
  | { type: 'decision-recorded'; referral: CaseRef; competentAuthority: AgencyCode; outcome: Outcome }
  | { type: 'needs-assessed'; needs: NeedLevels; placement: PlacementNeeds; text: string }
  | { type: 'support-plan-agreed'; plan: string }
  | { type: 'plan-reviewed'; text: string; met: readonly NeedName[] }
  | { type: 'places-asked'; fromNight: string; needs: PlacementNeeds }
  | { type: 'move-asked'; because: MoveReason; reason: string }
  | { type: 'places-proposed'; fromNight: string; places: readonly RankedPlace[] }
  | {
      type: 'placement-asked';
      place: string;
      provider: AgencyCode;
      fromNight: string;
      rank: number;
      isSuitable: boolean;
      reason?: string;
    }
  /** What the register of beds answered, bed by bed in the order of the stays. */
  | { type: 'beds-held'; stays: readonly BedStay[]; beds: readonly number[] }
  | { type: 'beds-refused'; code: string }
  | { type: 'placement-confirmed'; place: string; provider: AgencyCode; fromNight: string; bed: number }
  | { type: 'placement-refused'; place: string; provider: AgencyCode; code: string }
  | { type: 'placement-cancelled'; place: string; provider: AgencyCode; wasConfirmed: boolean; reason?: string }
  | { type: 'move-cancelled'; reason: string }
  | { type: 'transport-arranged'; by: Transport; leavesAt: Instant; provider: AgencyCode }
  | { type: 'arrived'; at: Instant; place: string; provider: AgencyCode }
  | { type: 'absence-recorded'; at: Instant }
  | { type: 'returned'; at: Instant; place: string; provider: AgencyCode }
  | { type: 'bed-released'; place: string; provider: AgencyCode; untilNight: string }
  | { type: 'missing-reported'; at: Instant; police: AgencyCode; reason: string }
  | { type: 'missing-reviewed'; text: string }
  | { type: 'found'; police: AgencyCode }
  /** The whole journey as it is known now, and the stays that it amounts to. */
  | { type: 'journey-corrected'; movements: readonly Movement[]; stays: readonly BedStay[]; reason: string }
  | { type: 'exit-planning-started'; outcome: Outcome; because: 'conclusive-decision' | 'negative-decision' }
  | { type: 'exit-planned'; plan: string; exitOn: string }
  /** `police`: the person was missing, and this force was told so. */
  | { type: 'exited'; at: Instant; because: ExitReason; destination: Destination; reason?: string; police?: AgencyCode }
  | { type: 'move-on-recorded'; text: string }
  | { type: 'care-closed' }
  | {
      type: 'support-recorded';
      id: string;
      support: SupportType;
      provider: AgencyCode;
      on: string;
      quantity: number;
    }
  | { type: 'support-corrected'; id: string; on: string; quantity: number; reason: string }
  | { type: 'complaint-made'; id: string; provider: AgencyCode; text: string }
  | { type: 'complaint-answered'; id: string; isUpheld: boolean; answer: string }
  | { type: 'incident-recorded'; provider: AgencyCode; kind: IncidentKind; isSerious: boolean; text: string }
  | { type: 'quality-visit-recorded'; provider: AgencyCode; on: string; result: VisitResult; text: string }
  | { type: 'outcome-recorded'; provider: AgencyCode; need: NeedName; isMet: boolean; text: string };

export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
