import { z } from 'zod';
import { ReferredAlready } from '../child-cases/referring';
import { caseReference, personalDate, personalName, personalText } from '../kernel/command';
import { CountryCode, Indicator, LanguageCode } from '../vocabulary';
import { risks } from './policy';

const agencyCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example hillingdon-council.");

/** A keyed hash: as long as one, so that a telephone number or an address cannot stand here by mistake. */
const code = (title: string, of: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{16,64}$/, 'Give the code (16 to 64 characters, 0-9 and a-f), never the thing itself.')
    .meta({ title, description: `The keyed hash of ${of}, by which reports of the same one are found.` })
    .optional();

const instant = z.iso.datetime({ offset: true, error: 'Give the time as 2011-07-01T21:30:00Z.' });

export const traffickings = ['known', 'suspected', 'not-suspected'] as const;
const Trafficking = z
  .enum(traffickings)
  .meta({ title: 'Trafficking', description: 'Whether the child is known or suspected to be trafficked.' });

/** What is to be known of a child who is missing. Nothing of it must be known at once. */
const particulars = {
  childName: personalName('Name', 'As the child is known.').optional(),
  birthDate: personalDate('Date of birth', 'YYYY-MM-DD, or your best estimate.').optional(),
  description: personalText('Description', 'What the child looks like and wears.').optional(),
  lastSeenAt: instant.optional().meta({ title: 'Last seen', description: 'When; not in the future.' }),
  lastSeenWhere: personalText('Last seen where', 'The place, and with whom.', 1000).optional(),
  circumstances: personalText('Circumstances', 'What happened, and what makes you worry.').optional(),
  countryOfOrigin: CountryCode.optional(),
  language: LanguageCode.optional(),
  indicators: z.array(Indicator).max(30).optional().meta({
    title: 'Indicators',
    description: 'Signs of trafficking from the toolkit; an empty list when you looked and saw none.',
  }),
  trafficking: Trafficking.optional(),
  childCode: code("Child's code", "the authority's own number for the child"),
  placementCode: code('Placement', 'the placement'),
  phoneCode: code('Telephone', 'a telephone number'),
  addressCode: code('Address', 'an address'),
  recruiterCode: code('Recruiter', 'the name of a recruiter'),
};

/** Every field may be left out: the report is taken, and each gap becomes a task. */
export const ReportMissing = z
  .object({
    situation: z.enum(['missing-from-care', 'at-risk-on-arrival']).optional().meta({
      title: 'Situation',
      description: 'Missing from care unless you say that the child is at risk on arrival.',
    }),
    responsibleAuthority: agencyCode.optional().meta({
      title: 'Responsible authority',
      description: 'The local authority that looks after the child, when it is not yours.',
    }),
    ...particulars,
    nrmReferral: ReferredAlready,
  })
  .meta({ title: 'Report', description: 'A child is missing from care, or at risk on arrival [99, 106].' });

const ParticularsSchema = z.object(particulars);
export type Particulars = z.infer<typeof ParticularsSchema>;

/** Whose gap is a task. The others help, but nothing waits for them. */
export const neededFields = [
  'childName',
  'birthDate',
  'description',
  'lastSeenAt',
  'lastSeenWhere',
  'circumstances',
  'indicators',
  'trafficking',
  'childCode',
] as const;
export type NeededField = (typeof neededFields)[number];

/** What a field is called where people fill it in. */
export function titleOfField(name: string): string {
  const field = neededFields.find((one) => one === name);
  const schema = field && ParticularsSchema.shape[field];
  return schema?.meta()?.title ?? schema?.unwrap().meta()?.title ?? name;
}

export const CompleteReport = z
  .object({
    ...particulars,
    notKnown: z.array(z.enum(neededFields)).max(neededFields.length).optional().meta({
      title: 'Not known',
      description: 'What you asked for and nobody knows.',
    }),
  })
  .meta({ title: 'What was missing', description: 'Fills in what the report left open.' });

export const AssessRisk = z
  .object({
    risk: z.enum(risks).meta({ title: 'Risk', description: 'By the indicators of the trafficking toolkit.' }),
    trafficking: Trafficking.optional(),
    reasons: personalText('Reasons', 'What has changed, and why the risk is what you say.'),
  })
  .meta({ title: 'Risk', description: 'Raises or lowers what is still to come.' });

export const NoInput = z.object({}).meta({ title: 'Nothing to fill in', description: 'This command takes no fields.' });

const text = (description: string) => personalText('Record', description);

/** What is recorded with each action. */
export const actionInputs = {
  'strategy-discussion': z.object({
    attended: z.array(agencyCode).min(2, 'Name at least two agencies.').max(20).meta({
      title: 'Attended',
      description: 'The agencies that took part.',
    }),
    text: text('What was agreed, and who does what by when.'),
  }),
  'recovery-plan': z.object({ text: text('How the child is looked for, and what happens when the child is found.') }),
  circulation: z.object({ text: text('What the officers at ports should look for.') }),
  'media-decision': z.object({
    isPublic: z.boolean().meta({ title: 'Public', description: 'Whether the public is asked.' }),
    text: text('Why, and what it means for the safety of the child.'),
  }),
  'nrm-referral': z.object({
    nrmReferral: caseReference('Referral', "The reference of the child's referral to the National Referral Mechanism."),
  }),
  'safe-and-well-check': z.object({
    isSafe: z.boolean().meta({ title: 'Safe', description: 'Whether the child is safe where the child is now.' }),
    text: text('How the child is, and what was seen.'),
  }),
  'return-interview': z.object({
    outcome: z.enum(['held', 'declined', 'not-possible']).meta({
      title: 'Outcome',
      description: 'Whether the child was spoken with by somebody the child can trust.',
    }),
    debrief: z.enum(['joined', 'taken-before', 'none']).meta({
      title: 'Debrief',
      description: 'Joined with the one debrief for all agencies, or that was taken before and was read instead [107].',
    }),
    text: text('What the child said of why, or why it could not be held.'),
  }),
  'safeguarding-plan': z.object({ text: text('How the child is kept safe, and who sees to it.') }),
  'placement-review': z.object({
    outcome: z.enum(['kept', 'changed']).meta({ title: 'Outcome', description: 'Whether the child stays there.' }),
    text: text('Why.'),
  }),
} as const;

export const ReviewWeek = z
  .object({ findings: personalText('Findings', 'What was done since the last review, and what is next.') })
  .meta({ title: 'Review', description: 'The review of the search.' });

export const LinkEpisode = z
  .object({
    otherRef: caseReference('Other report', 'The reference of the other report.'),
    relation: z.enum(['same-report', 'earlier-episode', 'pattern']).meta({
      title: 'Relation',
      description:
        'The same child reported twice, the same child missing before, or another child with something in common.',
    }),
    reportedOn: z.iso.date('Give the date as YYYY-MM-DD.').optional().meta({
      title: 'Reported on',
      description: 'For an earlier episode that Concert did not find itself: the day of its report.',
    }),
  })
  .meta({ title: 'Link', description: 'Linked, and not counted as another child.' });

export const TakeLinkedReport = z
  .object({ otherRef: caseReference('Other report', 'The report that says the same.') })
  .meta({ title: 'Linked report', description: 'Sent by another report of the same child.' });

export const DismissOffer = z
  .object({
    otherRef: caseReference('Other report', 'The reference of the report that has nothing to do with this child.'),
    reason: personalText('Reason', 'Why it is not a link.', 2000),
  })
  .meta({ title: 'No link', description: 'Puts away a link that was offered.' });

export const DecideAtBoard = z
  .object({
    reasons: personalText('Reasons', 'Why the search rests, and what would start it again.'),
    reviewOn: z
      .array(z.iso.date('Give each date as YYYY-MM-DD.'))
      .min(1, 'Give at least one date on which the board looks again.')
      .max(12)
      .meta({ title: 'Review dates', description: 'The days on which the board looks again, the next one first.' }),
  })
  .meta({ title: "The board's decision", description: 'The search rests until the board looks again [99].' });

export const RecordLocated = z
  .object({
    outcome: z.enum(['found', 'returned', 'located-elsewhere', 'died']).meta({
      title: 'Outcome',
      description: 'How the child is known to be somewhere.',
    }),
    locatedAt: instant.optional().meta({ title: 'When', description: 'Now, unless you say otherwise.' }),
    where: personalText('Where', 'Where the child is.', 1000).optional(),
    foundInCrime: z.boolean().optional().meta({
      title: 'Found in crime',
      description: 'Whether the child was found doing what others made the child do, such as growing cannabis [103].',
    }),
  })
  .meta({ title: 'Located', description: 'The child is found, has returned, or is known to be elsewhere.' });
