import { create } from 'xmlbuilder2';
import { refuse, type Refusal } from '../../workflows/kernel/refusals';
import { mostPence, poundsOf, sum } from './pence';
import { namespaceOf, validate } from './schema';
import { messageBytesLimit } from './xml';
import { idLength, isBankId, lettersOf, referenceOf } from './text';

export { validate } from './schema';
export { bankIdOf } from './text';

/** A UK account: six digits, eight digits. */
export interface BankAccount {
  name: string;
  sortCode: string;
  accountNumber: string;
}

export interface Payment {
  /** At most 35 letters, digits and hyphens (`bankIdOf` makes one); sent as it is, and given back in the status report. */
  endToEndId: string;
  creditor: BankAccount;
  /** Whole pence above zero. */
  pence: number;
  reference: string;
}

export interface PaymentFile {
  /** Like an end-to-end id. One file of the bank's, whatever the number of times it is sent. */
  messageId: string;
  /** Instant, ISO UTC. */
  createdAt: string;
  debtor: BankAccount;
  /** YYYY-MM-DD. */
  executionDate: string;
  payments: readonly Payment[];
}

const nameLength = 140;
/** What a payee is shown of a reference by Bacs and Faster Payments. */
const referenceLength = 18;
const source = 'ISO 20022 pain.001.001.09';
const none = 'No payment file was made.';

/**
 * The ISO 20022 pain.001.001.09 message of a batch, one payment instruction in sterling between UK accounts; or why there
 * is none. A pure function: the same batch gives the same bytes. `checkedPaymentFile` also holds it against the schema.
 */
export function paymentFile(file: PaymentFile): string | Refusal {
  const refusal = refusalOf(file);
  if (refusal) return refusal;
  const { messageId, debtor, payments } = file;
  const totals = { NbOfTxs: String(payments.length), CtrlSum: poundsOf(sum(payments.map((payment) => payment.pence))) };
  const xml = create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      Document: {
        '@xmlns': namespaceOf('pain.001.001.09'),
        CstmrCdtTrfInitn: {
          GrpHdr: { MsgId: messageId, CreDtTm: file.createdAt, ...totals, InitgPty: partyOf(debtor) },
          PmtInf: {
            PmtInfId: messageId,
            PmtMtd: 'TRF',
            BtchBookg: 'false',
            ...totals,
            // Non-urgent: Bacs Direct Credit, as public bodies pay their suppliers.
            PmtTpInf: { SvcLvl: { Cd: 'NURG' } },
            ReqdExctnDt: { Dt: file.executionDate },
            Dbtr: partyOf(debtor),
            DbtrAcct: { ...accountOf(debtor), Ccy: 'GBP' },
            DbtrAgt: bankOf(debtor),
            ChrgBr: 'SHAR',
            CdtTrfTxInf: payments.map((payment) => ({
              PmtId: { EndToEndId: payment.endToEndId },
              Amt: { InstdAmt: { '@Ccy': 'GBP', '#': poundsOf(payment.pence) } },
              CdtrAgt: bankOf(payment.creditor),
              Cdtr: partyOf(payment.creditor),
              CdtrAcct: accountOf(payment.creditor),
              RmtInf: { Ustrd: referenceOf(payment.reference, referenceLength) },
            })),
          },
        },
      },
    },
  ).end();
  // Every character is a byte: see `lettersOf`.
  if (xml.length > messageBytesLimit)
    return refuse(
      'file-too-big',
      `${payments.length} payments are too many for one file. Make smaller batches. ${none}`,
      source,
    );
  return xml;
}

/** The same, valid against the XSD. What does not hold against it never leaves. */
export async function checkedPaymentFile(file: PaymentFile): Promise<string | Refusal> {
  const xml = paymentFile(file);
  if (typeof xml !== 'string') return xml;
  const validity = await validate(xml, 'pain.001.001.09');
  if (validity.valid) return xml;
  return refuse('file-not-valid', `The file does not hold against its schema: ${validity.faults.join('; ')}.`, source);
}

function refusalOf({ messageId, debtor, payments }: PaymentFile): Refusal | undefined {
  if (payments.length === 0) return refuse('no-payments', `There is nothing to pay. ${none}`, source);
  const ids = [messageId, ...payments.map((payment) => payment.endToEndId)];
  const badId = ids.find((id) => !isBankId(id));
  if (badId !== undefined)
    return refuse(
      'id-not-writable',
      `"${lettersOf(badId).slice(0, idLength)}" cannot be an id: use 1 to ${idLength} letters, digits and hyphens. ${none}`,
      source,
    );
  const seen = new Set<string>();
  for (const { endToEndId, creditor, pence } of payments) {
    if (seen.has(endToEndId))
      return refuse('duplicate-end-to-end-id', `${endToEndId} stands in the batch twice. ${none}`, source);
    seen.add(endToEndId);
    if (!Number.isSafeInteger(pence) || pence <= 0)
      return refuse(
        'pence-not-positive',
        `The sum of ${endToEndId} is not a whole number of pence above 0. ${none}`,
        source,
      );
    const fault = accountFault(creditor);
    if (fault) return refuse('account-not-writable', `The payee of ${endToEndId} ${fault} ${none}`, source);
  }
  const fault = accountFault(debtor);
  if (fault) return refuse('account-not-writable', `The paying account ${fault} ${none}`, source);
  if (sum(payments.map((payment) => payment.pence)) > mostPence)
    return refuse(
      'total-too-big',
      `The total has more digits than a payment file can carry. Make smaller batches. ${none}`,
      source,
    );
  return undefined;
}

function accountFault(account: BankAccount): string | undefined {
  if (!/^\d{6}$/.test(account.sortCode)) return 'has no sort code of six digits.';
  if (!/^\d{8}$/.test(account.accountNumber)) return 'has no account number of eight digits.';
  if (!/[A-Za-z0-9]/.test(lettersOf(account.name)))
    return 'has no name that banks can write (Latin letters or digits).';
  return undefined;
}

/** A name that was cut still has its account beside it, so nothing is added to tell two apart. */
function partyOf(account: BankAccount) {
  return { Nm: lettersOf(account.name).slice(0, nameLength).trim() };
}

function accountOf(account: BankAccount) {
  return { Id: { Othr: { Id: account.accountNumber, SchmeNm: { Cd: 'BBAN' } } } };
}

/** GBDSC: the UK's domestic sort codes in ISO 20022's list of clearing systems. */
function bankOf(account: BankAccount) {
  return { FinInstnId: { ClrSysMmbId: { ClrSysId: { Cd: 'GBDSC' }, MmbId: account.sortCode } } };
}
