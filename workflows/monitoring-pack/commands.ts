import { z } from 'zod';
import { londonDateOf } from '../kernel/calendar';
import { commandsOf, opening, personalText } from '../kernel/command';
import type { Actor, Context, KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { daysOf, quarterPattern } from '../case-review/quarter';
import { refuseField } from '../provider-statement/officers';
import type { PackPolicy } from './policy';
import { openQuestions, toSign, type Event, type State } from './state';

export const source = 'Strategy paragraph 37: quarterly monitoring of the contract';
const separately = 'Strategy paragraph 37: the Home Office and the Ministry of Justice sign separately';
/** The contract began with this one [36]. */
const firstQuarter = '2011-Q3';

const command = commandsOf<State, Event, PackPolicy>();
type Ctx = Context<PackPolicy>;

const questionId = z
  .string()
  .regex(/^q[1-9]\d{0,5}$/, 'Give the question as it stands in the list, for example q1.')
  .meta({ title: 'Question', description: 'Which one, as it stands in the list.' });

const OpenPack = z.object({
  quarter: z
    .string()
    .regex(quarterPattern, 'Give the quarter as YYYY-Qn, for example 2011-Q3.')
    .meta({ title: 'Quarter', description: 'A quarter of the calendar year that has begun.' }),
});
const AskQuestion = z.object({ text: personalText('Question', 'What the contractor should explain.') });
const AnswerQuestion = z.object({ id: questionId, answer: personalText('Answer', 'To the agency that asked.') });
const WithdrawQuestion = z.object({ id: questionId, reason: personalText('Reason', 'Why it needs no answer.', 2000) });
const SignOff = z.object({
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'Give the digest as it stands on the pack: 64 characters, 0 to 9 and a to f.')
    .meta({ title: 'Digest', description: 'Of the pack that you have read, as it stands on it.' }),
});

export const openPack = opening<Event, PackPolicy, typeof OpenPack>({
  title: 'Ask for the monitoring pack of a quarter',
  hint: 'It is compiled when the quarter is over, as everything stood at that moment, and then signed off.',
  by: ['contract-manager', 'case-manager', 'system'],
  input: OpenPack,
  decide({ quarter }, { now, actor, policy }) {
    const { value: signers } = policy.signers;
    const contractor = policy.centralContractor.value;
    const isSystem = actor.roles.includes('system');
    if (!isSystem && ![contractor, ...signers].includes(actor.agency))
      return refuse('not-your-contract', `This is for ${[contractor, ...signers].join(', ')}.`, source);
    if (quarter < firstQuarter)
      return refuseField('before-the-contract', 'quarter', `The first quarter is ${firstQuarter}.`, source);
    if (!isSystem && londonDateOf(now) < daysOf(quarter).fromDate)
      return refuseField('quarter-not-begun', 'quarter', 'This quarter has not begun. Give one that has.', source);
    const shared = [contractor, ...signers]
      .filter((agency) => agency !== actor.agency)
      .map((agency): KernelEvent => ({ type: 'case-shared', agency, reason: 'monitoring-pack' }));
    const contractKeeper = policy.contractKeeper.value;
    return [{ type: 'pack-opened', quarter, contractor, contractKeeper, signers }, ...shared];
  },
});

function notASigner({ signers }: State, actor: Actor): Refusal | undefined {
  return signers.includes(actor.agency)
    ? undefined
    : refuse('not-a-signer', `This is for the contract managers of ${signers.join(' and ')}.`, separately);
}

function notCompiled({ stage }: State): Refusal | undefined {
  return stage === 'for-sign-off'
    ? undefined
    : refuse('not-compiled-yet', 'The pack is compiled when its quarter is over. Wait until it is there.', source);
}

/** An agency that has signed has read it: it neither signs again nor asks. */
function forASigner(state: State, { actor }: Ctx): Refusal | undefined {
  const refusal = notASigner(state, actor) ?? notCompiled(state);
  if (refusal) return refusal;
  return toSign(state).includes(actor.agency)
    ? undefined
    : refuse('already-signed', 'Your agency has signed off this pack. The other one signs for itself.', separately);
}

export const askQuestion = command({
  title: 'Ask the contractor',
  hint: 'A question about the pack, before your agency signs it off.',
  by: ['contract-manager'],
  input: AskQuestion,
  when: forASigner,
  decide: ({ questions }, { text }, { actor }) => [
    { type: 'question-asked', id: `q${questions.length + 1}`, agency: actor.agency, text },
  ],
});

const noSuchQuestion = () =>
  refuseField('no-such-question', 'id', 'No such question waits for an answer. Give one that does.', source);

export const answerQuestion = command({
  title: 'Answer a question',
  hint: 'The agency that asked is told.',
  by: ['case-manager'],
  input: AnswerQuestion,
  when: (state, { actor }) => {
    if (actor.agency !== state.contractor)
      return refuse('not-the-contractor', `This is for the case managers of ${state.contractor}.`, source);
    return openQuestions(state).length > 0
      ? undefined
      : refuse('no-open-question', 'No question waits for an answer.', source);
  },
  decide: (state, { id, answer }) =>
    openQuestions(state).some((question) => question.id === id)
      ? [{ type: 'question-answered', id, answer }]
      : noSuchQuestion(),
});

export const withdrawQuestion = command({
  title: 'Withdraw a question',
  hint: 'When it needs no answer any more. Only the agency that asked withdraws it.',
  by: ['contract-manager'],
  input: WithdrawQuestion,
  when: (state, context) =>
    forASigner(state, context) ??
    (openQuestions(state).some(({ agency }) => agency === context.actor.agency)
      ? undefined
      : refuse('no-open-question', 'Your agency has no question that waits for an answer.', source)),
  decide: (state, { id, reason }, { actor }) =>
    openQuestions(state).some((question) => question.id === id && question.agency === actor.agency)
      ? [{ type: 'question-withdrawn', id, reason }]
      : noSuchQuestion(),
});

/** Each agency for itself, by another person, and for the bytes that it has read. */
export const signOff = command({
  title: 'Sign off the pack',
  hint: 'For your own agency, when you have read the pack and your questions are answered.',
  by: ['contract-manager'],
  input: SignOff,
  when: (state, context) => {
    const { actor } = context;
    const refusal = forASigner(state, context);
    if (refusal) return refusal;
    if (openQuestions(state).some(({ agency }) => agency === actor.agency))
      return refuse('question-open', 'A question of your agency waits for its answer. Wait, or withdraw it.', source);
    return state.signOffs.some(({ person }) => person === actor.person)
      ? refuse('same-person', 'You signed for the other agency. Somebody else signs for this one.', separately)
      : undefined;
  },
  decide(state, { digest }, { actor }) {
    if (digest !== state.digest)
      return refuseField('other-pack', 'digest', 'This is not the digest of this pack. Read it again.', source);
    const signed: Event = { type: 'signed-off', agency: actor.agency, digest };
    return toSign(state).length === 1 ? [signed, { type: 'pack-agreed' }] : [signed];
  },
});
