import { addSpan } from '../../workflows/kernel/calendar';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { child, notification, otherRef, people, Play, ref, stepsOf, text } from './driver';

const p = people;
const permit = { granted: true, months: 12, reasons: text(25) };

describe('a decision', () => {
  it('has no effect, and is told to nobody, before its review', () => {
    const play = Play.open().decide('reasonable', 'positive').ownView();
    expect(play.types).not.toContain('decision-effective');
    expect(play.effects).toEqual([]);
    play.give('complete-review', p.second, { agrees: true, reasons: text(1) });
    expect(play.types).toContain('decision-effective');
    expect(play.sent).toEqual(['outcome-reasonable-grounds', 'reflection-period', 'care-offered']);
  });

  it('starts the reflection period and offers care when positive', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    expect(play.effects[1]).toMatchObject({
      kind: 'start-case',
      link: 'reflection-period',
      opening: { referral: ref, competentAuthority: 'ukhtc', immigrationAuthority: 'ukba', startedAt: play.now },
    });
    expect(play.effects[2]).toMatchObject({ to: { role: 'case-manager', agency: 'salvation-army' } });
    expect(play.current.file.sharedWith).toEqual(['met-police', 'ukhtc', 'salvation-army']);
    expect(play.stage).toBe('reflection-period');
    expect(play.taskKeys).toEqual(['conclusive-grounds', 'feedback']);
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
    expect(play.taskKeys).toEqual(['third-decision']);
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
    expect(play.types.slice(-3)).toEqual(['involvement-registered', 'review-set-aside', 'task-released']);
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
    expect(play.taskKeys).toEqual(['residence-permit', 'care-exit-plan', 'feedback', 'feedback.2']);
    play.feedback().give('consider-residence-permit', p.immigration, permit);
    play.give('record-care-exit-plan', p.caseManager, { plan: text(1) });
    expect(play.stage).toBe('after-positive');
    expect(play.feedback().stage).toBe('closed');
    expect(play.figures).toEqual({
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
    expect(play.taskKeys).toEqual([]);
    expect(play.days(27).stage).toBe('after-negative');
    expect(play.days(2).stage).toBe('closed');
    expect(play.figures).toMatchObject({ outcome: 'negative-reasonable-grounds' });
  });

  it('waits for the feedback when the window passes first', () => {
    const play = Play.open().decide('reasonable', 'negative').agree().days(40);
    expect(play.stage).toBe('after-negative');
    expect(play.feedback().stage).toBe('closed');
  });

  it('is decided afresh by others, once, on new evidence', () => {
    const play = Play.open().decide('reasonable', 'negative').agree().feedback().days(10);
    play.give('request-reconsideration', p.first, { evidence: text(1) });
    expect(play.figures).toMatchObject({ outcome: 'open' });
    expect(play.deadline('reasonable-grounds.2')).toMatchObject({ from: play.now, isPassed: false });
    play.days(1).decide('reasonable', 'positive', p.third).agree(p.fourth);
    expect(play.stage).toBe('reflection-period');
    expect(play.figures).toMatchObject({ reasonableGroundsOutcome: 'positive', daysToReasonableGrounds: 1 });
  });

  it('plans the exit from care after a negative conclusive decision too, and again when it is reconsidered', () => {
    const play = Play.open().toConclusive().decide('conclusive', 'negative').agree().feedback().feedback();
    expect(play.taskKeys).toEqual(['care-exit-plan']);
    play.give('record-care-exit-plan', p.caseManager, { plan: text(1) });
    play.give('request-reconsideration', p.referrer, { evidence: text(1) });
    play.decide('conclusive', 'positive', p.third).agree(p.fourth);
    expect(play.taskKeys).toEqual(['residence-permit', 'care-exit-plan.2', 'feedback.3']);
    expect(play.sent.filter((s) => s === 'end-with-conclusive-decision')).toHaveLength(1);
  });

  it.each([
    ['withdraw', p.referrer, { reason: text(1) }, 'withdrawn', true],
    ['record-death', p.leader, { circumstances: text(1) }, 'died', true],
    ['record-duplicate', p.allocator, { otherRef: otherRef.toLowerCase() }, 'duplicate', false],
  ])('closes at once: %s', (command, actor, input, outcome, isReferral) => {
    const play = Play.open().give(command, actor, input);
    expect(play.stage).toBe('closed');
    expect(play.figures).toMatchObject({ outcome, isReferral });
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
    expect(play.taskKeys).toEqual(['reasonable-grounds', 'information']);
    play.until('2011-07-06T09:00:00Z').give('give-information', p.referrer, { answer: text(2) });
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
    expect(play.types).toContain('information-overdue');
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
    expect(play.taskKeys).toEqual(['reasonable-grounds']);
  });

  it('counts the conclusive target from the effect of the first decision', () => {
    const play = Play.open().decide('reasonable', 'positive').agree();
    expect(play.deadline('conclusive-grounds')?.due).toBe(addSpan(play.now, { count: 45, unit: 'calendar-days' }));
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

it('asks a person to see to a reflection period that could not be started', () => {
  const play = Play.open().decide('reasonable', 'positive').agree();
  play.acceptOwn({ type: 'effect-refused', effect: '1-start-reflection-period', kind: 'start-case', code: 'refused' });
  expect(play.taskKeys).toContain('restart-reflection-period');
  play.give('restart-reflection-period', p.leader);
  expect(play.sent.filter((s) => s === 'reflection-period')).toHaveLength(2);
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
  const taken = new Set(plays.flatMap((play) => stepsOf(play.facts).map((step) => JSON.stringify(step))));
  const endsAtOnce = ['withdrawn', 'death-recorded', 'duplicate-recorded'];
  const drawn = nrmReferral.diagram
    .filter((step) => !endsAtOnce.includes(step.event))
    .map((step) => JSON.stringify(step));
  expect(taken).toEqual(new Set(drawn));
});
