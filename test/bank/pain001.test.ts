import fc from 'fast-check';
import { bankIdOf, checkedPaymentFile, paymentFile, validate } from '../../activities/bank/pain001';
import { penceOf, poundsOf, sum } from '../../activities/bank/pence';
import { lettersOf, referenceOf } from '../../activities/bank/text';
import { readPaymentFile } from '../../local/bank/payment-file';
import { anyFile, codeOf, fileOf, payees, paymentsOf, xmlOf } from './samples';

describe('a payment file', () => {
  it('is valid, in sterling between UK accounts, with the sums twice', async () => {
    const file = fileOf(paymentsOf(1, 250, 123_456_789));
    const xml = await checkedPaymentFile(file);
    expect(xml).toBe(xmlOf(file));
    expect(xml).toContain('<NbOfTxs>3</NbOfTxs><CtrlSum>1234570.40</CtrlSum>');
    expect(xml).toContain('<InstdAmt Ccy="GBP">0.01</InstdAmt>');
    expect(xml).toContain('<ClrSysId><Cd>GBDSC</Cd></ClrSysId><MmbId>089999</MmbId>');
    expect(xml).toContain('<Othr><Id>66374958</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>');
    expect(xml).toContain('<EndToEndId>STM-7F3K-9Q2M-3</EndToEndId>');
  });

  it('of any payments is valid, adds up, and reads back the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, async (file) => {
        const xml = xmlOf(file);
        expect(await validate(xml, 'pain.001.001.09')).toEqual({ valid: true });
        const total = poundsOf(file.payments.reduce((before, payment) => before + BigInt(payment.pence), 0n));
        expect(xml.split(`<CtrlSum>${total}</CtrlSum>`)).toHaveLength(3);
        expect(await readPaymentFile(Buffer.from(xml), file.messageId)).toEqual(
          file.payments.map(({ endToEndId, pence, creditor: { sortCode, accountNumber } }) => ({
            endToEndId,
            sortCode,
            accountNumber,
            pence,
          })),
        );
        // Nothing but what the schemes carry, and nothing cut in the middle of an entity.
        expect(xml.replaceAll(/<[^>]*>/g, '')).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ['nothing to pay', fileOf([]), 'no-payments'],
    ['no pence', fileOf(paymentsOf(0)), 'pence-not-positive'],
    ['negative pence', fileOf(paymentsOf(-5)), 'pence-not-positive'],
    ['half a penny', fileOf(paymentsOf(10.5)), 'pence-not-positive'],
    ['not a number', fileOf(paymentsOf(Number.NaN)), 'pence-not-positive'],
    ['more than can be counted', fileOf(paymentsOf(2 ** 53)), 'pence-not-positive'],
    ['the same id twice', fileOf([...paymentsOf(1), ...paymentsOf(2)]), 'duplicate-end-to-end-id'],
    [
      'a total beyond the digits',
      fileOf(paymentsOf(...Array.from({ length: 112 }, () => 2 ** 53 - 1))),
      'total-too-big',
    ],
    ['too many payments', fileOf(paymentsOf(...Array.from({ length: 10_000 }, () => 1))), 'file-too-big'],
    ['an id that is too long', fileOf(paymentsOf(1), 'P'.repeat(36)), 'id-not-writable'],
    ['an id with other signs', fileOf(paymentsOf(1), 'PAY:1'), 'id-not-writable'],
    ['an empty id', fileOf(paymentsOf(1).map((one) => ({ ...one, endToEndId: '' }))), 'id-not-writable'],
    ['a short account', fileOf(withPayee({ accountNumber: '1234567' })), 'account-not-writable'],
    ['a sort code with hyphens', fileOf(withPayee({ sortCode: '08-99-99' })), 'account-not-writable'],
    ['a name that no bank can write', fileOf(withPayee({ name: '李小龍' })), 'account-not-writable'],
  ])('with %s is refused', (_what, file, code) => {
    expect(codeOf(paymentFile(file))).toBe(code);
  });

  it('carries the largest total there is', async () => {
    const most = [...Array.from({ length: 111 }, () => 2 ** 53 - 1), 200_882_723_749_998];
    const xml = await checkedPaymentFile(fileOf(paymentsOf(...most)));
    expect(typeof xml === 'string' && /<CtrlSum>[^<]*/.exec(xml)?.[0]).toBe('<CtrlSum>9999999999999999.99');
    expect(codeOf(paymentFile(fileOf(paymentsOf(...most, 1))))).toBe('total-too-big');
  });

  it('that does not hold against the schema does not leave, and no value is told', async () => {
    const refusal = await checkedPaymentFile({ ...fileOf(paymentsOf(1)), executionDate: 'Jane Doe' });
    expect(refusal).toMatchObject({ code: 'file-not-valid', message: expect.not.stringContaining('Jane') });
  });

  it('tells no account number in a refusal', () => {
    const refusal = paymentFile(fileOf(withPayee({ accountNumber: '1234567' })));
    expect(JSON.stringify(refusal)).not.toContain('1234567');
  });
});

function withPayee(change: object) {
  return paymentsOf(1).map((payment) => ({ ...payment, creditor: { ...payment.creditor, ...change } }));
}

describe('texts for the bank', () => {
  it.each([
    ["O'Brien & Söhne – Łódź", "O'Brien and Sohne - Lodz"],
    ['  two\n lines ', 'two lines'],
    ['<b>ﬁne</b>', 'b fine /b'],
  ])('%j is written %j', (text, written) => expect(lettersOf(text)).toBe(written));

  it('keeps different references and keys different when it cuts them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        (one, other, start) => {
          fc.pre(one !== other);
          for (const cut of [(text: string) => referenceOf(text, 18), bankIdOf])
            for (const before of ['', start, 'a very long start that is the same']) {
              expect(cut(before + one)).not.toBe(cut(before + other));
              expect(cut(before + one)).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]+$/);
            }
          expect(referenceOf(one, 18).length).toBeLessThanOrEqual(18);
          expect(bankIdOf(one)).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,34}$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves what fits as it is', () => {
    expect(referenceOf('STM 2011-08', 18)).toBe('STM 2011-08');
    expect(bankIdOf('PAY-7F3K-9Q2M-X')).toBe('PAY-7F3K-9Q2M-X');
    expect(bankIdOf('PAY-7F3K-9Q2M-X:send:1')).toBe(bankIdOf('PAY-7F3K-9Q2M-X:send:1'));
  });

  it('writes and reads pence without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (pence) =>
        expect(penceOf(poundsOf(pence))).toBe(pence),
      ),
    );
    expect(['1', '1.', '.5', '1.20', '1.200', '+3'].map(penceOf)).toEqual([100n, 100n, 50n, 120n, 120n, 300n]);
    expect(['-1', '1.001', '', '.', 'x', '1e3'].map(penceOf)).toEqual(Array(6).fill(undefined));
    expect(sum([1, 2n])).toBe(3n);
    expect(payees).toHaveLength(3);
  });
});
