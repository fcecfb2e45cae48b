import fc from 'fast-check';
import { compareInstants } from '../../workflows/kernel/calendar';
import { isRefusal } from '../../workflows/kernel/refusals';
import { foldProcess } from '../../workflows/kernel/command';
import { missingChild } from '../../workflows/missing-child/process';
import { diagramEdges, Driver, edgesOf, opened, person, sealed } from '../helpers/driver';
import * as w from './world';

describe('a child', () => {
  it.each([
    ['arrest', 'interrupted', 'before-charge'],
    ['charge', 'interrupted', 'after-charge'],
    ['court', 'interrupted', 'at-court'],
    ['conviction', 'convicted', undefined],
  ])('found at %s: %s', (foundAt, stage, point) => {
    const driver = w.opened({ foundAt });
    expect(driver.status().stage).toBe(stage);
    expect(driver.view(w.prosecutor)['points']).toEqual(point ? [{ point, at: w.now }] : []);
    expect(driver.messages()).toContain('charging-interrupted → prosecutor of cps');
  });

  it('met at a port is safeguarded without a charge, and CPS is not told', () => {
    const driver = w.opened({ foundAt: 'port', offence: undefined }, w.officer);
    expect(driver.status().stage).toBe('safeguarding');
    expect(driver.taskKeys()).toEqual([
      'safe-accommodation',
      'nrm-referral',
      'strategy-meeting',
      'plan',
      'acknowledge.police',
      'acknowledge.ukhtc',
      'review',
    ]);
    expect(driver.current.file.sharedWith).toEqual(['ukba', w.authority, 'met-police', 'ukhtc']);
    expect(driver.messages().join()).not.toContain('cps');
  });

  it('is conferred about on the same day', () => {
    expect(w.opened().deadline('conference')?.due).toBe('2011-07-05T23:00:00Z');
    expect(w.opened().deadline('consider.1')?.due).toBe('2011-07-06T23:00:00Z');
  });

  it.each([
    ['an authority that is none', { childrensServices: 'met-police' }, w.inspector, 'not-a-local-authority'],
    ['no indicator', { indicators: [] }, w.inspector, 'invalid-input'],
    ['somebody without the role', {}, person('x', 'kent-council', 'analyst'), 'wrong-role'],
  ])('with %s is refused clearly', (_what, change, actor, code) => {
    const answer = Driver.open(w.process, actor, { ...w.arrested, ...change }, w.now);
    expect(isRefusal(answer) && answer.code).toBe(code);
  });
});

describe('a command', () => {
  const port = () => w.opened({ foundAt: 'port', offence: undefined }, w.officer);
  const disputed = () => w.opened({ isAgeDisputed: true });
  const consider = { outcome: 'proceed', reasons: sealed };
  const verdict = { outcome: 'convicted' };
  it.each([
    ['record-proceeding', w.opened, w.prosecutor, {}, 'conference-missing'],
    ['record-proceeding', w.conferred, w.prosecutor, {}, 'consideration-missing'],
    ['record-proceeding', w.considered, w.inspector, {}, 'charge-proceeds'],
    ['record-proceeding', w.proceeding, w.inspector, {}, 'proceeding'],
    ['record-proceeding', () => w.considered('discontinue'), w.prosecutor, {}, 'no-charge-in-question'],
    ['record-proceeding', port, w.inspector, {}, 'no-charge-in-question'],
    [
      'record-conference',
      w.opened,
      w.inspector,
      { ...w.conference, attended: ['met-police', 'cps', 'ukba'] },
      'not-all-conferred',
    ],
    ['consider-discontinuance', w.opened, w.prosecutor, { outcome: 'discontinue', reasons: sealed }, 'discontinued'],
    ['consider-discontinuance', w.considered, w.prosecutor, consider, 'already-considered'],
    ['consider-discontinuance', w.opened, w.inspector, consider, 'wrong-role'],
    ['reach-decision-point', w.opened, w.prosecutor, { point: 'at-court' }, 'consideration-missing'],
    ['reach-decision-point', w.proceeding, w.prosecutor, { point: 'at-court' }, 'decision-point-reached'],
    ['record-verdict', w.considered, w.prosecutor, verdict, 'not-proceeding'],
    ['record-verdict', w.proceeding, w.prosecutor, verdict, 'convicted'],
    [
      'review-for-appeal',
      w.proceeding,
      w.prosecutor,
      { outcome: 'appeal-supported', reasons: sealed },
      'nothing-to-review',
    ],
    [
      'review-for-appeal',
      w.convicted,
      w.prosecutor,
      { outcome: 'appeal-supported', reasons: sealed },
      'appeal-reviewed',
    ],
    ['take-account', w.opened, w.social, {}, 'nothing-given'],
    ['take-account', w.opened, w.stranger, w.account, 'not-your-case'],
    ['take-account', w.asked, w.inspector, w.account, 'account-taken'],
    ['take-account', w.requested, w.prosecutor, w.account, 'account-taken'],
    ['take-account', w.approved, w.inspector, w.account, 'account-taken'],
    ['take-account', w.approved, w.prosecutor, w.account, 'account-taken'],
    ['request-recount', w.opened, w.prosecutor, { reason: sealed }, 'no-account-yet'],
    ['request-recount', w.requested, w.prosecutor, { reason: sealed }, 'already-requested'],
    ['request-recount', w.requested, w.officer, { reason: sealed }, 'recount-requested'],
    ['decide-recount', w.requested, w.lead, { number: 2, isApproved: true, reason: sealed }, 'no-such-request'],
    ['decide-recount', w.requested, w.prosecutor, { number: 1, isApproved: true, reason: sealed }, 'wrong-role'],
    ['decide-recount', w.approved, w.lead, { number: 1, isApproved: false, reason: sealed }, 'no-such-request'],
    ['record-nrm-referral', w.opened, w.social, { nrmReferral: 'MIS-1' }, 'not-a-reference'],
    ['record-age-assessment', w.opened, w.social, { outcome: 'adult', text: sealed }, 'age-not-disputed'],
    ['record-age-assessment', disputed, w.social, { outcome: 'adult', text: sealed }, 'found-adult'],
    ['report-missing', w.opened, w.duty, {}, 'child-missing'],
    ['close', w.opened, w.social, { text: sealed }, 'not-all-done'],
    ['close', () => w.allDone(w.opened()), w.social, { text: sealed }, 'charge-in-question'],
    ['close', () => w.allDone(w.convicted()), w.social, { text: sealed }, 'appeal-not-reviewed'],
    ['close', () => w.allDone(w.considered('discontinue')), w.social, { text: sealed }, 'closed'],
    ['close', () => w.allDone(w.opened({ isAgeDisputed: true })), w.social, { text: sealed }, 'not-all-done'],
  ])('%s: %#', (name, start, actor, input, expected) => {
    const answer = start().send(name, actor, input);
    expect(isRefusal(answer) ? [answer.code] : answer).toContain(expected);
  });
});

describe("the child's account", () => {
  it('is taken once more for an approval, and not twice', () => {
    const driver = w.approved();
    expect(driver.send('take-account', w.prosecutor, w.account)).toEqual(['account-taken']);
    const again = driver.send('take-account', w.prosecutor, w.account);
    expect(isRefusal(again) && again.message).toContain('asked 2 times');
    expect(isRefusal(again) && again.source).toContain('107');
  });

  it('is in no figure and no message, and everybody sees how often the child was asked', () => {
    const driver = w.asked();
    for (const viewer of w.crowd) expect(driver.view(viewer)).toMatchObject({ timesAsked: 1, recountsRequested: 0 });
    expect(JSON.stringify([driver.figures(), driver.effects])).not.toContain('text:');
  });
});

describe('the referral to the National Referral Mechanism', () => {
  const referral = 'NRM-7F3K-9Q2M-4TBW-X';
  const noted = { referral, decision: 'reasonable-grounds', outcome: 'positive' };

  it("is asked for its decisions, and what it decides is told to children's services and to CPS", () => {
    const driver = w.proceeding();
    driver.send('record-nrm-referral', w.social, { nrmReferral: w.nrm });
    expect(driver.messages()).toContain(`link-child-case → ${w.nrm} {"childCase":"${driver.current.file.ref}"}`);
    driver.send('note-nrm-decision', w.system, noted);
    expect(driver.messages().filter((message) => message.startsWith('nrm-decided'))).toEqual([
      `nrm-decided → duty-manager of ${w.authority}`,
      'nrm-decided → prosecutor of cps',
    ]);
    expect(driver.view(w.prosecutor)['nrmDecisions']).toEqual([noted]);
    expect(driver.view(w.officer)).not.toHaveProperty('nrmDecisions');
  });
});

describe('the guard across cases', () => {
  const search = 'MIS-7F3K-9Q2M-4TBW-X';
  const word = (driver: Driver) => driver.messages().filter((message) => message.startsWith('note-account'));

  it('counts what another case has heard, and refuses to ask once more', () => {
    const driver = w.opened();
    expect(driver.send('note-account', w.system, { otherRef: search, timesAsked: 1 })).toEqual(['account-noted']);
    expect(driver.send('note-account', w.system, { otherRef: search, timesAsked: 1 })).toEqual([]);
    const answer = driver.send('take-account', w.social, w.account);
    expect(isRefusal(answer) && answer.code).toBe('account-taken');
    expect(driver.view(w.prosecutor)).toMatchObject({ timesAsked: 1 });
    expect(driver.send('request-recount', w.prosecutor, { reason: sealed })).toEqual(['recount-requested']);
  });

  it('tells the search that it starts, and again whenever the child was asked', () => {
    const driver = w.opened();
    driver.send('report-missing', w.duty);
    const start = Object.values(driver.current.file.pending).find(({ kind }) => kind === 'start-case');
    const result = { ref: search };
    driver.acceptOwn({
      type: 'effect-done',
      effect: start?.key ?? '',
      kind: 'start-case',
      link: 'missing-child',
      result,
    });
    driver.send('note-account', w.system, { otherRef: search, timesAsked: 0 });
    driver.send('take-account', w.social, w.account);
    const own = driver.current.file.ref;
    expect(word(driver)).toEqual([0, 1].map((n) => `note-account → ${search} {"otherRef":"${own}","timesAsked":${n}}`));
  });

  it('leaves no work to anybody when the other case is over', () => {
    const driver = w.asked();
    driver.send('note-account', w.system, { otherRef: search, timesAsked: 0 });
    expect(word(driver)).toHaveLength(1);
    driver.deliver('case-closed');
    expect(driver.taskKeys().filter((key) => key.includes('note-account'))).toEqual([]);
  });
});

describe('the course of a case', () => {
  it('starts the search for a child who goes missing, with what is known', () => {
    const driver = w.opened({ childName: sealed });
    driver.send('report-missing', w.duty);
    expect(driver.effects.find(({ kind }) => kind === 'start-case')).toMatchObject({
      process: 'missing-child',
      opening: { responsibleAuthority: w.authority, trafficking: 'suspected', childName: sealed },
    });
    const effect = driver.effects.find(({ kind }) => kind === 'start-case');
    const input = effect?.kind === 'start-case' ? effect.opening : {};
    const search = foldProcess(missingChild);
    const actor = person('system:child-safeguarding', 'concert', 'system');
    const opening = opened({ process: search, ref: 'MIS', actor, input, now: w.now });
    expect(isRefusal(opening) ? opening : search.figures(opening.state.state)).toMatchObject({
      isMissing: true,
      risk: 'high',
    });
  });

  it('tells a superior of what is late', () => {
    const driver = w.opened();
    driver.advanceTo('2011-07-06T12:00:00Z');
    expect(driver.messages()).toContain('deadline-passed → force-lead of met-police');
    expect(driver.messages()).toContain('deadline-passed → assistant-director of hillingdon-council');
  });

  it('goes along the edges of the diagram, and along all of them', () => {
    const adult = (driver: Driver) => {
      driver.send('record-age-assessment', w.social, { outcome: 'adult', text: sealed });
      return driver;
    };
    const done = (driver: Driver) => {
      driver.send('review-for-appeal', w.prosecutor, { outcome: 'no-ground-found', reasons: sealed });
      w.allDone(driver).send('close', w.social, { text: sealed });
      return driver;
    };
    const acquitted = (driver: Driver) => {
      driver.send('record-verdict', w.prosecutor, { outcome: 'acquitted' });
      return driver;
    };
    const path = (outcome: string, change: object = {}) => {
      const driver = w.opened(change);
      driver.send('record-conference', w.inspector, w.conference);
      driver.send('consider-discontinuance', w.prosecutor, { outcome, reasons: sealed });
      if (outcome === 'proceed') driver.send('record-proceeding', w.prosecutor);
      return driver;
    };
    const port = (change: object = {}) => w.opened({ foundAt: 'port', offence: undefined, ...change });
    const conviction = (change: object = {}) => w.opened({ foundAt: 'conviction', ...change });
    const disputed = { isAgeDisputed: true };
    const again = path('proceed');
    again.send('reach-decision-point', w.prosecutor, { point: 'at-court' });
    const all = [
      done(port()),
      done(conviction()),
      done(path('discontinue')),
      done(acquitted(path('proceed'))),
      w.convicted(),
      again,
      ...[port(disputed), w.opened(disputed), path('proceed', disputed), path('discontinue', disputed)].map(adult),
      adult(acquitted(path('proceed', disputed))),
      adult(conviction(disputed)),
    ];
    expect(new Set(all.flatMap((driver) => edgesOf(w.process, driver)))).toEqual(new Set(diagramEdges(w.process)));
  });
});

describe('whatever anybody does, in any order', () => {
  const send = fc.record({
    pick: fc.constantFrom<[string, object]>(
      ...w.inputs.map(([name, , input]): [string, object] => [name, input]),
      ['consider-discontinuance', { outcome: 'proceed', reasons: sealed }],
      ['consider-discontinuance', { outcome: 'discontinue', reasons: sealed }],
      ['record-proceeding', {}],
      ['record-proceeding', {}],
      ['reach-decision-point', { point: 'at-court' }],
      ['record-verdict', { outcome: 'convicted' }],
      ['review-for-appeal', { outcome: 'no-ground-found', reasons: sealed }],
      ['take-account', w.account],
      ['request-recount', { reason: sealed }],
      ['decide-recount', { number: 1, isApproved: true, reason: sealed }],
      ['decide-recount', { number: 2, isApproved: false, reason: sealed }],
      ['close', { text: sealed }],
    ),
    actor: fc.constantFrom(...w.crowd, w.prosecutor, w.prosecutor),
    hours: fc.integer({ min: 0, max: 100 }),
  });

  it('no charge proceeds without a conference and a consideration of its own, nobody is asked again without approval', () => {
    const foundAt = fc.constantFrom('arrest', 'charge', 'court', 'port', 'conviction');
    const property = fc.property(foundAt, fc.array(send, { maxLength: 40 }), (where, sends) => {
      const driver = w.opened({ foundAt: where });
      for (const { pick, actor, hours } of sends) {
        driver.send(pick[0], actor, pick[1]);
        driver.advanceTo(new Date(Date.parse(driver.now) + hours * 3_600_000).toISOString());
        if (driver.status().isClosed) break;
        const deadlines = new Map(driver.deadlines().map((d) => [d.key, d.due]));
        expect(driver.tasks().map(({ deadline }) => deadlines.has(deadline))).not.toContain(false);
        expect([...deadlines.values()].some((due) => compareInstants(due, driver.now) > 0)).toBe(true);
      }
      let isConferred = false;
      let isConsidered = false;
      let approvals = 1;
      for (const type of driver.facts.map(({ event }) => event)) {
        if (type.type === 'conference-recorded') isConferred = true;
        if (type.type === 'decision-point-reached') isConsidered = false;
        if (type.type === 'discontinuance-considered') isConsidered = true;
        expect(type.type === 'charge-proceeds' && !(isConferred && isConsidered)).toBe(false);
        if (type.type === 'recount-decided' && 'isApproved' in type && type.isApproved === true) approvals += 1;
        if (type.type === 'account-taken') approvals -= 1;
        expect(approvals).toBeGreaterThanOrEqual(0);
      }
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});
