import type { Actor } from '../../workflows/kernel/contract';
import { codeOf, diagramEdges, Driver, edgesOf, sealed, text } from '../helpers/driver';
import {
  alien,
  cas,
  closing,
  compiled,
  compiling,
  digest,
  hank,
  hope,
  lent,
  mona,
  now,
  officer,
  otherDigest,
  PackDriver,
  process,
  quarter,
  ready,
  running,
  stranger,
  system,
} from './world';

const signs = { digest };
const question = { text: sealed };
const given = (...steps: [string, Actor, object][]) => {
  const driver = ready();
  for (const [name, actor, input] of steps) {
    const answer = driver.send(name, actor, input);
    if (codeOf(answer) !== undefined) throw new Error(`${name}: ${codeOf(answer)}`);
  }
  return driver;
};
const signedByHank = () => given(['sign-off', hank, signs]);
const asked = () => given(['ask-question', hank, question]);
const answered = () => given(['ask-question', hank, question], ['answer-question', cas, { id: 'q1', answer: text(2) }]);
const agreed = () => given(['sign-off', hank, signs], ['sign-off', mona, signs]);

describe('opening', () => {
  it.each<[string, Actor, object, string]>([
    ['by another role', officer, quarter, 'wrong-role'],
    ['by a contract manager of another agency', stranger, quarter, 'not-your-contract'],
    ['by a case manager of another agency', alien, quarter, 'not-your-contract'],
    ['of a quarter before the contract', hank, { quarter: '2011-Q2' }, 'before-the-contract'],
    ['of a quarter that has not begun', hank, { quarter: '2011-Q4' }, 'quarter-not-begun'],
    ['of no quarter', hank, { quarter: '2011-Q5' }, 'invalid-input'],
    ['with a field nobody knows', hank, { ...quarter, hurry: true }, 'invalid-input'],
  ])('%s is refused', (_what, actor, input, code) => {
    const refusal = Driver.open(process, actor, input, now);
    expect(codeOf(refusal)).toBe(code);
    expect(refusal).toMatchObject({ source: expect.stringMatching(/\S/) });
  });

  it.each<[Actor, object]>([
    [hank, quarter],
    [cas, quarter],
    [system, { quarter: '2011-Q4' }],
  ])('by $person waits for the end of the quarter; the three agencies see it', (actor, input) => {
    const driver = PackDriver.begin({ actor, input });
    expect(driver.status().stage).toBe('quarter-runs');
    expect(driver.effects).toEqual([]);
    expect(driver.current.file.sharedWith).toEqual(expect.arrayContaining(['salvation-army', 'home-office', 'moj']));
  });
});

describe('a refusal', () => {
  it.each<[string, string, () => PackDriver, Actor, object, string]>([
    ['before it is compiled', 'sign-off', running, hank, signs, 'not-compiled-yet'],
    ['before it is compiled', 'ask-question', running, mona, question, 'not-compiled-yet'],
    ['by another role', 'sign-off', ready, cas, signs, 'wrong-role'],
    ['by an agency that does not sign', 'sign-off', ready, stranger, signs, 'not-a-signer'],
    ['for other bytes', 'sign-off', ready, hank, { digest: otherDigest }, 'other-pack'],
    ['for no digest', 'sign-off', ready, hank, {}, 'invalid-input'],
    ['for a digest that is none', 'sign-off', ready, hank, { digest: 'x' }, 'invalid-input'],
    ['a second time for one agency', 'sign-off', signedByHank, hank, signs, 'already-signed'],
    ['by a colleague for the same agency', 'sign-off', signedByHank, hope, signs, 'already-signed'],
    ['by one person for both agencies', 'sign-off', signedByHank, lent, signs, 'same-person'],
    ['while its own question is open', 'sign-off', asked, hank, signs, 'question-open'],
    ['a question after the signature', 'ask-question', signedByHank, hope, question, 'already-signed'],
    ['a question by another agency', 'ask-question', ready, stranger, question, 'not-a-signer'],
    ['a question in clear', 'ask-question', ready, hank, { text: 'clear' }, 'text-not-sealed'],
    [
      'an answer by another agency',
      'answer-question',
      asked,
      alien,
      { id: 'q1', answer: sealed },
      'not-the-contractor',
    ],
    ['an answer by who asked', 'answer-question', asked, hank, { id: 'q1', answer: sealed }, 'wrong-role'],
    ['an answer to no question', 'answer-question', ready, cas, { id: 'q1', answer: sealed }, 'no-open-question'],
    ['an answer to another question', 'answer-question', asked, cas, { id: 'q2', answer: sealed }, 'no-such-question'],
    ['a second answer', 'answer-question', answered, cas, { id: 'q1', answer: sealed }, 'no-open-question'],
    [
      'a withdrawal by the other agency',
      'withdraw-question',
      asked,
      mona,
      { id: 'q1', reason: sealed },
      'no-open-question',
    ],
    [
      'a withdrawal of another question',
      'withdraw-question',
      asked,
      hank,
      { id: 'q2', reason: sealed },
      'no-such-question',
    ],
    ['anything when it is agreed', 'sign-off', agreed, hank, signs, 'case-closed'],
  ])('%s: %s', (_why, command, from, actor, input, code) => {
    const driver = from();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, input))).toBe(code);
    expect(driver.current).toBe(before);
  });

  it('of one ministry for the other says which rule', () => {
    const refusal = signedByHank().send('sign-off', hope, signs);
    expect(refusal).toMatchObject({ source: expect.stringContaining('separately') });
  });
});

describe('the closing instant', () => {
  it('is the end of the last day in London; the pack is compiled when all of the quarter is recorded', () => {
    const driver = running();
    expect(driver.deadline('closing')?.due).toBe(closing);
    driver.advanceTo('2011-09-30T22:59:59Z');
    expect(driver.status().stage).toBe('quarter-runs');
    driver.advanceTo(closing);
    expect(driver.status().stage).toBe('settling');
    expect(driver.effects).toEqual([]);
    expect(driver.deadline('compiling')?.due).toBe(compiling);
    driver.jumpTo(compiling);
    expect(driver.status().stage).toBe('compiling');
    expect(driver.effects).toMatchObject([
      {
        kind: 'compile-pack',
        quarter: '2011-Q3',
        fromDate: '2011-07-01',
        untilDate: '2011-09-30',
        closingInstant: closing,
        budgetPence: 200_000_000,
      },
    ]);
    driver.deliver();
    expect(driver.status().stage).toBe('for-sign-off');
    expect(driver.view(mona)).toMatchObject({ digest, headline: compiled.headline });
  });

  it('stays where it was, however late it is noticed', () => {
    const driver = running().jumpTo('2012-05-01T12:00:00Z');
    expect(driver.status().stage).toBe('compiling');
    expect(driver.effects).toMatchObject([{ closingInstant: closing }]);
  });

  it.each<[string, PackDriver, string[]]>([
    ['begins the next quarter', ready(), ['2011-Q4']],
    [
      'of an old quarter begins no other',
      PackDriver.begin({ now: '2012-05-01T12:00:00Z' }).advanceTo('2012-05-02T12:00:00Z'),
      [],
    ],
    [
      'of the last quarter of a year begins the first of the next',
      PackDriver.begin({ now: '2012-02-01T12:00:00Z', input: { quarter: '2011-Q4' } }).advanceTo(
        '2012-02-02T12:00:00Z',
      ),
      ['2012-Q1'],
    ],
  ])('%s', (_what, driver, quarters) => {
    const started = driver.effects.flatMap((effect) =>
      effect.kind === 'start-case' ? [effect.opening['quarter']] : [],
    );
    expect(started).toEqual(quarters);
  });

  it('of a quarter that another case has compiled is not signed twice', () => {
    const driver = running();
    driver.answer = 'other';
    driver.advanceTo('2011-10-02T12:00:00Z');
    expect(driver.status()).toMatchObject({ stage: 'already-compiled', isClosed: true });
    expect(driver.view(hank)).toMatchObject({ otherPack: 'QMP-other' });
  });

  it('says when an earlier pack of the quarter had other bytes', () => {
    const driver = running();
    driver.answer = { ...compiled, earlier: { ref: 'QMP-first', isSame: false } };
    driver.advanceTo('2011-10-02T12:00:00Z');
    expect(driver.view(hank)).toMatchObject({ earlier: { ref: 'QMP-first', isSame: false } });
  });

  it('that cannot be compiled becomes a task, and is given up by hand', () => {
    const driver = running().jumpTo(compiling).deliver('failed');
    const [task] = driver.tasks();
    expect(task?.owner).toEqual({ role: 'contract-manager', agency: 'home-office' });
    const input = { effect: task?.key.replace('by-hand.', ''), reason: sealed };
    expect(driver.send('record-done-by-hand', hank, input)).toEqual(['effect-done-by-hand']);
    expect(driver.status()).toMatchObject({ stage: 'not-compiled', isClosed: true });
  });
});

describe('the sign-off', () => {
  it('is a task of each agency, and closes the pack when both have signed', () => {
    const driver = ready();
    expect(driver.taskKeys()).toEqual(['sign-off.home-office', 'sign-off.moj']);
    expect(driver.send('sign-off', hank, signs)).toEqual(['signed-off']);
    expect(driver.taskKeys()).toEqual(['sign-off.moj']);
    expect(driver.send('sign-off', mona, signs)).toEqual(['signed-off', 'pack-agreed']);
    expect(driver.status()).toMatchObject({ stage: 'agreed', isClosed: true });
    expect(driver.messages()).toEqual(
      expect.arrayContaining([
        'pack-agreed → contract-manager of home-office',
        'pack-agreed → contract-manager of moj',
        'pack-agreed → case-manager of salvation-army',
      ]),
    );
    expect(driver.figures()).toEqual({ quarter: '2011-Q3', digest, signOffs: 2, questions: 0, openQuestions: 0 });
  });

  it('of one agency escalates on its own, twice and no more', () => {
    const driver = signedByHank();
    expect(driver.deadline('sign-off.moj')?.due).toBe('2011-10-28T23:00:00Z');
    expect(driver.deadline('sign-off.home-office')).toBeUndefined();
    driver.advanceTo('2011-10-29T12:00:00Z');
    const escalated = () => driver.messages().filter((m) => m.startsWith('sign-off-escalated'));
    expect(escalated()).toEqual(['sign-off-escalated → contract-manager of moj']);
    driver.advanceTo('2012-03-01T12:00:00Z');
    expect(driver.count('sign-off-escalated')).toBe(2);
    expect(escalated().slice(1)).toEqual([
      'sign-off-escalated → contract-manager of home-office',
      'sign-off-escalated → contract-manager of moj',
      'sign-off-escalated → case-manager of salvation-army',
    ]);
    expect(driver.taskKeys()).toEqual(['sign-off.moj']);
    expect(driver.send('sign-off', mona, signs)).toEqual(['signed-off', 'pack-agreed']);
  });

  it('waits for the answer to the own question, not for that of the other agency', () => {
    const driver = asked();
    expect(driver.send('sign-off', mona, signs)).toEqual(['signed-off']);
    expect(driver.taskKeys()).toEqual(['question.q1', 'sign-off.home-office']);
    expect(driver.send('answer-question', cas, { id: 'q1', answer: text(2) })).toEqual(['question-answered']);
    expect(driver.messages()).toContain('question-answered → contract-manager of home-office');
    expect(driver.send('sign-off', hope, signs)).toEqual(['signed-off', 'pack-agreed']);
  });

  it('may go on when the question is withdrawn', () => {
    const driver = asked();
    expect(driver.send('withdraw-question', hope, { id: 'q1', reason: sealed })).toEqual(['question-withdrawn']);
    expect(driver.send('sign-off', hank, signs)).toEqual(['signed-off']);
  });

  it('has a date for each answer, and both sides hear when it passes', () => {
    const driver = asked();
    expect(driver.deadline('question.q1')?.due).toBe('2011-10-07T23:00:00Z');
    driver.advanceTo('2011-10-08T12:00:00Z');
    expect(driver.messages().filter((m) => m.startsWith('deadline-passed'))).toEqual([
      'deadline-passed → case-manager of salvation-army',
      'deadline-passed → contract-manager of home-office',
    ]);
  });

  it('shows the pack to the three agencies, and nothing of it to others', () => {
    const driver = answered();
    for (const viewer of [hank, mona, cas, officer]) expect(JSON.stringify(driver.view(viewer))).toContain(digest);
    expect(driver.view(stranger)).toEqual({ stage: 'for-sign-off', quarter: '2011-Q3' });
    expect(JSON.stringify(driver.view(mona))).not.toContain('"person"');
  });

  it('leads along the edges of the diagram, and along all of them', () => {
    const other = running();
    other.answer = 'other';
    const failed = running().jumpTo(compiling).deliver('failed');
    const effect = failed.tasks()[0]?.key.replace('by-hand.', '');
    failed.send('record-done-by-hand', hank, { effect, reason: sealed });
    const edges = [agreed(), other.advanceTo('2011-10-02T12:00:00Z'), failed].flatMap((d) => edgesOf(process, d));
    expect(new Set(edges)).toEqual(new Set(diagramEdges(process)));
  });
});
