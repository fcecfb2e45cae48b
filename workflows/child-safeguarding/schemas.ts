import { z } from 'zod';
import { ReferredAlready } from '../child-cases/referring';
import { caseReference, personalDate, personalName, personalText } from '../kernel/command';
import { CountryCode, Indicator, LanguageCode } from '../vocabulary';

const agencyCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example hillingdon-council.");
const text = (description: string, max = 4000) => personalText('Record', description, max);
const reasons = personalText('Reasons', 'Why, so that somebody who knows nothing of the case can follow.');

export const foundAts = ['arrest', 'charge', 'court', 'conviction', 'port'] as const;

export const OpenSafeguarding = z
  .object({
    foundAt: z.enum(foundAts).meta({
      title: 'Found at',
      description: 'Where the indicator was seen: at an arrest, a charge, in court, after a conviction, or at a port.',
    }),
    childrensServices: agencyCode.meta({
      title: "Children's services",
      description: 'The local authority where the child is.',
    }),
    indicators: z.array(Indicator).min(1, 'Tick at least one indicator.').max(30).meta({
      title: 'Indicators',
      description: 'The signs of trafficking that were seen.',
    }),
    isAgeDisputed: z.boolean().optional().meta({
      title: 'Age disputed',
      description: 'Whoever says to be a child is treated as one until assessed.',
    }),
    offence: z
      .enum(['cannabis-cultivation', 'theft', 'begging', 'documents', 'other'])
      .optional()
      .meta({ title: 'Offence', description: 'What the child was found doing.' }),
    childName: personalName('Name', 'As the child gives it.').optional(),
    birthDate: personalDate('Date of birth', 'YYYY-MM-DD, as the child gives it.').optional(),
    circumstances: personalText('Circumstances', 'How the child was found.').optional(),
    countryOfOrigin: CountryCode.optional(),
    language: LanguageCode.optional(),
    nrmReferral: ReferredAlready,
  })
  .meta({ title: 'Child', description: 'A child who may be trafficked, found in crime or met at a port [98, 103].' });

export const actionInputs = {
  conference: z.object({
    attended: z.array(agencyCode).min(3, "Police, children's services and CPS take part.").max(20).meta({
      title: 'Attended',
      description: 'The agencies that took part.',
    }),
    text: text('What was agreed about the charge, and about the child.'),
  }),
  'appropriate-adult': z.object({ text: text('Who is with the child, and since when.', 1000) }),
  'safe-accommodation': z.object({ text: text('Where the child is, and why it is safe.', 1000) }),
  'nrm-referral': z.object({
    nrmReferral: caseReference('Referral', "The reference of the child's referral to the National Referral Mechanism."),
  }),
  'strategy-meeting': z.object({ text: text('What was agreed, and who does what by when.') }),
  plan: z.object({
    kind: z.enum(['child-in-need', 'child-protection']).meta({ title: 'Kind', description: 'Which plan it is.' }),
    text: text('How the child is kept safe.', 8000),
  }),
  'age-assessment': z.object({
    outcome: z.enum(['child', 'adult']).meta({ title: 'Outcome', description: 'What the assessment found.' }),
    text: text('On what it rests.', 8000),
  }),
} as const;

export const decisionPoints = ['before-charge', 'after-charge', 'at-court', 'before-trial', 'at-trial'] as const;
export type DecisionPoint = (typeof decisionPoints)[number];

export const ReachPoint = z
  .object({
    point: z.enum(decisionPoints).meta({ title: 'Decision point', description: 'Where the prosecution stands now.' }),
  })
  .meta({ title: 'Decision point', description: 'CPS considers again whether to go on.' });

export const Consider = z
  .object({
    outcome: z
      .enum(['discontinue', 'proceed'])
      .meta({ title: 'Outcome', description: 'Whether the prosecution goes on.' }),
    reasons,
  })
  .meta({ title: 'Consideration', description: 'Whether to discontinue, under the lowered threshold [98].' });

export const RecordVerdict = z
  .object({
    outcome: z.enum(['convicted', 'acquitted']).meta({ title: 'Outcome', description: 'How the trial ended.' }),
  })
  .meta({ title: 'Verdict', description: 'How the trial ended.' });

export const ReviewForAppeal = z
  .object({
    outcome: z.enum(['appeal-supported', 'no-ground-found']).meta({ title: 'Outcome', description: 'What was found.' }),
    reasons,
  })
  .meta({ title: 'Appeal review', description: 'A conviction of a child who may have been trafficked [98].' });

export const accountParts = ['recruitment', 'journey', 'border', 'activity', 'safety'] as const;
export type AccountPart = (typeof accountParts)[number];

export const TakeAccount = z
  .object({
    recruitment: text('How the child was found, and by whom.', 8000).optional(),
    journey: text('How the child travelled.', 8000).optional(),
    border: text('How the child crossed the border.', 8000).optional(),
    activity: text('What the child was made to do here.', 8000).optional(),
    safety: text('What and whom the child fears.', 8000).optional(),
  })
  .meta({ title: 'Account', description: 'Taken once, for all agencies [107].' });

export const RequestRecount = z
  .object({ reason: personalText('Reason', 'What you need that the account does not say.', 2000) })
  .meta({ title: 'Request', description: 'Asks the safeguarding lead whether the child may be asked again [107].' });

export const DecideRecount = z
  .object({
    number: z.int().min(1).meta({ title: 'Number', description: 'The number of the request.' }),
    isApproved: z.boolean().meta({ title: 'Approved', description: 'Whether the child may be asked again.' }),
    reason: personalText('Reason', 'Why.', 2000),
  })
  .meta({ title: 'Decision', description: 'Every time a child is asked again costs the child.' });

export const Text = z
  .object({ text: text('What was found, and what is next.') })
  .meta({ title: 'Record', description: 'A record.' });
export const NoInput = z.object({}).meta({ title: 'Nothing to fill in', description: 'This command takes no fields.' });
