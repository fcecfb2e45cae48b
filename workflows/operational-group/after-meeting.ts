import { refuse } from '../kernel/refusals';
import { byTheGroup, command, onceHeld, refuseField, schedule, source, whoLead, whoOwn } from './rules';
import { levels } from './levels';
import { AnswerFromBoard, CompleteAction, RecordMinutes, WindUp } from './schemas';
import { isOpenAction, unanswered, undiscussed, undiscussedMatters } from './state';

export const completeAction = command({
  title: 'Record that an action is done',
  hint: 'By its owner, or by the chair of the group.',
  by: whoOwn,
  input: CompleteAction,
  decide({ level, actions, authority }, { number, text }, { actor }) {
    const action = actions.find((a) => a.number === number && isOpenAction(a));
    if (!action) return refuseField('no-such-action', 'number', 'No open action has this number.');
    const isOwner = actor.agency === action.owner.agency && actor.roles.includes(action.owner.role);
    const isChair = actor.agency === authority && actor.roles.includes(levels[level].chair);
    if (!isOwner && !isChair)
      return refuse(
        'not-your-action',
        `This action is for the ${action.owner.role} of ${action.owner.agency}.`,
        source,
      );
    return [{ type: 'action-done', number, text }];
  },
});

export const recordMinutes = command({
  title: 'Record the minutes',
  hint: 'When everything on the agenda was discussed. The next meeting is called.',
  by: whoLead,
  input: RecordMinutes,
  when(state, context) {
    const refusal = byTheGroup(state, context) ?? onceHeld(state);
    const left = [...undiscussed(state), ...undiscussedMatters(state).map((number) => `matter ${number}`)];
    if (refusal || left.length === 0) return refusal;
    return refuse('not-all-discussed', `Nothing is recorded yet about: ${left.join(', ')}.`, source);
  },
  decide: ({ meeting: { number }, firstMeetingOn }, { text }, { policy }) => [
    { type: 'minutes-recorded', number, text },
    schedule(firstMeetingOn, number + 1, policy),
  ],
});

export const answerFromBoard = command({
  title: 'Record the answer of the senior board',
  hint: 'For a child about whom the group could not decide.',
  by: ['lscb-chair', 'system'],
  input: AnswerFromBoard,
  when: (state, context) => (context.actor.roles.includes('system') ? undefined : byTheGroup(state, context)),
  decide: (state, { ref, text }) =>
    unanswered(state).some((b) => b.ref === ref)
      ? [{ type: 'board-answered', ref, text }]
      : refuseField('not-before-the-board', 'ref', 'This child is not before the senior board.'),
});

export const windUp = command({
  title: 'End the group',
  hint: 'Only the senior board can, and it says who discusses the children from now on.',
  by: ['lscb-chair'],
  input: WindUp,
  when: byTheGroup,
  decide: (_state, { reason }) => [{ type: 'wound-up', reason }],
});
