import type { Instant } from '../kernel/calendar';
import type { AgencyCode, BedStay, CaseRef, PlacementNeeds, SupportType } from '../vocabulary';
import type { NeedName } from './fields';
import type { Movement } from './journey';
import type { Jurisdiction, MoveReason, NeedLevels, Outcome, Subject, Transport } from './schemas';
import type { Destination, ExitReason, IncidentKind, VisitResult } from './stay-schemas';
import { moveTo } from './stays';
import type { RankedPlace } from './suitability';

/** Sessions or items that a provider gave on a day (YYYY-MM-DD). Quantity 0: taken back. */
export interface Support {
  id: string;
  type: SupportType;
  provider: AgencyCode;
  on: string;
  quantity: number;
}

/** A bed that was chosen; the person is not there yet. */
export interface Placement {
  place: string;
  provider: AgencyCode;
  fromNight: string;
  status: 'asked' | 'confirmed';
  rank: number;
  bed?: number;
  since: Instant;
  /** Why this place, when it was not the first or does not suit. */
  reason?: string;
  transport?: { by: Transport; leavesAt: Instant };
}

export interface PlacementRecord {
  place: string;
  provider: AgencyCode;
  fromNight: string;
  bed: number;
  rank: number;
  reason?: string;
  move?: { because: MoveReason; reason: string };
  arrivedAt?: Instant;
}

export interface Complaint {
  id: string;
  provider: AgencyCode;
  text: string;
  at: Instant;
  answer?: { isUpheld: boolean; answer: string };
}

export interface QualityEntry {
  provider: AgencyCode;
  at: Instant;
  text: string;
}

export interface State {
  isOpened: boolean;
  isEmergency: boolean;
  subject: Subject;
  jurisdiction: Jurisdiction;
  contractor: AgencyCode;
  referral?: CaseRef;
  competentAuthority?: AgencyCode;
  /** Of the last transfer that was told. */
  transferNumber: number;
  immigrationAuthority?: AgencyCode;
  emergencyReason?: string;
  offeredAt: Instant;
  acceptedAt?: Instant;
  /** The reasonable-grounds decision; absent only in an emergency. */
  decision?: Outcome;
  ended?: 'handed-over' | 'declined' | 'closed';
  needs?: NeedLevels;
  placementNeeds?: PlacementNeeds;
  assessedAt?: Instant;
  assessment?: string;
  plan?: string;
  planAt?: Instant;
  reviews: readonly { at: Instant; text: string; met: readonly NeedName[] }[];
  /** The register of places is being asked. */
  asking?: { effect: string; fromNight: string } | undefined;
  proposal?: { fromNight: string; places: readonly RankedPlace[] } | undefined;
  /** Whose a place is, as the register said. */
  knownPlaces: Readonly<Record<string, AgencyCode>>;
  /** From when a place has been looked for. */
  placeNeededSince?: Instant | undefined;
  move?: { since: Instant; because: MoveReason; reason: string } | undefined;
  placement?: Placement | undefined;
  /** Every bed that was confirmed, with the reason for the place and for the move. */
  placements: readonly PlacementRecord[];
  /** The stays so far, without a placement that has not begun. */
  stays: readonly BedStay[];
  /** What the register of beds holds for this case, by its last answer. */
  held: readonly BedStay[];
  /** What the register of beds is being asked for. One question at a time: the answers would overtake each other. */
  holding?: { effect: string; stays: readonly BedStay[]; withPlacement: boolean } | undefined;
  /** From when the beds have not agreed with the journey, because the register of beds refused. */
  bedsRefusedAt?: Instant | undefined;
  movements: readonly Movement[];
  bedReleasedAt?: Instant | undefined;
  missing?: { at: Instant; police: AgencyCode; reason: string; reviewedAt: Instant } | undefined;
  timesMissing: number;
  corrections: readonly { at: Instant; reason: string }[];
  supports: readonly Support[];
  conclusive?: Outcome;
  exitPlanningSince?: Instant;
  exitPlan?: { plan: string; exitOn: string };
  exit?: { at: Instant; recordedAt: Instant; because: ExitReason; destination: Destination; reason?: string };
  moveOn: readonly { at: Instant; text: string }[];
  complaints: readonly Complaint[];
  incidents: readonly (QualityEntry & { kind: IncidentKind; isSerious: boolean })[];
  visits: readonly (QualityEntry & { on: string; result: VisitResult })[];
  outcomes: readonly (QualityEntry & { need: NeedName; isMet: boolean })[];
}

export const initial: State = {
  isOpened: false,
  isEmergency: false,
  subject: 'adult',
  jurisdiction: 'england-and-wales',
  contractor: '',
  transferNumber: 0,
  offeredAt: '',
  reviews: [],
  knownPlaces: {},
  placements: [],
  stays: [],
  held: [],
  movements: [],
  timesMissing: 0,
  corrections: [],
  supports: [],
  moveOn: [],
  complaints: [],
  incidents: [],
  visits: [],
  outcomes: [],
};

export type Stage =
  | 'opening'
  | 'offered'
  | 'accepted'
  | 'in-care'
  | 'absent'
  | 'missing'
  | 'moved-on'
  | 'handed-over'
  | 'declined'
  | 'closed';

export function stageOf(state: State): Stage {
  if (!state.isOpened) return 'opening';
  if (state.ended) return state.ended;
  if (state.exit) return 'moved-on';
  if (!state.acceptedAt) return 'offered';
  if (state.missing) return 'missing';
  const last = state.movements.at(-1);
  if (!last) return 'accepted';
  return last.to === 'absent' ? 'absent' : 'in-care';
}

/** The place in which the person is now; undefined while they are away, not yet placed or gone. */
export function placeNow({ movements }: State): { provider: AgencyCode; place: string } | undefined {
  const to = movements.at(-1)?.to;
  return to === undefined || typeof to === 'string' ? undefined : to;
}

/** The last place, whether or not the person is away from it; undefined before the first and after the exit. */
export function lastPlace({ movements, exit }: State): { provider: AgencyCode; place: string } | undefined {
  if (exit) return undefined;
  const to = movements.findLast((movement) => typeof movement.to !== 'string')?.to;
  return to === undefined || typeof to === 'string' ? undefined : to;
}

/** The provider that has a part in this case now: where the person is or was last, and where a bed waits. */
export function providersNow(state: State): AgencyCode[] {
  const last = lastPlace(state)?.provider;
  const next = state.placement?.status === 'confirmed' ? state.placement.provider : undefined;
  return [last, next].filter((provider) => provider !== undefined);
}

/** What the register of beds should hold. */
export function wanted({ stays, placement }: State): readonly BedStay[] {
  return placement ? moveTo(stays, placement.place, placement.fromNight) : stays;
}

/** Whether the bed of the place where the person is now is held for them. */
export function isBedHeld(state: State): boolean {
  const here = lastPlace(state);
  return here !== undefined && state.stays.some(({ place, untilNight }) => place === here.place && untilNight === null);
}
