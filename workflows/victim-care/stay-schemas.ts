import { z } from 'zod';
import { personalText } from '../kernel/command';
import { SupportType } from '../vocabulary';
import { agency, date, instant, needNames, place, reason } from './fields';

const at = instant.meta({ title: 'When', description: 'The moment in UTC at which it happened; not in the future.' });

export const At = z.object({ at }).meta({ title: 'When', description: 'The moment at which it happened.' });

export const ReportMissing = z
  .object({
    at,
    police: agency.meta({ title: 'Police', description: 'The police force that is told.' }),
    reason: personalText('What is known', 'Why the person is thought to be missing, and what risk there is.'),
  })
  .meta({ title: 'Missing', description: 'Those who must know are told at once.' });

export const ReviewMissing = z
  .object({ text: personalText('Review', 'What has been done to find the person, and what will be.') })
  .meta({ title: 'Review', description: 'Of the search for the person.' });

export const CorrectJourney = z
  .object({
    movements: z
      .array(
        z.strictObject({
          at,
          to: z.enum(['place', 'absent', 'left']).meta({ title: 'To', description: 'A place, away, or out of care.' }),
          place: place.optional(),
        }),
      )
      .min(1, 'Give the whole journey, not only what changed.')
      .max(500)
      .meta({ title: 'Journey', description: 'The whole journey as it is known now, in order.' }),
    reason,
  })
  .meta({ title: 'Correction', description: 'For a move that was reported late, or wrongly.' });

export const PlanExit = z
  .object({
    plan: personalText('Plan', 'How the person leaves care safely, and who helps with what.', 8000),
    exitOn: date.meta({ title: 'On', description: 'The day on which the person is to leave.' }),
  })
  .meta({ title: 'Exit plan', description: 'How care ends, and what comes after it.' });

export const exitReasons = ['planned', 'own-wish', 'did-not-return', 'died'] as const;
export type ExitReason = (typeof exitReasons)[number];
export const destinations = ['own-home', 'family-or-friends', 'local-authority', 'abroad', 'other', 'unknown'] as const;
export type Destination = (typeof destinations)[number];
export const RecordExit = z
  .object({
    at,
    because: z.enum(exitReasons).meta({ title: 'Because', description: 'Why the person leaves care.' }),
    destination: z.enum(destinations).meta({ title: 'To', description: 'Where the person goes.' }),
    reason: personalText('Reason', 'Needed when the exit was not planned.', 2000).optional(),
  })
  .meta({ title: 'Exit', description: 'The person has left care.' });

export const MoveOn = z
  .object({ text: personalText('Support', 'What was done after the exit, and how things stand.') })
  .meta({ title: 'Move-on support', description: 'Help after care has ended.' });

const on = date.meta({ title: 'On', description: 'The day: YYYY-MM-DD, not in the future.' });
const provider = agency.meta({ title: 'Provider', description: 'One with which this person has been placed.' });

export const RecordSupport = z
  .object({
    support: SupportType,
    provider,
    on,
    quantity: z.int().min(1).max(100).meta({ title: 'How many', description: 'Sessions or items.' }),
  })
  .meta({ title: 'Support', description: 'A session or an item; nights follow from the journey.' });

export const CorrectSupport = z
  .object({
    id: z.string().regex(/^[a-z0-9-]{1,20}$/, 'Give the entry as it stands in the list.'),
    on,
    quantity: z.int().min(0).max(100).meta({ title: 'How many', description: '0 takes the entry back.' }),
    reason,
  })
  .meta({ title: 'Correction', description: 'Of an entry of support.' });

export const MakeComplaint = z
  .object({ provider, text: personalText('Complaint', 'What the person complains about.') })
  .meta({ title: 'Complaint', description: 'About a provider.' });

export const AnswerComplaint = z
  .object({
    id: z.string().regex(/^[a-z0-9-]{1,20}$/, 'Give the complaint as it stands in the list.'),
    isUpheld: z.boolean().meta({ title: 'Upheld', description: 'Whether the person was right to complain.' }),
    answer: personalText('Answer', 'What the person is told.'),
  })
  .meta({ title: 'Answer', description: 'To a complaint.' });

export const incidentKinds = ['violence', 'threat', 'contact-by-exploiters', 'self-harm', 'accident', 'other'] as const;
export type IncidentKind = (typeof incidentKinds)[number];
export const RecordIncident = z
  .object({
    provider,
    kind: z.enum(incidentKinds).meta({ title: 'Kind', description: 'What happened.' }),
    isSerious: z.boolean().meta({ title: 'Serious', description: 'Somebody was, or could have been, badly hurt.' }),
    text: personalText('Incident', 'What happened, and what was done.'),
  })
  .meta({ title: 'Incident', description: 'Something that should not have happened.' });

export const visitResults = ['good', 'to-improve', 'unsafe'] as const;
export type VisitResult = (typeof visitResults)[number];
export const RecordVisit = z
  .object({
    provider,
    on,
    result: z.enum(visitResults).meta({ title: 'Result', description: 'How the care was found.' }),
    text: personalText('Findings', 'What was seen, and what must change.'),
  })
  .meta({ title: 'Quality visit', description: 'To the person where they live.' });

export const RecordOutcome = z
  .object({
    provider,
    need: z.enum(needNames).meta({ title: 'Need', description: 'Which of the seven areas.' }),
    isMet: z.boolean().meta({ title: 'Met', description: 'Whether the need is met.' }),
    text: personalText('Outcome', 'What was reached, and with what help.'),
  })
  .meta({ title: 'Outcome', description: 'What care has reached, with the provider that gave it.' });
