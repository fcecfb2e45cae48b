import { z } from 'zod';
import { caseReference, personalDate, personalName, personalText } from '../kernel/command';
import { CountryCode, ExploitationType, Indicator, jurisdictions, LanguageCode, parseCaseRef } from '../vocabulary';

const AgencyCodeField = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example kent-council.");

const Outcome = z
  .enum(['positive', 'negative'])
  .meta({ title: 'Outcome', description: 'Positive: the test is met. Negative: it is not.' });

const reasons = personalText('Reasons', 'Why, so that somebody who knows nothing of the case can follow.', 8000);

export const Refer = z
  .object({
    subject: z.enum(['adult', 'child']).meta({
      title: 'Adult or child',
      description: 'Whether the person is an adult. If in doubt, choose child.',
    }),
    consent: z.enum(['given', 'refused']).optional().meta({
      title: 'Consent',
      description: 'Adults only: whether the person agrees to be referred.',
    }),
    name: personalName('Name', 'As the person gives it. Leave it out when consent is refused.').optional(),
    birthDate: personalDate(
      'Date of birth',
      'YYYY-MM-DD, as the person gives it. Leave it out when consent is refused.',
    ).optional(),
    childrensServices: AgencyCodeField.optional().meta({
      title: "Children's services",
      description: "Children only: the local authority whose children's services look after the child.",
    }),
    exploitationType: ExploitationType,
    indicators: z
      .array(Indicator)
      .min(1, 'Tick at least one indicator.')
      .max(30)
      .meta({ title: 'Indicators', description: 'The signs of trafficking that were seen.' }),
    countryOfOrigin: CountryCode,
    encounteredWhere: personalText('Where', 'Where the person was encountered.', 500),
    encounteredOn: z.iso.date('Give the date as YYYY-MM-DD.').meta({
      title: 'When',
      description: 'The day on which the person was encountered: YYYY-MM-DD, not in the future.',
    }),
    safetyNeeds: personalText('Safety needs', 'What keeps this person safe, and from whom.').optional(),
    interpreterLanguage: LanguageCode.optional(),
    jurisdiction: z.enum(jurisdictions).optional().meta({
      title: 'Where care is needed',
      description: 'Adults only. England and Wales unless said; the others have arrangements of their own.',
    }),
    emergencyCare: z
      .string()
      .refine((text) => parseCaseRef(text)?.startsWith('CAR-') === true, 'Give the reference of the care, CAR-…')
      .transform((text) => parseCaseRef(text) ?? text)
      .optional()
      .meta({
        title: 'Care in an emergency',
        description: 'Adults only: the reference of the care that began before this referral.',
      }),
    subjectToImmigrationControl: z.boolean().meta({
      title: 'Subject to immigration control',
      description: 'Whether the person needs leave to enter or stay in the United Kingdom.',
    }),
    onBehalfOf: z
      .object({ person: z.string().min(1).max(120), agency: AgencyCodeField })
      .optional()
      .meta({
        title: 'On behalf of',
        description: "Given by Concert alone: who referred the child from the child's own case.",
      }),
  })
  .meta({ title: 'Referral', description: 'A First Responder refers a potential victim [24].' });

export const Transfer = z
  .object({
    to: AgencyCodeField.meta({ title: 'To', description: 'The competent authority that takes the case over.' }),
    reason: personalText('Reason', 'Why the other authority should decide.', 2000),
  })
  .meta({ title: 'Transfer', description: 'Hands the referral to the other competent authority.' });

export const RegisterInvolvement = z
  .object({
    person: z.string().trim().min(1).max(120).meta({
      title: 'Person',
      description: "The officer's identifier, as they sign in. Not a name.",
    }),
    kind: z.enum(['asylum-decision', 'immigration-decision']).meta({
      title: 'Kind',
      description: 'In which decision about this potential victim the officer has a part.',
    }),
  })
  .meta({ title: 'Involvement', description: 'An entry of the register of involvement [32].' });

export const RecordDuplicate = z
  .object({
    otherRef: caseReference(
      'Other referral',
      'The reference of the referral under which this person is counted already.',
    ),
  })
  .meta({ title: 'Duplicate', description: 'The same person was referred before: linked, and counted once.' });

export const LinkChildCase = z
  .object({
    childCase: z.string().min(1).max(60).meta({
      title: 'Case about the child',
      description: 'The search for the child, or the case that safeguards the child.',
    }),
  })
  .meta({ title: 'Case about the child', description: 'Sent by a case about the child who was referred.' });

export const RequestInformation = z
  .object({ question: personalText('Question', 'What the First Responder should find out or explain.') })
  .meta({ title: 'Request for information', description: 'Asks the First Responder; the target waits meanwhile.' });

export const GiveInformation = z
  .object({ answer: personalText('Answer', 'What you know, and what you could not find out.', 8000) })
  .meta({ title: 'Information', description: "Answers the competent authority's question." });

export const Decide = z
  .object({ outcome: Outcome, reasons })
  .meta({ title: 'Decision', description: 'Has no effect until it has been reviewed [32].' });

export const TakeReview = z
  .object({
    isIndependent: z.literal(true, 'Only somebody who can declare this may review.').meta({
      title: 'Declaration of independence',
      description: 'I have no part in any asylum or immigration decision about this person, and did not refer them.',
    }),
  })
  .meta({ title: 'Review', description: 'Takes the independent review of a decision [32].' });

export const RecordOwnView = z
  .object({ outcome: Outcome, reasons })
  .meta({ title: 'Own view', description: "Your own view of the case, before you see the first decision-maker's." });

export const CompleteReview = z
  .object({
    agrees: z.boolean().meta({ title: 'Agrees', description: 'Whether you agree with the first decision.' }),
    reasons,
  })
  .meta({ title: 'End of the review', description: 'If you disagree, a senior decision-maker decides.' });

export const Empty = z.object({}).meta({ title: 'Nothing to fill in', description: 'This command takes no fields.' });

export const ReflectionEnded = z
  .object({
    ground: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,60}$/, 'Give the ground as a code.')
      .meta({ title: 'Ground', description: 'The code of the ground on which the reflection period ended.' }),
  })
  .meta({ title: 'End of the reflection period', description: 'Told by the reflection period itself [23].' });

export const FollowReflectionClock = z
  .object({
    number: z.int().min(0).meta({ title: 'Number', description: 'Counts up: older word than what is known is left.' }),
    daysAdded: z.int().min(0).meta({ title: 'Days added', description: 'By which the minimum is longer, in all.' }),
    isStopped: z.boolean().meta({ title: 'Stopped', description: 'Whether the clock of the minimum is stopped.' }),
  })
  .meta({ title: "The reflection period's clock", description: 'Told by the reflection period itself [23].' });

export const LinkReflectionPeriod = z
  .object({
    reflectionRef: caseReference(
      'Reflection period',
      'The reference of the reflection period that was opened by hand.',
    ),
  })
  .meta({ title: 'Reflection period', description: 'Links the reflection period that was opened by hand [23].' });

export const RequestReconsideration = z
  .object({ evidence: personalText('New evidence', 'What was not known when the decision was taken.', 8000) })
  .meta({ title: 'Reconsideration', description: 'Asks for a fresh decision, once, on new evidence.' });

export const ConsiderResidencePermit = z
  .object({
    granted: z.boolean().meta({ title: 'Granted', description: 'Whether a residence permit is granted.' }),
    months: z.int().min(1).max(120).optional().meta({
      title: 'Months',
      description: 'For how many months, when it is granted.',
    }),
    reasons,
  })
  .meta({ title: 'Residence permit', description: 'Whether a conclusively identified victim may stay [23].' });

export const RecordCareExitPlan = z
  .object({ plan: personalText('Plan', 'How the person leaves care safely, and who helps with what.', 8000) })
  .meta({ title: 'Care exit plan', description: 'How care ends, and what comes after it.' });

export const feedbackCodes = [
  'consent',
  'identity-details',
  'indicators',
  'account-of-events',
  'dates-and-places',
  'supporting-evidence',
  'safety-needs',
  'promptness',
] as const;
const FeedbackCode = z.enum(feedbackCodes);
export type FeedbackCode = z.infer<typeof FeedbackCode>;

export const GiveFeedback = z
  .object({
    strengths: z.array(FeedbackCode).max(feedbackCodes.length).meta({
      title: 'Strong points',
      description: 'Parts of the referral that helped the decision.',
    }),
    weaknesses: z.array(FeedbackCode).max(feedbackCodes.length).meta({
      title: 'Weak points',
      description: 'Parts of the referral that were missing or hard to use.',
    }),
    text: personalText('Comments', 'What the First Responder should know for the next referral.'),
  })
  .meta({ title: 'Feedback', description: 'Tells the First Responder what made the referral strong or weak [27].' });

export const Withdraw = z
  .object({ reason: personalText('Reason', 'What the person asked for, in their words where you can.', 2000) })
  .meta({ title: 'Withdrawal', description: "Ends the referral at the person's own request." });

export const RecordDeath = z
  .object({ circumstances: personalText('Circumstances', 'What is known.', 2000) })
  .meta({ title: 'Death', description: 'The person has died; the case closes.' });
