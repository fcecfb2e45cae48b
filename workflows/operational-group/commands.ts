import { addSpan, compareInstants, londonDateOf, startOfLondonDay } from '../kernel/calendar';
import { opening } from '../kernel/command';
import type { KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { cutOffOf } from './dates';
import type { Level } from './levels';
import type { GroupPolicy } from './policy';
import { AgreeAction, DiscussChild, HoldMeeting, NoInput, OpenGroup } from './schemas';
import { byTheGroup, command, dayPassed, onceHeld, refuseField, schedule, source, toBoard, whoLead } from './rules';
import type { Event, State } from './state';

export const openGroup = (level: Level) =>
  opening<Event, GroupPolicy, typeof OpenGroup>({
    title: level.opens.title,
    hint: level.opens.hint,
    by: [level.chair],
    input: OpenGroup,
    decide({ firstMeetingOn }, { actor, now, policy }) {
      if (!actor.designations.includes('local-authority'))
        return refuse('not-a-local-authority', 'Such a group belongs to a local authority.', source);
      const weeks = policy.firstWithinWeeks.value;
      if (compareInstants(startOfLondonDay(firstMeetingOn), addSpan(now, { count: weeks, unit: 'weeks' })) >= 0)
        return refuseField('too-far', 'firstMeetingOn', `Give a day in the next ${weeks} weeks.`);
      const first = schedule(firstMeetingOn, 1, policy);
      const cutOff = first.type === 'meeting-scheduled' ? cutOffOf(first) : now;
      if (compareInstants(cutOff, now) <= 0)
        return refuseField('too-soon', 'firstMeetingOn', 'The agenda could not be made in time. Give a later day.');
      const { police, otherwisePolice } = policy.policeForces.value;
      const force = police[actor.agency] ?? otherwisePolice;
      return [
        { type: 'group-opened', authority: actor.agency, police: force, firstMeetingOn },
        first,
        { type: 'case-shared', agency: force, reason: level.name },
      ];
    },
  });

export const compileAgain = command({
  title: 'Compile the agenda again',
  hint: 'When the agenda did not agree with the cases.',
  by: whoLead,
  input: NoInput,
  when: (state, context) =>
    byTheGroup(state, context) ??
    (state.stage === 'not-proved' ? undefined : refuse('agenda-proved', 'The agenda is not in doubt.', source)),
  decide: ({ meeting: { number } }) => [{ type: 'agenda-asked-again', number }],
});

export const holdMeeting = command({
  title: 'Hold the meeting',
  hint: 'Records who takes part. Every child on the agenda is discussed.',
  by: whoLead,
  input: HoldMeeting,
  when: (state, context) =>
    byTheGroup(state, context) ??
    (state.stage === 'agenda' ? undefined : refuse('no-agenda', 'There is no agenda to meet about now.', source)),
  decide: ({ meeting: { number } }, { attended }, { now }) => [
    { type: 'meeting-held', number, heldOn: londonDateOf(now), attended: [...new Set(attended)] },
  ],
});

function notOnAgenda({ agenda }: State): Refusal {
  return refuseField('not-on-agenda', 'item', `The agenda has ${agenda.length} items. Give the number of one of them.`);
}

export const discussChild = command({
  title: 'Record what was decided about a child',
  hint: 'For every child on the agenda. What is unresolved goes to the senior board.',
  by: whoLead,
  input: DiscussChild,
  when: (state, context) => byTheGroup(state, context) ?? onceHeld(state),
  decide(state, { item, decision, text }) {
    const ref = state.agenda[item - 1]?.ref;
    if (ref === undefined) return notOnAgenda(state);
    const board = decision === 'unresolved' ? toBoard(state, [ref], 'unresolved') : [];
    return [{ type: 'child-discussed', ref, decision, text }, ...board];
  },
});

export const agreeAction = command({
  title: 'Agree an action',
  hint: 'With an owner and a day. It comes back to every agenda until it is done.',
  by: whoLead,
  input: AgreeAction,
  when: (state, context) => byTheGroup(state, context) ?? onceHeld(state),
  decide(state, { item, text, role, agency, dueOn }, { now, file }) {
    const ref = state.agenda[item - 1]?.ref;
    if (ref === undefined) return notOnAgenda(state);
    if (dueOn < londonDateOf(now)) return dayPassed;
    const shared: KernelEvent[] = file.sharedWith.includes(agency)
      ? []
      : [{ type: 'case-shared', agency, reason: 'action-owner' }];
    const agreed: Event = {
      type: 'action-agreed',
      number: state.actions.length + 1,
      ref,
      text,
      owner: { role, agency },
      dueOn,
    };
    return [agreed, ...shared];
  },
});
