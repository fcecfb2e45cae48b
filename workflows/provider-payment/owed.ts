import { z } from 'zod';
import { SupportType, supportUnits, type AgencyCode } from '../vocabulary';
import { nightsOf } from '../victim-care/journey';
import { changesOf, nightLine, supportLine, type CareLine, type Entry } from './attribution';
import { priceOn, type RateBook } from './rates';

/** What the accounts read of a care case, whatever else it keeps. */
const CareRecord = z.object({
  movements: z.array(
    z.object({
      at: z.string(),
      to: z.union([z.object({ provider: z.string(), place: z.string() }), z.enum(['absent', 'left'])]),
    }),
  ),
  supports: z.array(
    z.object({
      id: z.string(),
      type: SupportType,
      provider: z.string(),
      /** YYYY-MM-DD */
      on: z.string(),
      /** Whole sessions or items; 0 when it was taken back. */
      quantity: z.int().min(0),
    }),
  ),
});
export type CareRecord = z.infer<typeof CareRecord>;

/** The journey and the supports of a care case's state. @throws ZodError when the state has none */
export function careRecordOf(state: unknown): CareRecord {
  return CareRecord.parse(state);
}

/** A line that is owed to a provider at a price that no rate card has. */
export interface Unpriced {
  line: string;
  on: string;
  provider: AgencyCode;
  type: SupportType;
}

/**
 * All that is owed for one person up to and with the night, or the day, of `untilDate`: each night and each support once.
 * Pure: the same record and rates give the same lines, in whatever order they became known.
 */
export function owedFor(
  { movements, supports }: CareRecord,
  rates: RateBook,
  bedHoldNights: number,
  untilDate: string,
): { lines: CareLine[]; unpriced: Unpriced[] } {
  const lines: CareLine[] = [];
  const unpriced: Unpriced[] = [];
  const owe = (given: Unpriced, quantity: number) => {
    const { type, ...line } = given;
    const price = priceOn(rates, line.provider, type, line.on);
    if (price === undefined) unpriced.push(given);
    else lines.push({ ...line, pence: price * quantity });
  };
  for (const { night, provider } of nightsOf(movements, bedHoldNights, beginning, untilDate))
    owe({ line: nightLine(night), on: night, provider, type: 'accommodation' }, 1);
  for (const { id, type, provider, on, quantity } of new Map(supports.map((s) => [s.id, s])).values()) {
    // Accommodation is paid by the night that was slept, never as a support.
    if (quantity > 0 && on <= untilDate && supportUnits[type] !== 'night')
      owe({ line: supportLine(id), on, provider, type }, quantity);
  }
  return { lines, unpriced };
}

/**
 * What the ledger is to be told of one person, so that it holds what is owed up to and with `untilDate`. What was booked
 * for later days is kept right too: an accrual up to an earlier day takes nothing back.
 * @param booked the sums of all postings of this person's lines
 */
export function accrualOf(
  record: CareRecord,
  rates: RateBook,
  bedHoldNights: number,
  untilDate: string,
  booked: readonly CareLine[],
): { entries: Entry[]; unpriced: Unpriced[] } {
  const bookedDays = booked.filter(({ pence }) => pence !== 0).map(({ on }) => on);
  const through = bookedDays.reduce((a, b) => (a > b ? a : b), untilDate);
  const { lines, unpriced } = owedFor(record, rates, bedHoldNights, through);
  return { entries: changesOf(lines, booked), unpriced };
}

/** Before every journey. */
const beginning = '2000-01-01';
