import fc from 'fast-check';
import { isRefusal } from '../../workflows/kernel/refusals';
import { paymentFile, type BankAccount, type Payment, type PaymentFile } from '../../activities/bank/pain001';
import { namespaceOf } from '../../activities/bank/schema';

/** Made-up holders; the numbers are the specification's own examples. */
export const payer: BankAccount = { name: 'Central Contractor', sortCode: '107999', accountNumber: '88837491' };
export const payees: BankAccount[] = [
  { name: 'Ashgrove House', sortCode: '089999', accountNumber: '66374958' },
  { name: 'Beacon Refuge', sortCode: '202959', accountNumber: '63748472' },
  { name: 'Cedar Trust', sortCode: '871427', accountNumber: '46238510' },
];

export function paymentsOf(...pence: number[]): Payment[] {
  return pence.map((some, at) => ({
    endToEndId: `STM-7F3K-9Q2M-${at + 1}`,
    creditor: payees[at % payees.length] ?? payer,
    pence: some,
    reference: `STM ${at + 1}`,
  }));
}

export function fileOf(payments: readonly Payment[], messageId = 'PAY-7F3K-9Q2M-X-1'): PaymentFile {
  return { messageId, createdAt: '2011-08-03T09:00:00.000Z', debtor: payer, executionDate: '2011-08-05', payments };
}

/** The XML of a file; fails when it is refused. */
export function xmlOf(file: PaymentFile): string {
  const xml = paymentFile(file);
  if (typeof xml !== 'string') throw new Error(xml.code);
  return xml;
}

/** The code of a refusal; what else came is shown by the assertion. */
export function codeOf(value: string | object | undefined): unknown {
  return typeof value === 'object' && isRefusal(value) ? value.code : value;
}

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((some) => some.join(''));
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(...'Añß&<>"]]>–李é \n/'), fc.string({ minLength: 1 })),
  maxLength: 60,
});
const account: fc.Arbitrary<BankAccount> = fc.record({
  name: anyText.map((text) => `A${text}`),
  sortCode: digits(6),
  accountNumber: digits(8),
});
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,34}$/);

/** Any file that can be written. */
export const anyFile: fc.Arbitrary<PaymentFile> = fc.record({
  messageId: id,
  createdAt: fc
    .date({ min: new Date('2009-04-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  debtor: account,
  executionDate: fc.constantFrom('2011-08-05', '2012-02-29'),
  payments: fc.uniqueArray(
    fc.record({
      endToEndId: id,
      creditor: account,
      pence: fc.oneof(
        fc.integer({ min: 1, max: 999 }),
        fc.maxSafeInteger().map((some) => (Math.abs(some) % 10 ** 14) + 1),
      ),
      reference: anyText,
    }),
    { selector: (payment) => payment.endToEndId, minLength: 1, maxLength: 40 },
  ),
});

export interface ReportParts {
  messageId?: string;
  about?: string;
  /** XML after the id and the kind of the original message. */
  group?: string;
  instruction?: string | undefined;
}

/** A pain.002 written by hand. */
export function reportOf(parts: ReportParts): string {
  const { messageId = 'PAY-7F3K-9Q2M-X-1', about = 'pain.001.001.09', group = '', instruction } = parts;
  const detail =
    instruction === undefined
      ? ''
      : `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${messageId}</OrgnlPmtInfId>${instruction}</OrgnlPmtInfAndSts>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="${namespaceOf('pain.002.001.12')}"><CstmrPmtStsRpt>` +
    '<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2011-08-05T06:00:00Z</CreDtTm></GrpHdr>' +
    `<OrgnlGrpInfAndSts><OrgnlMsgId>${messageId}</OrgnlMsgId><OrgnlMsgNmId>${about}</OrgnlMsgNmId>${group}</OrgnlGrpInfAndSts>` +
    `${detail}</CstmrPmtStsRpt></Document>`
  );
}

export function transaction(endToEndId: string, code?: string, more = ''): string {
  const status = code === undefined ? '' : `<TxSts>${code}</TxSts>`;
  return `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId>${status}${more}</TxInfAndSts>`;
}

export function reason(code: string): string {
  return `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;
}
