import { bookOf, priceOn, type Rate } from '../provider-payment/rates';
import { owedFor, type CareRecord } from '../provider-payment/owed';
import { nightsOf } from '../victim-care/journey';
import { addDays } from '../victim-care/stays';

/** One person's care as the record has it today. */
export interface PersonInCare {
  record: CareRecord;
  bedHoldNights: number;
}

/** What a forecast is made of; sums are whole pence. */
export interface Outlook {
  /** For every night and support of the year that is over, by the journeys, whether it is booked or not. */
  owedPence: number;
  /** Nights and supports of the year that no rate card prices. */
  unpriced: number;
  /** With a night of a provider in the last night that is over, and as many days before it as the trend is measured. */
  people: number;
  peopleBefore: number;
  /** What the people in care cost in one night, at the prices of today. */
  nightlyPence: number;
  /** Supports given in the days over which the trend is measured. */
  supportPence: number;
  /** Nights of the year that are still to come, tonight's among them. */
  nightsLeft: number;
}

export interface Horizon {
  trendDays: number;
  trendHorizonNights: number;
}

/**
 * Folds people one by one into an outlook of a financial year (`fromDate` to `untilDate`, YYYY-MM-DD) as it is on the
 * day `on`: the nights before that day are over.
 */
export function outlookOf(
  people: Iterable<PersonInCare>,
  rates: readonly Rate[],
  { fromDate, untilDate, on, trendDays }: { fromDate: string; untilDate: string; on: string; trendDays: number },
): Outlook {
  const book = bookOf(rates);
  const lastNight = addDays(on, -1);
  const lastOfYear = lastNight < untilDate ? lastNight : untilDate;
  const trendFrom = addDays(on, -trendDays);
  const firstNight = addDays(lastNight, -trendDays);
  const outlook = { owedPence: 0, unpriced: 0, people: 0, peopleBefore: 0, nightlyPence: 0, supportPence: 0 };
  for (const { record, bedHoldNights } of people) {
    const { lines, unpriced } = owedFor(record, book, bedHoldNights, lastNight);
    outlook.unpriced += unpriced.filter((line) => line.on >= fromDate && line.on <= lastOfYear).length;
    for (const { line, on: day, pence } of lines) {
      if (day >= fromDate && day <= lastOfYear) outlook.owedPence += pence;
      if (line.startsWith('support:') && day >= trendFrom) outlook.supportPence += pence;
    }
    const [now] = nightsOf(record.movements, bedHoldNights, lastNight, lastNight);
    if (nightsOf(record.movements, bedHoldNights, firstNight, firstNight).length > 0) outlook.peopleBefore += 1;
    if (!now) continue;
    outlook.people += 1;
    outlook.nightlyPence += priceOn(book, now.provider, 'accommodation', on) ?? 0;
  }
  return { ...outlook, nightsLeft: nightsFrom(on < fromDate ? fromDate : on, untilDate) };
}

/**
 * What the whole year will have cost, in whole pence:
 *
 *   owed so far
 *   + for each night d = 1, 2, … that is left: nightly cost of the people in care now × people(d) ÷ people now
 *   + supports of the trend's days ÷ trend's days × nights left
 *
 * with people(d) = people now + (people now − people before) ÷ trend's days × min(d, horizon), and never below 0: the
 * recorded trend goes on for the horizon and then stays. With nobody in care now no night is foreseen.
 *
 * Source: Concert's default; the strategy gives a budget (33) and no way to foresee it.
 */
export function forecastOf(outlook: Outlook, { trendDays, trendHorizonNights }: Horizon): number {
  const { owedPence, people, peopleBefore, nightlyPence, supportPence, nightsLeft } = outlook;
  let shares = 0; // people(d) summed over the nights, times trendDays, so that all of it is whole
  for (let night = 1; night <= nightsLeft; night += 1)
    shares += Math.max(0, people * trendDays + (people - peopleBefore) * Math.min(night, trendHorizonNights));
  const nights = people === 0 ? 0 : Math.round((nightlyPence * shares) / (people * trendDays));
  return owedPence + nights + Math.round((supportPence * nightsLeft) / trendDays);
}

/** How many nights there are from one day through another; none when the second comes first. */
function nightsFrom(from: string, until: string): number {
  const days = (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000 + 1;
  return Math.max(0, days);
}
