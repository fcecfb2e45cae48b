import { z } from 'zod';
import { Money } from './said';

/** What the pages of a confiscation case take from its view; see workflows/confiscation/view.ts. Who sees less has less. */
const Asset = z.object({
  id: z.string(),
  kind: z.string(),
  description: z.string(),
  country: z.string(),
  place: z.string(),
  owner: z.string().optional(),
  valuations: z.array(z.object({ value: Money, valuedOn: z.string(), by: z.string() })),
  isRestrained: z.boolean(),
  restrainedPence: z.number(),
  restraints: z.array(z.object({ amount: Money, orderedOn: z.string() })),
  realised: z.array(z.object({ amount: Money, on: z.string() })),
  realisedPence: z.number(),
});

const Claim = z.object({
  id: z.string(),
  asset: z.string(),
  claimant: z.string(),
  amount: Money,
  reasons: z.string(),
  allowedPence: z.number().optional(),
});

const Considered = z.object({ at: z.string() }).optional();

export const ConfiscationView = z.object({
  prosecutionReference: z.string(),
  outcome: z.object({ outcome: z.string(), on: z.string() }).optional(),
  considered: z.object({ investigating: Considered, prosecuting: Considered }).optional(),
  appeals: z.array(z.object({ on: z.string(), ended: z.object({ on: z.string() }).optional() })).optional(),
  done: z.object({ statement: z.string(), response: z.string(), hearing: z.string() }).partial().optional(),
  directions: z
    .array(
      z.object({
        step: z.string(),
        date: z.string(),
        order: z.string(),
        policyDate: z.string().optional(),
        daysAdded: z.number().optional(),
        exceptionalCircumstances: z.string().optional(),
        isPostponement: z.boolean(),
      }),
    )
    .optional(),
  assets: z.array(Asset).optional(),
  claims: z.array(Claim).optional(),
  helps: z.array(z.object({ id: z.string(), kind: z.string(), agency: z.string() })).optional(),
  restraints: z
    .array(z.object({ id: z.string(), assets: z.array(z.string()), answer: z.string().optional() }))
    .optional(),
  alternatives: z.array(z.object({ id: z.string(), kind: z.string(), agency: z.string() })).optional(),
  order: z
    .object({
      orderedOn: z.string(),
      amountPence: z.number(),
      collectedPence: z.number(),
      toVictimsPence: z.number(),
      outstandingPence: z.number(),
      payBy: z.string(),
      defaultTermOn: z.string().optional(),
      extensions: z.array(z.object({ payBy: z.string(), appliedOn: z.string(), orderedOn: z.string() })),
    })
    .optional(),
});
export type ConfiscationView = z.infer<typeof ConfiscationView>;
