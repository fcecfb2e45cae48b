import type { Span } from '../kernel/calendar';
import type { PolicyValue } from '../kernel/contract';
import { daysBetween, earlier, lastDayAfter } from './dates';
import type { ConfiscationPolicy } from './policy';
import { isInTimetable, limitOf } from './progress';
import type { Step } from './schemas';
import type { State } from './state';

/** One date of the timetable after conviction: the day it is counted from, its last day, and why. */
export interface StepDate {
  step: Step;
  from: string;
  until: string;
  rule: string;
  source: string;
  isDirected: boolean;
}

const sources: Record<Step, string> = {
  statement: 'Proceeds of Crime Act 2002, section 16',
  response: 'Proceeds of Crime Act 2002, section 17',
  hearing: 'Proceeds of Crime Act 2002, section 6',
  order: 'Proceeds of Crime Act 2002, section 6',
};

/** What each step is counted from by policy; undefined while that has not happened. */
function baseOf({ timetableFrom, done }: State, step: Step): string | undefined {
  switch (step) {
    case 'statement':
      return timetableFrom;
    case 'response':
    case 'hearing':
      return done.statement;
    case 'order':
      return done.hearing;
  }
}

/** The date of policy, never beyond what the law permits; undefined while the step is not counted yet. */
export function policyDateOf(state: State, policy: ConfiscationPolicy, step: Step): StepDate | undefined {
  const from = baseOf(state, step);
  const limit = limitOf(state);
  if (from === undefined) return undefined;
  const { value, source }: PolicyValue<Span> = policy[step];
  const last = lastDayAfter(from, value);
  const until = limit === undefined ? last : earlier(last, limit);
  const rule =
    until === last
      ? `${sources[step]}: the date of policy, because no court has set another.`
      : `${sources[step]}: the permitted period ends before the date of policy.`;
  return { step, from: earlier(from, until), until, rule, source, isDirected: false };
}

/** The date that holds: the court's when there is one, and no change of policy moves it. */
export function dateOf(state: State, policy: ConfiscationPolicy, step: Step): StepDate | undefined {
  const directed = state.directed[step];
  if (!directed) return policyDateOf(state, policy, step);
  const { date, policyDate, daysAdded = 0 } = directed;
  const before =
    policyDate === undefined
      ? 'policy had none yet'
      : `policy had ${policyDate}, so that ${daysAdded} ${Math.abs(daysAdded) === 1 ? 'day was' : 'days were'} added`;
  const rule = `${sources[step]}: the court's order; ${before}.`;
  return { step, from: date, until: date, rule, source: sources[step], isDirected: true };
}

/** The steps that are open, with their dates. */
export function openSteps(state: State, policy: ConfiscationPolicy): StepDate[] {
  if (!isInTimetable(state) || state.hasPermittedPeriodPassed) return [];
  const { done } = state;
  const open: Step[] = [
    ...(done.statement === undefined ? (['statement'] as const) : []),
    ...(done.response === undefined && done.hearing === undefined ? (['response'] as const) : []),
    ...(done.hearing === undefined ? (['hearing'] as const) : []),
    'order',
  ];
  return open.flatMap((step) => dateOf(state, policy, step) ?? []);
}

export const daysOf = ({ from, until }: StepDate): Span => ({ count: daysBetween(from, until), unit: 'calendar-days' });
