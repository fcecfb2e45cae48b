import { z } from 'zod';
import { personalText } from '../kernel/command';
import { LanguageCode } from '../vocabulary';
import { agency, caseRef, date, instant, needNames, place, reason, type NeedName } from './fields';

export const subjects = ['adult', 'child'] as const;
export type Subject = (typeof subjects)[number];

export const jurisdictions = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
export type Jurisdiction = (typeof jurisdictions)[number];

export const outcomes = ['positive', 'negative'] as const;
export type Outcome = (typeof outcomes)[number];

const Needs = z
  .strictObject({
    gender: z.enum(['woman', 'man']).meta({ title: 'Woman or man', description: 'For places that take one or other.' }),
    children: z.int().min(0).max(20).meta({ title: 'Children', description: 'How many children come along.' }),
    stepFree: z.boolean().meta({ title: 'Step-free', description: 'Whether the place must be step-free.' }),
    languages: z
      .array(LanguageCode)
      .max(10)
      .meta({ title: 'Languages', description: 'Any one of them spoken at the place is a help.' }),
    areasToAvoid: z
      .array(z.string().regex(/^[a-z][a-z-]{1,39}$/, 'Give the area as the register of places names it.'))
      .max(20)
      .meta({ title: 'Areas to avoid', description: 'Where exploiters are, or may be.' }),
  })
  .meta({ title: 'What a place must be', description: 'What must be true of a place for this person.' });

export const CareOpening = z
  .object({
    subject: z.enum(subjects).meta({ title: 'Adult or child', description: 'If in doubt, choose child.' }),
    jurisdiction: z.enum(jurisdictions).meta({
      title: 'Where',
      description: 'Care in Scotland and Northern Ireland is handed over to the arrangements there.',
    }),
    referral: caseRef.optional().meta({
      title: 'Referral',
      description:
        'The referral whose positive reasonable-grounds decision offers care. In an emergency, if there is one.',
    }),
    competentAuthority: agency.optional().meta({
      title: 'Competent authority',
      description: 'The agency that decides. Needed with a referral.',
    }),
    immigrationAuthority: agency.optional().meta({
      title: 'Immigration authority',
      description: 'Only where the person is subject to immigration control: told when they leave or go missing.',
    }),
    emergencyReason: personalText(
      'Reason for the emergency',
      'Why care cannot wait for a decision. Needed from everybody but the referral itself.',
      2000,
    ).optional(),
  })
  .meta({ title: 'Care', description: 'Care of an adult victim by the central contractor [33–37].' });

export const Empty = z.object({}).meta({ title: 'Nothing to fill in', description: 'This command takes no fields.' });

export const WithReason = z.object({ reason }).meta({ title: 'Reason', description: 'Why this is done.' });

export const RecordDecision = z
  .object({
    referral: caseRef.meta({ title: 'Referral', description: 'The referral in which the decision was taken.' }),
    competentAuthority: agency.meta({ title: 'Competent authority', description: 'Who took the decision.' }),
    outcome: z.enum(outcomes).meta({ title: 'Outcome', description: 'Of the reasonable-grounds decision.' }),
  })
  .meta({ title: 'Decision', description: 'Links the decision that came after an emergency.' });

export const LinkReferral = z
  .object({
    referral: caseRef.meta({ title: 'Referral', description: 'The referral of this person.' }),
    competentAuthority: agency.meta({ title: 'Competent authority', description: 'Who will decide.' }),
  })
  .meta({ title: 'Referral', description: 'Says which referral belongs to an emergency.' });

export const FollowTransfer = z
  .object({
    to: agency.meta({ title: 'To', description: 'The competent authority to which the referral was transferred.' }),
    number: z.int().min(1).meta({ title: 'Number', description: 'A later transfer has a higher one.' }),
  })
  .meta({ title: 'Transfer', description: 'Of the referral to another competent authority.' });

export const StartExitPlanning = z
  .object({ outcome: z.enum(outcomes).meta({ title: 'Outcome', description: 'Of the conclusive-grounds decision.' }) })
  .meta({ title: 'Exit planning', description: 'Starts with a conclusive decision.' });

const level = (title: string) => z.enum(['none', 'some', 'urgent']).meta({ title, description: 'How much is needed.' });
const NeedLevels = z
  .strictObject({
    accommodation: level('Accommodation'),
    medical: level('Medical'),
    psychological: level('Psychological'),
    'training-and-education': level('Training and education'),
    translation: level('Translation'),
    'legal-advice': level('Legal advice'),
    'material-help': level('Material help'),
  } satisfies Record<NeedName, z.ZodType>)
  .meta({ title: 'Needs', description: 'Each of the seven areas.' });
export type NeedLevels = z.infer<typeof NeedLevels>;

export const AssessNeeds = z
  .object({
    needs: NeedLevels,
    placement: Needs,
    text: personalText('Assessment', 'What was found, in words.', 8000),
  })
  .meta({ title: 'Initial needs assessment', description: 'Within its time from acceptance.' });

export const SupportPlan = z
  .object({ plan: personalText('Plan', 'What will be done, by whom and by when.', 8000) })
  .meta({ title: 'Individual support plan', description: 'Agreed with the person.' });

export const ReviewPlan = z
  .object({
    text: personalText('Review', 'How things stand, and what changes.', 8000),
    met: z.array(z.enum(needNames)).max(needNames.length).meta({
      title: 'Needs met',
      description: 'Which of the needs are met now.',
    }),
  })
  .meta({ title: 'Review of the plan', description: 'With the person.' });

const fromNight = date.meta({
  title: 'From the night of',
  description: 'The first night: the one that begins on the evening of this day.',
});

export const AskForPlaces = z
  .object({
    fromNight,
    needs: Needs.optional().meta({
      title: 'What the place must be',
      description: 'Leave it out when it has been said before and has not changed.',
    }),
  })
  .meta({ title: 'Request for places', description: 'Asks the register of places.' });

export const moveReasons = ['needs-changed', 'safety', 'own-wish', 'place-closes', 'provider-asks'] as const;
export type MoveReason = (typeof moveReasons)[number];
export const Move = z
  .object({
    fromNight,
    because: z.enum(moveReasons).meta({ title: 'Because', description: 'Why the person moves.' }),
    reason,
    needs: Needs.optional().meta({
      title: 'What the place must be',
      description: 'Leave it out when it has not changed.',
    }),
  })
  .meta({ title: 'Move', description: 'To another place; the person stays where they are until they arrive there.' });

export const Place = z
  .object({
    place,
    reason: personalText(
      'Reason',
      'Needed when this is not the first place of the ranking, or does not suit.',
      2000,
    ).optional(),
  })
  .meta({ title: 'Placement', description: 'Chooses one of the proposed places.' });

export const transports = ['contractor', 'provider', 'police', 'public-transport', 'other'] as const;
export type Transport = (typeof transports)[number];
export const ArrangeTransport = z
  .object({
    by: z.enum(transports).meta({ title: 'By', description: 'Who takes the person there.' }),
    leavesAt: instant.meta({ title: 'Leaves at', description: 'When the journey begins.' }),
  })
  .meta({ title: 'Transport', description: 'To the place that is confirmed.' });
