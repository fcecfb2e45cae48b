import { addSpan } from '../../workflows/kernel/calendar';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { child, notification, nrm, otherRef, people, Play, ref, reflectionRef, stepsOf, text } from './driver';
import { mustOpen } from '../helpers/driver';
import { foldProcess } from '../../workflows/kernel/command';
import { reflectionPrefix } from '../../workflows/nrm-referral/reflection';
import { reflectionPeriod } from '../../workflows/reflection-period/process';

const p = people;
const permit = { granted: true, months: 12, reasons: text(25) };

describe('a decision', () => {
  it('has no effect, and is told to nobody, before its review', () => {
    const play = Play.open().decide('reasonable', 'positive').ownView();
    expect(play.types()).not.toContain('decision-effective');
    expect(play.effects).toEqual([]);
    play.give('complete-review', p.second, { agrees: true, reasons: text(1) });
    expect(play.types()).toContain('decision-effective');
    expect(play.sent).toEqual(['outcome-reasonable-grounds', 'reflection-period', 'victim-care']);
  });

  it('starts the reflection period and care when positive', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    expect(play.effects[1]).toMatchObject({
      kind: 'start-case',
      link: 'reflection-period',
      opening: { referral: ref, competentAuthority: 'ukhtc', immigrationAuthority: 'ukba', startedAt: play.now },
    });
    expect(play.effects[2]).toMatchObject({
      kind: 'start-case',
      link: 'victim-care',
      opening: { referral: ref, competentAuthority: 'ukhtc', subject: 'adult', jurisdiction: 'england-and-wales' },
    });
    expect(play.current.file.sharedWith).toEqual(['met-police', 'ukhtc', 'salvation-army']);
    expect(play.stage).toBe('reflection-period');
    expect(play.taskKeys()).toEqual(['conclusive-grounds', 'feedback']);
  });

  it("is told to a child's social worker", () => {
    const play = Play.open(child).decide('reasonable', 'positive').agree();
    expect(play.effects[2]).toMatchObject({
      to: { role: 'social-worker', agency: 'kent-council' },
      message: 'care-offered',
    });
    expect(play.current.file.sharedWith).not.toContain('salvation-army');
  });

  it.each(['positive', 'negative'] as const)("is the third decision-maker's, %s, when two disagree", (outcome) => {
    const play = Play.open().decide('reasonable', 'positive').disagree();
    expect(play.stage).toBe('reasonable-grounds-third-decision');
    expect(play.taskKeys()).toEqual(['third-decision']);
    play.give('decide-as-third', p.senior2, { outcome, reasons: text(1) });
    expect(play.facts.map((f) => f.event)).toContainEqual({
      type: 'decision-effective',
      decision: 'reasonable-grounds',
      outcome,
      decidedBy: ['h-one', 'h-two', 'h-senior-2'],
    });
  });

  it('is taken away from a reviewer who turns out to be involved', () => {
    const play = Play.open().decide('reasonable', 'positive').ownView();
    play.give('register-involvement', p.immigration, { person: 'h-two', kind: 'immigration-decision' });
    expect(play.types().slice(-3)).toEqual(['involvement-registered', 'review-set-aside', 'task-released']);
    expect(play.refusalOf('complete-review', p.second, { agrees: true, reasons: text(1) })).toBe('not-the-reviewer');
    expect(play.agree(p.third).stage).toBe('reflection-period');
  });

  it('can be handed back by the reviewer, or by the team leader', () => {
    const play = Play.open().decide('reasonable', 'positive');
    play.give('take-review', p.second, { isIndependent: true });
    expect(play.current.file.claims).toEqual({ review: 'h-two' });
    play.give('release-review', p.leader);
    expect(play.current.file.claims).toEqual({});
    expect(play.agree(p.third).stage).toBe('reflection-period');
  });
});

describe('a whole case', () => {
  it('ends when the permit, the exit plan and the feedback are done', () => {
    const play = Play.open().toConclusive().decide('conclusive', 'positive').agree();
    expect(play.sent).toContain('end-with-conclusive-decision');
    expect(play.current.file.sharedWith).toContain('ukba');
    expect(play.taskKeys()).toEqual(['residence-permit', 'care-exit-plan', 'feedback', 'feedback.2']);
    play.feedback().give('consider-residence-permit', p.immigration, permit);
    play.give('record-care-exit-plan', p.caseManager, { plan: text(1) });
    expect(play.stage).toBe('after-positive');
    expect(play.feedback().stage).toBe('closed');
    expect(play.figures()).toEqual({
      route: 'met-police',
      subject: 'adult',
      exploitationType: 'labour',
      countryOfOrigin: 'LT',
      competentAuthority: 'ukhtc',
      outcome: 'positive-conclusive',
      isReferral: true,
      reasonableGroundsOutcome: 'positive',
      conclusiveGroundsOutcome: 'positive',
      daysToReasonableGrounds: 0,
      daysToConclusive: 46,
      referredOn: '2011-07-01',
    });
  });

  it('ends after a negative decision when the window for reconsideration has passed', () => {
    const play = Play.open().decide('reasonable', 'negative').agree().feedback();
    expect(play.taskKeys()).toEqual([]);
    expect(play.days(27).stage).toBe('after-negative');
    expect(play.days(2).stage).toBe('closed');
    expect(play.figures()).toMatchObject({ outcome: 'negative-reasonable-grounds' });
  });

  it('waits for the feedback when the window passes first', () => {
    const play = Play.open().decide('reasonable', 'negative').agree().days(40);
    expect(play.stage).toBe('after-negative');
    expect(play.feedback().stage).toBe('closed');
  });

  it('is decided afresh by others, once, on new evidence', () => {
    const play = Play.open().decide('reasonable', 'negative').agree().feedback().days(10);
    play.give('request-reconsideration', p.first, { evidence: text(1) });
    expect(play.figures()).toMatchObject({ outcome: 'open' });
    expect(play.deadline('reasonable-grounds.2')).toMatchObject({ from: play.now, isPassed: false });
    play.days(1).decide('reasonable', 'positive', p.third).agree(p.fourth);
    expect(play.stage).toBe('reflection-period');
    expect(play.figures()).toMatchObject({ reasonableGroundsOutcome: 'positive', daysToReasonableGrounds: 1 });
  });

  it('plans the exit from care after a negative conclusive decision too, and again when it is reconsidered', () => {
    const play = Play.open().toConclusive().decide('conclusive', 'negative').agree().feedback().feedback();
    expect(play.taskKeys()).toEqual(['care-exit-plan']);
    play.give('record-care-exit-plan', p.caseManager, { plan: text(1) });
    play.give('request-reconsideration', p.referrer, { evidence: text(1) });
    play.decide('conclusive', 'positive', p.third).agree(p.fourth);
    expect(play.taskKeys()).toEqual(['residence-permit', 'care-exit-plan.2', 'feedback.3']);
    expect(play.sent.filter((s) => s === 'end-with-conclusive-decision')).toHaveLength(1);
  });

  it.each([
    ['withdraw', p.referrer, { reason: text(1) }, 'withdrawn', true],
    ['record-death', p.leader, { circumstances: text(1) }, 'died', true],
    ['record-duplicate', p.allocator, { otherRef: otherRef.toLowerCase() }, 'duplicate', false],
  ])('closes at once: %s', (command, actor, input, outcome, isReferral) => {
    const play = Play.open().give(command, actor, input);
    expect(play.stage).toBe('closed');
    expect(play.figures()).toMatchObject({ outcome, isReferral });
  });

  it('can be withdrawn once the reflection period has ended by its own rules', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    play.give('record-reflection-ended', p.system, { ground: 'own-informed-request' });
    expect(play.stage).toBe('conclusive-grounds');
    expect(play.give('withdraw', p.first, { reason: text(1) }).stage).toBe('closed');
  });
});

describe('the clock', () => {
  it('stops while the First Responder is asked, and says so in the ledger', () => {
    const play = Play.open()
      .days(1)
      .give('request-information', p.first, { question: text(1) });
    const before = play.deadline('reasonable-grounds');
    expect(before).toMatchObject({ isPaused: true, due: '2011-07-08T23:00:00Z' });
    expect(play.taskKeys()).toEqual(['reasonable-grounds', 'information']);
    play.advanceTo('2011-07-06T09:00:00Z').give('give-information', p.referrer, { answer: text(2) });
    expect(play.deadline('reasonable-grounds')).toMatchObject({
      isPaused: false,
      paused: 3,
      due: '2011-07-13T23:00:00Z',
    });
  });

  it('runs again when no answer comes in time, and an answer is still welcome', () => {
    const play = Play.open()
      .give('request-information', p.first, { question: text(1) })
      .days(8);
    expect(play.types()).toContain('information-overdue');
    expect(play.deadline('reasonable-grounds')).toMatchObject({ isPaused: false, paused: 5 });
    expect(play.refusalOf('give-information', p.referrer, { answer: text(2) })).toBeUndefined();
    expect(play.deadline('reasonable-grounds')).toMatchObject({ paused: 5 });
    play.decide('reasonable', 'negative');
  });

  it('leaves a pause alone that somebody else made', () => {
    const play = Play.open().give('pause-deadline', p.leader, { deadline: 'reasonable-grounds', reason: text(1) });
    play
      .give('request-information', p.first, { question: text(1) })
      .give('give-information', p.referrer, { answer: text(2) });
    expect(play.deadline('reasonable-grounds')).toMatchObject({ isPaused: true });
  });

  it('tells the team leader of a target that passed, once', () => {
    const play = Play.open().days(30);
    expect(play.sent).toEqual(['deadline-passed']);
    expect(play.taskKeys()).toEqual(['reasonable-grounds']);
  });

  it('gives the conclusive decision the first day on which it may be taken, after the target day 45', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    const minimumEnds = addSpan(play.now, { count: 45, unit: 'calendar-days' });
    const dayAfterEnds = addSpan(play.now, { count: 46, unit: 'calendar-days' });
    expect(play.deadline('conclusive-grounds')).toMatchObject({
      due: dayAfterEnds,
      source: expect.stringMatching(/paragraph 23.*paragraph 23/),
    });
    play.advanceTo(minimumEnds).give('record-reflection-minimum-passed', p.system);
    expect(play.deadline('conclusive-grounds')?.isPassed).toBe(false);
    play.advanceTo(new Date(Date.parse(dayAfterEnds) - 1).toISOString());
    expect(play.deadline('conclusive-grounds')?.isPassed).toBe(false);
    expect(play.decide('conclusive', 'positive').stage).toBe('conclusive-grounds-review');
  });

  it.each([
    ['is recorded, and left to the reflection period to escalate', false, []],
    ['is told to the team leader when no reflection period runs', true, ['deadline-passed']],
  ])('that passes for the conclusive decision %s', (_what, hasEnded, told) => {
    const play = Play.open().decide('reasonable', 'positive').agree().feedback();
    if (hasEnded) play.give('record-reflection-ended', p.system, { ground: 'own-informed-request' });
    else play.advanceTo('2011-08-15T23:00:00Z').give('record-reflection-minimum-passed', p.system);
    const before = play.sent.length;
    play.days(60);
    expect(play.deadline('conclusive-grounds')?.isPassed).toBe(true);
    expect(play.sent.slice(before)).toEqual(told);
  });

  it('counts a reconsidered conclusive decision to its target day: it waits for no minimum', () => {
    const play = Play.open().toConclusive().decide('conclusive', 'negative').agree();
    play.give('request-reconsideration', p.referrer, { evidence: text(1) });
    expect(play.deadline('conclusive-grounds.2')?.due).toBe(addSpan(play.now, { count: 45, unit: 'calendar-days' }));
  });

  describe('of the reflection period', () => {
    const clock = (number: number, daysAdded: number, isStopped = false) => ({ number, daysAdded, isStopped });
    const told = (play: Play, ...clocks: object[]) => {
      for (const each of clocks) play.give('follow-reflection-clock', p.system, each);
      return play.deadline('conclusive-grounds');
    };
    const reflecting = () => Play.open().decide('reasonable', 'positive').agree();

    it.each([
      ['extended', [clock(5, 10)], { added: 10, paused: 0, isPaused: false }],
      ['extended twice', [clock(5, 10), clock(6, 15)], { added: 15, paused: 0 }],
      ['stopped', [clock(5, 0, true)], { added: 0, isPaused: true }],
      ['stopped and extended', [clock(5, 0, true), clock(6, 4, true)], { added: 4, isPaused: true }],
      ['stopped and started again', [clock(5, 0, true), clock(6, 7)], { added: 0, paused: 7, isPaused: false }],
      ['stopped and started, told in the wrong order', [clock(6, 7), clock(5, 0, true)], { added: 7, isPaused: false }],
      ['extended, told twice', [clock(5, 10), clock(5, 10)], { added: 10 }],
    ])('moves the target when it is %s, with a ledger entry', (_what, clocks, expected) => {
      const play = reflecting();
      const before = play.deadline('conclusive-grounds')?.base;
      const after = told(play, ...clocks);
      expect(after).toMatchObject({ ...expected, base: before });
      expect(after?.ledger.every(({ reason }) => reason === 'reflection-period')).toBe(true);
    });

    it('moves nothing that is not waited for', () => {
      const decided = Play.open().toConclusive().decide('conclusive', 'negative');
      told(decided, clock(5, 10));
      decided.agree().give('request-reconsideration', p.referrer, { evidence: text(1) });
      told(decided, clock(6, 20));
      expect(decided.deadline('conclusive-grounds.2')).toMatchObject({ added: 0 });
    });

    it('leaves a target alone that the team leader has stopped', () => {
      const play = reflecting().give('pause-deadline', p.leader, { deadline: 'conclusive-grounds', reason: text(1) });
      expect(told(play, clock(5, 0, true))).toMatchObject({ isPaused: true });
      expect(play.count('deadline-paused')).toBe(1);
      expect(told(play, clock(6, 3))).toMatchObject({ isPaused: true, added: 3 });
    });
  });
});

it('moves to the other authority with its tasks, its dates unchanged', () => {
  const play = Play.open();
  const before = play.deadline('reasonable-grounds');
  play.give('transfer', p.allocator, { to: 'ukba', reason: text(1) });
  expect(play.deadline('reasonable-grounds')).toMatchObject({ due: before?.due, owner: { agency: 'ukba' } });
  expect(play.refusalOf('decide-reasonable-grounds', p.first, { outcome: 'positive', reasons: text(1) })).toBe(
    'not-your-case',
  );
  expect(play.decide('reasonable', 'positive', p.ukbaFirst).agree(p.ukbaSecond).stage).toBe('reflection-period');
});

it('lets go of what somebody of the old authority had claimed', () => {
  const play = Play.open().give('claim-task', p.first, { task: 'reasonable-grounds' });
  play.give('request-information', p.first, { question: text(1) });
  play.give('claim-task', p.referrer, { task: 'information' });
  play.give('transfer', p.allocator, { to: 'ukba', reason: text(1) });
  expect(play.current.file.claims).toEqual({ information: 'pc-adams' });
});

describe('the reflection period', () => {
  const move = { to: 'ukba', reason: text(1) };
  const commands = (play: Play) =>
    play.effects.flatMap((e) => (e.kind === 'command-case' && e.ref === reflectionRef ? [e] : []));
  /** The case of the reflection period is asked for, and not there yet. */
  const asked = () => {
    const play = Play.open();
    play.isWorldAway = true;
    return play.decide('reasonable', 'positive').agree();
  };
  const refused = () => asked().deliver('failed');
  const byHand = () => {
    const play = refused();
    const effect = play
      .tasks()
      .find((t) => t.title.includes('start-case'))
      ?.key.replace('by-hand.', '');
    return play.give('record-done-by-hand', p.leader, { effect, reason: text(1) });
  };
  const link = { reflectionRef: reflectionRef.toLowerCase() };

  it('goes with a referral that is transferred, and the later of two transfers has the higher number', () => {
    const play = Play.open().decide('reasonable', 'positive').agree().give('transfer', p.allocator, move);
    play.give('transfer', p.ukbaAllocator, { ...move, to: 'ukhtc' });
    const [first, second] = commands(play);
    expect(first).toMatchObject({ ref: reflectionRef, command: 'follow-transfer', input: { to: 'ukba' } });
    expect(second).toMatchObject({ ref: reflectionRef, command: 'follow-transfer', input: { to: 'ukhtc' } });
    expect(Number(second?.input['number'])).toBeGreaterThan(Number(first?.input['number']));
  });

  it.each([
    ['before there is one', () => Play.open()],
    ['after it ended early', () => endedEarly()],
    ['after the conclusive decision', () => Play.open().toConclusive().decide('conclusive', 'negative').agree()],
  ])('is told of no transfer %s', (_when, start) => {
    const play = start().give('transfer', p.allocator, move);
    expect(commands(play).map(({ command }) => command)).not.toContain('follow-transfer');
  });

  it.each([
    ['a transfer', (play: Play) => play.give('transfer', p.allocator, move), 'follow-transfer', { to: 'ukba' }],
    [
      'a death',
      (play: Play) => play.give('record-death', p.leader, { circumstances: text(1) }),
      'end-with-closed-referral',
      { because: 'death' },
    ],
    ['nothing', (play: Play) => play, undefined, {}],
  ])('hears of %s that came before its case was there', (_what, happens, command, input) => {
    const play = happens(asked());
    expect(commands(play)).toEqual([]);
    play.deliver();
    expect(commands(play)).toMatchObject(command ? [{ ref: reflectionRef, command, input }] : []);
  });

  it('hears of a conclusive decision that came before its case was known', () => {
    const play = refused().give('record-reflection-minimum-passed', p.system);
    play.decide('conclusive', 'positive').agree();
    play.give('link-reflection-period', p.leader, link);
    expect(commands(play)).toMatchObject([{ command: 'end-with-conclusive-decision', input: { outcome: 'positive' } }]);
  });

  it.each([
    ['while it runs', () => Play.open().decide('reasonable', 'positive').agree(), ['end-with-closed-referral']],
    ['after it ended early', () => endedEarly(), []],
    [
      'after the conclusive decision',
      () => Play.open().toConclusive().decide('conclusive', 'positive').agree(),
      ['end-with-conclusive-decision'],
    ],
  ])('hears of a death %s, and of none when it is over', (_when, start, heard) => {
    const play = start().give('record-death', p.leader, { circumstances: text(1) });
    expect(commands(play).map(({ command }) => command)).toEqual(heard);
  });

  it('that could not be started is for a person to see to', () => {
    const play = refused();
    expect(play.taskKeys()).toContain('restart-reflection-period');
    expect(play.sent).toContain('reflection-period-not-started');
    play.give('restart-reflection-period', p.leader);
    expect(play.taskKeys()).not.toContain('restart-reflection-period');
    expect(play.sent.filter((s) => s === 'reflection-period')).toHaveLength(2);
  });

  it('that was opened by hand is linked when a person gives its reference', () => {
    const play = byHand();
    expect(play.current.file.links).toEqual({});
    expect(play.taskKeys()).toContain('link-reflection-period');
    play.give('link-reflection-period', p.leader, link);
    expect(play.current.file.links).toEqual({ 'reflection-period': reflectionRef });
    expect(play.taskKeys()).not.toContain('link-reflection-period');
    play.give('record-reflection-minimum-passed', p.system).decide('conclusive', 'negative').agree();
    expect(commands(play)).toMatchObject([{ ref: reflectionRef, command: 'end-with-conclusive-decision' }]);
  });

  it('that was started again is not asked for when the first try is recorded as done by hand', () => {
    const play = refused();
    const [first] = Object.values(play.current.file.pending).filter(({ kind }) => kind === 'start-case');
    play.give('restart-reflection-period', p.leader);
    const second = Object.values(play.current.file.pending).findLast(({ kind }) => kind === 'start-case');
    const done = { type: 'effect-done', kind: 'start-case', link: 'reflection-period' } as const;
    play.acceptOwn({ ...done, effect: second?.key ?? '', result: { ref: reflectionRef } });
    play.give('record-done-by-hand', p.leader, { effect: first?.key, reason: text(1) });
    expect(play.taskKeys()).not.toContain('link-reflection-period');
    expect(play.current.file.links).toEqual({ 'reflection-period': reflectionRef });
  });

  it('that ended early hears nothing of the conclusive decision', () => {
    const play = endedEarly().decide('conclusive', 'negative').agree();
    expect(play.stage).toBe('after-negative');
    expect(commands(play)).toEqual([]);
  });

  it('that does not run escalates nothing, so the team leader hears that the target has passed', () => {
    const play = refused();
    const before = play.sent.length;
    play.isWorldAway = true;
    play.advanceTo('2011-08-16T23:00:00Z');
    expect(play.effects.slice(before)).toContainEqual(
      expect.objectContaining({
        message: 'deadline-passed',
        facts: { deadline: 'conclusive-grounds', latenessSeconds: 0 },
      }),
    );
  });

  it('that was opened by hand can be linked at once, which does what the system could not', () => {
    const play = refused();
    const before = play.tasks().length;
    play.give('link-reflection-period', p.leader, link);
    expect(play.current.file.links).toEqual({ 'reflection-period': reflectionRef });
    expect(play.tasks()).toHaveLength(before - 2);
    const pending = Object.values(play.current.file.pending);
    expect(pending.filter((e) => e.kind === 'start-case' && e.link === 'reflection-period')).toEqual([]);
  });

  it('has the prefix by which a referral knows it', () => {
    expect(reflectionPrefix).toBe(reflectionPeriod.prefix);
  });

  it('that ended on the own informed request lets the person withdraw, and is told nothing more', () => {
    const reflection = mustOpen(foldProcess(reflectionPeriod), p.system, startOf(asked()), '2011-07-01T09:00:00Z');
    const informed = { ground: 'own-informed-request', informed: true };
    expect(reflection.send('request-early-end', p.first, informed)).toEqual(['ended-early', 'hold-lifted']);
    const word = reflection.effects.find((e) => e.kind === 'command-case');
    if (word?.kind !== 'command-case') throw new Error('the referral was told nothing');
    const play = Play.open().decide('reasonable', 'positive').agree();
    expect(play.refusalOf('withdraw', p.referrer, { reason: text(1) })).toBe('protection-running');
    play.give(word.command, p.system, word.input);
    expect(play.give('withdraw', p.referrer, { reason: text(1) }).stage).toBe('closed');
    expect(commands(play)).toEqual([]);
  });

  function endedEarly() {
    const play = Play.open().decide('reasonable', 'positive').agree();
    return play.give('record-reflection-ended', p.system, { ground: 'own-informed-request' });
  }

  function startOf(play: Play): unknown {
    const start = play.effects.find((e) => e.kind === 'start-case');
    return start?.kind === 'start-case' ? start.opening : undefined;
  }
});

it('draws every step that it takes, and takes every step that it draws', () => {
  const bothGrounds = (['reasonable', 'conclusive'] as const).flatMap((grounds) =>
    (['positive', 'negative'] as const).flatMap((outcome) => {
      const start = () => (grounds === 'reasonable' ? Play.open() : Play.open().toConclusive());
      const disagreed = start().decide(grounds, outcome).disagree();
      return [
        start().decide(grounds, outcome).agree(),
        disagreed.give('decide-as-third', p.senior2, { outcome, reasons: text(1) }),
      ];
    }),
  );
  const reconsidered = (grounds: 'reasonable' | 'conclusive') =>
    (grounds === 'reasonable' ? Play.open() : Play.open().toConclusive())
      .decide(grounds, 'negative')
      .agree()
      .give('request-reconsideration', p.referrer, { evidence: text(1) });
  const endedEarly = Play.open().decide('reasonable', 'positive').agree();
  endedEarly.give('record-reflection-ended', p.system, { ground: 'own-informed-request' });
  const concluded = Play.open().toConclusive().decide('conclusive', 'positive').agree().feedback().feedback();
  concluded.give('consider-residence-permit', p.immigration, permit);
  concluded.give('record-care-exit-plan', p.caseManager, { plan: text(1) });
  const passed = Play.open().decide('reasonable', 'negative').agree().feedback().days(30);
  const plays = [
    ...bothGrounds,
    reconsidered('reasonable'),
    reconsidered('conclusive'),
    endedEarly,
    concluded,
    passed,
    Play.open(notification),
  ];
  const taken = new Set(plays.flatMap((play) => stepsOf(nrm, play.facts).map((step) => JSON.stringify(step))));
  const endsAtOnce = ['withdrawn', 'death-recorded', 'duplicate-recorded'];
  const drawn = nrmReferral.diagram
    .filter((step) => !endsAtOnce.includes(step.event))
    .map((step) => JSON.stringify(step));
  expect(taken).toEqual(new Set(drawn));
});
