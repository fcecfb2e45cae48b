import { z } from 'zod';

/** What a provider gives in a night, a session or as an item; a rate card has a price for each. */
export const supportTypes = [
  'accommodation',
  'counselling',
  'medical',
  'interpreting',
  'legal-advice',
  'training-and-education',
  'transport',
  'material-help',
] as const;
export const SupportType = z.enum(supportTypes).meta({
  title: 'Support',
  description: 'What is given: accommodation by the night, the others by the session or the item [33, 36].',
});
export type SupportType = z.infer<typeof SupportType>;

/** The unit in which each kind of support is counted and paid. */
export const supportUnits = {
  accommodation: 'night',
  counselling: 'session',
  medical: 'session',
  interpreting: 'session',
  'legal-advice': 'session',
  'training-and-education': 'session',
  transport: 'item',
  'material-help': 'item',
} as const satisfies Record<SupportType, 'night' | 'session' | 'item'>;

/** Where a person is cared for: the contract covers England and Wales; the others have arrangements of their own. */
export const jurisdictions = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
export type Jurisdiction = (typeof jurisdictions)[number];

/** Whom a place takes. */
export const placeKinds = ['women', 'men', 'anyone'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** What must be true of a place for one person. Areas are named as the register of places names them. */
export interface PlacementNeeds {
  gender: 'woman' | 'man';
  children: number;
  stepFree: boolean;
  /** ISO 639 codes; any one of them is enough. */
  languages: readonly string[];
  /** Where exploiters are, or may be. */
  areasToAvoid: readonly string[];
}

/** One stay of a person in a place: the first night there and the first night no longer there (null: open). */
export interface BedStay {
  place: string;
  /** YYYY-MM-DD, the night that begins on the evening of this day. */
  fromNight: string;
  untilNight: string | null;
}
