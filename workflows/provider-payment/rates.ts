import { z } from 'zod';
import { refuse, type Refusal } from '../kernel/refusals';
import { SupportType, type AgencyCode } from '../vocabulary';

export const source = 'Strategy 33 and 36 (funding follows the victim): a rate card has one price for each day';

const date = z.iso.date({ message: 'Give the date as YYYY-MM-DD, for example 2011-07-01.' });
const wholePence = 'Give the price in whole pence, 1 or more, for example 6500 for £65.';
/** More than any price is; it keeps what is summed well within what is exact. */
const mostPence = 10_000_000;

/** One price of a rate card, in force from its first through its last day; without a last day until it is replaced. */
export const RateLine = z.object({
  type: SupportType,
  pence: z
    .int(wholePence)
    .min(1, wholePence)
    .max(mostPence, 'This is more than any price is. Give pence, not pounds.')
    .meta({ title: 'Pence', description: 'The price of one night, session or item, in whole pence.' }),
  fromDate: date.meta({ title: 'From', description: 'The first day on which this price holds.' }),
  untilDate: date.optional().meta({ title: 'Until', description: 'The last day on which it holds.' }),
});
export type RateLine = z.infer<typeof RateLine>;

/** A price of one provider, with the change that brought it. */
export type Rate = RateLine & { provider: AgencyCode; changeRef: string };

/** Prices by provider and support. Made by `bookOf`. */
export type RateBook = ReadonlyMap<string, readonly Rate[]>;

const keyOf = (provider: AgencyCode, type: SupportType) => `${provider} ${type}`;

export function bookOf(rates: readonly Rate[]): RateBook {
  const book = new Map<string, Rate[]>();
  for (const rate of rates) {
    const key = keyOf(rate.provider, rate.type);
    book.set(key, [...(book.get(key) ?? []), rate]);
  }
  return book;
}

/** What one unit costs on a day (YYYY-MM-DD), in pence; undefined when no price is known. */
export function priceOn(rates: RateBook, provider: AgencyCode, type: SupportType, on: string): number | undefined {
  return rates.get(keyOf(provider, type))?.find((rate) => holdsOn(rate, on))?.pence;
}

function holdsOn({ fromDate, untilDate }: RateLine, day: string): boolean {
  return fromDate <= day && (untilDate === undefined || day <= untilDate);
}

/** Why these lines are no rate card: dates reversed, a gap, or an overlap, each with the lines it is between. */
export function checkRateCard(lines: readonly RateLine[]): Refusal | undefined {
  const numbered = lines.map((line, index) => ({ ...line, index }));
  const reversed = numbered.filter(({ fromDate, untilDate }) => untilDate !== undefined && untilDate < fromDate);
  if (reversed.length > 0)
    return refuseLines(
      'rate-dates-reversed',
      'A price cannot end before it begins. Nothing was recorded.',
      reversed.map(({ index }) => ({ index, message: `Line ${index + 1}: give a last day not before its first.` })),
    );
  const overlaps: { index: number; message: string }[] = [];
  const gaps: { index: number; message: string }[] = [];
  for (const [before, after] of neighbours(numbered)) {
    const lineNumbers = `Lines ${before.index + 1} and ${after.index + 1} (${after.type})`;
    if (before.untilDate === undefined || before.untilDate >= after.fromDate)
      overlaps.push({ index: after.index, message: `${lineNumbers} both hold on ${after.fromDate}.` });
    else if (dayAfter(before.untilDate) !== after.fromDate)
      gaps.push({ index: after.index, message: `${lineNumbers}: no price holds on ${dayAfter(before.untilDate)}.` });
  }
  if (overlaps.length > 0)
    return refuseLines('rate-overlap', 'Two prices for one day. Nothing was recorded.', overlaps);
  if (gaps.length > 0) return refuseLines('rate-gap', 'Days without a price. Nothing was recorded.', gaps);
  return undefined;
}

/**
 * The prices of a provider once a card is in force: for each support that the card names it replaces everything from
 * its first day on; what held before ends the day before.
 * @param lines a card that `checkRateCard` has nothing against
 * @returns 'rate-gap' when days would be left without a price between what held before and the card
 */
export function withCard(
  rates: readonly Rate[],
  card: { provider: AgencyCode; lines: readonly RateLine[]; changeRef: string },
): Rate[] | 'rate-gap' {
  const { provider, lines, changeRef } = card;
  const firstDays = new Map<SupportType, string>();
  for (const { type, fromDate } of lines) {
    const known = firstDays.get(type);
    if (known === undefined || fromDate < known) firstDays.set(type, fromDate);
  }
  let hasGap = false;
  const kept = rates.flatMap((rate): Rate[] => {
    const first = rate.provider === provider ? firstDays.get(rate.type) : undefined;
    if (first === undefined) return [rate];
    if (rate.fromDate >= first) return [];
    if (rate.untilDate === undefined || rate.untilDate >= first) return [{ ...rate, untilDate: dayBefore(first) }];
    return [rate];
  });
  for (const [type, first] of firstDays) {
    const earlier = kept.filter((rate) => rate.provider === provider && rate.type === type);
    hasGap ||= earlier.length > 0 && !earlier.some(({ untilDate }) => untilDate === dayBefore(first));
  }
  return hasGap ? 'rate-gap' : [...kept, ...lines.map((line) => ({ ...line, provider, changeRef }))];
}

/** Each line with the next one of the same support, by first day. */
function neighbours<L extends RateLine>(lines: readonly L[]): [L, L][] {
  const sorted = lines.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : a.fromDate > b.fromDate ? 1 : 0));
  return sorted.flatMap((line, i): [L, L][] => {
    const next = sorted.slice(i + 1).find(({ type }) => type === line.type);
    return next ? [[line, next]] : [];
  });
}

function refuseLines(code: string, message: string, found: readonly { index: number; message: string }[]): Refusal {
  const fields = found.map(({ index, message: what }) => ({ pointer: `/lines/${index}`, message: what }));
  return { ...refuse(code, message, source), fields };
}

const dayMs = 86_400_000;
const dayAfter = (day: string) => shifted(day, dayMs);
const dayBefore = (day: string) => shifted(day, -dayMs);

function shifted(day: string, byMs: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + byMs).toISOString().slice(0, 10);
}
