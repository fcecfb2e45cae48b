import { codeOf, Driver, sealed } from '../helpers/driver';
import { answer, asked, told } from './answer';
import {
  ada,
  adaEverywhere,
  bankSays,
  ben,
  cat,
  first,
  foreign,
  manager,
  now,
  officer,
  opened,
  prepared,
  process,
  ready,
  released,
  second,
  seen,
  sent,
  statementRef,
  statements,
  words,
} from './world';

const pendingOf = (driver: Driver, kind: string) =>
  Object.values(driver.current.file.pending).filter((e) => e.kind === kind && e.refusedWith === undefined);

describe('preparing', () => {
  it('asks the world to freeze the payments, who prepared them, and since when edits of payees count', () => {
    const driver = opened();
    expect(pendingOf(driver, 'prepare-batch')).toEqual([
      expect.objectContaining({
        statements,
        preparedBy: 'ada',
        preparedAt: now,
        // Two working days from Tuesday.
        executionDate: '2011-08-04',
        editsSince: '2011-07-25T23:00:00Z',
      }),
    ]);
    expect(codeOf(driver.send('release', ben, seen))).toBe('batch-not-prepared');
    expect(codeOf(driver.send('withdraw-batch', ben, { reason: sealed }))).toBe('batch-not-prepared');
  });

  it('tells the officers and every statement when it is done', () => {
    const driver = ready();
    expect(driver.view(ben)).toMatchObject({ stage: 'prepared', ...seen, payments: prepared.payments });
    expect(words(driver)).toEqual(statements.map((ref) => `${ref} record-payment "prepared"`));
    expect(told(driver)).toEqual(['batch-prepared → payment-officer of salvation-army']);
    expect(driver.taskKeys()).toEqual(['release']);
  });

  it('that the world refuses ends the case', () => {
    const driver = answer(opened(), 'prepare-batch', 'statement-not-agreed');
    expect(driver.status()).toMatchObject({ stage: 'not-prepared', isClosed: true });
    expect(driver.view(ada)).toMatchObject({ code: 'statement-not-agreed' });
    expect(words(driver)).toEqual([]);
  });

  it.each([
    ['a statement twice', ada, { statements: [statementRef(1), statementRef(1)] }, 'statement-twice'],
    ['another case', ada, { statements: ['PAY-2081-040G-2081-Z'] }, 'not-a-statement'],
    ['a slip in a reference', ada, { statements: [statementRef(1).replace('S', 'T')] }, 'not-a-statement'],
    ['a wrong check character', ada, { statements: ['STM-2081-040G-2081-0'] }, 'invalid-input'],
    ['none', ada, { statements: [] }, 'invalid-input'],
    ['too many', ada, { statements: Array.from({ length: 501 }, (_, i) => statementRef(i)) }, 'invalid-input'],
    ['an agency that does not pay', foreign, { statements }, 'not-the-contractor'],
    ['a provider', manager, { statements }, 'wrong-role'],
  ])('%s is refused', (_what, actor, input, code) => {
    expect(codeOf(Driver.open(process, actor, input, now))).toBe(code);
  });
});

describe('releasing', () => {
  it.each([
    ['the preparer', ada, seen, 'releaser-is-preparer'],
    ['the preparer with other roles', adaEverywhere, seen, 'releaser-is-preparer'],
    ['the preparer from another agency', { ...ada, agency: 'ukba', designations: [] }, seen, 'not-the-contractor'],
    ['the preparer in another role', { ...ada, roles: ['administrator' as const] }, seen, 'wrong-role'],
    ['who edited a payee', cat, seen, 'releaser-edited-payee'],
    ['another digest', ben, { ...seen, digest: 'other' }, 'digest-different'],
    ['another total', ben, { ...seen, totalPence: 29_999 }, 'total-different'],
    ['a fraction of a penny', ben, { ...seen, totalPence: 0.5 }, 'invalid-input'],
    ['a negative total', ben, { ...seen, totalPence: -30_000 }, 'invalid-input'],
    ['an agency that does not pay', foreign, seen, 'not-the-contractor'],
    ['a provider', manager, seen, 'wrong-role'],
  ])('%s: refused, with its rule', (_what, actor, input, code) => {
    const driver = ready();
    expect(driver.send('release', actor, input)).toMatchObject({ code, source: expect.stringMatching(/\S/) });
    expect(asked(driver)).toEqual([]);
  });

  it('sends what was prepared, once', () => {
    const driver = released();
    expect(pendingOf(driver, 'send-batch')).toEqual([
      expect.objectContaining({ digest: prepared.digest, preparedBy: 'ada', releasedBy: 'ben', releasedAt: now }),
    ]);
    expect(codeOf(driver.send('release', officer('dan'), seen))).toBe('already-decided');
    expect(codeOf(driver.send('withdraw-batch', ada, { reason: sealed }))).toBe('already-decided');
    expect(driver.count('batch-released')).toBe(1);
  });

  it.each([
    ['on the fifth working day', '2011-07-27T22:00:00Z', 'releaser-edited-payee'],
    ['on the last day of the window', '2011-07-26T09:00:00Z', 'releaser-edited-payee'],
    ['a day before it', '2011-07-25T22:59:59Z', undefined],
  ])('who edited a payee %s', (_when, at, code) => {
    const driver = ready({ editors: [{ person: 'cat', provider: 'ashgrove-house', at }] });
    expect(codeOf(driver.send('release', cat, seen))).toBe(code);
  });

  it('that the accounts refuse leaves it prepared, for another officer', () => {
    const driver = answer(released(), 'send-batch', 'releaser-edited-payee');
    expect(driver.status().stage).toBe('prepared');
    expect(told(driver)).toContain('release-refused → payment-officer of salvation-army');
    expect(driver.send('release', officer('dan'), seen)).toEqual(['batch-released']);
    expect(pendingOf(driver, 'send-batch')).toEqual([expect.objectContaining({ releasedBy: 'dan' })]);
  });

  it('of an altered batch can only be followed by its withdrawal', () => {
    const driver = answer(released(), 'send-batch', 'batch-altered');
    expect(codeOf(driver.send('release', officer('dan'), seen))).toBe('batch-altered');
    expect(driver.send('withdraw-batch', ben, { reason: sealed })).toEqual(['withdrawal-asked']);
  });
});

describe('withdrawing', () => {
  it.each([
    ['by the preparer', (driver: Driver) => driver.send('withdraw-batch', ada, { reason: sealed })],
    ['by itself, when nobody releases it in time', (driver: Driver) => driver.jumpTo('2011-08-04T23:00:00Z')],
  ])('%s frees the statements', (_how, withdraw) => {
    const driver = ready();
    withdraw(driver);
    expect(driver.status().stage).toBe('withdrawing');
    expect(pendingOf(driver, 'prepare-batch')).toEqual([expect.objectContaining({ statements: [] })]);
    expect(words(driver)).not.toContainEqual(expect.stringContaining('withdrawn'));
    answer(driver, 'prepare-batch', { payments: '[]', totalPence: '0', digest: '', editors: '[]' });
    expect(driver.status()).toMatchObject({ stage: 'withdrawn', isClosed: true });
    expect(words(driver).slice(-2)).toEqual(statements.map((ref) => `${ref} record-payment "withdrawn"`));
  });
});

describe('the bank', () => {
  it('is waited for, longer than for others', () => {
    const driver = sent();
    expect(pendingOf(driver, 'await-bank')).toEqual([
      expect.objectContaining({ messageId: 'PAY-7F3K-9Q2M-4TBW-X', deliverWithinHours: 72 }),
    ]);
    expect(driver.status()).toMatchObject({ stage: 'sent', isClosed: false });
  });

  it('that never answers is a task for a person; done by hand, it is waited for again', () => {
    const driver = sent();
    driver.jumpTo('2011-08-05T09:00:00Z');
    expect(told(driver)).toContain('bank-silent → payment-officer of salvation-army');
    const [task] = driver.taskKeys().filter((key) => key.endsWith('-await'));
    const effect = task?.replace('by-hand.', '');
    driver.send('record-done-by-hand', ada, { effect, reason: sealed });
    expect(driver.status().stage).toBe('sent');
    expect(asked(driver)).toEqual(['await-bank']);
  });

  it.each([
    ['settled' as const, [], ['settled', 'settled']],
    ['part-settled' as const, [second], ['settled', 'rejected']],
    ['rejected' as const, [first, second], ['rejected', 'rejected']],
  ])('%s: every statement is told its own outcome', (status, rejected, outcomes) => {
    const driver = answer(sent(), 'await-bank', bankSays(status, ...rejected));
    expect(driver.status()).toMatchObject({ stage: status, isClosed: true });
    expect(words(driver).slice(-2)).toEqual(outcomes.map((o, i) => `${statements[i]} record-payment "${o}"`));
    const last = driver.effects.filter((e) => e.kind === 'command-case').slice(-2);
    expect(last.map((e) => e.kind === 'command-case' && e.input['reasonCode'])).toEqual(
      outcomes.map((o) => (o === 'rejected' ? 'AC01' : undefined)),
    );
  });

  it.each(['prepare', 'send'])('what could not be done (%s) is not done by a word', (what) => {
    const driver = what === 'prepare' ? opened() : released();
    driver.jumpTo('2011-08-02T14:00:00Z');
    const stage = driver.status().stage;
    const [task = ''] = driver.taskKeys().filter((key) => key.endsWith(`-${what}`));
    driver.send('record-done-by-hand', ada, { effect: task.replace('by-hand.', ''), reason: sealed });
    expect(driver.status().stage).toBe(stage);
    expect(asked(driver)).toEqual([`${what}-batch`]);
  });
});

it('shows sums and people to the payment officers alone', () => {
  for (const viewer of [manager, foreign, { ...ben, roles: ['case-manager' as const] }])
    expect(JSON.stringify(ready().view(viewer))).not.toMatch(/10000|ada|d1g35t/);
});
