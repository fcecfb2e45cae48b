import { z } from 'zod';
import { roleNames } from '../vocabulary';
import { commandsOf, personalText } from './command';
import type { CommandDefinition, Context, KernelEvent, Policy, Task } from './contract';
import { isPaused, resumeDeadline, type DueDeadline } from './deadlines';
import { isRefusal, refuse, type Refusal } from './refusals';

/** The commands that every case has, whatever its process. */
export interface CommonCommand {
  state: { tasks: readonly Task[]; deadlines: readonly DueDeadline[] };
}
type EveryCase = CommonCommand['state'];

const source = 'Concert: rules of every case';
const command = commandsOf<EveryCase, KernelEvent, Policy>();
const key = z.string().min(1).max(120);
const agencyCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "Give the agency's code, for example kent-council.");
const reason = personalText('Reason', 'Why. It is kept with the record.', 2000);

/** The task, if it is open and belongs to the actor's role and agency. */
function ownTask(state: EveryCase, taskKey: string, { actor }: Context): Task | Refusal {
  const task = state.tasks.find((t) => t.key === taskKey);
  if (!task) return refuse('no-such-task', `No task called ${taskKey} is open on this case.`, source);
  const isMine = task.owner.agency === actor.agency && actor.roles.includes(task.owner.role);
  return isMine
    ? task
    : refuse('not-your-task', `This task is for a ${task.owner.role} of ${task.owner.agency}.`, source);
}

function movableDeadline(state: EveryCase, deadlineKey: string, { actor }: Context): DueDeadline | Refusal {
  const deadline = state.deadlines.find((d) => d.key === deadlineKey);
  if (!deadline)
    return refuse('no-such-deadline', `No deadline called ${deadlineKey} is running on this case.`, source);
  const mayMove =
    deadline.owner.agency === actor.agency && deadline.movableBy?.some((role) => actor.roles.includes(role));
  return mayMove
    ? deadline
    : refuse('deadline-not-yours', `${deadline.title}: your role may not move this date.`, deadline.source);
}

export const commonCommands: Record<string, CommandDefinition<EveryCase, KernelEvent, Policy>> = {
  'claim-task': command({
    title: 'Claim a task',
    hint: 'Take a task of your team, so that others see you have it.',
    by: roleNames,
    input: z.object({ task: key }),
    decide(state, input, context) {
      const task = ownTask(state, input.task, context);
      if (isRefusal(task)) return task;
      const holder = context.file.claims[input.task];
      if (holder !== undefined)
        return refuse('task-already-claimed', 'Somebody has this task. Ask them to release it or hand it on.', source);
      return [{ type: 'task-claimed', task: input.task, person: context.actor.person }];
    },
  }),
  'hand-on-task': command({
    title: 'Hand a task on',
    hint: 'Give your task to a colleague of the same team.',
    by: roleNames,
    input: z.object({ task: key, person: z.string().min(1).max(120) }),
    decide(state, input, context) {
      const task = ownTask(state, input.task, context);
      if (isRefusal(task)) return task;
      if (context.file.claims[input.task] !== context.actor.person)
        return refuse('task-not-claimed', 'Claim the task before you hand it on.', source);
      return [{ type: 'task-handed-on', task: input.task, person: input.person }];
    },
  }),
  'release-task': command({
    title: 'Release a task',
    hint: 'Put your task back for the team.',
    by: roleNames,
    input: z.object({ task: key }),
    decide(state, input, context) {
      const task = ownTask(state, input.task, context);
      if (isRefusal(task)) return task;
      if (context.file.claims[input.task] !== context.actor.person)
        return refuse('task-not-claimed', 'You do not hold this task.', source);
      return [{ type: 'task-released', task: input.task }];
    },
  }),
  share: command({
    title: 'Share with an agency',
    hint: 'Let another agency see its part of this case.',
    by: roleNames,
    input: z.object({ agency: agencyCode, reason }),
    decide: (_state, input, { file }) =>
      file.sharedWith.includes(input.agency)
        ? refuse('already-shared', 'That agency sees this case already.', source)
        : [{ type: 'case-shared', agency: input.agency, reason: input.reason }],
  }),
  'stop-sharing': command({
    title: 'Stop sharing with an agency',
    hint: 'The agency that opened the case, and any with an open task on it, keep their sight of it.',
    by: roleNames,
    input: z.object({ agency: agencyCode, reason }),
    decide(state, input, { file }) {
      if (!file.sharedWith.includes(input.agency))
        return refuse('not-shared', 'That agency does not see this case.', source);
      const isNeeded = input.agency === file.openedBy || state.tasks.some((t) => t.owner.agency === input.agency);
      return isNeeded
        ? refuse(
            'agency-needed',
            'That agency opened this case or has a task on it, and keeps its sight of it.',
            source,
          )
        : [{ type: 'sharing-stopped', agency: input.agency, reason: input.reason }];
    },
  }),
  note: command({
    title: 'Add a note',
    hint: 'Anything worth keeping. Every agency that sees this case sees that a note was made.',
    by: roleNames,
    input: z.object({ text: personalText('Note', 'What you want to keep on the case.') }),
    decide: (_state, input) => [{ type: 'noted', text: input.text }],
  }),
  'extend-deadline': command({
    title: 'Extend a deadline',
    hint: 'Adds to a date, in the unit in which it is counted. Needs a reason.',
    by: roleNames,
    input: z.object({ deadline: key, count: z.int().min(1).max(365), reason }),
    decide(state, input, context) {
      const deadline = movableDeadline(state, input.deadline, context);
      if (isRefusal(deadline)) return deadline;
      return [{ type: 'deadline-extended', deadline: input.deadline, count: input.count, reason: input.reason }];
    },
  }),
  'pause-deadline': command({
    title: 'Pause a deadline',
    hint: 'The clock stops until it is started again; the time is given back. Needs a reason.',
    by: roleNames,
    input: z.object({ deadline: key, reason }),
    decide(state, input, context) {
      const deadline = movableDeadline(state, input.deadline, context);
      if (isRefusal(deadline)) return deadline;
      if (deadline.isPaused || deadline.isPassed)
        return refuse('deadline-not-running', 'This clock is not running.', source);
      return [{ type: 'deadline-paused', deadline: input.deadline, reason: input.reason }];
    },
  }),
  'resume-deadline': command({
    title: 'Start a paused deadline again',
    hint: 'The time that passed meanwhile is given back.',
    by: roleNames,
    input: z.object({ deadline: key, reason }),
    decide(state, input, context) {
      const deadline = movableDeadline(state, input.deadline, context);
      if (isRefusal(deadline)) return deadline;
      if (!isPaused(deadline.ledger)) return refuse('deadline-not-paused', 'This clock is running.', source);
      return [resumeDeadline(context.file, input.deadline, deadline.span, context.now, input.reason)];
    },
  }),
  'record-done-by-hand': command({
    title: 'Record what was done by hand',
    hint: 'For a message the system could not deliver.',
    by: roleNames,
    input: z.object({ effect: key, reason }),
    decide(state, input, context) {
      const task = ownTask(state, `by-hand.${input.effect}`, context);
      if (isRefusal(task)) return task;
      return [{ type: 'effect-done-by-hand', effect: input.effect, reason: input.reason }];
    },
  }),
};
