import { z } from 'zod';

/** The purposes for which a person is exploited, as the strategy counts them [18]; `unspecified` until it is known. */
export const exploitationTypes = ['sexual', 'labour', 'domestic-servitude', 'unspecified'] as const;
export const ExploitationType = z.enum(exploitationTypes).meta({
  title: 'Exploitation type',
  description: 'The purpose for which the person was, or was to be, exploited.',
});
export type ExploitationType = z.infer<typeof ExploitationType>;

/** ISO 3166-1 alpha-2, or `XX` when the country is not known. */
export const CountryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Give the country as two capital letters (ISO 3166-1), or XX when it is not known.')
  .meta({ title: 'Country', description: 'Two letters, ISO 3166-1 alpha-2; XX when not known.' });

/** ISO 639-1, for the interpreter. */
export const LanguageCode = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'Give the language as two or three small letters (ISO 639).')
  .meta({ title: 'Language', description: 'ISO 639 code of the language in which an interpreter is needed.' });

/** The signs of trafficking that a First Responder can tick, after the referral form's headings. */
export const indicators = [
  'movement-controlled',
  'documents-held-by-others',
  'debt-bondage',
  'violence-or-threats',
  'fear-of-authorities',
  'poor-living-conditions',
  'little-or-no-pay',
  'signs-of-abuse',
  'isolated',
  'found-in-exploitative-place',
  'false-promise-of-work',
  'child-unaccompanied',
  'child-with-unrelated-adult',
  'child-found-in-crime',
] as const;
export const Indicator = z
  .enum(indicators)
  .meta({ title: 'Indicator', description: 'A sign of trafficking that was seen.' });
