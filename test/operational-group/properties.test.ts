import fc from 'fast-check';
import { compareInstants } from '../../workflows/kernel/calendar';
import { cutOffOf, meetingOf } from '../../workflows/operational-group/dates';
import { levels } from '../../workflows/operational-group/levels';
import { levelNames, type LevelName } from '../../workflows/operational-group/policy';
import { sealed } from '../helpers/driver';
import * as w from './world';

const actors = [...w.crowd, w.director, w.chair, w.board];
const send = fc.record({
  name: fc.constantFrom(
    'hold-meeting',
    'hold-meeting',
    'discuss-child',
    'discuss-child',
    'agree-action',
    'complete-action',
    'put-matter',
    'discuss-matter',
    'deal-with-matter',
    'record-minutes',
    'record-minutes',
    'answer-from-board',
    'compile-again',
  ),
  actor: fc.constantFrom(...actors),
  item: fc.integer({ min: 1, max: 4 }),
  isDealtWith: fc.boolean(),
  decision: fc.constantFrom('search-as-planned', 'unresolved'),
  hours: fc.integer({ min: 0, max: 700 }),
  missing: fc.subarray([0, 1, 2, 3]),
  patterns: fc.subarray([0, 1, 2]),
  isAway: fc.boolean(),
});
type Send = typeof send extends fc.Arbitrary<infer S> ? S : never;

const pairOf = (n: number) => ({ refs: [w.refs[n] ?? '', w.refs[n + 1] ?? ''], kinds: ['phone'] });
const inputs = ({ item, decision, isDealtWith }: Send): Record<string, object> => ({
  'hold-meeting': { attended: ['met-police', w.authority] },
  'discuss-child': { item, decision, text: sealed },
  'agree-action': { ...w.action, item, dueOn: '2016-12-31' },
  'complete-action': { number: item, text: sealed },
  'put-matter': { text: sealed, role: 'duty-inspector', agency: 'met-police', dueOn: '2016-12-31' },
  'discuss-matter': { number: item, isDealtWith, text: sealed, dueOn: '2016-12-31' },
  'deal-with-matter': { number: item, text: sealed },
  'record-minutes': { text: sealed },
  'answer-from-board': { ref: w.refs[item - 1], text: sealed },
});

/** What an event says, field by field: the model below shares nothing with the process but the events. */
type Said = Record<string, unknown>;
const saidBy = (group: w.Group): Said[] => group.facts.map(({ at, event }) => ({ ...event, recordedAt: at }));

/** Every agenda holds what was put and not done up to then, and whoever the record named for that cut-off. */
function agendasHold(group: w.Group, level: LevelName): void {
  const actions = new Set<unknown>();
  const matters = new Set<unknown>();
  for (const event of saidBy(group)) {
    if (event['type'] === 'action-agreed') actions.add(event['number']);
    if (event['type'] === 'action-done') actions.delete(event['number']);
    if (event['type'] === 'matter-put') matters.add(event['number']);
    if (event['type'] === 'matter-dealt-with') matters.delete(event['number']);
    if (event['type'] !== 'agenda-compiled') continue;
    expect(event['actions']).toEqual([...actions]);
    expect(event['matters']).toEqual(level === 'lscb-subgroup' ? [...matters] : undefined);
    expect(event['children']).toEqual(group.answered.get(Number(event['number'])));
  }
}

/** A meeting is called, and is over when its minutes are recorded or when the next agenda is due; nothing else ends it. */
function noMeetingIsLost(group: w.Group, level: LevelName): void {
  const over = group.count('minutes-recorded') + group.count('meeting-lapsed');
  expect(group.count('meeting-scheduled')).toBe(over + 1);
  const { everyWeeks, cutOffWorkingDays } = levels[level].policy['strategy-2011'];
  const next = meetingOf('2011-07-21', over + 2, everyWeeks.value, cutOffWorkingDays.value);
  expect(compareInstants(cutOffOf(next), group.now)).toBeGreaterThan(0);
}

/** A day that passed without its meeting is told to whoever is over the chair, once for each meeting. */
function notHeldEscalates(group: w.Group, level: LevelName): void {
  const heldOn = new Map<unknown, string>();
  const missed: unknown[] = [];
  for (const event of saidBy(group)) {
    if (event['type'] === 'meeting-held') heldOn.set(event['number'], String(event['recordedAt']));
    if (event['type'] === 'meeting-not-held') missed.push(event['number']);
  }
  expect(missed).toEqual([...new Set(missed)]);
  const told = group.effects.filter(
    (e) => e.kind === 'tell' && e.message === 'meeting-not-held' && e.to.role === levels[level].superior,
  );
  expect(new Set(told.map(({ key }) => key.split('-')[0])).size).toBe(missed.length);
  for (const event of saidBy(group).filter(({ type }) => type === 'meeting-scheduled')) {
    const number = event['number'];
    const dayEnds = cutOffOf({ cutOffOn: String(event['meetingOn']) });
    if (compareInstants(dayEnds, group.now) > 0) continue;
    const held = heldOn.get(number);
    const wasLate = held === undefined || compareInstants(held, dayEnds) >= 0;
    expect([number, missed.includes(number)]).toEqual([number, wasLate]);
  }
}

function perform(group: w.Group, act: Send): void {
  group.missing = act.missing.map(w.child);
  group.patterns = act.patterns.map(pairOf);
  const later = new Date(Date.parse(group.now) + act.hours * 3_600_000).toISOString();
  if (act.isAway) group.jumpTo(later).deliver();
  else group.advanceTo(later).deliver();
  group.send(act.name, act.actor, inputs(act)[act.name] ?? {});
  group.deliver();
}

describe.each(levelNames)('%s, whatever anybody does in any order', (level) => {
  it('has on its agenda what it must, loses no meeting, and escalates one that is not held', () => {
    const property = fc.property(fc.array(send, { maxLength: 40 }), (acts) => {
      const group = w.Group.open('2011-07-21', w.now, level);
      for (const act of acts) {
        perform(group, act);
        const dates = new Map(group.deadlines().map((d) => [d.key, d.due]));
        const tasks = group.tasks();
        expect(tasks.length).toBeGreaterThan(0);
        expect(tasks.map(({ deadline }) => dates.has(deadline))).not.toContain(false);
        expect([...dates.values()].some((due) => compareInstants(due, group.now) > 0)).toBe(true);
      }
      agendasHold(group, level);
      noMeetingIsLost(group, level);
      notHeldEscalates(group, level);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });
});
