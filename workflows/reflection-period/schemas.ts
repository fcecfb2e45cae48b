import { z } from 'zod';
import { personalText } from '../kernel/command';

/** The grounds on which a reflection period may end before its time [strategy 23]; no other is known. */
export const earlyEndGrounds = ['own-informed-request', 'public-order', 'improper-claim'] as const;
export type EarlyEndGround = (typeof earlyEndGrounds)[number];

export const outcomes = ['positive', 'negative'] as const;
export type Outcome = (typeof outcomes)[number];

const agencyCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example kent-council.");

export const Opening = z.object({
  referral: z
    .string()
    .regex(/^[A-Z]{3}(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$/, "Give the referral's reference.")
    .meta({ title: 'Referral', description: 'The case whose positive reasonable-grounds decision starts the period.' }),
  competentAuthority: agencyCode.meta({
    title: 'Competent authority',
    description: 'The agency that took the reasonable-grounds decision and will take the conclusive one.',
  }),
  immigrationAuthority: agencyCode.meta({
    title: 'Immigration authority',
    description: 'The agency that must hold removal.',
  }),
  startedAt: z.iso
    .datetime({ message: 'Give the moment as an instant in UTC, for example 2011-07-01T12:00:00Z.' })
    .meta({ title: 'Started', description: 'When the reasonable-grounds decision took effect.' }),
});

export const NoInput = z.object({});

export const RemovalDirections = z.object({
  setFor: z.iso
    .date({ message: 'Give the date as YYYY-MM-DD.' })
    .meta({ title: 'Set for', description: 'The day for which removal is arranged.' }),
});

export const EarlyEndRequest = z.object({
  ground: z.enum(earlyEndGrounds).meta({ title: 'Ground', description: 'Why the period should end before its time.' }),
  informed: z.boolean().optional().meta({
    title: 'Informed',
    description: 'For an own request: the person was told what ending early means, and asked for it freely.',
  }),
  reasons: personalText('Reasons', 'For public order or an improper claim: what the proposal rests on.').optional(),
});

export const EarlyEndReview = z.object({
  agrees: z.boolean().meta({ title: 'Agrees', description: 'Whether the period should end early.' }),
  tookNoPart: z.boolean().meta({
    title: 'Took no part',
    description: 'The reviewer has had no part in any asylum or immigration decision about this person.',
  }),
  reasons: personalText('Reasons', "The reviewer's own reasons."),
});

export const FollowTransfer = z.object({
  to: agencyCode.meta({ title: 'To', description: 'The competent authority to which the referral was transferred.' }),
  number: z.int().min(1).meta({ title: 'Number', description: 'Counts up: older word than what is known is left.' }),
});

/** Why a referral closed while its reflection period was open. */
export const closedBecause = ['death', 'withdrawn'] as const;
export type ReferralClosedBecause = (typeof closedBecause)[number];

export const ReferralClosed = z.object({
  because: z.enum(closedBecause).meta({ title: 'Because', description: 'The person has died, or has withdrawn.' }),
});

export const OverdueAction = z.object({
  action: personalText('Action', 'What is being done so that the case can end, and by when.', 2000),
});

export const ConclusiveDecision = z.object({
  outcome: z
    .enum(outcomes)
    .meta({ title: 'Outcome', description: 'The conclusive-grounds decision, after its review.' }),
});
