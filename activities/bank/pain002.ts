import { refuse, type Refusal } from '../../workflows/kernel/refusals';
import { penceOf, sum } from './pence';
import { validate } from './schema';
import { groupOf, statusOf, type GroupStatus, type PaymentStatus } from './status';
import { all, parse, safeText, textAt, type Element } from './xml';

/** What a payment file asked for, to hold its report against. */
export interface SentFile {
  messageId: string;
  payments: readonly { endToEndId: string; pence: number }[];
}

export interface PaymentOutcome {
  endToEndId: string;
  status: PaymentStatus;
  /** ISO 20022 reason code such as AC01; NARR when the bank wrote a text instead, which is not kept. */
  reason?: string;
}

export interface StatusReport {
  /** Of the payment file. */
  messageId: string;
  group: GroupStatus;
  /** All payments of the file, in its order. */
  payments: PaymentOutcome[];
}

const source = 'ISO 20022 pain.002';
const refused = (code: string, why: string) => refuse(code, `${why} Nothing was recorded.`, source);
const unknownStatus = refused('unknown-status', 'A status code in the report is not in our table of ISO 20022 codes.');
const disagree = (why: string) => refused('totals-disagree', `${why} Ask the bank which is right.`);

/**
 * Reads the bank's status report (pain.002) on a file that we sent. Whatever else came is refused, never thrown. A payment
 * that the report does not name has the status of its payment information or of the whole file; when only some are named
 * and no status stands for the rest, it is pending: nothing counts as paid that the bank did not call paid.
 */
export async function readStatusReport(message: string | Buffer, sent: SentFile): Promise<StatusReport | Refusal> {
  const xml = safeText(message);
  if (typeof xml !== 'string') return xml;
  const validity = await validate(xml, 'pain.002.001.12');
  if (!validity.valid) return unreadable(validity.why, validity.faults);
  const document = parse(xml);
  const [report] = document ? all(document, 'CstmrPmtStsRpt') : [];
  const [group] = report ? all(report, 'OrgnlGrpInfAndSts') : [];
  if (!report || !group) return unreadable('not-xml', []);
  const instructions = all(report, 'OrgnlPmtInfAndSts');
  return (
    addressFault(group, sent) ??
    sumsFault([group, ...(instructions.length === 1 ? instructions : [])], sent) ??
    outcomes(group, instructions, sent)
  );
}

function unreadable(why: 'not-xml' | 'other-kind' | 'invalid', faults: readonly string[]): Refusal {
  const at = faults.length > 0 ? ` (${faults.join('; ')})` : '';
  if (why === 'not-xml') return refused('not-xml', `The message is not well-formed XML${at}.`);
  if (why === 'other-kind')
    return refused('not-a-status-report', 'The message is not a pain.002.001.12 status report.');
  return refused('report-not-valid', `The report does not hold against its schema${at}.`);
}

function addressFault(group: Element, sent: SentFile): Refusal | undefined {
  if (!(textAt(group, 'OrgnlMsgNmId') ?? '').startsWith('pain.001'))
    return refused('not-a-status-report', 'The report is about another kind of message than a payment file.');
  if (textAt(group, 'OrgnlMsgId') !== sent.messageId)
    return refused('unknown-message', `The report is about another file than ${sent.messageId}.`);
  return undefined;
}

function sumsFault(places: readonly Element[], sent: SentFile): Refusal | undefined {
  const total = sum(sent.payments.map((payment) => payment.pence));
  for (const place of places) {
    const count = textAt(place, 'OrgnlNbOfTxs');
    if (count !== undefined && BigInt(count) !== BigInt(sent.payments.length))
      return disagree(`The report speaks of ${count} payments; the file had ${sent.payments.length}.`);
    const pounds = textAt(place, 'OrgnlCtrlSum');
    if (pounds !== undefined && penceOf(pounds) !== total)
      return disagree('The total in the report is not the total of the file.');
  }
  return undefined;
}

/** What stands for a whole: its status code and its reason. */
interface Standing {
  code: string | undefined;
  reason: string | undefined;
}

function standingOf(place: Element, codeName: 'GrpSts' | 'PmtInfSts' | 'TxSts'): Standing {
  const [reason] = all(place, 'StsRsnInf', 'Rsn');
  const code = reason && (textAt(reason, 'Cd') ?? '');
  return {
    code: textAt(place, codeName),
    reason: code === undefined || /^[A-Z0-9]{4}$/.test(code) ? code : 'NARR',
  };
}

function outcomes(group: Element, instructions: readonly Element[], sent: SentFile): StatusReport | Refusal {
  const sentPence = new Map(sent.payments.map((payment) => [payment.endToEndId, payment.pence]));
  const named = new Map<string, PaymentOutcome>();
  const whole = standingOf(group, 'GrpSts');
  for (const instruction of instructions) {
    const nearer = standingOf(instruction, 'PmtInfSts');
    for (const transaction of all(instruction, 'TxInfAndSts')) {
      const endToEndId = textAt(transaction, 'OrgnlEndToEndId');
      const pence = endToEndId === undefined ? undefined : sentPence.get(endToEndId);
      if (endToEndId === undefined || pence === undefined)
        return refused('unknown-payment', 'The report names a payment that was not in the file.');
      if (named.has(endToEndId)) return disagree(`The report names ${endToEndId} twice.`);
      const [amount] = all(transaction, 'OrgnlTxRef', 'Amt', 'InstdAmt');
      if (amount && (amount.currency !== 'GBP' || penceOf(amount.text) !== BigInt(pence)))
        return disagree(`The report has another amount for ${endToEndId} than the file.`);
      const outcome = outcomeOf(endToEndId, [standingOf(transaction, 'TxSts'), nearer, whole]);
      if (!outcome) return unknownStatus;
      named.set(endToEndId, outcome);
    }
  }
  const [only] = instructions;
  const rest = only && instructions.length === 1 ? [standingOf(only, 'PmtInfSts'), whole] : [whole];
  const counted = restByCount(group, named, sent);
  const payments: PaymentOutcome[] = [];
  for (const { endToEndId } of sent.payments) {
    const outcome = named.get(endToEndId) ?? outcomeOf(endToEndId, rest, counted);
    if (!outcome) return unknownStatus;
    payments.push(outcome);
  }
  const isWhole = only && instructions.length === 1 ? [group, only] : [group];
  return (
    contradiction(isWhole, payments, sentPence) ?? {
      messageId: sent.messageId,
      group: groupOf(payments.map((payment) => payment.status)),
      payments,
    }
  );
}

/** Banks that name only what they rejected count the others: such a count is the bank's word for all that it does not name. */
function restByCount(group: Element, named: ReadonlyMap<string, PaymentOutcome>, sent: SentFile): PaymentStatus {
  const unnamed = sent.payments.length - named.size;
  const isCounted = (['accepted', 'rejected'] as const).find((status) => {
    const already = [...named.values()].filter((payment) => payment.status === status).length;
    return countsOf(group, status)?.number === BigInt(unnamed + already);
  });
  return isCounted ?? 'pending';
}

/** What the report counts under the codes of one status; undefined when it does not count them. */
function countsOf(place: Element, status: PaymentStatus): { number: bigint; pence: bigint | undefined } | undefined {
  const counts = all(place, 'NbOfTxsPerSts').filter((count) => statusOf(textAt(count, 'DtldSts') ?? '') === status);
  if (counts.length === 0) return undefined;
  const sums = counts.map((count) => penceOf(textAt(count, 'DtldCtrlSum') ?? ''));
  return {
    number: sum(counts.map((count) => BigInt(textAt(count, 'DtldNbOfTxs') ?? '0'))),
    pence: sums.every((pence) => pence !== undefined) ? sum(sums) : undefined,
  };
}

/** By the first status that stands, of the nearest to the farthest. Undefined: a code that is not known. */
function outcomeOf(
  endToEndId: string,
  standings: readonly Standing[],
  otherwise: PaymentStatus = 'pending',
): PaymentOutcome | undefined {
  // "Part" says nothing about one payment.
  const stands = standings.find(({ code }) => code !== undefined && statusOf(code) !== 'part');
  const status = stands?.code === undefined ? otherwise : statusOf(stands.code);
  if (status === undefined || status === 'part') return undefined;
  const reason = standings.find((standing) => standing.reason !== undefined)?.reason;
  return { endToEndId, status, ...(status === 'rejected' && reason !== undefined ? { reason } : {}) };
}

/** A report that says one thing of the whole and another of a part is not believed at all. */
function contradiction(
  wholes: readonly Element[],
  payments: readonly PaymentOutcome[],
  sentPence: ReadonlyMap<string, number>,
): Refusal | undefined {
  for (const whole of wholes) {
    const code = textAt(whole, 'GrpSts') ?? textAt(whole, 'PmtInfSts');
    const status = code === undefined ? 'part' : statusOf(code);
    if (status === undefined) return unknownStatus;
    if ((status === 'accepted' || status === 'rejected') && payments.some((payment) => payment.status !== status))
      return disagree('The status of the whole is not that of its payments.');
    for (const counted of ['accepted', 'rejected'] as const) {
      const told = countsOf(whole, counted);
      const those = payments.filter((payment) => payment.status === counted);
      if (told && told.number !== BigInt(those.length))
        return disagree(`The report counts other ${counted} payments than it names.`);
      if (
        told?.pence !== undefined &&
        told.pence !== sum(those.map((payment) => sentPence.get(payment.endToEndId) ?? 0))
      )
        return disagree(`The report has another total of ${counted} payments than those that it names.`);
    }
  }
  return undefined;
}
