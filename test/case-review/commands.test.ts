import type { Actor } from '../../workflows/kernel/contract';
import { makeCaseRef } from '../../workflows/vocabulary';
import { codeOf, diagramEdges, Driver, edgesOf, person, sealed } from '../helpers/driver';
import {
  allMet,
  allReviewed,
  answer,
  cases,
  decider,
  drawn,
  findings,
  foreign,
  kris,
  lena,
  now,
  opened,
  otherReview,
  overseer,
  process,
  quarter,
  refusedSecond,
  reviewOf,
} from './world';

const notDrawn = makeCaseRef('NRM', new Uint8Array(8).fill(9));
const [first, second, third] = cases.map(({ ref }) => ref);
const half = { ...allMet, evidenceWeighed: 'not-met', reasonsClear: 'not-met', inTime: 'not-met' };
const closed = () => {
  const driver = allReviewed();
  driver.send('record-findings', lena, findings);
  return driver;
};

describe('opening', () => {
  it.each<[string, Actor, object, string, string | undefined]>([
    ['another role', decider, quarter, 'wrong-role', undefined],
    ['an auditor of another authority', foreign, quarter, 'not-your-authority', '/competentAuthority'],
    ['a quarter that runs', lena, { ...quarter, quarter: '2011-Q4' }, 'quarter-not-over', '/quarter'],
    ['a quarter to come', lena, { ...quarter, quarter: '2012-Q1' }, 'quarter-not-over', '/quarter'],
    ['a quarter that does not exist', lena, { ...quarter, quarter: '2011-Q5' }, 'invalid-input', '/quarter'],
    ['no authority', lena, { quarter: '2011-Q3' }, 'invalid-input', '/competentAuthority'],
    ['a field nobody knows', lena, { ...quarter, hurry: true }, 'invalid-input', '/hurry'],
  ])('by or with %s is refused', (_what, actor, input, code, pointer) => {
    const answered = Driver.open(process, actor, input, now);
    expect(answered).toMatchObject({ code, ...(pointer ? { fields: [{ pointer }] } : {}) });
  });

  it.each([lena, overseer])('by $person asks for the sample', (actor) => {
    const driver = opened(actor);
    const { ref } = driver.current.file;
    expect(driver.effects).toMatchObject([
      {
        kind: 'draw-sample',
        competentAuthority: 'ukhtc',
        fromDate: '2011-07-01',
        untilDate: '2011-09-30',
        percent: 5,
        minimum: 10,
        seed: ref,
      },
    ]);
    expect(driver.deadlines()).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const someMarks = Object.fromEntries(Object.entries(allMet).slice(1));
  const oneReviewed = () => {
    const driver = drawn();
    driver.send('review-decision', lena, reviewOf(second));
    return driver;
  };
  it.each<[string, string, () => Driver, Actor, object, string]>([
    ['before the sample is drawn', 'review-decision', opened, lena, reviewOf(), 'sample-not-drawn'],
    ['before the sample is drawn', 'record-findings', opened, lena, findings, 'sample-not-drawn'],
    ['a case that was not drawn', 'review-decision', drawn, lena, reviewOf(notDrawn), 'not-in-sample'],
    ['a reference that cannot be', 'review-decision', drawn, lena, reviewOf('NRM-1'), 'invalid-input'],
    ['a case reviewed before', 'review-decision', oneReviewed, lena, reviewOf(second), 'already-reviewed'],
    ['one who took part', 'review-decision', drawn, kris, reviewOf(first), 'auditor-took-part'],
    ['without the declaration', 'review-decision', drawn, lena, { ...reviewOf(), tookNoPart: false }, 'invalid-input'],
    ['an unfinished checklist', 'review-decision', drawn, lena, reviewOf(second, someMarks), 'invalid-input'],
    [
      'a point of no checklist',
      'review-decision',
      drawn,
      lena,
      reviewOf(second, { ...allMet, x: 'met' }),
      'invalid-input',
    ],
    ['text in clear', 'review-decision', drawn, lena, { ...reviewOf(), findings: 'in clear' }, 'text-not-sealed'],
    ['another role', 'review-decision', drawn, decider, reviewOf(), 'wrong-role'],
    ['another agency', 'review-decision', drawn, foreign, reviewOf(), 'not-your-case'],
    ['when all are reviewed', 'review-decision', allReviewed, lena, reviewOf(), 'all-reviewed'],
    ['while some are not reviewed', 'record-findings', oneReviewed, lena, findings, 'not-all-reviewed'],
    ['another agency', 'record-findings', allReviewed, foreign, findings, 'not-your-case'],
    ['another role', 'record-findings', allReviewed, decider, findings, 'wrong-role'],
    ['without actions', 'record-findings', allReviewed, lena, { trends: sealed }, 'invalid-input'],
    ['when it is closed', 'record-findings', closed, lena, findings, 'case-closed'],
  ])('%s: %s', (_why, command, given, actor, input, code) => {
    const driver = given();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, input))).toBe(code);
    expect(driver.current).toBe(before);
  });

  it('says which rule keeps an auditor from a case of their own', () => {
    const refusal = drawn().send('review-decision', kris, reviewOf(first));
    expect(refusal).toMatchObject({ source: expect.stringContaining('27 and 32'), fields: [{ pointer: '/ref' }] });
  });
});

describe('the review', () => {
  it('is one task for each case, until it is reviewed', () => {
    const driver = drawn();
    expect(driver.taskKeys()).toEqual([`review.${first}`, `review.${second}`, `review.${third}`]);
    expect(driver.send('review-decision', kris, reviewOf(second))).toEqual(['decision-reviewed']);
    expect(driver.taskKeys()).toEqual([`review.${first}`, `review.${third}`]);
    expect(driver.tasks()[0]).toMatchObject({ owner: { role: 'case-auditor', agency: 'ukhtc' }, about: first });
  });

  it.each([
    ['review', drawn, '2011-11-01T23:59:59Z', '2011-11-02T00:00:00Z'],
    ['findings', allReviewed, '2011-10-18T22:59:59Z', '2011-10-18T23:00:00Z'],
  ])('%s has its date, and its auditors hear when it passes', (key, given, before, after) => {
    const driver = given();
    expect(driver.deadline(key)?.due).toBe(after);
    expect(driver.advanceTo(before).messages()).not.toContain('deadline-passed → case-auditor of ukhtc');
    expect(driver.advanceTo(after).messages()).toContain('deadline-passed → case-auditor of ukhtc');
    expect(driver.tasks().length).toBeGreaterThan(0);
  });

  it('ends with findings, by route and by outcome, and the authority is told', () => {
    const driver = drawn(overseer);
    driver.send('review-decision', overseer, reviewOf(first, half));
    driver.send('review-decision', overseer, reviewOf(second));
    driver.send('review-decision', overseer, reviewOf(third, { ...half, inTime: 'not-applicable' }));
    expect(driver.send('record-findings', overseer, findings)).toEqual(['findings-recorded', 'case-shared']);
    expect(driver.status()).toMatchObject({ stage: 'closed', isClosed: true });
    expect(driver.messages()).toContain('case-review-findings → head-of-unit of ukhtc');
    expect(driver.effects.at(-1)).toMatchObject({ facts: { quarter: '2011-Q3', reviewed: 3, percentMet: 71 } });
    expect(driver.current.file.sharedWith).toEqual(['home-office', 'ukhtc']);
    expect(driver.view(overseer)).toMatchObject({
      findings: {
        shares: {
          byRoute: [
            { of: 'gla', reviewed: 1, met: 3, notMet: 2, percentMet: 60 },
            { of: 'met-police', reviewed: 2, met: 9, notMet: 3, percentMet: 75 },
          ],
          byOutcome: [
            { of: 'positive-conclusive', reviewed: 2, met: 9, notMet: 2, percentMet: 82 },
            { of: 'withdrawn', reviewed: 1, met: 3, notMet: 3, percentMet: 50 },
          ],
        },
      },
    });
    expect(process.figures(driver.current.state)).toEqual({
      quarter: '2011-Q3',
      competentAuthority: 'ukhtc',
      sampled: 3,
      reviewed: 3,
      percentMet: 71,
    });
  });

  it.each([
    ['before', allReviewed, false],
    ['after', closed, true],
  ])('%s the findings: what the authority sees', (_when, given, sees) => {
    const seen = JSON.stringify(given().view(decider));
    expect(seen.includes('text:')).toBe(sees);
    expect(seen).not.toContain('participants');
    expect(JSON.stringify(given().view(person('x', 'met-police', 'case-auditor')))).not.toContain('text:');
    expect(given().view(lena)).toMatchObject({ cases });
  });
});

describe('the sample', () => {
  it.each([
    ['has cases', () => drawn(), 'reviewing'],
    ['is empty', () => answer(opened(), []), 'nothing-to-review'],
  ])('that %s', (_what, given, stage) => {
    const driver = given();
    expect(driver.status()).toMatchObject({ stage, isClosed: stage !== 'reviewing' });
    expect(driver.deadlines()).toHaveLength(stage === 'reviewing' ? 1 : 0);
  });

  it('that cannot be drawn becomes a task, and is given up by hand', () => {
    const driver = opened().deliver('failed');
    const [task] = driver.tasks();
    expect(task?.owner).toEqual({ role: 'case-auditor', agency: 'ukhtc' });
    const input = { effect: task?.key.replace('by-hand.', ''), reason: sealed };
    expect(driver.send('record-done-by-hand', lena, input)).toEqual(['effect-done-by-hand']);
    expect(driver.status()).toMatchObject({ stage: 'not-drawn', isClosed: true });
  });

  it('is drawn once for each quarter: a second review closes, says which rule and where the sample is', () => {
    const driver = refusedSecond();
    expect(driver.types().slice(-2)).toEqual(['effect-done', 'sample-refused']);
    expect(driver.status()).toMatchObject({ stage: 'already-drawn', isClosed: true });
    expect(driver.view(lena)).toMatchObject({
      otherReview,
      refusal: { code: 'sample-already-drawn', source: expect.stringContaining('27') },
    });
    expect(codeOf(driver.send('review-decision', lena, reviewOf()))).toBe('case-closed');
    expect(process.figures(driver.current.state)).toMatchObject({ sampled: 0 });
  });

  it('leads along the edges of the diagram, and along all of them', () => {
    const byHand = opened().deliver('failed');
    const effect = byHand.tasks()[0]?.key.replace('by-hand.', '');
    byHand.send('record-done-by-hand', lena, { effect, reason: sealed });
    const edges = [closed(), answer(opened(), []), refusedSecond(), byHand].flatMap((driver) =>
      edgesOf(process, driver),
    );
    expect(new Set(edges)).toEqual(new Set(diagramEdges(process)));
  });
});
