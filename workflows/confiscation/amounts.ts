import { z } from 'zod';
import { londonDateOf, type Instant } from '../kernel/calendar';
import { refuse, type Refusal } from '../kernel/refusals';

const codes = (text: string) => text.trim().split(/\s+/);

const inHundredths = codes(`
  GBP EUR USD AED ALL AUD BGN BRL CAD CHF CNY CZK DKK EGP ETB GHS HKD HUF IDR ILS INR KES LKR LTL LVL MAD MDL MXN MYR
  NGN NOK NPR NZD PHP PKR PLN QAR RON RSD RUB SAR SEK SGD SLL THB TRY UAH ZAR ZWL`);
const withoutMinorUnit = codes('CLP ISK JPY KRW PYG UGX VND XAF XOF');
const inThousandths = codes('BHD IQD JOD KWD OMR TND');

/** ISO 4217 codes with their minor units; older codes stay, because old assets were valued in them. */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ...inHundredths.map((code) => [code, 2] as const),
  ...withoutMinorUnit.map((code) => [code, 0] as const),
  ...inThousandths.map((code) => [code, 3] as const),
]);

/** How many digits the smallest unit of a currency stands behind the point. */
export const minorDigits = (currency: string): number => digitsOf.get(currency) ?? 2;

/** Far above any asset, and far below where whole numbers stop being exact. */
const most = 10_000_000_000_000;

export const date = z.iso.date('Give the date as YYYY-MM-DD.');

export const pence = z
  .int('Give a whole number of pence.')
  .min(0, 'An amount is not less than nothing.')
  .max(most, 'This is more than can be recorded.')
  .meta({ unit: 'pence' });

/** An amount in any currency, in its smallest unit, with the rate and the day of the rate when it is not sterling. */
export const Amount = z.strictObject({
  currency: z
    .enum([...digitsOf.keys()], 'Give a currency by its ISO 4217 code, for example EUR.')
    .meta({ title: 'Currency', description: 'ISO 4217 code.' }),
  minor: z
    .int("Give a whole number of the currency's smallest unit.")
    .min(0, 'An asset is not worth less than nothing.')
    .max(most, 'This is more than can be recorded.')
    .meta({ title: 'Amount', description: 'In the smallest unit: pence for GBP, yen for JPY.', unit: 'minor' }),
  rate: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, 'Give the rate as a decimal number of pounds for one unit, for example 0.8731.')
    .optional()
    .meta({ title: 'Rate', description: 'Pounds for one whole unit. Not for GBP.' }),
  rateOn: date.optional().meta({ title: 'Rate on', description: 'The day of the rate, YYYY-MM-DD. Not for GBP.' }),
});
export type Amount = z.infer<typeof Amount>;

/** An amount with what it is in pence, by its own rate. */
export interface Money extends Amount {
  pence: number;
}

const source = 'Concert: an amount in another currency is kept with the rate and the day of the rate';

/** The amount in pence, or why it cannot be taken; `field`: where it stands in the input. */
export function moneyOf(amount: Amount, now: Instant, field: string): Money | Refusal {
  const { currency, minor, rate, rateOn } = amount;
  const fail = (code: string, name: string, message: string): Refusal => ({
    ...refuse(code, message, source),
    fields: [{ pointer: `/${field}/${name}`, message }],
  });
  if (currency === 'GBP') {
    if (rate !== undefined || rateOn !== undefined)
      return fail('rate-not-needed', 'rate', 'Pounds need no rate. Leave the rate and its day out.');
    return { ...amount, pence: minor };
  }
  if (rate === undefined) return fail('rate-missing', 'rate', 'Give the rate: pounds for one unit of this currency.');
  if (rateOn === undefined) return fail('rate-missing', 'rateOn', 'Give the day of the rate.');
  if (rateOn > londonDateOf(now)) return fail('rate-in-the-future', 'rateOn', 'This day has not come yet.');
  const inPence = penceOf(minor, rate, minorDigits(currency));
  if (inPence > BigInt(most)) return fail('amount-too-large', 'minor', 'In pounds this is more than can be recorded.');
  return { ...amount, pence: Number(inPence) };
}

/** Exact whole-number arithmetic; a half penny is rounded up. */
function penceOf(minor: number, rate: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  const product = BigInt(minor) * BigInt(whole + fraction) * 100n;
  const divisor = 10n ** BigInt(fraction.length + digits);
  return (2n * product + divisor) / (2n * divisor);
}

/** A sum in pence as £1,250.50, for the sentence of a refusal. */
export function inPounds(sum: number): string {
  const [whole = '0', rest = '00'] = (sum / 100).toFixed(2).split('.');
  return `£${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}
