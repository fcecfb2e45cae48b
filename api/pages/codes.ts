/** What a question offers: the code that is sent, and the words that are shown. */
export interface Choice {
  value: string;
  text: string;
}

const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
const pairs = letters.flatMap((a) => letters.map((b) => a + b));
const regions = new Intl.DisplayNames('en-GB', { type: 'region', fallback: 'none' });
const languages = new Intl.DisplayNames('en-GB', { type: 'language', fallback: 'none' });
const currencies = new Intl.DisplayNames('en-GB', { type: 'currency', fallback: 'none' });
/** Unions and codes made for tests, which are no countries. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'XX']);

const byText = (a: Choice, b: Choice) => a.text.localeCompare(b.text, 'en-GB');

function named(codes: readonly string[], names: Intl.DisplayNames): Choice[] {
  return codes.flatMap((value) => {
    const text = names.of(value);
    return text === undefined ? [] : [{ value, text }];
  });
}

/** Every country by its code (ISO 3166-1), and the code for one that is not known. */
export const countries: readonly Choice[] = [
  ...named(
    pairs.map((pair) => pair.toUpperCase()).filter((code) => !noCountries.has(code)),
    regions,
  ).toSorted(byText),
  { value: 'XX', text: 'Not known' },
];

/** Every language that has a code of two letters (ISO 639-1). */
export const languagesSpoken: readonly Choice[] = named(pairs, languages).toSorted(byText);

/** A country's or language's name, when the field is about one; undefined when it is not. */
export function nameOfCode(field: string, code: string): string | undefined {
  if (/country/i.test(field) && /^[A-Z]{2}$/.test(code)) return code === 'XX' ? 'Not known' : regions.of(code);
  if (/language/i.test(field) && /^[a-z]{2,3}$/.test(code)) return languages.of(code);
  return undefined;
}

/** `GBP, British Pound`; undefined when it is no code of a currency (ISO 4217). */
export function nameOfCurrency(code: string): string | undefined {
  const name = /^[A-Z]{3}$/.test(code) ? currencies.of(code) : undefined;
  return name === undefined ? undefined : `${code}, ${name}`;
}
