import { policy } from '../../workflows/reflection-period/policy';
import { codeOf, sealed } from '../helpers/driver';
import { afterDay, held, headOfUnit, justBefore, officer, start, system, teamLeader } from './world';

const conclude = { outcome: 'positive' };

describe('the minimum of 45 days', () => {
  it.each([
    ['the last moment of day 44', justBefore(afterDay(44)), 'running', 'minimum-not-passed'],
    ['the first moment of day 45', afterDay(44), 'running', 'minimum-not-passed'],
    ['the last moment of day 45', justBefore(afterDay(45)), 'running', 'minimum-not-passed'],
    ['the first moment of day 46', afterDay(45), 'overdue', undefined],
    ['the last moment of day 46', justBefore(afterDay(46)), 'overdue', undefined],
  ])('at %s', (_when, instant, stage, refusal) => {
    const driver = held().advanceTo(instant);
    expect(driver.status()).toMatchObject({ stage, isClosed: false });
    expect(codeOf(driver.send('record-removal-directions', officer, { setFor: '2011-05-01' }))).toBe('removal-held');
    expect(codeOf(driver.send('end-with-conclusive-decision', system, conclude))).toBe(refusal);
  });

  it.each([
    ['the clocks go forward on 27 March 2011', '2011-02-20T12:00:00Z', '2011-04-06T23:00:00Z'],
    ['the clocks go back on 30 October 2011', '2011-10-01T12:00:00Z', '2011-11-16T00:00:00Z'],
    ['it begins in the first hour of a summer day', '2011-06-30T23:30:00Z', '2011-08-15T23:00:00Z'],
  ])('ends with the 45th London day when %s', (_when, at, due) => {
    expect(held('strategy-2011', at).deadline('minimum')?.due).toBe(due);
  });

  it.each([
    ['strategy-2011', 45, [30, 40], 46, 60],
    ['nationality-and-borders-2022', 30, [20, 25], 31, 45],
  ] as const)('%s: %i days, reminders %j, overdue at %i and %i', (set, minimum, reminders, leader, head) => {
    const driver = held(set);
    expect(driver.deadline('minimum')?.due).toBe(afterDay(minimum).replace('.000Z', 'Z'));
    expect(driver.deadline('minimum')?.source).toBe(policy[set].minimum.source);
    for (const [given, day] of reminders.entries()) {
      expect(driver.advanceTo(justBefore(afterDay(day))).count('reminder-due')).toBe(given);
      expect(driver.advanceTo(afterDay(day)).count('reminder-due')).toBe(given + 1);
    }
    driver.advanceTo(afterDay(minimum));
    expect(Date.parse(driver.deadline('overdue-team-leader')?.due ?? '')).toBe(Date.parse(afterDay(leader)));
    expect(Date.parse(driver.deadline('overdue-head-of-unit')?.due ?? '')).toBe(Date.parse(afterDay(head)));
  });
});

describe('overdue', () => {
  it('escalates at day 46 to the team leader, at day 60 to the head of unit, and then every week', () => {
    const driver = held().advanceTo(justBefore(afterDay(46)));
    expect(driver.taskKeys()).toEqual([]);
    expect(driver.advanceTo(afterDay(46)).taskKeys()).toEqual(['answer-team-leader']);
    expect(driver.advanceTo(justBefore(afterDay(60))).taskKeys()).toEqual(['answer-team-leader']);
    expect(driver.advanceTo(afterDay(60)).taskKeys()).toEqual(['answer-team-leader', 'answer-head-of-unit']);
    expect(driver.send('record-overdue-action', headOfUnit, { action: sealed })).toEqual(['overdue-action-recorded']);
    expect(driver.taskKeys()).toEqual(['answer-team-leader']);
    expect(Date.parse(driver.deadline('overdue-review-1')?.due ?? '')).toBe(Date.parse(afterDay(67)));
    expect(driver.advanceTo(afterDay(67)).taskKeys()).toEqual(['answer-team-leader', 'answer-head-of-unit']);
    expect(Date.parse(driver.deadline('overdue-review-2')?.due ?? '')).toBe(Date.parse(afterDay(74)));
    expect(driver.messages().slice(-4)).toEqual([
      `record-reflection-minimum-passed → NRM-7F3K-9Q2M-4TBW-X {}`,
      'reflection-overdue → team-leader of ukhtc',
      'reflection-overdue → head-of-unit of ukhtc',
      'reflection-overdue → head-of-unit of ukhtc',
    ]);
  });

  it('notices every date once, with its lateness, when all was down from the start to day 70', () => {
    const driver = held().jumpTo(afterDay(70));
    const passed = driver.facts.flatMap(({ event }) => (event.type === 'deadline-passed' ? [event] : []));
    expect(passed).toMatchObject([
      { deadline: 'minimum', latenessSeconds: 25 * 86_400 },
      { deadline: 'overdue-team-leader', latenessSeconds: 24 * 86_400 },
      { deadline: 'overdue-head-of-unit', latenessSeconds: 10 * 86_400 },
      { deadline: 'overdue-review-1', latenessSeconds: 3 * 86_400 },
    ]);
    expect(driver.due()).toEqual([]);
  });
});

describe('extending and stopping the clock', () => {
  it('moves the minimum, its reminders and the escalations alike, with a ledger entry', () => {
    const driver = held().advanceTo(afterDay(35));
    const moved = driver.send('extend-deadline', teamLeader, { deadline: 'minimum', count: 10, reason: sealed });
    expect(moved).toEqual(['deadline-extended']);
    expect(driver.deadline('minimum')).toMatchObject({ added: 10, ledger: [{ kind: 'extended', by: 'tom' }] });
    expect(driver.advanceTo(afterDay(54)).status().stage).toBe('running');
    expect(driver.count('reminder-due')).toBe(3);
    expect(driver.advanceTo(afterDay(55)).status().stage).toBe('overdue');
    expect(Date.parse(driver.deadline('overdue-team-leader')?.due ?? '')).toBe(Date.parse(afterDay(56)));
    const late = driver.send('extend-deadline', teamLeader, { deadline: 'minimum', count: 10, reason: sealed });
    expect(codeOf(late)).toBe('no-such-deadline');
  });

  it.each([
    ['an immigration officer', officer],
    ['Concert itself', system],
  ])('is not for %s', (_who, actor) => {
    const answer = held().send('extend-deadline', actor, { deadline: 'minimum', count: 1, reason: sealed });
    expect(['deadline-not-yours', 'wrong-role']).toContain(codeOf(answer));
  });

  it('keeps removal held while stopped, asks for it to be started, and comes back each week', () => {
    const driver = held().advanceTo(afterDay(10));
    driver.send('pause-deadline', teamLeader, { deadline: 'minimum', reason: sealed });
    expect(driver.taskKeys()).toEqual(['start-clock']);
    driver.advanceTo(afterDay(100));
    expect(driver.count('review-due')).toBeGreaterThanOrEqual(12);
    expect(driver.taskKeys()).toEqual(['start-clock', 'answer-head-of-unit']);
    expect(codeOf(driver.send('record-removal-directions', officer, { setFor: '2011-08-01' }))).toBe('removal-held');
    driver.send('resume-deadline', teamLeader, { deadline: 'minimum', reason: sealed });
    expect(driver.taskKeys()).toEqual([]);
    expect(driver.advanceTo(afterDay(134)).status().stage).toBe('running');
    expect(driver.advanceTo(afterDay(135)).status().stage).toBe('overdue');
  });
});

describe('the hold on removal', () => {
  it('escalates when it is not acknowledged in one working day', () => {
    const driver = start().advanceTo(justBefore('2011-01-12T00:00:00Z'));
    expect(driver.taskKeys()).toEqual(['acknowledge-hold']);
    driver.advanceTo('2011-01-12T00:00:00Z');
    expect(driver.taskKeys()).toEqual(['acknowledge-hold', 'acknowledge-hold-escalated']);
    expect(driver.messages().slice(-2)).toEqual([
      'hold-not-acknowledged → head-of-unit of ukba',
      'hold-not-acknowledged → team-leader of ukhtc',
    ]);
  });

  it('does not escalate over a weekend or a bank holiday', () => {
    const driver = start('strategy-2011', '2011-04-21T09:00:00Z').advanceTo('2011-04-26T22:59:59Z');
    expect(driver.count('hold-escalated')).toBe(0);
    expect(driver.advanceTo('2011-04-26T23:00:00Z').count('hold-escalated')).toBe(1);
  });

  it('is not escalated once acknowledged', () => {
    expect(held().advanceTo(afterDay(20)).count('hold-escalated')).toBe(0);
  });
});
