import { spansBetween, startOfLondonDay, type Span } from '../kernel/calendar';
import type { Actor, Context, Deadline, KernelEvent, Owner, PolicyValue, Process, Task } from '../kernel/contract';
import { answerWarning, openBudget, reviewNow, source } from './commands';
import { react } from './effects';
import { policy, type BudgetPolicy } from './policy';
import { fromResult, type BudgetReading } from './reading';
import { evolve, initial, openStages, openWarnings, percentOf, type Event, type State } from './state';
import { daysOfYear } from './year';

/** What care costs in a financial year, against its budget [33]: it warns, and there is nothing that it can refuse. */
export const careBudget: Process<State, Event, BudgetPolicy> = {
  name: 'care-budget',
  version: 1,
  prefix: 'BUD',
  title: 'Budget of a financial year',
  source,
  policy,
  opening: openBudget,
  commands: { 'review-now': reviewNow, 'answer-warning': answerWarning },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: ({ contractor }) => ({ role: 'payment-officer', agency: contractor }),
  react,
  status: ({ stage }) => ({
    stage,
    title: titles[stage],
    isClosed: !openStages.includes(stage) && stage !== 'opening',
  }),
  view,
  figures,
  diagram: [
    { from: 'opening', event: 'budget-opened', to: 'running' },
    { from: 'running', event: 'year-ended', to: 'year-ended' },
    { from: 'year-ended', event: 'last-review-asked', to: 'closing' },
    { from: 'closing', event: 'budget-closed', to: 'closed' },
    { from: 'running', event: 'kept-elsewhere', to: 'kept-elsewhere' },
    { from: 'year-ended', event: 'kept-elsewhere', to: 'kept-elsewhere' },
    { from: 'closing', event: 'kept-elsewhere', to: 'kept-elsewhere' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  running: 'The year runs',
  'year-ended': 'The year is over; what is reported late still counts for it',
  closing: 'Being read for the last time',
  closed: 'The accounts of the year are closed',
  'kept-elsewhere': 'Not kept here: another case keeps the budget of this year',
};

function respond(state: State, event: KernelEvent, { now, policy: values }: Context<BudgetPolicy>): Event[] {
  if (!openStages.includes(state.stage)) return [];
  if (event.type === 'deadline-passed') {
    if (event.deadline === 'year-end') return [{ type: 'year-ended' }];
    if (event.deadline === 'accounts-close') return [{ type: 'last-review-asked' }];
    // However long everything was down, the budget is read once.
    const every = values.reviewEveryWeeks.value;
    const roundsOver = Math.floor(spansBetween(state.openedAt, now, 'weeks') / every);
    return event.deadline === 'review' ? [{ type: 'review-asked', round: Math.max(roundsOver, state.round) + 1 }] : [];
  }
  if (event.type !== 'effect-done' || event.kind !== 'read-budget') return [];
  const answer = fromResult(event.result);
  return 'otherBudget' in answer ? [{ type: 'kept-elsewhere', ...answer }] : read(state, answer, values);
}

/** A reading, and each warning that it is the first to call for. */
function read(state: State, reading: BudgetReading, { warnAtPercent }: BudgetPolicy): Event[] {
  if (state.reading && reading.on < state.reading.on) return []; // overtaken by a newer one
  const { budgetPence, warnings, isOverspendForecast } = state;
  const { committedPence, forecastPence } = reading;
  const reached = percentOf(committedPence, budgetPence);
  const warned = warnAtPercent.value
    .filter((percent) => percent <= reached && !warnings.some((given) => given.percent === percent))
    .map((percent): Event => ({ type: 'budget-warned', percent, committedPence }));
  const overspend: Event[] =
    forecastPence > budgetPence && !isOverspendForecast ? [{ type: 'overspend-forecast', forecastPence }] : [];
  const closed: Event[] = state.stage === 'closing' ? [{ type: 'budget-closed' }] : [];
  return [{ type: 'budget-read', ...reading }, ...warned, ...overspend, ...closed];
}

/** From the opening to the close a review is always due. */
function deadlines(state: State, values: BudgetPolicy): Deadline[] {
  const { stage, year, openedAt, round, contractor } = state;
  if (!openStages.includes(stage)) return [];
  const officers: Owner = { role: 'payment-officer', agency: contractor };
  const { value: every, source: from } = values.reviewEveryWeeks;
  const lastDay = startOfLondonDay(daysOfYear(year).untilDate);
  const review: Deadline = {
    key: 'review',
    title: 'The budget is read again',
    from: openedAt,
    span: { count: round * every, unit: 'weeks' },
    rule: 'The budget is read regularly, so that nobody is surprised by it.',
    source: from,
    owner: officers,
  };
  const yearEnd: Deadline = {
    key: 'year-end',
    title: 'The financial year ends',
    from: lastDay,
    span: { count: 0, unit: 'calendar-days' },
    rule: 'A financial year ends with 31 March.',
    source,
    owner: officers,
  };
  const accountsClose: Deadline = {
    key: 'accounts-close',
    title: 'The accounts of the year are closed',
    from: lastDay,
    span: values.accountsClose.value,
    rule: 'Until then what is reported late counts for the year that it belongs to.',
    source: values.accountsClose.source,
    owner: officers,
  };
  const dates: Record<string, Deadline[]> = { running: [yearEnd], 'year-ended': [accountsClose] };
  return [review, ...(dates[stage] ?? []), ...openWarnings(state).map((w) => answerBy(state, w, values.warningAnswer))];
}

function answerBy(state: State, { percent, at }: { percent: number; at: string }, by: PolicyValue<Span>): Deadline {
  return {
    key: `warning.${percent}`,
    title: `It is said what is done about the warning at ${percent} %`,
    from: at,
    span: by.value,
    rule: 'A warning is answered in this time. Care goes on meanwhile.',
    source: by.source,
    owner: { role: 'contract-manager', agency: state.contractKeeper },
  };
}

function tasks(state: State): Task[] {
  if (!openStages.includes(state.stage)) return [];
  return openWarnings(state).map(({ percent }) => ({
    key: `warning.${percent}`,
    title: `The budget of ${state.year} has reached ${percent} %: say what is done about it`,
    owner: { role: 'contract-manager', agency: state.contractKeeper },
    commands: ['answer-warning'],
    deadline: `warning.${percent}`,
  }));
}

/** Sums lead to nobody: whoever pays or watches the contract sees all of them. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, year, budgetPence, reading, warnings, isOverspendForecast, otherBudget } = state;
  const isTheirs = viewer.agency === state.contractor || state.watchers.includes(viewer.agency);
  const seen = { stage, year, budgetPence, otherBudget };
  if (!isTheirs) return seen;
  const percent = reading && percentOf(reading.committedPence, budgetPence);
  const { untilDate } = year ? daysOfYear(year) : { untilDate: '' };
  return { ...seen, untilDate, reading, percent, warnings, isOverspendForecast };
}

function figures({ year, budgetPence, reading, warnings, readings }: State): Record<string, string | number | boolean> {
  const { committedPence = 0, forecastPence = 0 } = reading ?? {};
  return { year, budgetPence, committedPence, forecastPence, readings, warnings: warnings.length };
}
