import { z } from 'zod';
import { londonDateOf } from '../kernel/calendar';
import { commandsOf, opening, personalText } from '../kernel/command';
import type { Actor, Context, KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { notOfTheContractor, refuseField } from '../provider-statement/officers';
import type { AgencyCode } from '../vocabulary';
import type { BudgetPolicy } from './policy';
import { openWarnings, type Event, type State } from './state';
import { daysOfYear, isFinancialYear } from './year';

export const source = 'Strategy paragraph 33: £2 million a year for adults in England and Wales';
/** The first financial year of the contract. */
const firstYear = '2011-12';
const watching = 'Strategy paragraph 37: the contract is watched by the Home Office and the Ministry of Justice';

const command = commandsOf<State, Event, BudgetPolicy>();
type Ctx = Context<BudgetPolicy>;

const OpenBudget = z.object({
  year: z
    .string()
    .refine(isFinancialYear, 'Give the financial year as YYYY-YY, for example 2011-12.')
    .meta({ title: 'Financial year', description: 'From 1 April to 31 March. One case for each.' }),
});

const AnswerWarning = z.object({
  percent: z.int().min(1).max(1000).meta({ title: 'Warning', description: 'Which one, in percent of the budget.' }),
  text: personalText('What is done', 'What is done about it. Nobody is turned away.'),
});

/** Officers of the contractor pay, contract managers of these agencies watch; nobody else has a part in the budget. */
function notTheirs(actor: Actor, watchers: readonly AgencyCode[]): Refusal | undefined {
  if (actor.roles.includes('contract-manager') && watchers.includes(actor.agency)) return undefined;
  return actor.roles.includes('payment-officer')
    ? notOfTheContractor(actor)
    : refuse('not-your-contract', `This is for the contract managers of ${watchers.join(' and ')}.`, watching);
}

export const openBudget = opening<Event, BudgetPolicy, typeof OpenBudget>({
  title: 'Watch the budget of a year',
  hint: 'What care has cost and will cost in a financial year. It warns, and never refuses care.',
  by: ['payment-officer', 'contract-manager', 'system'],
  input: OpenBudget,
  decide({ year }, { now, actor, policy }) {
    const { value: watchers } = policy.contractWatchers;
    const isSystem = actor.roles.includes('system');
    const refusal = isSystem ? undefined : notTheirs(actor, watchers);
    if (refusal) return refusal;
    if (year < firstYear)
      return refuseField('before-the-contract', 'year', `The first year of the contract is ${firstYear}.`, source);
    if (!isSystem && londonDateOf(now) < daysOfYear(year).fromDate)
      return refuseField('year-not-begun', 'year', 'This year has not begun. Give one that has.', source);
    const contractor = policy.centralContractor.value;
    const shared = [contractor, ...watchers]
      .filter((agency) => agency !== actor.agency)
      .map((agency): KernelEvent => ({ type: 'case-shared', agency, reason: 'budget' }));
    const { value: budgetPence } = policy.budgetPence;
    const contractKeeper = policy.contractKeeper.value;
    return [{ type: 'budget-opened', year, budgetPence, contractor, contractKeeper, watchers }, ...shared];
  },
});

export const reviewNow = command({
  title: 'Review the budget now',
  hint: 'Reads what care has cost and will cost, without waiting for the next review.',
  by: ['payment-officer', 'contract-manager'],
  input: z.object({}),
  when: ({ watchers }, { actor, file }: Ctx) =>
    notTheirs(actor, watchers) ??
    (Object.values(file.pending).some(({ kind, isUndelivered }) => kind === 'read-budget' && !isUndelivered)
      ? refuse('being-read', 'The budget is being read. Try again in a moment.', source)
      : undefined),
  decide: ({ round }) => [{ type: 'review-asked', round }],
});

export const answerWarning = command({
  title: 'Say what is done about a warning',
  hint: 'A warning blocks nothing: say how the contract is kept within the budget, or the budget changed.',
  by: ['contract-manager'],
  input: AnswerWarning,
  when: (state, { actor }) => {
    if (actor.agency !== state.contractKeeper)
      return refuse('not-your-contract', `This is for the contract managers of ${state.contractKeeper}.`, watching);
    return openWarnings(state).length > 0
      ? undefined
      : refuse('no-open-warning', 'No warning waits for an answer.', source);
  },
  decide: (state, { percent, text }) =>
    openWarnings(state).some((warning) => warning.percent === percent)
      ? [{ type: 'warning-answered', percent, text }]
      : refuseField('no-such-warning', 'percent', 'No such warning waits for an answer. Give one that does.', source),
});
