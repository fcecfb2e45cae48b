import { createHash } from 'node:crypto';
import { create } from 'xmlbuilder2';
import { poundsOf, sum } from '../../activities/bank/pence';
import { namespaceOf } from '../../activities/bank/schema';
import type { Entry, Taken } from './books';

const codes = { paid: 'ACSC', rejected: 'RJCT', pending: 'PDNG' } as const;

/** The bank's pain.002 on a file. `number` tells apart reports that say the same. */
export function statusReport(taken: Taken, number: number): string {
  const { messageId, takenAt, entries } = taken;
  const totals = { OrgnlNbOfTxs: String(entries.length), OrgnlCtrlSum: totalOf(entries) };
  const states = [...new Set(entries.map((entry) => entry.state))];
  const [only] = states;
  const reasons = new Set(entries.map((entry) => entry.reason));
  const digest = createHash('sha256').update(messageId).digest('hex').slice(0, 24);
  // Like many a bank's: a file that was rejected whole has one reason and names no payment.
  const isRejectedWhole = states.length === 1 && only === 'rejected' && reasons.size === 1;
  return create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      Document: {
        '@xmlns': namespaceOf('pain.002.001.12'),
        CstmrPmtStsRpt: {
          GrpHdr: { MsgId: `R-${digest}-${number}`, CreDtTm: takenAt },
          OrgnlGrpInfAndSts: {
            OrgnlMsgId: messageId,
            OrgnlMsgNmId: 'pain.001.001.09',
            ...totals,
            GrpSts: states.length === 1 && only ? codes[only] : 'PART',
            ...(isRejectedWhole ? reasonOf(entries[0]) : {}),
            NbOfTxsPerSts: states.map((state) => {
              const those = entries.filter((entry) => entry.state === state);
              return { DtldNbOfTxs: String(those.length), DtldSts: codes[state], DtldCtrlSum: totalOf(those) };
            }),
          },
          ...(isRejectedWhole
            ? {}
            : {
                OrgnlPmtInfAndSts: {
                  OrgnlPmtInfId: messageId,
                  ...totals,
                  TxInfAndSts: entries.map((entry) => ({
                    OrgnlEndToEndId: entry.endToEndId,
                    TxSts: codes[entry.state],
                    ...reasonOf(entry),
                  })),
                },
              }),
        },
      },
    },
  ).end();
}

function totalOf(entries: readonly Entry[]): string {
  return poundsOf(sum(entries.map((entry) => entry.pence)));
}

function reasonOf(entry: Entry | undefined) {
  return entry?.reason === undefined ? {} : { StsRsnInf: { Rsn: { Cd: entry.reason } } };
}
