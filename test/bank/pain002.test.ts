import fc from 'fast-check';
import { readStatusReport, type SentFile } from '../../activities/bank/pain002';
import { statusReport } from '../../local/bank/status-report';
import { fileOf, paymentsOf, reason, reportOf, transaction } from './samples';

const sent: SentFile = fileOf(paymentsOf(100, 250, 3));
const [first = '', second = '', third = ''] = sent.payments.map((payment) => payment.endToEndId);
const totals = '<OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>3.53</OrgnlCtrlSum>';
const count = (code: string, number: number, pounds?: string) =>
  `<NbOfTxsPerSts><DtldNbOfTxs>${number}</DtldNbOfTxs><DtldSts>${code}</DtldSts>${pounds ? `<DtldCtrlSum>${pounds}</DtldCtrlSum>` : ''}</NbOfTxsPerSts>`;
const group = (code: string, more = '') => `${totals}<GrpSts>${code}</GrpSts>${more}`;
const all = (...codes: string[]) =>
  sent.payments.map(({ endToEndId }, at) => transaction(endToEndId, codes[at])).join('');

/** The statuses of the three payments, or the code of the refusal. */
async function read(parts: Parameters<typeof reportOf>[0]): Promise<unknown> {
  const report = await readStatusReport(reportOf(parts), sent);
  return 'refused' in report
    ? report.code
    : [report.group, ...report.payments.map(({ status, reason: why }) => (why ? `${status} ${why}` : status))];
}

describe('a status report', () => {
  it.each([
    ['all accepted, by the file', { group: group('ACSC') }, ['accepted', 'accepted', 'accepted', 'accepted']],
    [
      'all accepted, by payment',
      { instruction: all('ACSC', 'ACCC', 'ACSC') },
      ['accepted', 'accepted', 'accepted', 'accepted'],
    ],
    [
      'all rejected, with one reason',
      { group: group('RJCT', reason('AM04')) },
      ['rejected', 'rejected AM04', 'rejected AM04', 'rejected AM04'],
    ],
    [
      'part',
      {
        group: group('PART'),
        instruction:
          transaction(first, 'ACSC') + transaction(second, 'RJCT', reason('AC01')) + transaction(third, 'PDNG'),
      },
      ['part', 'accepted', 'rejected AC01', 'pending'],
    ],
    [
      'part, and no word on the third',
      { group: group('PART'), instruction: all('ACSC', 'RJCT') },
      ['part', 'accepted', 'rejected', 'pending'],
    ],
    [
      'part, naming only what was rejected, and counting the rest',
      {
        group: group('PART', count('ACSC', 2, '1.03') + count('RJCT', 1)),
        instruction: transaction(second, 'RJCT', reason('AC04')),
      },
      ['part', 'accepted', 'rejected AC04', 'accepted'],
    ],
    [
      'the status of the payment information',
      { instruction: '<PmtInfSts>ACSC</PmtInfSts>' },
      ['accepted', 'accepted', 'accepted', 'accepted'],
    ],
    [
      'the nearer status before the farther',
      { group: group('PDNG'), instruction: `<PmtInfSts>RJCT</PmtInfSts>${reason('AG01')}` },
      ['rejected', 'rejected AG01', 'rejected AG01', 'rejected AG01'],
    ],
    ['no status at all', { group: totals }, ['pending', 'pending', 'pending', 'pending']],
    ['a cancelled payment', { instruction: all('ACSC', 'CANC', 'ACSC') }, ['part', 'accepted', 'rejected', 'accepted']],
    [
      'a text instead of a code, which is not kept',
      { group: group('RJCT', '<StsRsnInf><Rsn><Prtry>J Doe is unknown</Prtry></Rsn></StsRsnInf>') },
      ['rejected', 'rejected NARR', 'rejected NARR', 'rejected NARR'],
    ],
    ...['ACTC', 'ACCP', 'ACSP', 'ACWC', 'ACFC', 'RCVD', 'PDNG'].map((code): [string, object, string[]] => [
      `${code}, which is no settlement`,
      { group: group(code) },
      ['pending', 'pending', 'pending', 'pending'],
    ]),
  ])('%s', async (_what, parts, result) => {
    expect(await read(parts)).toEqual(result);
  });

  it.each([
    ['another file', { messageId: 'PAY-OTHER' }, 'unknown-message'],
    ['a direct debit', { about: 'pain.008.001.08' }, 'not-a-status-report'],
    ['another count', { group: '<OrgnlNbOfTxs>4</OrgnlNbOfTxs>' }, 'totals-disagree'],
    ['another total', { group: '<OrgnlCtrlSum>3.54</OrgnlCtrlSum>' }, 'totals-disagree'],
    ['part of a penny', { group: '<OrgnlCtrlSum>3.531</OrgnlCtrlSum>' }, 'totals-disagree'],
    ['a negative total', { group: '<OrgnlCtrlSum>-3.53</OrgnlCtrlSum>' }, 'totals-disagree'],
    ['another count in the payment information', { instruction: '<OrgnlNbOfTxs>2</OrgnlNbOfTxs>' }, 'totals-disagree'],
    ['a payment that was not sent', { instruction: transaction('STM-OTHER', 'ACSC') }, 'unknown-payment'],
    ['a payment without an id', { instruction: '<TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>' }, 'unknown-payment'],
    ['a payment twice', { instruction: transaction(first, 'ACSC') + transaction(first, 'RJCT') }, 'totals-disagree'],
    [
      'another amount',
      {
        instruction: transaction(
          first,
          'ACSC',
          '<OrgnlTxRef><Amt><InstdAmt Ccy="GBP">1.01</InstdAmt></Amt></OrgnlTxRef>',
        ),
      },
      'totals-disagree',
    ],
    [
      'another currency',
      {
        instruction: transaction(
          first,
          'ACSC',
          '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt></OrgnlTxRef>',
        ),
      },
      'totals-disagree',
    ],
    [
      'accepted as a whole, rejected in part',
      { group: group('ACSC'), instruction: all('ACSC', 'RJCT', 'ACSC') },
      'totals-disagree',
    ],
    [
      'rejected as a whole, accepted in part',
      { group: group('RJCT'), instruction: all('RJCT', 'ACSC', 'RJCT') },
      'totals-disagree',
    ],
    [
      'other counts than payments',
      { group: group('PART', count('ACSC', 1)), instruction: all('ACSC', 'ACSC', 'RJCT') },
      'totals-disagree',
    ],
    [
      'other sums than payments',
      { group: group('PART', count('RJCT', 1, '0.04')), instruction: all('ACSC', 'ACSC', 'RJCT') },
      'totals-disagree',
    ],
    ['an unknown code', { group: group('ZZZZ') }, 'unknown-status'],
    ['an unknown code of a payment', { instruction: all('ACSC', 'toSt') }, 'unknown-status'],
    ['a code that is too long', { group: group('ACCEPTED') }, 'report-not-valid'],
    ['an element that is not known', { group: '<Paid/>' }, 'report-not-valid'],
  ])('about %s is refused', async (_what, parts, code) => {
    expect(await read(parts)).toBe(code);
  });

  it('takes an amount that agrees', async () => {
    const reference = '<OrgnlTxRef><Amt><InstdAmt Ccy="GBP">1.00</InstdAmt></Amt></OrgnlTxRef>';
    expect(await read({ instruction: transaction(first, 'ACSC', reference) })).toEqual([
      'part',
      'accepted',
      'pending',
      'pending',
    ]);
  });

  it('tells no value of a report that is not valid', async () => {
    const report = await readStatusReport(reportOf({ group: '<GrpSts>Jane Doe 12345678</GrpSts>' }), sent);
    expect(report).toMatchObject({ code: 'report-not-valid', message: expect.stringContaining('GrpSts') });
    expect(JSON.stringify(report)).not.toMatch(/Jane|12345678/);
  });

  it('of any outcome reads back the same', async () => {
    const outcome = fc.constantFrom('paid' as const, 'rejected' as const, 'pending' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(outcome, fc.integer({ min: 1 })), { minLength: 1, maxLength: 30 }),
        async (some) => {
          const file = fileOf(paymentsOf(...some.map(([, pence]) => pence)));
          const entries = file.payments.map(({ endToEndId, pence }, at) => {
            const state = some[at]?.[0] ?? 'pending';
            return {
              endToEndId,
              pence,
              sortCode: '000000',
              accountNumber: '00000000',
              state,
              ...(state === 'rejected' ? { reason: 'AC01' } : {}),
            };
          });
          const xml = statusReport({ messageId: file.messageId, sha256: '', takenAt: file.createdAt, entries }, 1);
          const report = await readStatusReport(Buffer.from(xml), file);
          const words = { paid: 'accepted', rejected: 'rejected', pending: 'pending' };
          expect(report).toMatchObject({
            messageId: file.messageId,
            payments: entries.map(({ endToEndId, state }) => ({ endToEndId, status: words[state] })),
          });
        },
      ),
      { numRuns: 20 },
    );
  });
});
