import { z } from 'zod';
import { personalText } from '../kernel/command';
import { parseCaseRef } from '../vocabulary';

export const agency = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example beacon-refuge.");
export const date = z.iso.date('Give the date as YYYY-MM-DD.');
export const instant = z.iso.datetime({
  message: 'Give the moment as an instant in UTC, for example 2011-08-03T18:30:00Z.',
});
export const place = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,59}$/, "Give the place's code as it stands in the proposal.")
  .meta({ title: 'Place', description: 'A code of the register of places; never an address.' });
export const caseRef = z
  .string()
  .refine((text) => parseCaseRef(text) === text, 'Give the reference as it is written, for example on the referral.');
export const reason = personalText('Reason', 'Why. It is kept with the record.', 2000);

/** What every first assessment looks at [processes.md 3]. */
export const needNames = [
  'accommodation',
  'medical',
  'psychological',
  'training-and-education',
  'translation',
  'legal-advice',
  'material-help',
] as const;
export type NeedName = (typeof needNames)[number];
