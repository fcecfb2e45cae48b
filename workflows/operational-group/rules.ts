import { commandsOf } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { CaseRef } from '../vocabulary';
import { meetingOf } from './dates';
import { levels } from './levels';
import type { GroupPolicy } from './policy';
import { unanswered, type BoardCause, type Event, type State } from './state';

export const source = 'Strategy paragraph 99 and box';
export const command = commandsOf<State, Event, GroupPolicy>();
/** The roles that lead one of the levels, or stand in for whoever does; which of them may here, `byTheGroup` says. */
export const whoLead = ['group-chair', 'lscb-chair', 'assistant-director'] as const;

/** Who may own an action or a matter, and records that it is done. */
export const whoOwn = [
  'group-chair',
  'lscb-chair',
  'carer',
  'social-worker',
  'duty-manager',
  'assistant-director',
  'duty-inspector',
  'force-lead',
  'immigration-officer',
  'team-leader',
  'ceop-national-lead',
  'safeguarding-lead',
] as const;

export function refuseField(code: string, field: string, message: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}

export const dayPassed = refuseField('day-passed', 'dueOn', 'This day has passed. Give today or a later one.');

/** The next meeting of the series, in the same case. */
export function schedule(firstOn: string, number: number, { everyWeeks, cutOffWorkingDays }: GroupPolicy): Event {
  return { type: 'meeting-scheduled', ...meetingOf(firstOn, number, everyWeeks.value, cutOffWorkingDays.value) };
}

/** A child goes to the senior board once for as long as it has not answered. What the board leaves stays with it. */
export function toBoard(state: State, refs: readonly CaseRef[], because: BoardCause): Event[] {
  if (state.level === 'senior-board') return [];
  const waiting = new Set(unanswered(state).map(({ ref }) => ref));
  return [...new Set(refs)].filter((ref) => !waiting.has(ref)).map((ref) => ({ type: 'sent-to-board', ref, because }));
}

/** The chair of this level, and whoever is over the chair: a meeting that the chair does not hold is held all the same. */
export function byTheGroup({ level, authority }: State, { actor }: Context<GroupPolicy>): Refusal | undefined {
  const { chair, superior } = levels[level];
  const leads = actor.roles.some((role) => role === chair || role === superior);
  return leads && actor.agency === authority
    ? undefined
    : refuse('not-your-group', 'This is for the chair of this group, in its own authority.', source);
}

export function onceHeld(state: State): Refusal | undefined {
  return state.stage === 'held'
    ? undefined
    : refuse('meeting-not-held', 'Record first that the meeting is held.', source);
}
