import { z } from 'zod';
import { personalText } from '../kernel/command';
import { roleNames } from '../vocabulary';
import { whoOwn } from './rules';

const agencyCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example met-police.");
const day = (title: string, description: string) =>
  z.iso.date('Give the date as YYYY-MM-DD.').meta({ title, description });
const ref = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ title: 'Case', description: 'The reference of the child on the agenda.' });
const item = z.int().min(1).meta({ title: 'Item', description: 'The number of the child on the agenda.' });
const number = z.int().min(1).meta({ title: 'Number', description: 'The number of the action.' });

export const OpenGroup = z
  .object({ firstMeetingOn: day('First meeting', 'The day of the first meeting; the others follow every six weeks.') })
  .meta({
    title: 'Operational group',
    description: 'Every child missing or at risk is discussed every six weeks [99].',
  });

export const HoldMeeting = z
  .object({
    attended: z.array(agencyCode).min(2, 'Name at least two agencies.').max(30).meta({
      title: 'Attended',
      description: 'The agencies that took part.',
    }),
  })
  .meta({ title: 'Meeting', description: 'The meeting is held today.' });

export const DiscussChild = z
  .object({
    item,
    decision: z.enum(['search-as-planned', 'search-changed', 'safeguarding-plan', 'unresolved']).meta({
      title: 'Decision',
      description: 'Unresolved goes to the senior board.',
    }),
    text: personalText('Record', 'What was said and decided, and the safeguarding plan if there is one.'),
  })
  .meta({ title: 'Child', description: 'What the group decided about one child.' });

export const AgreeAction = z
  .object({
    item,
    text: personalText('Action', 'What is to be done.', 2000),
    role: z.enum(roleNames).meta({ title: 'Role', description: 'Of the person who does it.' }),
    agency: agencyCode.meta({ title: 'Agency', description: 'Of the person who does it.' }),
    dueOn: day('Due on', 'The last day on which it is in time.'),
  })
  .meta({ title: 'Action', description: 'Comes back to every agenda until it is done.' });

const matterNumber = z.int().min(1).meta({ title: 'Number', description: 'The number of the matter.' });

export const PutMatter = z
  .object({
    text: personalText('Matter', 'What the subgroup should look at, and why.', 2000),
    role: z.enum(whoOwn).meta({ title: 'Role', description: 'Of the person who sees to it.' }),
    agency: agencyCode.meta({ title: 'Agency', description: 'Of the person who sees to it.' }),
    dueOn: day('Due on', 'The last day on which it is in time.'),
  })
  .meta({ title: 'Matter', description: 'Comes back to every agenda until it is dealt with.' });

export const DiscussMatter = z
  .object({
    number: matterNumber,
    isDealtWith: z.boolean().meta({ title: 'Dealt with', description: 'If not, it comes back to the next agenda.' }),
    text: personalText('Record', 'What was said and decided.'),
    dueOn: day('Due on', 'When it goes on: the day by which it is dealt with.').optional(),
  })
  .meta({ title: 'Matter', description: 'What the subgroup decided about one matter.' });

export const DealWithMatter = z
  .object({ number: matterNumber, text: personalText('Record', 'What was done.', 2000) })
  .meta({ title: 'Dealt with', description: 'The matter comes back no more.' });

export const CompleteAction = z
  .object({ number, text: personalText('Record', 'What was done.', 2000) })
  .meta({ title: 'Done', description: 'The action is done.' });

export const RecordMinutes = z
  .object({ text: personalText('Minutes', 'The minutes of the meeting.', 20_000) })
  .meta({ title: 'Minutes', description: 'Ends the meeting; the next one is called.' });

export const AnswerFromBoard = z
  .object({ ref, text: personalText('Answer', 'What the senior board decided.') })
  .meta({ title: 'Answer', description: 'The answer of the senior board.' });

export const WindUp = z
  .object({ reason: personalText('Reason', 'Why the group ends, and who discusses the children from now on.') })
  .meta({ title: 'End of the group', description: 'The group meets no more.' });

export const NoInput = z.object({}).meta({ title: 'Nothing to fill in', description: 'This command takes no fields.' });
