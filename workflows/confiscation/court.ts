import { refuse, type Refusal } from '../kernel/refusals';
import { daysBetween } from './dates';
import type { Directed } from './events';
import { permittedPeriod } from './law';
import { isUnderAppeal, permittedUntil } from './progress';
import {
  allOf,
  beforeConviction,
  command,
  inTheFuture,
  inTimetable,
  ofTheProsecution,
  poca,
  refuseField,
  source,
  type ConfiscationContext,
  type Rule,
} from './rules';
import { AppealOutcome, Direction, OnADay, Postponement, ProsecutionOutcome, Reasons, type Step } from './schemas';
import type { State } from './state';
import { policyDateOf } from './timetable';

const prosecutor = ['prosecutor'] as const;
const appealed = poca('14(6)');
const underway: Rule = allOf(ofTheProsecution, inTimetable);

export function statementGiven({ done }: State): Refusal | undefined {
  return done.statement === undefined
    ? refuse('no-statement', 'The statement of information comes first. Record it.', poca('16'))
    : undefined;
}

function isDone(step: Step, section: string): Rule {
  return ({ done }) =>
    done[step] === undefined ? undefined : refuse('already-recorded', 'This has been recorded.', poca(section));
}

/** A day of the timetable: not in the future, not before the conviction, nor before the step that comes first. */
function wrongDay(state: State, on: string, context: ConfiscationContext, after?: Step): Refusal | undefined {
  const first = after === undefined ? undefined : state.done[after];
  const isTooEarly = first !== undefined && on < first;
  return (
    inTheFuture(on, 'on', context) ??
    beforeConviction(state, on, 'on') ??
    (isTooEarly
      ? refuseField('before-statement', 'on', `That was on ${first}. Give that day or a later one.`)
      : undefined)
  );
}

/** What happens in court, up to the order. */
export const court = {
  'record-outcome': command({
    title: 'Record the outcome of the prosecution',
    hint: 'Convicted, acquitted or discontinued. After a conviction the timetable starts, if confiscation goes on.',
    by: prosecutor,
    input: ProsecutionOutcome,
    when: allOf(ofTheProsecution, ({ outcome }) =>
      outcome ? refuse('outcome-recorded', 'The outcome has been recorded.', source) : undefined,
    ),
    decide: (_state, { outcome, on }, context) =>
      inTheFuture(on, 'on', context) ?? [{ type: 'outcome-recorded', outcome, on }],
  }),
  'record-appeal': command({
    title: 'Record an appeal against the conviction',
    hint: 'While it is open the permitted period does not end; afterwards it is at least three months more.',
    by: prosecutor,
    input: OnADay,
    when: allOf(underway, (state) =>
      isUnderAppeal(state)
        ? refuse('under-appeal', 'An appeal is open. Record how it ended first.', appealed)
        : undefined,
    ),
    decide: (state, { on }, context) =>
      inTheFuture(on, 'on', context) ?? beforeConviction(state, on, 'on') ?? [{ type: 'appeal-made', on }],
  }),
  'record-appeal-outcome': command({
    title: 'Record how the appeal ended',
    hint: 'Dismissed: the timetable goes on. Allowed: the conviction is quashed, and confiscation ends with it.',
    by: prosecutor,
    input: AppealOutcome,
    when: allOf(underway, (state) =>
      isUnderAppeal(state) ? undefined : refuse('no-appeal', 'No appeal is open. Record the appeal first.', appealed),
    ),
    decide(state, { on, result }, context) {
      const madeOn = state.appeals.at(-1)?.on;
      const refusal =
        inTheFuture(on, 'on', context) ??
        (madeOn !== undefined && on < madeOn
          ? refuseField(
              'before-appeal',
              'on',
              `The appeal was made on ${madeOn}. Give that day or a later one.`,
              appealed,
            )
          : undefined);
      return refusal ?? [{ type: 'appeal-ended', on, result }];
    },
  }),
  'give-statement': command({
    title: 'Give the statement of information',
    hint: "The prosecutor's statement under section 16.",
    by: prosecutor,
    input: OnADay,
    when: allOf(underway, isDone('statement', '16')),
    decide: (state, { on }, context) => wrongDay(state, on, context) ?? [{ type: 'statement-given', on }],
  }),
  'record-response': command({
    title: "Record the defendant's response",
    hint: 'The response under section 17.',
    by: prosecutor,
    input: OnADay,
    when: allOf(underway, statementGiven, isDone('response', '17')),
    decide: (state, { on }, context) => wrongDay(state, on, context, 'statement') ?? [{ type: 'response-given', on }],
  }),
  'record-hearing': command({
    title: 'Record the hearing',
    hint: 'The confiscation hearing took place.',
    by: prosecutor,
    input: OnADay,
    when: allOf(underway, statementGiven, isDone('hearing', '6'), notPast),
    decide: (state, { on }, context) => wrongDay(state, on, context, 'statement') ?? [{ type: 'hearing-held', on }],
  }),
  'record-direction': command({
    title: "Record a court's date",
    hint: "It takes the place of policy's date, and no later policy moves it.",
    by: prosecutor,
    input: Direction,
    when: underway,
    decide(state, { step, date, order, exceptionalCircumstances }, { policy }) {
      if (state.done[step] !== undefined)
        return refuseField('already-recorded', 'step', 'This step is over. Its date does not change.', source);
      const refusal = beforeConviction(state, date, 'date') ?? beyond(state, date, 'date', exceptionalCircumstances);
      if (refusal) return refusal;
      const policyDate = policyDateOf(state, policy, step)?.until;
      return [
        {
          type: 'date-directed',
          ...directed(step, date, order, policyDate, isBeyond(state, date), exceptionalCircumstances),
        },
      ];
    },
  }),
  postpone: command({
    title: 'Record a postponement',
    hint: 'Not beyond two years from the conviction, or three months from an appeal, without exceptional circumstances.',
    by: prosecutor,
    input: Postponement,
    when: allOf(underway, isDone('hearing', '14')),
    decide(state, { until, order, exceptionalCircumstances }, { policy }) {
      const refusal =
        beforeConviction(state, until, 'until') ?? beyond(state, until, 'until', exceptionalCircumstances);
      if (refusal) return refusal;
      const before = state.directed.hearing?.date ?? policyDateOf(state, policy, 'hearing')?.until;
      if (before !== undefined && until <= before)
        return refuseField('not-later', 'until', `The hearing stands on ${before}. Give a later day.`, poca('14'));
      const now = directed('hearing', until, order, before, isBeyond(state, until), exceptionalCircumstances);
      return [{ type: 'postponed', ...now }];
    },
  }),
  'record-no-order': command({
    title: 'Record that there is no order',
    hint: 'The court made none, or confiscation was not gone on with.',
    by: prosecutor,
    input: Reasons,
    when: underway,
    decide: (_state, { reasons }) => [{ type: 'order-not-made', reasons }],
  }),
};

/** After the permitted period nothing goes on without exceptional circumstances. */
export function notPast({ hasPermittedPeriodPassed }: State): Refusal | undefined {
  return hasPermittedPeriodPassed ? periodOver() : undefined;
}

export function periodOver(): Refusal {
  const message =
    'The permitted period is over. Record a postponement with the exceptional circumstances, or that there is no order.';
  return refuse('permitted-period-over', message, permittedPeriod.source);
}

function isBeyond(state: State, date: string): boolean {
  const until = permittedUntil(state);
  return until !== undefined && date > until;
}

function beyond(state: State, date: string, field: string, circumstances: string | undefined): Refusal | undefined {
  if (!isBeyond(state, date) || circumstances !== undefined) return undefined;
  const message = `The permitted period ends on ${permittedUntil(state)}. Give a day in it, or the exceptional circumstances.`;
  return refuseField('beyond-permitted-period', field, message, permittedPeriod.source);
}

/** The ledger of one date: what it was, what was added, and by which order. */
function directed(
  step: Step,
  date: string,
  order: string,
  policyDate: string | undefined,
  isBeyondLimit: boolean,
  circumstances: string | undefined,
): Directed {
  return {
    step,
    date,
    order,
    ...(policyDate === undefined ? {} : { policyDate, daysAdded: daysBetween(policyDate, date) }),
    ...(isBeyondLimit && circumstances !== undefined ? { exceptionalCircumstances: circumstances } : {}),
  };
}
