import { z } from 'zod';
import { personalText } from '../kernel/command';
import { parseCaseRef } from '../vocabulary';

const date = z.iso.date({ message: 'Give the date as YYYY-MM-DD, for example 2011-07-31.' });

export const caseRef = z
  .string()
  .refine((text) => parseCaseRef(text) === text, 'Give the reference as it was given to you, with its last letter.');

export const providerCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the provider's code, for example ashgrove-house.")
  .meta({ title: 'Provider', description: 'Who gave the care.' });

export const OpenStatement = z.object({
  provider: providerCode,
  fromDate: date.meta({ title: 'From', description: 'The first day of the period.' }),
  untilDate: date.meta({ title: 'Until', description: 'The last day of the period, which must be over.' }),
});

export const disputeReasons = ['not-here', 'wrong-price', 'wrong-support', 'counted-twice', 'other'] as const;
export type DisputeReason = (typeof disputeReasons)[number];

const line = z.int().min(1).max(10_000_000).meta({ title: 'Line', description: 'Its number on the statement.' });

export const DisputeLine = z.object({
  line,
  reasonCode: z.enum(disputeReasons).meta({ title: 'Ground', description: 'What is wrong with the line.' }),
  text: personalText('Explanation', 'What you say about this line, and how you know.', 2000),
});

export const disputeOutcomes = ['upheld', 'not-upheld'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

export const SettleDispute = z.object({
  line,
  outcome: z.enum(disputeOutcomes).meta({
    title: 'Outcome',
    description: 'Upheld: the line is taken out and comes back when it is corrected. Not upheld: it stays.',
  }),
  reason: personalText('Reason', 'Why. The provider reads it.', 2000),
});

export const paymentOutcomes = ['prepared', 'withdrawn', 'settled', 'rejected'] as const;
export type PaymentOutcome = (typeof paymentOutcomes)[number];

/** What a batch tells its statements. */
export const RecordPayment = z.object({
  batch: caseRef.meta({ title: 'Batch', description: 'The batch of payments.' }),
  endToEndId: z.string().min(1).max(35).meta({ title: 'End-to-end id', description: 'As in the payment file.' }),
  outcome: z.enum(paymentOutcomes).meta({ title: 'Outcome', description: 'What became of the payment.' }),
  reasonCode: z
    .string()
    .regex(/^[A-Z0-9]{1,4}$/)
    .optional()
    .meta({ title: 'Ground', description: "The bank's code for a rejection, ISO 20022." }),
});

export const NoInput = z.object({});
