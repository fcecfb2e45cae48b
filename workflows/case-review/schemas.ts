import { z } from 'zod';
import { personalText } from '../kernel/command';
import { parseCaseRef } from '../vocabulary';
import { quarterPattern } from './quarter';

export const marks = ['met', 'not-met', 'not-applicable'] as const;

const mark = (title: string, description: string) => z.enum(marks).meta({ title, description });

/** What every reviewed decision is looked at for. */
export const Checklist = z
  .strictObject({
    testApplied: mark(
      'Test applied',
      'The right test was applied: reasonable grounds, or the balance of probabilities.',
    ),
    evidenceWeighed: mark('Evidence weighed', 'All that was known was weighed, for and against.'),
    indicatorsAddressed: mark('Indicators addressed', 'Every indicator in the referral was addressed.'),
    reasonsClear: mark('Reasons clear', 'The reasons can be understood by the person they are about.'),
    reviewIndependent: mark('Review independent', 'The second pair of eyes took a view of its own.'),
    inTime: mark('In time', 'It was taken within its time.'),
  })
  .meta({ title: 'Checklist', description: 'Each point: met, not met, or not applicable.' });
export type Checklist = z.infer<typeof Checklist>;

export const OpenQuarter = z.object({
  competentAuthority: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example ukhtc.")
    .meta({ title: 'Competent authority', description: 'Whose closed decisions are reviewed.' }),
  quarter: z
    .string()
    .regex(quarterPattern, 'Give the quarter as YYYY-Qn, for example 2011-Q3.')
    .meta({ title: 'Quarter', description: 'A quarter of the calendar year that is over.' }),
});

export const ReviewDecision = z.object({
  ref: z
    .string()
    .refine((text) => parseCaseRef(text) === text, 'Give the reference as it stands in the sample.')
    .meta({ title: 'Case', description: 'Which case of the sample.' }),
  checklist: Checklist,
  findings: personalText('Findings', 'What was good, and what should have been better.'),
  tookNoPart: z
    .literal(true, 'Only somebody who can declare this may review.')
    .meta({ title: 'Declaration', description: 'I took no part in this case.' }),
});

export const RecordFindings = z.object({
  trends: personalText('Trends', 'What the reviews have in common, by decision-maker team and by referrer.'),
  actions: personalText('Actions', 'What should be done about it, and what staff should be told.'),
});
