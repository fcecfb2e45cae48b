import { z } from 'zod';
import { personalText } from '../kernel/command';
import { policySetIds, type PolicySetId } from '../kernel/contract';
import { designationNames, type AgencyCode, type DesignationName } from '../vocabulary';

export const changeKinds = ['adopt-policy-set', 'designate', 'withdraw-designation'] as const;
export type ChangeKind = (typeof changeKinds)[number];

const date = z.iso.date({ message: 'Give the date as YYYY-MM-DD, for example 2011-07-01.' });

/** Flat, because an opening is one object; which fields belong to which change is decided in change.ts. */
export const Proposal = z.object({
  change: z.enum(changeKinds).meta({ title: 'Change', description: 'What should change in the register.' }),
  policySet: z.enum(policySetIds).optional().meta({ title: 'Policy set', description: 'To adopt a set: which one.' }),
  agency: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example kent-council.")
    .optional()
    .meta({ title: 'Agency', description: 'For a designation: whose.' }),
  designation: z
    .enum(designationNames)
    .optional()
    .meta({ title: 'Designation', description: 'What the agency is to be, or no longer to be.' }),
  fromDate: date.optional().meta({ title: 'From', description: 'The first day on which it holds.' }),
  untilDate: date.optional().meta({ title: 'Until', description: 'The last day on which it holds.' }),
});

/** A change that is whole: what the register is given to apply. Dates are YYYY-MM-DD. */
export type RegisterChange =
  | { change: 'adopt-policy-set'; policySet: PolicySetId; fromDate: string }
  | { change: 'designate'; agency: AgencyCode; designation: DesignationName; fromDate: string; untilDate?: string }
  | { change: 'withdraw-designation'; agency: AgencyCode; designation: DesignationName; untilDate: string };

export const NoInput = z.object({});

export const Rejection = z.object({
  reason: personalText('Reason', 'Why this change should not be made.', 2000),
});
