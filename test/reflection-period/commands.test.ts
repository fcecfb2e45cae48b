import { codeOf, diagramEdges, Driver, edgesOf, person, sealed } from '../helpers/driver';
import {
  afterDay,
  caseManager,
  decider,
  held,
  headOfUnit,
  officer,
  officersHead,
  openingInput,
  process,
  reviewer,
  senior,
  start,
  startedAt,
  strangers,
  system,
  teamLeader,
} from './world';

const ownRequest = { ground: 'own-informed-request', informed: true };
const publicOrder = { ground: 'public-order', reasons: sealed };
const agree = { agrees: true, tookNoPart: true, reasons: sealed };
const disagree = { ...agree, agrees: false };
const directions = { setFor: '2011-05-01' };

const acknowledged = () => held();
const proposed = () => {
  const driver = held();
  driver.send('request-early-end', decider, publicOrder);
  return driver;
};
const overdue = () => held().advanceTo(afterDay(46));
const endedEarly = () => {
  const driver = held();
  driver.send('request-early-end', decider, ownRequest);
  return driver;
};
const closed = () => {
  const driver = held().advanceTo(afterDay(45));
  driver.send('end-with-conclusive-decision', system, { outcome: 'negative' });
  return driver;
};

describe('opening', () => {
  it('starts, shares the case with both authorities and has removal held', () => {
    const driver = start();
    expect(driver.types().slice(0, 4)).toEqual(['case-opened', 'reflection-started', 'case-shared', 'case-shared']);
    expect(driver.current.file.sharedWith).toEqual(['ukhtc', 'ukba']);
    expect(driver.messages()).toEqual(['hold-removal → immigration-officer of ukba']);
    expect(driver.taskKeys()).toEqual(['acknowledge-hold']);
  });

  it.each([
    ['by a person', decider, openingInput, 'wrong-role'],
    ['without a referral', system, { ...openingInput, referral: undefined }, 'invalid-input'],
    ['with a name for a reference', system, { ...openingInput, referral: 'Jane' }, 'invalid-input'],
    ['with a date for an instant', system, { ...openingInput, startedAt: '2011-01-10' }, 'invalid-input'],
    ['with a field nobody knows', system, { ...openingInput, name: 'Jane' }, 'invalid-input'],
  ])('is refused %s', (_how, actor, input, code) => {
    const answer = Driver.open(process, actor, input, startedAt);
    expect(codeOf(answer)).toBe(code);
  });
});

describe('what is allowed', () => {
  it.each([
    ['the officer acknowledges', start, 'acknowledge-hold', officer, {}, ['hold-acknowledged']],
    ["the officers' head acknowledges", start, 'acknowledge-hold', officersHead, {}, ['hold-acknowledged']],
    ['own request, at once', acknowledged, 'request-early-end', decider, ownRequest, ['ended-early', 'hold-lifted']],
    ['own request, when overdue', overdue, 'request-early-end', decider, ownRequest, ['ended-early', 'hold-lifted']],
    [
      'own request, over a proposal',
      proposed,
      'request-early-end',
      decider,
      ownRequest,
      ['ended-early', 'hold-lifted'],
    ],
    ['a proposal', acknowledged, 'request-early-end', decider, publicOrder, ['early-end-proposed']],
    ['the reviewer disagrees', proposed, 'review-early-end', reviewer, disagree, ['early-end-reviewed']],
    ['agrees', proposed, 'review-early-end', reviewer, agree, ['early-end-reviewed', 'ended-early', 'hold-lifted']],
    ['a senior reviews', proposed, 'review-early-end', senior, disagree, ['early-end-reviewed']],
    [
      'the team leader answers',
      overdue,
      'record-overdue-action',
      teamLeader,
      { action: sealed },
      ['overdue-action-recorded'],
    ],
    ['the lifting is acknowledged', endedEarly, 'acknowledge-lifting', officer, {}, ['lifting-acknowledged']],
    [
      'removal after the lifting',
      endedEarly,
      'record-removal-directions',
      officer,
      directions,
      ['removal-directions-recorded'],
    ],
    [
      'positive',
      overdue,
      'end-with-conclusive-decision',
      system,
      { outcome: 'positive' },
      ['conclusive-decision-applied', 'hold-replaced'],
    ],
    [
      'negative',
      overdue,
      'end-with-conclusive-decision',
      system,
      { outcome: 'negative' },
      ['conclusive-decision-applied', 'hold-lifted'],
    ],
    [
      'after an early end',
      endedEarly,
      'end-with-conclusive-decision',
      system,
      { outcome: 'negative' },
      ['conclusive-decision-applied'],
    ],
    [
      'the person died',
      overdue,
      'end-with-closed-referral',
      system,
      { because: 'death' },
      ['referral-closed', 'hold-lifted'],
    ],
    [
      'withdrawn after an early end',
      endedEarly,
      'end-with-closed-referral',
      system,
      { because: 'withdrawn' },
      ['referral-closed'],
    ],
  ])('%s', (_name, given: () => Driver, command, actor, input, events) => {
    expect(given().send(command, actor, input)).toEqual(events);
  });
});

describe('what is refused', () => {
  it.each([
    ['acknowledge-hold', 'already-acknowledged', acknowledged, officer, {}],
    ['acknowledge-hold', 'no-hold', endedEarly, officer, {}],
    ['acknowledge-hold', 'other-agency', start, strangers.officer, {}],
    ['acknowledge-hold', 'other-agency', start, headOfUnit, {}],
    ['acknowledge-hold', 'wrong-role', start, decider, {}],
    ['record-removal-directions', 'removal-held', start, officer, directions],
    ['record-removal-directions', 'removal-held', acknowledged, officer, directions],
    ['record-removal-directions', 'removal-held', proposed, officer, directions],
    ['record-removal-directions', 'removal-held', overdue, officer, directions],
    ['record-removal-directions', 'other-agency', endedEarly, strangers.officer, directions],
    ['record-removal-directions', 'invalid-input', endedEarly, officer, { setFor: 'soon' }],
    ['record-removal-directions', 'case-closed', closed, officer, directions],
    ['acknowledge-lifting', 'removal-held', acknowledged, officer, {}],
    ['acknowledge-lifting', 'other-agency', endedEarly, strangers.officer, {}],
    ['end-with-conclusive-decision', 'minimum-not-passed', acknowledged, system, { outcome: 'positive' }],
    ['end-with-conclusive-decision', 'wrong-role', overdue, decider, { outcome: 'positive' }],
    ['end-with-conclusive-decision', 'invalid-input', overdue, system, { outcome: 'perhaps' }],
    ['end-with-conclusive-decision', 'case-closed', closed, system, { outcome: 'positive' }],
    ['record-overdue-action', 'nothing-to-answer', acknowledged, teamLeader, { action: sealed }],
    ['record-overdue-action', 'nothing-to-answer', overdue, headOfUnit, { action: sealed }],
    ['record-overdue-action', 'other-agency', overdue, strangers.teamLeader, { action: sealed }],
    ['record-overdue-action', 'text-not-sealed', overdue, teamLeader, { action: 'in clear' }],
    ['request-early-end', 'not-informed', acknowledged, decider, { ground: 'own-informed-request' }],
    ['request-early-end', 'not-informed', acknowledged, decider, { ...ownRequest, informed: false }],
    ['request-early-end', 'invalid-input', acknowledged, decider, { ground: 'convenience' }],
    ['request-early-end', 'reasons-missing', acknowledged, decider, { ground: 'improper-claim' }],
    ['request-early-end', 'other-agency', acknowledged, caseManager, ownRequest],
    ['request-early-end', 'other-agency', acknowledged, strangers.decider, publicOrder],
    ['request-early-end', 'wrong-role', acknowledged, teamLeader, publicOrder],
    ['request-early-end', 'proposal-open', proposed, reviewer, publicOrder],
    ['request-early-end', 'period-ended', endedEarly, decider, ownRequest],
    ['review-early-end', 'no-proposal', acknowledged, reviewer, agree],
    ['review-early-end', 'reviewer-took-part', proposed, decider, agree],
    ['review-early-end', 'not-independent', proposed, reviewer, { ...agree, tookNoPart: false }],
    ['review-early-end', 'other-agency', proposed, strangers.decider, agree],
    ['review-early-end', 'wrong-role', proposed, officer, agree],
  ])('%s: %s (%#)', (command, code, given: () => Driver, actor, input) => {
    const driver = given();
    const before = driver.current;
    const answer = driver.send(command, actor, input);
    expect(codeOf(answer)).toBe(code);
    expect(answer).toMatchObject({ source: expect.stringMatching(/\w/), message: expect.stringMatching(/\w/) });
    expect(driver.current).toBe(before);
  });

  it.each([
    ['removal-held', /paragraph 23/, acknowledged, 'record-removal-directions', officer, directions],
    ['reviewer-took-part', /paragraph 32/, proposed, 'review-early-end', decider, agree],
    ['not-independent', /paragraph 32/, proposed, 'review-early-end', reviewer, { ...agree, tookNoPart: false }],
  ])('%s cites its rule', (code, source, given: () => Driver, command, actor, input) => {
    expect(given().send(command, actor, input)).toMatchObject({ code, source: expect.stringMatching(source) });
  });
});

describe('a case manager', () => {
  it('records an own request when the case is shared with that agency, but proposes nothing', () => {
    const driver = held();
    driver.send('share', decider, { agency: 'salvation-army', reason: sealed });
    expect(codeOf(driver.send('request-early-end', caseManager, publicOrder))).toBe('decision-maker-only');
    const both = person('bo', 'salvation-army', 'case-manager', 'decision-maker');
    expect(codeOf(driver.send('request-early-end', both, publicOrder))).toBe('other-agency');
    expect(driver.send('request-early-end', caseManager, ownRequest)).toEqual(['ended-early', 'hold-lifted']);
  });
});

describe('ends', () => {
  it('early: the referral is told on what ground, and the officer; the lifting is acknowledged', () => {
    const driver = endedEarly();
    expect(driver.messages().slice(-2)).toEqual([
      'record-reflection-ended → NRM-7F3K-9Q2M-4TBW-X {"ground":"own-informed-request"}',
      'hold-lifted → immigration-officer of ukba',
    ]);
    expect(driver.taskKeys()).toEqual(['acknowledge-lifting']);
    driver.advanceTo(afterDay(3));
    expect(driver.taskKeys()).toEqual(['acknowledge-lifting', 'acknowledge-lifting-escalated']);
    driver.send('acknowledge-lifting', officersHead);
    expect(driver.status().isClosed).toBe(true);
  });

  it('not early, when the reviewer disagrees: the proposal falls and removal stays held', () => {
    const driver = proposed();
    expect(driver.taskKeys()).toEqual(['review-early-end']);
    driver.advanceTo(afterDay(5));
    expect(driver.taskKeys()).toEqual(['review-early-end', 'review-early-end-escalated']);
    expect(driver.messages().at(-1)).toBe('early-end-review-overdue → team-leader of ukhtc');
    driver.send('review-early-end', reviewer, disagree);
    expect(driver.taskKeys()).toEqual([]);
    expect(codeOf(driver.send('record-removal-directions', officer, directions))).toBe('removal-held');
    expect(driver.send('request-early-end', reviewer, publicOrder)).toEqual(['early-end-proposed']);
  });

  it.each([
    ['positive', 'replaced-by-permit-step', 'hold-replaced → immigration-officer of ukba'],
    ['negative', 'lifted', 'hold-lifted → immigration-officer of ukba'],
  ])('with a %s conclusive decision: the hold is %s, the case closes', (outcome, hold, message) => {
    const driver = overdue();
    driver.send('end-with-conclusive-decision', system, { outcome });
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
    expect(driver.view(officer)).toMatchObject({ hold, isRemovalHeld: false });
    expect(driver.messages().at(-1)).toBe(message);
    expect(driver.deliver().deadlines()).toEqual([]);
    expect(driver.tasks()).toEqual([]);
  });
});

describe('what is seen', () => {
  it('the competent authority sees the reasons, the immigration authority the hold and dates only', () => {
    const driver = proposed();
    expect(driver.view(reviewer)).toMatchObject({ proposal: { reasons: sealed, proposedBy: 'dana' } });
    for (const viewer of [officer, officersHead, caseManager, person('ann', 'ukhtc', 'analyst')]) {
      expect(driver.view(viewer)).toMatchObject({ hold: 'held', isRemovalHeld: true, startedAt });
      expect(JSON.stringify(driver.view(viewer))).not.toContain('text:');
    }
  });

  it('an officer of an agency that is both authorities sees no reasons either', () => {
    const both = { ...openingInput, competentAuthority: 'ukba' };
    const driver = Driver.open(process, system, both, startedAt);
    if (!(driver instanceof Driver)) throw new Error(driver.code);
    driver.send('request-early-end', strangers.decider, publicOrder);
    expect(JSON.stringify(driver.view(strangers.decider))).toContain('text:');
    expect(JSON.stringify(driver.view(officer))).not.toContain('text:');
  });
});

describe('a message that nobody can deliver', () => {
  it('becomes a task for a person, and the period goes on', () => {
    const driver = start();
    driver.send('acknowledge-hold', officer);
    driver.isWorldAway = true;
    driver.advanceTo(afterDay(32));
    expect(driver.taskKeys()).toEqual([expect.stringMatching(/^by-hand\.\d+-reflection-minimum-ending/)]);
    expect(driver.status().stage).toBe('running');
  });
});

const closedBy = (given: () => Driver, command: string, input: object = {}) => {
  const driver = given();
  driver.send(command, command.startsWith('end-') ? system : officer, input);
  return driver;
};

describe('the diagram', () => {
  it('has every edge that these cases went along, and no other', () => {
    const fromOverdue = overdue();
    fromOverdue.send('request-early-end', decider, ownRequest);
    const drivers = [
      fromOverdue,
      closed(),
      closedBy(endedEarly, 'acknowledge-lifting'),
      closedBy(endedEarly, 'record-removal-directions', directions),
      closedBy(endedEarly, 'end-with-conclusive-decision', { outcome: 'positive' }),
      ...[start, overdue, endedEarly].map((given) => closedBy(given, 'end-with-closed-referral', { because: 'death' })),
    ];
    const seen = new Set(drivers.flatMap((d) => edgesOf(process, d)));
    expect([...seen].toSorted()).toEqual(diagramEdges(process).toSorted());
  });
});

describe('a transfer of the referral', () => {
  const toUkba = { to: 'ukba', number: 7 };
  const leaderOfUkba = person('uma', 'ukba', 'team-leader');
  const told = (driver: Driver, ...transfers: object[]) => {
    for (const transfer of transfers) driver.send('follow-transfer', system, transfer);
    return driver;
  };

  it('moves the tasks and the dates of the competent authority, and no date', () => {
    const driver = held();
    driver.send('pause-deadline', teamLeader, { deadline: 'minimum', reason: sealed });
    const dates = driver.deadlines().map(({ key, due }) => ({ key, due }));
    expect(driver.send('follow-transfer', system, toUkba)).toEqual(['competent-authority-changed']);
    expect(driver.deadlines().map(({ key, due }) => ({ key, due }))).toEqual(dates);
    expect(driver.deadline('minimum')?.owner).toEqual({ role: 'decision-maker', agency: 'ukba' });
    expect(driver.tasks()[0]).toMatchObject({ key: 'start-clock', owner: { role: 'team-leader', agency: 'ukba' } });
    const resume = { deadline: 'minimum', reason: sealed };
    expect(codeOf(driver.send('resume-deadline', teamLeader, resume))).toBe('deadline-not-yours');
    expect(driver.send('resume-deadline', leaderOfUkba, resume)).toEqual(['deadline-resumed']);
  });

  it('shares the case with the new authority, which then sees what the old one saw', () => {
    const driver = told(held(), { ...toUkba, to: 'gla' });
    expect(driver.current.file.sharedWith).toEqual(['ukhtc', 'ukba', 'gla']);
    expect(driver.view(person('gus', 'gla', 'decision-maker'))).toHaveProperty('referral');
    expect(driver.view(decider)).not.toHaveProperty('referral');
  });

  it('lets go of what the old authority had claimed, and of nothing else', () => {
    const driver = start().advanceTo(afterDay(46));
    driver.send('claim-task', teamLeader, { task: 'answer-team-leader' });
    driver.send('claim-task', officer, { task: 'acknowledge-hold' });
    told(driver, toUkba);
    expect(driver.current.file.claims).toEqual({ 'acknowledge-hold': 'ivor' });
    expect(driver.send('record-overdue-action', leaderOfUkba, { action: sealed })).toEqual(['overdue-action-recorded']);
  });

  it.each([
    ['in their order', [toUkba, { to: 'ukhtc', number: 9 }], 'ukhtc'],
    ['in the wrong order', [{ to: 'ukhtc', number: 9 }, toUkba], 'ukhtc'],
    ['twice', [toUkba, toUkba], 'ukba'],
  ])('told %s leaves it with the authority of the last one', (_how, transfers, agency) => {
    expect(told(held(), ...transfers).view(officer)).toMatchObject({ competentAuthority: agency });
  });

  it('moves who is told when the case is overdue', () => {
    const driver = told(held(), toUkba).advanceTo(afterDay(46));
    expect(driver.messages().at(-1)).toBe('reflection-overdue → team-leader of ukba');
  });

  it.each([
    ['by a person', teamLeader, toUkba, 'wrong-role'],
    ['without a number', system, { to: 'ukba' }, 'invalid-input'],
  ])('is refused %s', (_how, actor, input, code) => {
    expect(codeOf(held().send('follow-transfer', actor, input))).toBe(code);
  });
});

describe('a change of the clock', () => {
  it('is told to the referral as a whole, each with a higher number', () => {
    const driver = held().advanceTo(afterDay(5));
    driver.send('extend-deadline', teamLeader, { deadline: 'minimum', count: 10, reason: sealed });
    driver.send('pause-deadline', teamLeader, { deadline: 'minimum', reason: sealed });
    driver.advanceTo(afterDay(8));
    driver.send('resume-deadline', teamLeader, { deadline: 'minimum', reason: sealed });
    const words = driver.effects.flatMap((e) =>
      e.kind === 'command-case' && e.command === 'follow-reflection-clock' ? [e.input] : [],
    );
    expect(words).toMatchObject([
      { daysAdded: 10, isStopped: false },
      { daysAdded: 10, isStopped: true },
      { daysAdded: 13, isStopped: false },
    ]);
    const numbers = words.map((word) => Number(word['number']));
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
});
