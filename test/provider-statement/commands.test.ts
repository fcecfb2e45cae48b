import { codeOf, Driver, person, sealed } from '../helpers/driver';
import { asked, told } from '../payment-batch/answer';
import {
  ada,
  agreed,
  batchItself,
  batchRef,
  ben,
  dispute,
  drawn,
  drawnSum,
  july,
  manager,
  now,
  opened,
  otherCase,
  otherManager,
  process,
  settle,
  settledSum,
  world,
} from './world';

describe('drawing', () => {
  it('is asked of the world, and the provider sees the case when it is drawn', () => {
    const driver = opened();
    expect(asked(driver)).toEqual(['draw-statement']);
    expect(Object.values(driver.current.file.pending)[0]).toMatchObject(july);
    world(driver, 'draw-statement', drawnSum);
    expect(driver.types().slice(-2)).toEqual(['statement-drawn', 'case-shared']);
    expect(driver.current.file.sharedWith).toEqual(['salvation-army', 'ashgrove-house']);
    expect(driver.status()).toMatchObject({ stage: 'with-provider', isClosed: false });
    expect(driver.view(manager)).toMatchObject({ lines: 3, totalPence: 15_000, digest: 'd-3' });
    expect(told(driver)).toEqual(['statement-drawn → provider-manager of ashgrove-house']);
    expect(driver.deadline('agreement')?.due).toBe('2011-08-15T23:00:00Z');
  });

  it.each([
    ['nothing owed', { lines: '0', totalPence: '0', digest: '' }, 'nothing-owed'],
    ['a refusal', 'no-such-provider', 'not-drawn'],
  ])('%s closes the case', (_what, answered, stage) => {
    expect(world(opened(), 'draw-statement', answered).status()).toMatchObject({ stage, isClosed: true });
  });

  it.each([
    ['a period that is not over', ada, { ...july, untilDate: '2011-08-01' }, 'period-not-over'],
    ['days reversed', ada, { ...july, fromDate: '2011-08-01' }, 'dates-reversed'],
    ['no such day', ada, { ...july, untilDate: '2011-02-30' }, 'invalid-input'],
    ['an officer of nobody', person('eve', 'ukba', 'payment-officer'), july, 'not-the-contractor'],
    ['the provider itself', manager, july, 'wrong-role'],
  ])('%s is refused', (_what, actor, input, code) => {
    expect(codeOf(Driver.open(process, actor, input, now))).toBe(code);
  });

  it('counts today in London', () => {
    const input = { ...july, untilDate: '2011-08-01' };
    expect(codeOf(Driver.open(process, ada, input, '2011-08-01T22:59:59Z'))).toBe('period-not-over');
    expect(codeOf(Driver.open(process, ada, input, '2011-08-01T23:00:00Z'))).toBeUndefined();
  });
});

describe('the provider', () => {
  it('agrees all of it', () => {
    const driver = drawn();
    expect(driver.send('agree', manager)).toEqual(['provider-agreed', 'statement-agreed']);
    expect(driver.status().stage).toBe('agreed');
    expect(driver.taskKeys()).toEqual(['pay']);
    expect(driver.deadline('payment')?.due).toBe('2011-08-31T23:00:00Z');
  });

  it.each([
    ['agree', {}, otherManager, 'not-your-statement'],
    ['dispute-line', dispute(), otherManager, 'not-your-statement'],
    ['agree', {}, ada, 'wrong-role'],
    ['dispute-line', dispute(4), manager, 'no-such-line'],
    ['dispute-line', dispute(0), manager, 'invalid-input'],
    ['dispute-line', { ...dispute(), line: 1.5 }, manager, 'invalid-input'],
    ['dispute-line', { ...dispute(), text: 'Open text' }, manager, 'text-not-sealed'],
    ['settle-dispute', settle(), ben, 'nothing-disputed'],
    ['chase-provider', {}, ada, 'not-overdue'],
    ['record-payment', { batch: batchRef(0), endToEndId: 'e', outcome: 'settled' }, batchItself, 'not-agreed'],
  ])('%s %j by %o is refused', (name, input, actor, code) => {
    expect(codeOf(drawn().send(name, actor, input))).toBe(code);
  });

  it('disputes a line once, and none after it agreed the rest', () => {
    const driver = drawn();
    expect(driver.send('dispute-line', manager, dispute())).toEqual(['line-disputed']);
    expect(codeOf(driver.send('dispute-line', manager, dispute()))).toBe('already-disputed');
    expect(driver.send('agree', manager)).toEqual(['provider-agreed']);
    expect(driver.status().stage).toBe('disputed');
    expect(codeOf(driver.send('dispute-line', manager, dispute(1)))).toBe('already-agreed');
    expect(driver.taskKeys()).toEqual(['settle.2']);
  });

  it('is escalated when it is silent, again and again', () => {
    const driver = drawn();
    driver.jumpTo('2011-08-16T00:00:00Z');
    expect(told(driver)).toEqual(expect.arrayContaining(['deadline-passed → payment-officer of salvation-army']));
    expect(driver.taskKeys()).toEqual(expect.arrayContaining(['agree', 'chase']));
    expect(driver.send('chase-provider', ben)).toEqual(['provider-chased']);
    expect(codeOf(driver.send('chase-provider', ben))).toBe('not-overdue');
    driver.jumpTo('2011-09-01T00:00:00Z');
    const passed = driver.facts.filter((f) => 'deadline' in f.event && f.event.deadline === 'agreement');
    expect(passed).toHaveLength(2);
    expect(driver.taskKeys()).toContain('chase');
    expect(driver.send('agree', manager)).toContain('statement-agreed');
  });
});

describe('settling a dispute', () => {
  const disputed = (...lines: number[]) => {
    const driver = drawn();
    for (const line of lines) driver.send('dispute-line', manager, dispute(line));
    driver.send('agree', manager);
    return driver;
  };

  it('upheld, by any officer: the line is taken out, then the statement is agreed', () => {
    const driver = disputed(2);
    expect(driver.send('settle-dispute', ada, settle(2))).toEqual(['dispute-settled']);
    expect(driver.status().stage).toBe('settling');
    expect(Object.values(driver.current.file.pending)).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'settle-statement', withoutLines: [2] })]),
    );
    world(driver, 'settle-statement', settledSum);
    expect(driver.types().slice(-2)).toEqual(['lines-taken-out', 'statement-agreed']);
    expect(driver.view(ada)).toMatchObject({ stage: 'agreed', lines: 2, linesDrawn: 3, totalPence: 10_000 });
  });

  it('not upheld: only by an officer who did not draw the statement', () => {
    const driver = disputed(2);
    expect(driver.send('settle-dispute', ada, settle(2, 'not-upheld'))).toMatchObject({
      code: 'same-person',
      source: expect.stringContaining('two people'),
    });
    expect(driver.send('settle-dispute', ben, settle(2, 'not-upheld'))).toEqual([
      'dispute-settled',
      'statement-agreed',
    ]);
    expect(driver.view(manager)).toMatchObject({ totalPence: 15_000 });
  });

  it('before the provider agreed the rest waits for that', () => {
    const driver = drawn();
    driver.send('dispute-line', manager, dispute(3));
    driver.send('settle-dispute', ben, settle(3));
    expect(driver.status().stage).toBe('with-provider');
    expect(asked(driver)).toEqual([]);
    driver.send('agree', manager);
    expect(asked(driver)).toEqual(['settle-statement']);
  });

  it('takes all upheld lines out together, when the last dispute is settled', () => {
    const driver = disputed(3, 1, 2);
    driver.send('settle-dispute', ben, settle(3));
    driver.send('settle-dispute', ben, settle(2, 'not-upheld'));
    expect(asked(driver)).toEqual([]);
    driver.send('settle-dispute', ben, settle(1));
    expect(Object.values(driver.current.file.pending).at(-1)).toMatchObject({ withoutLines: [1, 3] });
  });

  it('until nothing is left closes the statement', () => {
    const driver = disputed(1);
    driver.send('settle-dispute', ben, settle(1));
    world(driver, 'settle-statement', { lines: '0', totalPence: '0', digest: '' });
    expect(driver.status()).toMatchObject({ stage: 'nothing-left', isClosed: true });
  });

  it('is for officers of the agency that drew it, one settlement for each line', () => {
    const driver = disputed(2);
    const stranger = { ...ben, agency: 'ukba' };
    expect(codeOf(driver.send('settle-dispute', stranger, settle()))).toBe('not-your-case');
    expect(codeOf(driver.send('settle-dispute', ben, settle(1)))).toBe('not-disputed');
    driver.send('settle-dispute', ben, settle(2));
    expect(codeOf(driver.send('settle-dispute', ben, settle(2)))).toBe('nothing-disputed');
  });

  it('is escalated when it takes too long', () => {
    const driver = disputed(2);
    driver.jumpTo('2011-08-16T00:00:00Z');
    expect(told(driver)).toContain('deadline-passed → payment-officer of salvation-army');
  });
});

describe('done by hand', () => {
  it('asks the world again: no hand can draw lines', () => {
    const driver = opened();
    driver.jumpTo('2011-08-01T14:00:00Z');
    expect(driver.taskKeys()).toHaveLength(1);
    const [effect] = Object.keys(driver.current.file.pending);
    driver.send('record-done-by-hand', ada, { effect, reason: sealed });
    expect(asked(driver)).toEqual(['draw-statement']);
    expect(Object.keys(driver.current.file.pending)).not.toContain(effect);
  });
});

describe('the payment', () => {
  const word = (outcome: string, n = 0) => ({
    batch: batchRef(n),
    endToEndId: `${batchRef(n)}-1`,
    outcome,
    ...(outcome === 'rejected' ? { reasonCode: 'AC01' } : {}),
  });
  const tellAll = (words: [string, number][]) => {
    const driver = agreed();
    for (const [outcome, n] of words) driver.send('record-payment', batchItself, word(outcome, n));
    return driver;
  };

  it.each<[string, [string, number][], string]>([
    ['in a batch', [['prepared', 0]], 'in-batch'],
    [
      'paid',
      [
        ['prepared', 0],
        ['settled', 0],
      ],
      'paid',
    ],
    [
      'paid, told in the other order',
      [
        ['settled', 0],
        ['prepared', 0],
      ],
      'paid',
    ],
    [
      'rejected',
      [
        ['prepared', 0],
        ['rejected', 0],
      ],
      'payment-rejected',
    ],
    [
      'rejected, told in the other order',
      [
        ['rejected', 0],
        ['prepared', 0],
      ],
      'payment-rejected',
    ],
    [
      'withdrawn',
      [
        ['prepared', 0],
        ['withdrawn', 0],
      ],
      'agreed',
    ],
    [
      'withdrawn, told in the other order',
      [
        ['withdrawn', 0],
        ['prepared', 0],
      ],
      'agreed',
    ],
    [
      'rejected, then in a later batch',
      [
        ['rejected', 0],
        ['prepared', 1],
      ],
      'in-batch',
    ],
    [
      'rejected late, while in a later batch',
      [
        ['prepared', 1],
        ['rejected', 0],
      ],
      'in-batch',
    ],
    [
      'rejected, withdrawn',
      [
        ['rejected', 0],
        ['prepared', 1],
        ['withdrawn', 1],
      ],
      'payment-rejected',
    ],
    [
      'rejected, then paid',
      [
        ['rejected', 0],
        ['prepared', 1],
        ['settled', 1],
      ],
      'paid',
    ],
    [
      'rejected twice by one batch',
      [
        ['rejected', 0],
        ['rejected', 0],
      ],
      'payment-rejected',
    ],
  ])('%s', (_what, words, stage) => {
    expect(tellAll(words).status().stage).toBe(stage);
  });

  it('is told to the provider, a rejection to the officers too', () => {
    expect(told(tellAll([['rejected', 0]]))).toEqual(
      expect.arrayContaining([
        'payment-rejected → provider-manager of ashgrove-house',
        'payment-rejected → payment-officer of salvation-army',
      ]),
    );
    expect(told(tellAll([['settled', 0]]))).toContain('payment-settled → provider-manager of ashgrove-house');
  });

  it('is recorded by a batch alone', () => {
    expect(codeOf(agreed().send('record-payment', otherCase, word('settled')))).toBe('not-a-batch');
    expect(codeOf(agreed().send('record-payment', ada, word('settled')))).toBe('wrong-role');
  });
});

describe('what is seen', () => {
  it('is whole for the provider and the contractor, and little for others', () => {
    const driver = drawn();
    driver.send('dispute-line', manager, dispute());
    for (const viewer of [manager, ben])
      expect(driver.view(viewer)).toMatchObject({ disputes: [{ line: 2, text: sealed }] });
    for (const viewer of [otherManager, { ...manager, roles: ['support-worker' as const] }, { ...ben, agency: 'ukba' }])
      expect(JSON.stringify(driver.view(viewer))).not.toMatch(/text:|15000/);
  });
});
