import { z } from 'zod';
import { agency, date, place, reason } from '../victim-care/fields';
import { RateLine } from '../provider-payment/rates';
import { LanguageCode, placeKinds } from '../vocabulary';

export const changeKinds = [
  'rate-card',
  'place',
  'suspend-place',
  'resume-place',
  'suspend-provider',
  'resume-provider',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Why a place, or every place of a provider, takes nobody for a while. */
export const suspensionGrounds = ['safeguarding', 'building', 'staffing', 'quality', 'provider-asked'] as const;

const provider = agency.meta({ title: 'Provider', description: 'Whose register changes, for example beacon-refuge.' });
const fields = {
  lines: z.array(RateLine).min(1, 'Give at least one price.').max(100, 'Use at most 100 lines.').meta({
    title: 'Lines',
    description: 'For a rate card: each support that it names is priced anew from its first day on, and no other is.',
  }),
  place,
  takes: z.enum(placeKinds).meta({ title: 'Takes', description: 'For a place: whom it takes.' }),
  takesChildren: z.boolean().meta({ title: 'Takes children', description: 'For a place: also children with them.' }),
  stepFree: z.boolean().meta({ title: 'Step-free', description: 'For a place: without steps throughout.' }),
  languages: z
    .array(LanguageCode)
    .max(50, 'Use at most 50 languages.')
    .meta({ title: 'Languages', description: 'For a place: what its staff speak.' }),
  area: z
    .string()
    .regex(/^[a-z][a-z-]{1,39}$/, 'Give the area in small letters, for example kent.')
    .meta({ title: 'Area', description: 'For a place: where it is, no closer than a county or a city.' }),
  capacity: z
    .int('Give the number of beds as a whole number.')
    .min(0, 'Give 0 beds or more.')
    .max(500, 'Use at most 500 beds.')
    .meta({ title: 'Capacity', description: 'For a place: how many beds it has.' }),
  fromDate: date.meta({ title: 'From', description: 'For a suspension: the first night on which nobody is taken.' }),
  untilDate: date.meta({ title: 'Until', description: 'For a suspension, or its end: the last such night.' }),
  ground: z.enum(suspensionGrounds).meta({ title: 'Ground', description: 'For a suspension: why.' }),
};

/** Flat, because an opening is one object; which fields belong to which change is said by `wholes`. */
export const Proposal = z
  .object(fields)
  .partial()
  .extend({
    change: z.enum(changeKinds).meta({ title: 'Change', description: "What should change in a provider's register." }),
    provider,
    reason: reason.optional().meta({
      title: 'Reason',
      description: 'Why. Needed for a day that is over. It is kept with the record.',
      personal: true,
    }),
  });

const { lines, takes, takesChildren, stepFree, languages, area, capacity, fromDate, untilDate, ground } = fields;

/** Each change with the fields that it needs, and no others. */
export const wholes = {
  'rate-card': z.object({ change: z.literal('rate-card'), provider, lines }),
  place: z.object({
    change: z.literal('place'),
    provider,
    place,
    takes,
    takesChildren,
    stepFree,
    languages,
    area,
    capacity,
  }),
  'suspend-place': z.object({
    change: z.literal('suspend-place'),
    provider,
    place,
    fromDate,
    untilDate: untilDate.optional(),
    ground,
  }),
  'resume-place': z.object({ change: z.literal('resume-place'), provider, place, untilDate }),
  'suspend-provider': z.object({
    change: z.literal('suspend-provider'),
    provider,
    fromDate,
    untilDate: untilDate.optional(),
    ground,
  }),
  'resume-provider': z.object({ change: z.literal('resume-provider'), provider, untilDate }),
} as const satisfies Record<ChangeKind, z.ZodObject>;

/** A change that is whole: what the register is given to apply. Dates are YYYY-MM-DD, sums are pence. */
export const ProviderChange = z.discriminatedUnion('change', [
  wholes['rate-card'],
  wholes.place,
  wholes['suspend-place'],
  wholes['resume-place'],
  wholes['suspend-provider'],
  wholes['resume-provider'],
]);
export type ProviderChange = z.infer<typeof ProviderChange>;

export const NoInput = z.object({});
export const Rejection = z.object({ reason });
