import { isRefusal } from '../../workflows/kernel/refusals';
import { codeOf, person, sealed } from '../helpers/driver';
import * as w from './world';

const subgroup = () => w.Group.open('2011-07-21', w.now, 'lscb-subgroup');
const put = { text: sealed, role: 'duty-manager', agency: w.authority, dueOn: '2011-09-30' };
const owner = person('dan', w.authority, 'duty-manager');
const pattern = { refs: [w.refs[0] ?? '', w.refs[1] ?? ''], kinds: ['phone', 'recruiter'] };
const discuss = (number: number, more: object = { isDealtWith: true }) => ({ number, text: sealed, ...more });
const minutes = (group: w.Group) => group.send('record-minutes', w.chair, { text: sealed });
const agendaOf = (group: w.Group) => group.view(w.chair)['agendaMatters'];

describe('a matter of policy', () => {
  const withOne = () => {
    const group = subgroup();
    group.missing = [];
    group.send('put-matter', w.inspector, put);
    return group;
  };

  it('has an owner with a task and a date, who is told', () => {
    const group = withOne();
    expect(group.messages()).toContain(`matter-put → duty-manager of ${w.authority}`);
    expect(group.tasks().find(({ key }) => key === 'matter.1')).toMatchObject({
      owner: { role: 'duty-manager', agency: w.authority },
      commands: ['deal-with-matter'],
    });
    expect(group.deadline('matter.1')?.due).toBe('2011-09-30T23:00:00Z');
  });

  it('is on the next agenda, and is discussed before the minutes can be recorded', () => {
    const group = withOne().toAgenda();
    expect(agendaOf(group)).toEqual([1]);
    group.hold();
    const early = minutes(group);
    expect(isRefusal(early) && early.message).toContain('matter 1');
    expect(group.taskKeys()).toContain('discuss-matter.1');
    expect(group.send('discuss-matter', w.chair, discuss(1))).toEqual(['matter-discussed', 'matter-dealt-with']);
    expect(minutes(group)).toEqual(['minutes-recorded', 'meeting-scheduled']);
    expect(agendaOf(group.toAgenda())).toEqual([]);
  });

  it('comes back until it is dealt with, also when a meeting is not held', () => {
    const group = withOne().toAgenda().hold();
    group.send('discuss-matter', w.chair, discuss(1, { isDealtWith: false }));
    minutes(group);
    expect(agendaOf(group.toAgenda())).toEqual([1]);
    group.advanceTo('2011-11-01T12:00:00Z').deliver();
    expect(group.count('meeting-lapsed')).toBe(1);
    expect(agendaOf(group)).toEqual([1]);
    expect(group.messages()).toContain('matter-overdue → lscb-chair of hillingdon-council');
    expect(group.send('deal-with-matter', owner, discuss(1, {}))).toEqual(['matter-dealt-with']);
    expect(group.deadline('matter.1')).toBeUndefined();
    expect(group.hold().taskKeys()).not.toContain('discuss-matter.1');
    expect(group.view(w.chair)['matters']).toMatchObject([{ returned: 3, dealt: { by: 'dan' } }]);
  });

  it('that was put after the cut-off is on the agenda after that', () => {
    const group = subgroup().toAgenda();
    group.send('put-matter', w.inspector, put);
    expect(agendaOf(group)).toEqual([]);
  });

  const outsider = person('x', 'kent-council', 'duty-manager');
  it.each([
    ['put-matter', outsider, put, 'not-your-group'],
    ['put-matter', w.chair, { ...put, dueOn: '2011-06-30' }, 'day-passed'],
    ['put-matter', w.social, put, 'wrong-role'],
    ['discuss-matter', w.chair, discuss(2), 'no-such-matter'],
    ['discuss-matter', w.inspector, discuss(1), 'wrong-role'],
    ['discuss-matter', w.chair, discuss(1, { isDealtWith: false, dueOn: '2011-07-01' }), 'day-passed'],
    ['deal-with-matter', outsider, discuss(1, {}), 'not-your-matter'],
    ['deal-with-matter', owner, discuss(7, {}), 'no-such-matter'],
  ])('%s is refused clearly: %#', (name, actor, input, code) => {
    expect(codeOf(withOne().toAgenda().hold().send(name, actor, input))).toBe(code);
  });

  it('is shared with the agency of its owner, who sees that one alone', () => {
    const group = withOne();
    group.send('put-matter', w.chair, { ...put, role: 'ceop-national-lead', agency: 'ceop' });
    expect(group.current.file.sharedWith).toContain('ceop');
    expect(group.view(person('x', 'ceop', 'ceop-national-lead'))['matters']).toMatchObject([{ number: 2 }]);
  });

  it('is for the subgroup alone', () => {
    for (const level of ['operational-group', 'senior-board'] as const)
      expect(codeOf(w.Group.open('2011-07-21', w.now, level).send('put-matter', w.chair, put))).toBe('unknown-command');
  });
});

describe('children with something in common', () => {
  const linked = () => {
    const group = subgroup();
    group.missing = [];
    group.patterns = [pattern];
    return group.toAgenda();
  };

  it('are a matter for the chair, once, however often the record says so', () => {
    const group = linked();
    expect(group.view(w.chair)['matters']).toMatchObject([{ number: 1, pattern, owner: { role: 'group-chair' } }]);
    expect(agendaOf(group)).toEqual([1]);
    expect(group.tasks().find(({ key }) => key === 'matter.1')?.about).toBe(w.refs[0]);
    group.hold().send('discuss-matter', w.chair, discuss(1));
    minutes(group);
    group.patterns = [{ ...pattern, refs: pattern.refs.toReversed() }];
    expect(agendaOf(group.toAgenda())).toEqual([]);
    expect(group.count('matter-put')).toBe(1);
  });

  it('that goes on needs a day to come', () => {
    const group = linked();
    group.now = '2011-07-21T10:00:00Z';
    group.hold();
    expect(codeOf(group.send('discuss-matter', w.chair, discuss(1, { isDealtWith: false })))).toBe('day-passed');
    const answer = group.send('discuss-matter', w.chair, discuss(1, { isDealtWith: false, dueOn: '2011-09-01' }));
    expect(answer).toEqual(['matter-discussed']);
    expect(group.deadline('matter.1')?.due).toBe('2011-09-01T23:00:00Z');
  });

  it('that the events count otherwise are no agenda', () => {
    const group = subgroup();
    group.patterns = [pattern];
    group.countedPatterns = 2;
    expect(group.toAgenda().status().stage).toBe('not-proved');
  });

  it('are not before the operational group', () => {
    const group = w.Group.open();
    group.patterns = [pattern];
    expect(group.toAgenda().count('matter-put')).toBe(0);
  });
});

it('a group that was opened before there were matters goes on', () => {
  const group = subgroup();
  const isNew = (name: string) => name === 'matters' || name === 'agendaMatters';
  const without = (name: string, value: unknown) => (isNew(name) ? undefined : value);
  const before: unknown = JSON.parse(JSON.stringify(group.current.state, without));
  group.current = { ...group.current, state: before };
  group.toAgenda();
  expect(agendaOf(group)).toEqual([]);
});
