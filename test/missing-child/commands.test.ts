import { codeOf, diagramEdges, Driver, edgesOf, person, sealed } from '../helpers/driver';
import { isRefusal } from '../../workflows/kernel/refusals';
import * as w from './world';

const { reported } = w;
const tasksOf = (driver: Driver) => driver.tasks().map(({ key, owner }) => `${key} → ${owner.role}`);

describe('a report', () => {
  it('of nothing but the fact is taken; each gap is a task with a date, and the risk is taken for the worst', () => {
    const driver = reported({});
    expect(driver.status()).toMatchObject({ stage: 'missing', isClosed: false });
    expect(driver.taskKeys().filter((key) => key.startsWith('complete.'))).toHaveLength(9);
    expect(driver.deadline('complete-report')?.due).toBe('2011-07-02T00:00:00Z');
    expect(driver.figures()).toMatchObject({ risk: 'high', isMissing: true, trafficking: 'not-said' });
  });

  it.each([
    ['a name', 'childName'],
    ['a birth date', 'birthDate'],
    ['a time', 'lastSeenAt'],
    ['indicators', 'indicators'],
  ])('without %s is taken, and asks for it', (_what, field) => {
    const driver = reported({ ...w.full, [field]: undefined });
    expect(driver.taskKeys().filter((key) => key.startsWith('complete.'))).toEqual([`complete.${field}`]);
    expect(driver.send('complete-report', w.social, { notKnown: [field] })).toContain('report-completed');
    expect(driver.taskKeys().some((key) => key.startsWith('complete.'))).toBe(false);
  });

  it.each([
    ['a time to come', { ...w.full, lastSeenAt: '2011-07-01T20:00:01Z' }, w.carer, 'date-in-future'],
    ['an authority that is none', { responsibleAuthority: 'met-police' }, w.carer, 'not-a-local-authority'],
    ['an agency that is none', {}, person('x', 'met-police', 'social-worker'), 'not-a-local-authority'],
    ['a telephone number for a code', { phoneCode: '07700900123' }, w.carer, 'invalid-input'],
    ['a field nobody knows', { nickname: 'x' }, w.carer, 'invalid-input'],
    ['somebody without the role', {}, w.inspector, 'wrong-role'],
  ])('with %s is answered clearly', (_what, input, actor, code) => {
    const answer = Driver.open(w.process, actor, input, w.now);
    expect(isRefusal(answer) && answer.code).toBe(code);
    expect(isRefusal(answer) && answer.message).not.toBe('');
  });

  it('tells the police and the duty manager at once, and whoever reports has acknowledged', () => {
    const driver = reported();
    expect(driver.messages().filter((m) => m.startsWith('child-missing'))).toEqual([
      'child-missing → carer of hillingdon-council',
      'child-missing → duty-manager of hillingdon-council',
      'child-missing → duty-inspector of met-police',
    ]);
    expect(tasksOf(driver).filter((task) => task.startsWith('acknowledge'))).toEqual([
      'acknowledge.childrens-services.duty-manager → duty-manager',
      'acknowledge.police.duty-inspector → duty-inspector',
    ]);
    expect(driver.deadline('acknowledge.police.duty-inspector')?.due).toBe('2011-07-01T21:00:00Z');
  });

  it('tells UKHTC and CEOP too where trafficking is suspected, and CEOP only since it leads [106]', () => {
    const national = (driver: Driver) => driver.messages().filter((m) => /ukhtc|ceop/.test(m));
    expect(national(reported(w.trafficked))).toEqual([
      'child-missing → team-leader of ukhtc',
      'child-missing → ceop-national-lead of ceop',
    ]);
    expect(national(reported({ ...w.trafficked, lastSeenAt: undefined }, w.carer, '2011-06-30T22:59:59Z'))).toEqual([
      'child-missing → team-leader of ukhtc',
    ]);
    expect(reported(w.trafficked).current.file.sharedWith).toEqual([w.authority, 'met-police', 'ukhtc', 'ceop']);
  });

  it('by another authority goes to the one that is responsible, which sees it', () => {
    const driver = reported({ ...w.full, responsibleAuthority: 'kent-council' });
    expect(driver.current.file.sharedWith).toEqual([w.authority, 'kent-council', 'met-police']);
    expect(driver.tasks().every(({ owner }) => owner.agency !== w.authority)).toBe(true);
    expect(codeOf(driver.send('review-week', w.duty, { findings: sealed }))).toBe('not-your-case');
  });

  it.each([
    ['known trafficking', { trafficking: 'known' }, 'high'],
    ['nothing looked at', { indicators: undefined }, 'high'],
    ['no indicator seen', {}, 'medium'],
    ['one weak indicator', { indicators: ['isolated'] }, 'medium'],
    ['two indicators', { indicators: ['isolated', 'little-or-no-pay'] }, 'high'],
    ['one grave indicator', { indicators: ['debt-bondage'] }, 'high'],
  ])('with %s', (_what, change, risk) => {
    expect(reported({ ...w.full, ...change }).figures()['risk']).toBe(risk);
  });
});

describe('a command', () => {
  const missing = () => reported();
  const found = () => {
    const driver = reported();
    driver.send('record-located', w.inspector, w.located);
    return driver;
  };
  const resting = () => {
    const driver = reported();
    driver.send('decide-at-board', w.chair, { reasons: sealed, reviewOn: ['2011-07-20'] });
    return driver;
  };
  it.each([
    ['acknowledge', missing, w.duty, {}, 'step-acknowledged'],
    ['acknowledge', missing, w.carer, {}, 'nothing-to-acknowledge'],
    ['acknowledge', missing, w.ukhtc, {}, 'nothing-to-acknowledge'],
    ['acknowledge', found, w.duty, {}, 'nothing-to-acknowledge'],
    ['complete-report', missing, w.social, {}, 'nothing-given'],
    ['complete-report', missing, w.stranger, { childName: sealed }, 'not-your-case'],
    ['complete-report', missing, w.social, { lastSeenAt: '2012-01-01T00:00:00Z' }, 'date-in-future'],
    ['assess-risk', missing, w.duty, { risk: 'low', reasons: sealed }, 'risk-assessed'],
    ['assess-risk', found, w.duty, { risk: 'low', reasons: sealed }, 'not-missing'],
    ['assess-risk', missing, w.stranger, { risk: 'low', reasons: sealed }, 'not-your-case'],
    ['record-strategy-discussion', missing, w.duty, { attended: ['met-police'], text: sealed }, 'invalid-input'],
    ['record-circulation', missing, w.inspector, { text: sealed }, 'circulation-recorded'],
    ['record-circulation', found, w.inspector, { text: sealed }, 'not-missing'],
    ['record-nrm-referral', missing, w.social, { nrmReferral: w.otherRef }, 'not-a-reference'],
    ['record-return-interview', missing, w.social, { outcome: 'held', debrief: 'joined', text: sealed }, 'not-located'],
    [
      'record-return-interview',
      found,
      w.social,
      { outcome: 'held', debrief: 'none', text: sealed },
      'debrief-not-joined',
    ],
    [
      'record-return-interview',
      found,
      w.social,
      { outcome: 'declined', debrief: 'none', text: sealed },
      'return-interview-recorded',
    ],
    ['review-week', resting, w.duty, { findings: sealed }, 'nothing-to-review'],
    ['link-episode', missing, w.duty, { otherRef: 'NRM-1', relation: 'pattern' }, 'not-a-reference'],
    ['link-episode', missing, w.duty, { otherRef: w.otherRef, relation: 'earlier-episode' }, 'date-missing'],
    [
      'link-episode',
      missing,
      w.duty,
      { otherRef: w.otherRef, relation: 'earlier-episode', reportedOn: '2011-07-02' },
      'date-in-future',
    ],
    [
      'link-episode',
      missing,
      w.duty,
      { otherRef: w.otherRef, relation: 'earlier-episode', reportedOn: '2011-06-30' },
      'episode-linked',
    ],
    ['link-episode', found, w.duty, { otherRef: w.otherRef, relation: 'same-report' }, 'not-missing'],
    ['link-episode', missing, w.duty, { otherRef: w.otherRef, relation: 'same-report' }, 'link-asked'],
    ['dismiss-offer', missing, w.duty, { otherRef: w.otherRef, reason: sealed }, 'not-offered'],
    ['record-subgroup-findings', missing, w.group, { findings: sealed }, 'nothing-to-consider'],
    ['decide-at-board', missing, w.chair, { reasons: sealed, reviewOn: [] }, 'invalid-input'],
    ['decide-at-board', missing, w.chair, { reasons: sealed, reviewOn: ['2011-07-01'] }, 'dates-not-in-order'],
    [
      'decide-at-board',
      missing,
      w.chair,
      { reasons: sealed, reviewOn: ['2011-08-01', '2011-07-20'] },
      'dates-not-in-order',
    ],
    ['decide-at-board', missing, w.chair, { reasons: sealed, reviewOn: ['2011-09-29'] }, 'board-decided'],
    ['decide-at-board', missing, w.chair, { reasons: sealed, reviewOn: ['2011-09-30'] }, 'too-far'],
    ['decide-at-board', missing, w.director, { reasons: sealed, reviewOn: ['2011-09-01'] }, 'wrong-role'],
    ['review-at-board', missing, w.chair, { findings: sealed }, 'not-at-rest'],
    ['review-at-board', resting, w.chair, { findings: sealed }, 'no-further-date'],
    ['record-located', missing, w.carer, { outcome: 'found', locatedAt: '2011-07-01T19:00:00Z' }, 'before-the-report'],
    ['record-located', missing, w.carer, { outcome: 'found', locatedAt: '2011-07-02T19:00:00Z' }, 'date-in-future'],
    ['record-located', found, w.carer, w.located, 'not-missing'],
    ['record-located', missing, w.stranger, w.located, 'not-your-case'],
  ])('%s: %#', (name, start, actor, input, expected) => {
    const answer = start().send(name, actor, input);
    expect(isRefusal(answer) ? [answer.code] : answer).toContain(expected);
  });
});

describe('the guard across cases', () => {
  const held = { outcome: 'held', debrief: 'joined', text: sealed };
  const safeguarding = w.another(7).replace('MIS', 'SAF');
  const located = () => {
    const driver = reported();
    driver.send('record-located', w.carer, w.located);
    return driver;
  };

  it('refuses an interview that asks again what another case has heard, and takes one that reads it', () => {
    const driver = located();
    driver.send('note-account', w.system, { otherRef: safeguarding, timesAsked: 1 });
    const answer = driver.send('record-return-interview', w.social, held);
    expect(codeOf(answer)).toBe('account-taken');
    expect(isRefusal(answer) && answer.message).toContain(safeguarding);
    expect(driver.view(w.social)).toMatchObject({ timesAsked: 1 });
    const read = { ...held, debrief: 'taken-before' };
    expect(driver.send('record-return-interview', w.social, read)).toEqual(['return-interview-recorded']);
    expect(driver.view(w.social)).toMatchObject({ timesAsked: 1 });
  });

  it('refuses to ask twice in one case, and tells the other that the child was asked here', () => {
    const driver = located();
    driver.send('note-account', w.system, { otherRef: safeguarding, timesAsked: 0 });
    driver.send('record-return-interview', w.social, held);
    expect(codeOf(driver.send('record-return-interview', w.social, held))).toBe('account-taken');
    const word = driver.messages().filter((message) => message.startsWith('note-account'));
    expect(word).toEqual([`note-account → ${safeguarding} {"otherRef":"${driver.current.file.ref}","timesAsked":1}`]);
  });
});

describe('the course of a case', () => {
  it('closes when the child is located and everything that follows is done, and not before', () => {
    const driver = reported();
    driver.send('record-located', w.carer, w.located);
    for (const [name, actor, input] of w.afterwards) {
      expect(driver.status().isClosed).toBe(false);
      expect(driver.send(name, actor, input)).toContain(`${name.replace('record-', '')}-recorded`);
    }
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
  });

  it('does not close while the child is missing, though everything else is done', () => {
    const driver = reported();
    driver.send('record-strategy-discussion', w.duty, { attended: [w.authority, 'met-police'], text: sealed });
    for (const name of ['record-recovery-plan', 'record-circulation']) driver.send(name, w.inspector, { text: sealed });
    const events = driver.send('record-media-decision', w.inspector, { isPublic: false, text: sealed });
    expect(events).toEqual(['media-decision-recorded']);
    expect(driver.status()).toMatchObject({ stage: 'missing', isClosed: false });
  });

  it('counts the return interview from when the child was found, not from when that was recorded', () => {
    const driver = reported();
    driver.now = w.hoursAfter(w.now, 10);
    driver.send('record-located', w.carer, { outcome: 'returned', locatedAt: w.hoursAfter(w.now, 3) });
    expect(driver.deadline('return-interview')?.due).toBe('2011-07-04T23:00:00Z');
  });

  it('asks for the referral to the mechanism before it closes, where trafficking is suspected', () => {
    const driver = reported(w.trafficked);
    driver.send('record-located', w.carer, w.located);
    for (const [name, actor, input] of w.afterwards) driver.send(name, actor, input);
    expect(driver.taskKeys()).toContain('nrm-referral');
    driver.send('record-nrm-referral', w.social, { nrmReferral: w.another(3).replace('MIS', 'NRM') });
    expect(driver.status().isClosed).toBe(true);
  });

  it('goes along the edges of the diagram, and along all of them', () => {
    const done = reported();
    done.send('record-located', w.carer, w.located);
    for (const [name, actor, input] of w.afterwards) done.send(name, actor, input);
    const rest = { reasons: sealed, reviewOn: ['2011-07-20'] };
    const rested = reported();
    rested.send('decide-at-board', w.chair, rest);
    rested.advanceTo('2011-07-21T12:00:00Z');
    const asks = (driver: Driver) => {
      driver.send('link-episode', w.duty, { otherRef: w.otherRef, relation: 'same-report' });
      return w.answer(driver, 'command-case', { ref: w.otherRef });
    };
    const restedThenFound = reported();
    restedThenFound.send('decide-at-board', w.chair, rest);
    restedThenFound.send('record-located', w.carer, w.located);
    const restedThenLinked = reported();
    restedThenLinked.send('decide-at-board', w.chair, rest);
    const all = [done, rested, restedThenFound, asks(reported()), asks(restedThenLinked)];
    expect(new Set(all.flatMap((driver) => edgesOf(w.process, driver)))).toEqual(new Set(diagramEdges(w.process)));
  });
});
