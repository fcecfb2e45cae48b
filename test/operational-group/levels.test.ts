import { isRefusal } from '../../workflows/kernel/refusals';
import { levels } from '../../workflows/operational-group/levels';
import { levelNames, type LevelName } from '../../workflows/operational-group/policy';
import { diagramEdges, edgesOf, opened, sealed } from '../helpers/driver';
import * as w from './world';

const open = (level: LevelName) => w.Group.open('2011-07-21', w.now, level);
const leader = (level: LevelName) => (level === 'senior-board' ? w.board : w.chair);

describe.each(levelNames)('%s', (level) => {
  it('is opened by its chair alone', () => {
    const by = [w.chair, w.board, w.director, w.social].filter((actor) => {
      const process = w.processes[level];
      const input = { firstMeetingOn: '2011-07-21' };
      return !isRefusal(opened({ process, ref: process.prefix, actor, input, now: w.now }));
    });
    expect(by).toEqual([leader(level)]);
  });

  it('goes on for ever: every child on the agenda is discussed, and the next meeting is called', () => {
    const group = open(level).toAgenda().hold(leader(level));
    expect(group.status().stage).toBe('held');
    expect(isRefusal(group.send('record-minutes', leader(level), { text: sealed }))).toBe(true);
    group.discussAll('search-changed', leader(level)).send('record-minutes', leader(level), { text: sealed });
    expect(group.view(w.board)).toMatchObject({ stage: 'waiting', meeting: { number: 2 } });
  });

  it('that does not meet is told to whoever is over its chair, who may hold the meeting', () => {
    const group = open(level).toAgenda();
    group.advanceTo('2011-07-22T12:00:00Z');
    const { superior } = levels[level];
    expect(group.messages()).toContain(`meeting-not-held → ${superior} of ${w.authority}`);
    expect(group.tasks().map(({ owner }) => owner.role)).toEqual([superior, levels[level].chair]);
    expect(group.hold(superior === 'lscb-chair' ? w.board : w.director).status().stage).toBe('held');
  });

  it('is led by nobody else', () => {
    const outsiders = [w.other, w.social, level === 'senior-board' ? w.chair : w.director];
    for (const actor of outsiders) expect(open(level).toAgenda().hold(actor).status().stage).toBe('agenda');
  });

  it('goes along edges of its diagram alone', () => {
    const group = open(level).toAgenda().hold(leader(level)).discussAll('unresolved', leader(level));
    group.send('record-minutes', leader(level), { text: sealed });
    group.advanceTo('2012-03-01T12:00:00Z');
    for (const edge of edgesOf(w.processes[level], group)) expect(diagramEdges(w.processes[level])).toContain(edge);
  });
});

describe('the subgroup', () => {
  it('meets six to eight times a year [99]', () => {
    const everyWeeks = levels['lscb-subgroup'].policy['strategy-2011'].everyWeeks.value;
    expect(52 / everyWeeks).toBeGreaterThanOrEqual(6);
    expect(52 / everyWeeks).toBeLessThanOrEqual(8);
  });

  it('asks for the children who are missing again and again, and tells their cases what it found', () => {
    const group = open('lscb-subgroup').toAgenda().hold();
    expect(group.effects.find(({ kind }) => kind === 'compile-agenda')).toMatchObject({ level: 'lscb-subgroup' });
    group.discussAll('search-changed');
    expect(group.messages()).toContain(`record-subgroup-findings → ${w.refs[0]} {"findings":"${sealed}"}`);
  });

  it('sends what it cannot resolve to the senior board, and tells the case nothing yet', () => {
    const group = open('lscb-subgroup').toAgenda().hold().discussAll('unresolved');
    expect(group.count('sent-to-board')).toBe(2);
    expect(group.messages().some((message) => message.startsWith('record-subgroup-findings'))).toBe(false);
    expect(group.send('answer-from-board', w.system, { ref: w.refs[0], text: sealed })).toEqual(['board-answered']);
  });
});

describe('the senior board', () => {
  const from = ['OPG-1', 'SUB-1'];
  const withOne = () => {
    const group = open('senior-board');
    group.missing = [{ ...w.child(0), from }];
    return group.toAgenda().hold(w.board);
  };

  it('answers every group that sent a child to it', () => {
    const answers = withOne()
      .discussAll('search-changed', w.board)
      .messages()
      .filter((message) => message.startsWith('answer-from-board'));
    expect(answers).toEqual(from.map((ref) => `answer-from-board → ${ref} {"ref":"${w.refs[0]}","text":"${sealed}"}`));
  });

  it('keeps what it cannot resolve: nobody is above it to be asked', () => {
    const group = withOne().discussAll('unresolved', w.board);
    expect(group.count('sent-to-board')).toBe(0);
    expect(group.messages().some((message) => message.startsWith('answer-from-board'))).toBe(false);
  });
});
