import { z } from 'zod';
import { caseReference, commandsOf } from '../kernel/command';
import type { Policy } from '../kernel/contract';
import { NoteNrmDecision, type AskedElsewhere, type CaseRef, type NrmDecision } from '../vocabulary';

/** What a case about a child hears from the child's other cases. */
export type Noted =
  | { type: 'account-noted'; otherRef: CaseRef; timesAsked: number; isFirst: boolean }
  | ({ type: 'nrm-decided' } & NrmDecision);

const NoteAccount = z
  .object({
    otherRef: caseReference('Other case', 'Another case about the same child.'),
    timesAsked: z.int().min(0).meta({ title: 'Times asked', description: 'How often that case has asked the child.' }),
  })
  .meta({ title: 'Asked elsewhere', description: 'Sent by another case about the same child [107].' });

const command = commandsOf<{ askedElsewhere: AskedElsewhere }, Noted, Policy>();

/** The same in every process about a child: the recount guard holds across all of them [107]. */
export const noting = {
  'note-account': command({
    title: 'Note an account taken elsewhere',
    hint: 'Sent by another case about the same child.',
    by: ['system'],
    input: NoteAccount,
    decide: ({ askedElsewhere }, { otherRef, timesAsked }) =>
      askedElsewhere[otherRef] === timesAsked
        ? []
        : [{ type: 'account-noted', otherRef, timesAsked, isFirst: !(otherRef in askedElsewhere) }],
  }),
  /** What the mechanism decides about the child is known in the child's own cases, when it has its effect [32]. */
  'note-nrm-decision': command({
    title: 'Note a decision of the National Referral Mechanism',
    hint: "Sent by the child's referral.",
    by: ['system'],
    input: NoteNrmDecision,
    decide: (_state, decided) => [{ type: 'nrm-decided', ...decided }],
  }),
};
