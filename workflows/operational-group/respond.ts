import type { Context, KernelEvent } from '../kernel/contract';
import { agendaIn } from './agenda';
import { newPatterns } from './matters';
import { schedule, toBoard } from './rules';
import type { GroupPolicy } from './policy';
import { isOpenAction, isOpenMatter, mattersOf, undiscussed, type AnyEvent, type Event, type State } from './state';

type GroupContext = Context<GroupPolicy>;

/** What follows when a date has passed, or when the agenda has come. */
export function respond(state: State, event: KernelEvent, context: GroupContext): readonly AnyEvent[] {
  if (state.stage === 'wound-up') return [];
  const { number } = state.meeting;
  if (event.type === 'effect-done' && event.kind === 'compile-agenda' && event.effect.endsWith(`compile-${number}`))
    return compiled(state, event.result, context);
  if (event.type !== 'deadline-passed') return [];
  switch (event.deadline) {
    case `meeting.${number}`:
      return [{ type: 'meeting-not-held', number }];
    case `late-meeting.${number}`:
      return [{ type: 'meeting-still-not-held', number }];
    case `cut-off.${number}`:
      return state.stage === 'waiting' ? [{ type: 'cut-off-reached', number }] : [];
    case `cut-off.${number + 1}`:
      return lapsed(state, context);
    default:
      return [];
  }
}

/** Nobody is missing from an agenda: it is one only when the events themselves count the same children [99]. */
function compiled(state: State, result: Record<string, string>, { policy: { actionReturns } }: GroupContext): Event[] {
  const { number } = state.meeting;
  if (state.stage !== 'compiling') return [];
  const answer = agendaIn(result);
  const found = new Set(answer?.children.map(({ ref }) => ref)).size;
  if (!answer || found !== answer.counted)
    return [{ type: 'agenda-not-proved', number, found, counted: answer?.counted ?? 0 }];
  const { children, counted, patterns, countedPatterns } = answer;
  if (patterns.length !== countedPatterns)
    return [{ type: 'agenda-not-proved', number, found: patterns.length, counted: countedPatterns }];
  const open = state.actions.filter(isOpenAction);
  const returned = open.filter((action) => action.returned + 1 === actionReturns.value).map(({ ref }) => ref);
  const put = state.level === 'lscb-subgroup' ? newPatterns(state, patterns) : [];
  const matters = [...mattersOf(state).filter(isOpenMatter), ...put].map((matter) => matter.number);
  return [
    ...put,
    {
      type: 'agenda-compiled',
      number,
      children,
      counted,
      actions: open.map((action) => action.number),
      ...(state.level === 'lscb-subgroup' ? { matters } : {}),
    },
    ...toBoard(state, returned, 'action-returned'),
  ];
}

/** The next agenda is due and this meeting is not over: its children go to the senior board, and on the next agenda. */
function lapsed(state: State, { policy: values }: GroupContext): Event[] {
  const { number } = state.meeting;
  const left = undiscussed(state);
  return [
    { type: 'meeting-lapsed', number, undiscussed: left },
    ...toBoard(state, left, 'not-discussed'),
    schedule(state.firstMeetingOn, number + 1, values),
    { type: 'cut-off-reached', number: number + 1 },
  ];
}
