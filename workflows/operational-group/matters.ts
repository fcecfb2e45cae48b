import { londonDateOf } from '../kernel/calendar';
import type { KernelEvent } from '../kernel/contract';
import { refuse } from '../kernel/refusals';
import type { Pattern } from './agenda';
import { levels } from './levels';
import { byTheGroup, command, dayPassed, onceHeld, refuseField, source, whoLead, whoOwn } from './rules';
import { DealWithMatter, DiscussMatter, PutMatter } from './schemas';
import { chair, mattersOf, openMatter, type Event, type EventOf, type State } from './state';

/** The subgroup is for policy [99 and box]: whoever is in it may put something before it. */
export const putMatter = command({
  title: 'Put a matter on the agenda',
  hint: 'A matter of policy, with an owner and a day. It comes back to every agenda until it is dealt with.',
  by: [...whoLead, 'duty-manager', 'safeguarding-lead', 'duty-inspector', 'force-lead'],
  input: PutMatter,
  when: ({ authority, police }, { actor }) =>
    actor.agency === authority || actor.agency === police
      ? undefined
      : refuse('not-your-group', 'This is for the members of this group.', source),
  decide(state, { text, role, agency, dueOn }, { now, file }) {
    if (dueOn < londonDateOf(now)) return dayPassed;
    const shared: KernelEvent[] =
      agency === file.openedBy || file.sharedWith.includes(agency)
        ? []
        : [{ type: 'case-shared', agency, reason: 'matter-owner' }];
    const number = mattersOf(state).length + 1;
    return [{ type: 'matter-put', number, text, owner: { role, agency }, dueOn }, ...shared];
  },
});

export const discussMatter = command({
  title: 'Record what was decided about a matter',
  hint: 'For every matter on the agenda. One that is not dealt with has a day, and comes back.',
  by: whoLead,
  input: DiscussMatter,
  when: (state, context) => byTheGroup(state, context) ?? onceHeld(state),
  decide(state, { number, isDealtWith, text, dueOn }, { now }) {
    const matter = openMatter(state, number);
    if (!matter || state.agendaMatters?.includes(number) !== true)
      return refuseField('no-such-matter', 'number', 'No open matter on this agenda has this number.');
    const discussed: Event = { type: 'matter-discussed', number, meeting: state.meeting.number, text };
    if (isDealtWith) return [discussed, { type: 'matter-dealt-with', number, text }];
    const nextOn = dueOn ?? matter.dueOn;
    if (nextOn <= londonDateOf(now))
      return refuseField('day-passed', 'dueOn', 'It goes on: give the day by which it is dealt with, after today.');
    return [{ ...discussed, dueOn: nextOn }];
  },
});

export const dealWithMatter = command({
  title: 'Record that a matter is dealt with',
  hint: 'By its owner, or by the chair of the group.',
  by: whoOwn,
  input: DealWithMatter,
  decide(state, { number, text }, { actor }) {
    const matter = openMatter(state, number);
    if (!matter) return refuseField('no-such-matter', 'number', 'No open matter has this number.');
    const { owner } = matter;
    const isOwner = actor.agency === owner.agency && actor.roles.includes(owner.role);
    const isChair = actor.agency === state.authority && actor.roles.includes(levels[state.level].chair);
    return isOwner || isChair
      ? [{ type: 'matter-dealt-with', number, text }]
      : refuse('not-your-matter', `This matter is for the ${owner.role} of ${owner.agency}.`, source);
  },
});

const keyOf = ({ refs }: Pattern) => refs.toSorted().join(' ');

/** Links between children that the subgroup has not had before it: each becomes a matter, for its chair [99 and box]. */
export function newPatterns(state: State, patterns: readonly Pattern[]): EventOf<'matter-put'>[] {
  const before = mattersOf(state);
  const known = new Set(before.flatMap(({ pattern }) => (pattern ? [keyOf(pattern)] : [])));
  return patterns
    .filter((pattern) => !known.has(keyOf(pattern)))
    .map((pattern, i) => ({
      type: 'matter-put',
      number: before.length + 1 + i,
      pattern,
      owner: chair(state),
      dueOn: state.meeting.meetingOn,
    }));
}
