import type { z } from 'zod';
import type { CommandDefinition, Decision } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { linkedReferral, referralIn, referringFrom } from '../child-cases/referring';
import type { Role } from '../vocabulary';
import { closingWhenSettled } from './closing';
import type { Event } from './events';
import type { MissingPolicy } from './policy';
import type { ActionName } from './policy-actions';
import { byParty, command, onceLocated, refuseField, source, whileMissing, type MissingContext } from './rules';
import { referredBefore } from './linking';
import { actionInputs } from './schemas';
import { asked, isClosed, type State } from './state';

type Recording = CommandDefinition<State, Event, MissingPolicy>;

/** A while-missing action may be recorded again, as when a plan changes; what it says last holds. */
function recording(parts: {
  title: string;
  hint: string;
  by: readonly Role[];
  input: z.ZodObject;
  event: (state: State, input: Record<string, unknown>, context: MissingContext) => Event | Refusal;
  when: (state: State) => Refusal | undefined;
}): Recording {
  const { title, hint, by, input, event, when } = parts;
  const decide = (state: State, given: Record<string, unknown>, context: MissingContext): Decision<Event> => {
    const recorded = event(state, given, context);
    return isRefusal(recorded) ? recorded : closingWhenSettled(state, [recorded], context);
  };
  return command({ title, hint, by, input, when: (state, context) => byParty(state, context) ?? when(state), decide });
}

/** Codes, references and texts, as text. */
function details(input: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : String(value)]),
  );
}

/** One account, many readers: where the child was asked already, the interview reads what was said [107]. */
function returnInterview(state: State, input: Record<string, unknown>): Event | Refusal {
  const recorded: Event = { type: 'return-interview-recorded', details: details(input) };
  if (input['outcome'] !== 'held' || input['debrief'] === 'taken-before') return recorded;
  if (input['debrief'] === 'none')
    return refuseField(
      'debrief-not-joined',
      'debrief',
      'Join it with the one debrief for all agencies, or read the one taken before.',
    );
  if (asked(state) === 0) return recorded;
  const [where = 'this case'] = Object.entries(state.askedElsewhere).find(([, times]) => times > 0) ?? [];
  const message = `The child was asked already (times: ${asked(state)}). Read the account in ${where}, and record that it was taken before. To ask again takes the safeguarding lead's word.`;
  return refuseField('account-taken', 'debrief', message);
}

const stillOpen = (state: State): Refusal | undefined =>
  isClosed(state) ? refuse('not-missing', 'This case is over.', source) : undefined;
export const childrensServices: readonly Role[] = ['social-worker', 'duty-manager', 'assistant-director'];
const police: readonly Role[] = ['duty-inspector', 'force-lead'];

const whoRefers: readonly Role[] = ['social-worker', 'duty-manager', 'duty-inspector'];

/** The referral is started from the search itself, with what is known of the child [106]. */
export const referToNrm = referringFrom<State, MissingPolicy>({
  by: whoRefers,
  when: (state, context) => byParty(state, context) ?? stillOpen(state),
  known: (state) => ({
    authority: state.authority,
    ...state.particulars,
    referral: referralIn(state.done),
    referredBefore: referredBefore(state),
  }),
});

export const recordings: Record<`record-${ActionName}`, Recording> = {
  'record-strategy-discussion': recording({
    title: 'Record the strategy discussion',
    hint: 'At least two agencies agree what is done; within a day of the report.',
    by: childrensServices,
    input: actionInputs['strategy-discussion'],
    when: whileMissing,
    event: (_state, input) => ({ type: 'strategy-discussion-recorded', details: details(input) }),
  }),
  'record-recovery-plan': recording({
    title: 'Record the recovery plan',
    hint: 'How the child is looked for, and what happens when the child is found.',
    by: police,
    input: actionInputs['recovery-plan'],
    when: whileMissing,
    event: (_state, input) => ({ type: 'recovery-plan-recorded', details: details(input) }),
  }),
  'record-circulation': recording({
    title: 'Circulate the child to ports',
    hint: 'The officers at ports are told at once.',
    by: police,
    input: actionInputs.circulation,
    when: whileMissing,
    event: (_state, input) => ({ type: 'circulation-recorded', details: details(input) }),
  }),
  'record-media-decision': recording({
    title: 'Decide whether to ask the public',
    hint: 'Weighs the search against the safety of the child.',
    by: police,
    input: actionInputs['media-decision'],
    when: whileMissing,
    event: (_state, input) => ({ type: 'media-decision-recorded', details: details(input) }),
  }),
  'record-nrm-referral': recording({
    title: 'Record the referral to the National Referral Mechanism',
    hint: 'Links a referral that was made already.',
    by: whoRefers,
    input: actionInputs['nrm-referral'],
    when: stillOpen,
    event(_state, input, { file }) {
      const nrmReferral = linkedReferral(input['nrmReferral'], file);
      return typeof nrmReferral === 'string'
        ? { type: 'nrm-referral-recorded', details: { nrmReferral } }
        : nrmReferral;
    },
  }),
  'record-safe-and-well-check': recording({
    title: 'Record the safe-and-well check',
    hint: 'Somebody has seen the child.',
    by: [...police, ...childrensServices],
    input: actionInputs['safe-and-well-check'],
    when: onceLocated,
    event: (_state, input) => ({ type: 'safe-and-well-check-recorded', details: details(input) }),
  }),
  'record-return-interview': recording({
    title: 'Record the return interview',
    hint: 'Joined with the one debrief: the child is not asked twice.',
    by: childrensServices,
    input: actionInputs['return-interview'],
    when: onceLocated,
    event: returnInterview,
  }),
  'record-safeguarding-plan': recording({
    title: 'Record the safeguarding plan',
    hint: 'How the child is kept safe from now on.',
    by: childrensServices,
    input: actionInputs['safeguarding-plan'],
    when: onceLocated,
    event: (_state, input) => ({ type: 'safeguarding-plan-recorded', details: details(input) }),
  }),
  'record-placement-review': recording({
    title: 'Record the placement review',
    hint: 'Whether the child stays where the child was.',
    by: childrensServices,
    input: actionInputs['placement-review'],
    when: onceLocated,
    event: (_state, input) => ({ type: 'placement-review-recorded', details: details(input) }),
  }),
};
