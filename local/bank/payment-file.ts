import { penceOf, sum } from '../../activities/bank/pence';
import { validate } from '../../activities/bank/schema';
import { all, parse, safeText, textAt, type Element } from '../../activities/bank/xml';

/** A payment order as the bank reads it. */
export interface Order {
  endToEndId: string;
  sortCode: string;
  accountNumber: string;
  pence: number;
}

/** Reads a payment file (pain.001.001.09), or says by a code why the bank does not take it. */
export async function readPaymentFile(message: Buffer, messageId: string): Promise<Order[] | { code: string }> {
  const xml = safeText(message);
  if (typeof xml !== 'string') return { code: xml.code };
  const validity = await validate(xml, 'pain.001.001.09');
  if (!validity.valid) return { code: validity.why === 'not-xml' ? 'not-xml' : 'file-not-valid' };
  const document = parse(xml);
  const [file] = document ? all(document, 'CstmrCdtTrfInitn') : [];
  if (!file) return { code: 'not-xml' };
  if (textAt(file, 'GrpHdr', 'MsgId') !== messageId) return { code: 'another-message-id' };
  const read = all(file, 'PmtInf', 'CdtTrfTxInf').map(orderOf);
  const orders = read.filter((order) => order !== undefined);
  if (orders.length !== read.length) return { code: 'payment-not-valid' };
  if (new Set(orders.map((order) => order.endToEndId)).size !== orders.length)
    return { code: 'duplicate-end-to-end-id' };
  const total = sum(orders.map((order) => order.pence));
  const isAgreed = [...all(file, 'GrpHdr'), ...all(file, 'PmtInf').filter((_, __, { length }) => length === 1)].every(
    (place) =>
      BigInt(textAt(place, 'NbOfTxs') ?? orders.length) === BigInt(orders.length) &&
      penceOf(textAt(place, 'CtrlSum') ?? '') === total,
  );
  return isAgreed ? orders : { code: 'totals-disagree' };
}

function orderOf(transaction: Element): Order | undefined {
  const [amount] = all(transaction, 'Amt', 'InstdAmt');
  const pence = Number(penceOf(amount?.text ?? '') ?? 0);
  const order = {
    endToEndId: textAt(transaction, 'PmtId', 'EndToEndId') ?? '',
    sortCode: textAt(transaction, 'CdtrAgt', 'FinInstnId', 'ClrSysMmbId', 'MmbId') ?? '',
    accountNumber: textAt(transaction, 'CdtrAcct', 'Id', 'Othr', 'Id') ?? '',
    pence,
  };
  const isPayable =
    amount?.currency === 'GBP' &&
    Number.isSafeInteger(pence) &&
    pence > 0 &&
    order.endToEndId !== '' &&
    /^\d{6}$/.test(order.sortCode) &&
    /^\d{8}$/.test(order.accountNumber);
  return isPayable ? order : undefined;
}
