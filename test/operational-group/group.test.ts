import fc from 'fast-check';
import { compareInstants, isWorkingDay } from '../../workflows/kernel/calendar';
import { isRefusal } from '../../workflows/kernel/refusals';
import { agendaIn } from '../../workflows/operational-group/agenda';
import { addDays, cutOffOf, meetingOf } from '../../workflows/operational-group/dates';
import { diagramEdges, edgesOf, opened, sealed } from '../helpers/driver';
import * as w from './world';

describe('the meetings of a series', () => {
  it.each([
    ['an ordinary Thursday', '2011-07-14', 1, '2011-07-14', '2011-07-11'],
    ['six weeks later', '2011-07-14', 2, '2011-08-25', '2011-08-22'],
    // Friday 29 April 2011 was the royal wedding, Monday 2 May a bank holiday.
    ['a royal wedding', '2011-03-18', 2, '2011-05-03', '2011-04-26'],
    ['after a holiday the series is where it was', '2011-03-18', 3, '2011-06-10', '2011-06-07'],
    ['a Christmas weekend', '2011-12-24', 1, '2011-12-28', '2011-12-21'],
    // The clocks go forward on 27 March 2011: the cut-off is still a London midnight.
    ['a clock change before it', '2011-03-29', 1, '2011-03-29', '2011-03-24'],
  ])('%s', (_what, first, number, meetingOn, cutOffOn) => {
    expect(meetingOf(first, number, 6, 3)).toMatchObject({ meetingOn, cutOffOn });
  });

  it('are on working days, each with its cut-off before it, and six weeks apart but for holidays', () => {
    const first = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2009-06-01', days));
    const property = fc.property(first, fc.integer({ min: 1, max: 40 }), (firstOn, number) => {
      const [one, next] = [meetingOf(firstOn, number, 6, 3), meetingOf(firstOn, number + 1, 6, 3)];
      expect([isWorkingDay(one.meetingOn), isWorkingDay(one.cutOffOn)]).toEqual([true, true]);
      expect(one.cutOffOn < one.meetingOn && one.meetingOn < next.cutOffOn).toBe(true);
      expect(next.nominalOn).toBe(addDays(one.nominalOn, 42));
      expect(one.meetingOn <= addDays(one.nominalOn, 4)).toBe(true);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });

  it('end their cut-off at a London midnight', () => {
    expect(cutOffOf({ cutOffOn: '2011-03-24' })).toBe('2011-03-25T00:00:00Z');
    expect(cutOffOf({ cutOffOn: '2011-07-11' })).toBe('2011-07-11T23:00:00Z');
  });
});

describe('a command', () => {
  const next = () => {
    const group = w.discussed();
    group.send('record-minutes', w.chair, { text: sealed });
    return group;
  };
  const withAction = () => {
    const group = w.held();
    group.send('agree-action', w.chair, w.action);
    return group;
  };
  const unresolved = () => w.held().discussAll('unresolved');
  const discuss = { item: 1, decision: 'unresolved', text: sealed };
  it.each([
    ['hold-meeting', () => w.Group.open(), w.chair, { attended: ['a1', 'b2'] }, 'no-agenda'],
    ['hold-meeting', w.atAgenda, w.other, { attended: ['a1', 'b2'] }, 'not-your-group'],
    ['hold-meeting', w.atAgenda, w.chair, { attended: [w.authority] }, 'invalid-input'],
    ['hold-meeting', w.atAgenda, w.chair, { attended: [w.authority, 'met-police'] }, 'meeting-held'],
    ['hold-meeting', w.held, w.chair, { attended: [w.authority, 'met-police'] }, 'no-agenda'],
    ['discuss-child', w.atAgenda, w.chair, discuss, 'meeting-not-held'],
    ['discuss-child', w.held, w.chair, { ...discuss, item: 3 }, 'not-on-agenda'],
    ['discuss-child', w.held, w.chair, discuss, 'sent-to-board'],
    ['agree-action', w.held, w.chair, { ...w.action, item: 3 }, 'not-on-agenda'],
    ['agree-action', w.held, w.chair, { ...w.action, dueOn: '2011-07-10' }, 'day-passed'],
    ['agree-action', w.held, w.chair, w.action, 'action-agreed'],
    ['complete-action', withAction, w.social, { number: 1, text: sealed }, 'not-your-action'],
    ['complete-action', withAction, w.inspector, { number: 2, text: sealed }, 'no-such-action'],
    ['complete-action', withAction, w.inspector, { number: 1, text: sealed }, 'action-done'],
    ['complete-action', withAction, w.chair, { number: 1, text: sealed }, 'action-done'],
    ['record-minutes', w.held, w.chair, { text: sealed }, 'not-all-discussed'],
    ['record-minutes', w.discussed, w.chair, { text: sealed }, 'meeting-scheduled'],
    ['record-minutes', next, w.chair, { text: sealed }, 'meeting-not-held'],
    ['answer-from-board', w.held, w.board, { ref: w.refs[0], text: sealed }, 'not-before-the-board'],
    ['answer-from-board', unresolved, w.board, { ref: w.refs[0], text: sealed }, 'board-answered'],
    ['compile-again', w.atAgenda, w.chair, {}, 'agenda-proved'],
    ['wind-up', w.atAgenda, w.chair, { reason: sealed }, 'wrong-role'],
    ['wind-up', w.atAgenda, w.board, { reason: sealed }, 'wound-up'],
  ])('%s: %#', (name, start, actor, input, expected) => {
    const answer = start().send(name, actor, input);
    expect(isRefusal(answer) ? [answer.code] : answer).toContain(expected);
  });

  it.each([
    ['a meeting before its agenda could be made', '2011-07-05', w.chair, 'too-soon'],
    ['a meeting in a year whose holidays nobody knows', '2099-07-05', w.chair, 'too-far'],
    ['a day that is none', '2011-02-30', w.chair, 'invalid-input'],
    ['somebody else', '2011-07-14', w.board, 'wrong-role'],
    ['an agency that is no authority', '2011-07-14', { ...w.chair, designations: [] }, 'not-a-local-authority'],
  ])('opening with %s is refused', (_what, firstMeetingOn, actor, code) => {
    const answer = opened({ process: w.process, ref: 'OPG', actor, input: { firstMeetingOn }, now: w.now });
    expect(isRefusal(answer) && answer.code).toBe(code);
  });
});

describe('an agenda', () => {
  it('has every child and every open action, and is told', () => {
    const group = w.atAgenda();
    expect(group.status().stage).toBe('agenda');
    expect(group.view(w.chair)).toMatchObject({ agenda: group.missing, counted: 2 });
    expect(group.messages()).toContain('agenda-ready → group-chair of hillingdon-council');
    expect(group.effects.find(({ kind }) => kind === 'compile-agenda')).toMatchObject({
      authority: w.authority,
      cutOff: '2011-07-11T23:00:00Z',
    });
  });

  it.each([1, 3])('that has two children where the events count %d is none until it agrees', (counted) => {
    const group = w.Group.open();
    group.counted = counted;
    group.toAgenda();
    expect(group.status().stage).toBe('not-proved');
    expect(isRefusal(group.send('hold-meeting', w.chair, { attended: ['a1', 'b2'] }))).toBe(true);
    group.counted = undefined;
    group.send('compile-again', w.chair);
    expect(group.deliver().status().stage).toBe('agenda');
  });

  it.each([['null'], ['[{"ref":1}]'], ['{}']])('is not made of %s', (children) => {
    expect(agendaIn({ children, counted: '0' })).toBeUndefined();
  });
});

describe('the course of a group', () => {
  it('brings an action back until it is done; at the second return its child goes to the senior board', () => {
    const group = w.held();
    group.send('agree-action', w.chair, w.action);
    for (const returns of [1, 2]) {
      group.discussAll().send('record-minutes', w.chair, { text: sealed });
      group.toAgenda();
      expect(group.view(w.chair)).toMatchObject({ agendaActions: [1] });
      expect(group.count('sent-to-board')).toBe(returns === 2 ? 1 : 0);
      group.hold();
    }
    expect(group.messages()).toContain('action-overdue → group-chair of hillingdon-council');
    group.send('complete-action', w.inspector, { number: 1, text: sealed });
    group.discussAll().send('record-minutes', w.chair, { text: sealed });
    expect(group.toAgenda().view(w.chair)).toMatchObject({ agendaActions: [] });
  });

  it('escalates a meeting that is not held, and takes its children to the board and to the next agenda', () => {
    const group = w.atAgenda();
    group.advanceTo('2011-07-14T23:00:00Z');
    expect(group.messages()).toContain('meeting-not-held → lscb-chair of hillingdon-council');
    expect(group.tasks().map(({ owner }) => owner.role)).toEqual(['lscb-chair', 'group-chair']);
    group.advanceTo('2011-08-22T23:00:00Z').deliver();
    expect(group.count('meeting-still-not-held')).toBe(1);
    expect(group.messages().filter((m) => m.startsWith('child-unresolved'))).toHaveLength(2);
    expect(group.view(w.chair)).toMatchObject({
      stage: 'agenda',
      meeting: { number: 2 },
      agenda: group.missing,
      lapsed: [1],
    });
  });

  it('can be held late, and the series goes on', () => {
    const group = w.atAgenda();
    group.advanceTo('2011-07-18T09:00:00Z').hold().discussAll().send('record-minutes', w.chair, { text: sealed });
    expect(group.view(w.chair)).toMatchObject({ stage: 'waiting', meeting: { number: 2, meetingOn: '2011-08-25' } });
  });

  it('goes on from where the series is when everything was away for months', () => {
    const group = w.Group.open().jumpTo('2011-12-01T12:00:00Z').deliver();
    // The fourth meeting was on 17 November; the fifth is on 29 December, and its cut-off is still to come.
    expect(group.view(w.chair)).toMatchObject({ stage: 'agenda', meeting: { number: 4 }, lapsed: [1, 2, 3] });
  });

  it('goes along the edges of the diagram, and along all of them', () => {
    const notProved = () => {
      const group = w.Group.open();
      group.counted = 9;
      return group.toAgenda();
    };
    const compiling = () => {
      const group = w.Group.open();
      group.isWorldAway = true;
      group.advanceTo('2011-07-12T00:00:00Z');
      return group;
    };
    const lapse = (group: w.Group) => group.advanceTo('2011-08-23T12:00:00Z');
    const again = notProved();
    again.send('compile-again', w.chair);
    const windUp = (group: w.Group) => {
      group.send('wind-up', w.board, { reason: sealed });
      return group;
    };
    const stages = [() => w.Group.open(), notProved, compiling, w.atAgenda, w.held];
    const all = [
      lapse(w.atAgenda()),
      lapse(notProved()),
      lapse(compiling()),
      lapse(w.held()),
      again,
      ...stages.map((start) => windUp(start())),
    ];
    expect(new Set(all.flatMap((group) => edgesOf(w.process, group)))).toEqual(new Set(diagramEdges(w.process)));
  });
});

describe('whatever anybody does, in any order', () => {
  const send = fc.record({
    name: fc.constantFrom(
      'hold-meeting',
      'discuss-child',
      'agree-action',
      'complete-action',
      'record-minutes',
      'answer-from-board',
      'compile-again',
    ),
    actor: fc.constantFrom(...w.crowd, w.chair, w.chair),
    ref: fc.constantFrom(...w.refs),
    decision: fc.constantFrom('search-as-planned', 'unresolved'),
    hours: fc.integer({ min: 0, max: 500 }),
    missing: fc.subarray([0, 1, 2, 3]),
    counted: fc.constantFrom(undefined, undefined, undefined, 7),
    isAway: fc.boolean(),
  });

  it('every child missing at a cut-off is on that agenda, no meeting is skipped in silence, and somebody must act', () => {
    const property = fc.property(fc.array(send, { maxLength: 40 }), (sends) => {
      const group = w.Group.open();
      for (const { name, actor, ref, decision, hours, missing, counted, isAway } of sends) {
        group.missing = missing.map(w.child);
        group.counted = counted;
        const later = new Date(Date.parse(group.now) + hours * 3_600_000).toISOString();
        if (isAway) group.jumpTo(later).deliver();
        else group.advanceTo(later).deliver();
        const inputs: Record<string, object> = {
          'hold-meeting': { attended: ['met-police', w.authority] },
          'discuss-child': { item: w.refs.indexOf(ref) + 1, decision, text: sealed },
          'agree-action': { ...w.action, item: w.refs.indexOf(ref) + 1, dueOn: '2012-12-31' },
          'complete-action': { number: 1, text: sealed },
          'record-minutes': { text: sealed },
          'answer-from-board': { ref, text: sealed },
        };
        group.send(name, actor, inputs[name] ?? {});
        const deadlines = new Map(group.deadlines().map((d) => [d.key, d.due]));
        const dues = group.tasks().map(({ deadline }) => deadlines.get(deadline));
        expect(dues).not.toContain(undefined);
        expect(dues.length).toBeGreaterThan(0);
        expect([...deadlines.values()].some((due) => compareInstants(due, group.now) > 0)).toBe(true);
      }
      const meetings = group.count('meeting-scheduled');
      const over = group.count('minutes-recorded') + group.count('meeting-lapsed');
      expect(over).toBe(meetings - 1);
      const sizes = group.facts.flatMap(({ event }) =>
        'children' in event && 'counted' in event && Array.isArray(event.children)
          ? [[event.children.length, event.counted]]
          : [],
      );
      for (const [children, counted] of sizes) expect(children).toBe(counted);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});
