import { startOfLondonDay } from '../kernel/calendar';
import type { Deadline, Task } from '../kernel/contract';
import { meetingOf } from './dates';
import { levels } from './levels';
import type { GroupPolicy } from './policy';
import {
  chair,
  isOpenAction,
  isOpenMatter,
  mattersOf,
  seniorBoard,
  superior,
  unanswered,
  undiscussed,
  undiscussedMatters,
  type State,
} from './state';

/** The meeting whose agenda is made next: the one called, or the one after it. */
function nextCutOff({ level, stage, meeting, firstMeetingOn, policySet }: State) {
  const { everyWeeks, cutOffWorkingDays } = levels[level].policy[policySet];
  return stage === 'waiting'
    ? meeting
    : meetingOf(firstMeetingOn, meeting.number + 1, everyWeeks.value, cutOffWorkingDays.value);
}

function endOf(day: string) {
  return { from: startOfLondonDay(day), span: { count: 0, unit: 'calendar-days' } as const };
}

/** The dates of the meeting, of the actions and of the board; that of the next agenda always runs. */
export function deadlines(state: State, values: GroupPolicy): Deadline[] {
  const { stage, meeting } = state;
  if (stage === 'not-opened' || stage === 'wound-up') return [];
  const next = nextCutOff(state);
  const { everyWeeks, lateMeetingWorkingDays, minutesWorkingDays, boardWorkingDays } = values;
  const found: Deadline[] = [
    {
      key: `cut-off.${next.number}`,
      title: 'The agenda of the next meeting is compiled',
      ...endOf(next.cutOffOn),
      rule: 'Whoever is missing or at risk at the end of this day is on the agenda.',
      source: everyWeeks.source,
      owner: chair(state),
    },
  ];
  if (stage !== 'held' && state.missed === 0) {
    found.push({
      key: `meeting.${meeting.number}`,
      title: 'The meeting is held',
      ...endOf(meeting.meetingOn),
      rule: `The group meets every ${everyWeeks.value} weeks, on a working day.`,
      source: everyWeeks.source,
      owner: chair(state),
    });
  }
  if (stage !== 'held' && state.missed === 1) {
    found.push({
      key: `late-meeting.${meeting.number}`,
      title: 'The meeting that was not held is held',
      from: state.missedAt,
      span: { count: lateMeetingWorkingDays.value, unit: 'working-days' },
      rule: 'A meeting that was not held on its day is held in this time.',
      source: lateMeetingWorkingDays.source,
      owner: superior(state),
    });
  }
  if (stage === 'held') {
    found.push({
      key: `minutes.${meeting.number}`,
      title: 'The minutes are recorded',
      from: state.held?.at ?? state.compiledAt,
      span: { count: minutesWorkingDays.value, unit: 'working-days' },
      rule: 'The minutes are recorded in this time from the meeting.',
      source: minutesWorkingDays.source,
      owner: chair(state),
    });
  }
  const actions = state.actions.filter(isOpenAction).map(({ number, dueOn, owner }): Deadline => ({
    key: `action.${number}`,
    title: `Action ${number} is done`,
    ...endOf(dueOn),
    rule: 'The group agreed this day.',
    source: everyWeeks.source,
    owner,
  }));
  const matters = mattersOf(state)
    .filter(isOpenMatter)
    .map(({ number, dueOn, owner }): Deadline => ({
      key: `matter.${number}`,
      title: `Matter ${number} is dealt with`,
      ...endOf(dueOn),
      rule: 'What is put before the subgroup has a day, and comes back until it is dealt with.',
      source: everyWeeks.source,
      owner,
    }));
  const answers = unanswered(state).map(({ ref, at }): Deadline => ({
    key: `board.${ref}`,
    title: 'The senior board answers',
    from: at,
    span: { count: boardWorkingDays.value, unit: 'working-days' },
    rule: 'What the group could not resolve is answered by the senior board in this time.',
    source: boardWorkingDays.source,
    owner: seniorBoard(state),
  }));
  return [...found, ...actions, ...matters, ...answers];
}

/** What waits for whom: in every stage at least one task. */
export function tasks(state: State): Task[] {
  const { stage, meeting } = state;
  if (stage === 'not-opened' || stage === 'wound-up') return [];
  const meetingDeadline = [`meeting.${meeting.number}`, `late-meeting.${meeting.number}`][state.missed];
  const deadline = meetingDeadline ?? `cut-off.${nextCutOff(state).number}`;
  const found: Task[] = [];
  if (stage === 'held') {
    const key = `minutes.${meeting.number}`;
    const commands = ['discuss-child', 'agree-action'];
    for (const ref of undiscussed(state))
      found.push({
        key: `discuss.${ref}`,
        title: `Record what was decided about ${ref}`,
        owner: chair(state),
        commands,
        deadline: key,
        about: ref,
      });
    for (const number of undiscussedMatters(state))
      found.push({
        key: `discuss-matter.${number}`,
        title: `Record what was decided about matter ${number}`,
        owner: chair(state),
        commands: ['discuss-matter'],
        deadline: key,
      });
    found.push({
      key: 'minutes',
      title: 'Record the minutes',
      owner: chair(state),
      commands: ['record-minutes'],
      deadline: key,
    });
  } else {
    const isProved = stage !== 'not-proved';
    const title = isProved
      ? `Hold the meeting of ${meeting.meetingOn}`
      : 'Compile the agenda again: it does not agree with the cases';
    const commands = isProved ? ['hold-meeting'] : ['compile-again'];
    found.push({
      key: 'meeting',
      title,
      owner: state.missed > 0 && isProved ? superior(state) : chair(state),
      commands,
      deadline,
    });
    if (state.missed > 0 && isProved)
      found.push({ key: 'late-meeting', title, owner: chair(state), commands, deadline });
  }
  for (const { number, owner } of state.actions.filter(isOpenAction))
    found.push({
      key: `action.${number}`,
      title: `Do action ${number}`,
      owner,
      commands: ['complete-action'],
      deadline: `action.${number}`,
    });
  for (const { number, owner, pattern } of mattersOf(state).filter(isOpenMatter)) {
    const [about] = pattern?.refs ?? [];
    const inCommon = pattern?.kinds.join(', ') || 'linked by hand';
    found.push({
      key: `matter.${number}`,
      title: pattern
        ? `Matter ${number}: children with something in common (${inCommon})`
        : `Deal with matter ${number}`,
      owner,
      commands: ['deal-with-matter'],
      deadline: `matter.${number}`,
      ...(about === undefined ? {} : { about }),
    });
  }
  for (const { ref, because } of unanswered(state)) {
    const title = `Answer for ${ref}: ${because}`;
    found.push({
      key: `board.${ref}`,
      title,
      owner: seniorBoard(state),
      commands: ['answer-from-board'],
      deadline: `board.${ref}`,
      about: ref,
    });
  }
  return found;
}
