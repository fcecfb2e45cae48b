import { z } from 'zod';

const count = z.int();
/** `median` and `longest` are absent when there is nothing to measure. */
const Spread = z.object({ count, median: count.optional(), longest: count.optional() });
export type Spread = z.infer<typeof Spread>;

/** Figures by provider: a code of the register, never a place and never a person. */
const ProviderFigures = z.object({
  provider: z.string(),
  /** Of the quarter, by the journeys as they were known at the closing instant. */
  nights: count,
  bedHeldNights: count,
  supports: count,
  /** Booked by the closing instant: nights and pence of the quarter, and what was set right of quarters before. */
  nightsBooked: count,
  bookedPence: count,
  correctedPence: count,
  /** Paid by the bank in the quarter. */
  paidPence: count,
  visitsGood: count,
  visitsToImprove: count,
  visitsUnsafe: count,
  complaints: count,
  complaintsUpheld: count,
  incidents: count,
  seriousIncidents: count,
  outcomesMet: count,
  outcomesNotMet: count,
});
export type ProviderFigures = z.infer<typeof ProviderFigures>;

/** The quarterly monitoring pack [37]: counts and sums only, nothing that leads to a person. Sums are whole pence. */
export const Pack = z.object({
  /** Of the rules by which it is compiled: another number may give other figures for the same record. */
  version: z.literal(1),
  quarter: z.string(),
  fromDate: z.string(),
  untilDate: z.string(),
  /** The first moment that no longer belongs to the quarter; nothing that happened from then on is in here. */
  closingInstant: z.string(),
  care: z.object({
    referred: count,
    referredInEmergency: count,
    handedOver: count,
    accepted: count,
    declined: count,
    inCareAtStart: count,
    inCareAtEnd: count,
    inCareDuring: count,
    left: count,
  }),
  hoursToAcceptance: Spread,
  hoursToPlacement: Spread,
  /** Nights in care of those who left. */
  lengthOfStay: Spread,
  moves: z.object({ moves: count, people: count, corrections: count }),
  needs: z.array(z.object({ need: z.string(), needed: count, met: count })),
  providers: z.array(ProviderFigures),
  budget: z.object({
    year: z.string(),
    budgetPence: count,
    committedPence: count,
    paidPence: count,
    percent: count,
    /** As it was read last before the closing instant. */
    forecastPence: count.optional(),
    warnings: z.array(count),
  }),
});
export type Pack = z.infer<typeof Pack>;

/** What a case and a page say of a pack at first sight. */
export const Headline = z.object({
  referred: count,
  accepted: count,
  inCareAtEnd: count,
  nights: count,
  bookedPence: count,
  committedPence: count,
  budgetPence: count,
});
export type Headline = z.infer<typeof Headline>;

export function headlineOf({ care, providers, budget }: Pack): Headline {
  const { referred, accepted, inCareAtEnd } = care;
  const sum = (of: 'nights' | 'bookedPence') => providers.reduce((total, provider) => total + provider[of], 0);
  const { committedPence, budgetPence } = budget;
  return {
    referred,
    accepted,
    inCareAtEnd,
    nights: sum('nights'),
    bookedPence: sum('bookedPence'),
    committedPence,
    budgetPence,
  };
}

export interface Row {
  section: string;
  of: string;
  figure: string;
  value: string | number;
}

/** Every figure of a pack as a row of its own, in a fixed order: the lines of the CSV and of the page. */
export function rowsOf(pack: Pack): Row[] {
  const { quarter, fromDate, untilDate, closingInstant, version, budget } = pack;
  const { year, warnings, ...sums } = budget;
  return [
    ...figures('pack', '', { quarter, fromDate, untilDate, closingInstant, version }),
    ...figures('care', '', pack.care),
    ...figures('hoursToAcceptance', '', pack.hoursToAcceptance),
    ...figures('hoursToPlacement', '', pack.hoursToPlacement),
    ...figures('lengthOfStay', '', pack.lengthOfStay),
    ...figures('moves', '', pack.moves),
    ...pack.needs.flatMap(({ need, ...met }) => figures('needs', need, met)),
    ...pack.providers.flatMap(({ provider, ...of }) => figures('providers', provider, of)),
    ...figures('budget', year, { ...sums, warnings: warnings.join(' ') }),
  ];
}

function figures(section: string, of: string, values: object): Row[] {
  return Object.entries(values).map(([figure, value]) => ({ section, of, figure, value: cell(value) }));
}

function cell(value: unknown): string | number {
  return typeof value === 'number' ? value : typeof value === 'string' ? value : '';
}
