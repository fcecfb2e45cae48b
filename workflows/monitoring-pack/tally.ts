import { compareInstants, spansBetween, startOfLondonDay, type Instant } from '../kernel/calendar';
import { needNames } from '../victim-care/fields';
import { nightsOf } from '../victim-care/journey';
import { addDays } from '../victim-care/stays';
import type { AgencyCode } from '../vocabulary';
import { careFactsOf, needsOf, type CareFacts } from './care-facts';
import type { Pack, ProviderFigures, Spread } from './contents';

/** A care case as it stood at the closing instant, with what happened until then. */
export interface CaseThen {
  state: unknown;
  facts: readonly { at: Instant; event: { type: string } }[];
  bedHoldNights: number;
}

export interface Period {
  /** The first and the last day, YYYY-MM-DD, London. */
  fromDate: string;
  untilDate: string;
  /** The first moment after it. */
  closingInstant: Instant;
}

/** What the ledger says of one provider at the closing instant. */
export type Spend = Pick<ProviderFigures, 'provider' | 'nightsBooked' | 'bookedPence' | 'correctedPence' | 'paidPence'>;

export type CareTally = Omit<Pack, 'version' | 'quarter' | 'fromDate' | 'untilDate' | 'closingInstant' | 'budget'>;

/**
 * Counts care cases for a quarter, one by one. What happened counts for the quarter in which it was recorded; nights,
 * supports and moves count for the quarter in which they were, as they were known at its end.
 */
export class Tally {
  private readonly care = {
    referred: 0,
    referredInEmergency: 0,
    handedOver: 0,
    accepted: 0,
    declined: 0,
    inCareAtStart: 0,
    inCareAtEnd: 0,
    inCareDuring: 0,
    left: 0,
  };
  private readonly moves = { moves: 0, people: 0, corrections: 0 };
  private readonly hoursToAcceptance: number[] = [];
  private readonly hoursToPlacement: number[] = [];
  private readonly lengthsOfStay: number[] = [];
  private readonly needs = new Map(needNames.map((need) => [need, { need, needed: 0, met: 0 }]));
  private readonly providers = new Map<AgencyCode, ProviderFigures>();
  private readonly from: Instant;

  constructor(private readonly period: Period) {
    this.from = startOfLondonDay(period.fromDate);
  }

  add({ state, facts, bedHoldNights }: CaseThen): void {
    const care = careFactsOf(state);
    const happened = (...types: readonly string[]) =>
      facts.filter(({ at, event }) => types.includes(event.type) && this.isWithin(at)).length;
    this.care.referred += happened('care-opened');
    if (care.isEmergency) this.care.referredInEmergency += happened('care-opened');
    this.care.handedOver += happened('care-handed-over');
    this.care.declined += happened('care-declined');
    this.moves.corrections += happened('journey-corrected');
    if (care.acceptedAt !== undefined && this.isWithin(care.acceptedAt)) {
      this.care.accepted += 1;
      this.hoursToAcceptance.push(hoursBetween(care.offeredAt, care.acceptedAt));
    }
    const [first] = care.movements;
    const placed = facts.find(({ event }) => event.type === 'arrived' || event.type === 'journey-corrected');
    if (first && placed && this.isWithin(placed.at)) this.hoursToPlacement.push(hoursBetween(care.offeredAt, first.at));
    this.addJourney(care, bedHoldNights);
    this.addQuality(care);
  }

  /** Spend of every provider, once. */
  addSpend(spend: readonly Spend[]): void {
    for (const { provider, ...sums } of spend) Object.assign(this.of(provider), sums);
  }

  /** In a fixed order, whatever the order in which the cases came. */
  result(): CareTally {
    return {
      care: this.care,
      hoursToAcceptance: spreadOf(this.hoursToAcceptance),
      hoursToPlacement: spreadOf(this.hoursToPlacement),
      lengthOfStay: spreadOf(this.lengthsOfStay),
      moves: this.moves,
      needs: [...this.needs.values()],
      providers: [...this.providers.values()].toSorted((a, b) => (a.provider < b.provider ? -1 : 1)),
    };
  }

  private addJourney(care: CareFacts, bedHoldNights: number): void {
    const { fromDate, untilDate } = this.period;
    const { movements, supports, exit } = care;
    const nightBefore = addDays(fromDate, -1);
    const nights = nightsOf(movements, bedHoldNights, nightBefore, untilDate);
    const during = nights.filter(({ night }) => night >= fromDate);
    if (nights.some(({ night }) => night === nightBefore)) this.care.inCareAtStart += 1;
    if (nights.some(({ night }) => night === untilDate)) this.care.inCareAtEnd += 1;
    for (const { provider, kind } of during) {
      this.of(provider).nights += 1;
      if (kind === 'bed-held') this.of(provider).bedHeldNights += 1;
    }
    for (const { provider, on, quantity } of supports)
      if (on >= fromDate && on <= untilDate) this.of(provider).supports += quantity;
    if (during.length > 0) {
      this.care.inCareDuring += 1;
      for (const { need, isMet } of needsOf(care)) {
        const counted = this.needs.get(need);
        if (!counted) continue;
        counted.needed += 1;
        if (isMet) counted.met += 1;
      }
    }
    if (exit && this.isWithin(exit.recordedAt)) {
      this.care.left += 1;
      if (movements.length > 0)
        this.lengthsOfStay.push(nightsOf(movements, bedHoldNights, beginning, untilDate).length);
    }
    const moves = this.movesOf(movements);
    this.moves.moves += moves;
    if (moves > 0) this.moves.people += 1;
  }

  /** From one place to another, whatever lay between; the first place is no move. */
  private movesOf(movements: CareFacts['movements']): number {
    const places = movements
      .toSorted((a, b) => compareInstants(a.at, b.at))
      .flatMap(({ at, to }) => (typeof to === 'string' ? [] : [{ at, place: to.place }]));
    return places.filter(({ at, place }, i) => i > 0 && place !== places[i - 1]?.place && this.isWithin(at)).length;
  }

  private addQuality({ visits, complaints, incidents, outcomes }: CareFacts): void {
    for (const { provider, result } of visits.filter(({ at }) => this.isWithin(at)))
      this.of(provider)[visited[result]] += 1;
    for (const { provider, answer } of complaints.filter(({ at }) => this.isWithin(at))) {
      this.of(provider).complaints += 1;
      if (answer?.isUpheld === true) this.of(provider).complaintsUpheld += 1;
    }
    for (const { provider, isSerious } of incidents.filter(({ at }) => this.isWithin(at))) {
      this.of(provider).incidents += 1;
      if (isSerious) this.of(provider).seriousIncidents += 1;
    }
    for (const { provider, isMet } of outcomes.filter(({ at }) => this.isWithin(at)))
      this.of(provider)[isMet ? 'outcomesMet' : 'outcomesNotMet'] += 1;
  }

  private isWithin(at: Instant): boolean {
    return compareInstants(at, this.from) >= 0 && compareInstants(at, this.period.closingInstant) < 0;
  }

  private of(provider: AgencyCode): ProviderFigures {
    const known = this.providers.get(provider);
    if (known) return known;
    const figures: ProviderFigures = { provider, ...none };
    this.providers.set(provider, figures);
    return figures;
  }
}

const visited = { good: 'visitsGood', 'to-improve': 'visitsToImprove', unsafe: 'visitsUnsafe' } as const;

const none: Omit<ProviderFigures, 'provider'> = {
  nights: 0,
  bedHeldNights: 0,
  supports: 0,
  nightsBooked: 0,
  bookedPence: 0,
  correctedPence: 0,
  paidPence: 0,
  visitsGood: 0,
  visitsToImprove: 0,
  visitsUnsafe: 0,
  complaints: 0,
  complaintsUpheld: 0,
  incidents: 0,
  seriousIncidents: 0,
  outcomesMet: 0,
  outcomesNotMet: 0,
};

/** Before every journey. */
const beginning = '2000-01-01';

/** Somebody placed before the case was written down waited no time at all. */
function hoursBetween(from: Instant, to: Instant): number {
  return compareInstants(to, from) > 0 ? spansBetween(from, to, 'hours') : 0;
}

/** Of an even number the lower of the two in the middle, so that it is a whole number and one of them. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const longest = sorted.at(-1);
  if (median === undefined || longest === undefined) return { count: 0 };
  return { count: sorted.length, median, longest };
}
