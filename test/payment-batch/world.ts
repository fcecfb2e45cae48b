import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { paymentBatch } from '../../workflows/payment-batch/process';
import { bankResult, preparedResult, type BankAnswer, type Prepared } from '../../workflows/payment-batch/results';
import { makeCaseRef, type AgencyCode, type Role } from '../../workflows/vocabulary';
import { mustOpen, person, type Driver } from '../helpers/driver';
import { answer } from './answer';

export const process = foldProcess(paymentBatch);

export function officer(name: string, agency: AgencyCode = 'salvation-army', ...others: Role[]): Actor {
  const designations = agency === 'salvation-army' ? (['central-contractor'] as const) : [];
  return { ...person(name, agency, 'payment-officer', ...others), designations };
}
/** Ada prepares, Ben releases, Cat has edited a payee of the batch. */
export const ada = officer('ada');
export const ben = officer('ben');
export const cat = officer('cat');
export const foreign = officer('eve', 'ukba');
/** The preparer with every role there is at hand. */
export const adaEverywhere = officer('ada', 'salvation-army', 'administrator', 'contract-manager', 'case-manager');
export const manager = person('mia', 'ashgrove-house', 'provider-manager');

export const statementRef = (n: number) => makeCaseRef('STM', new Uint8Array(8).fill(n));
export const statements = [statementRef(1), statementRef(2)];

/** A Tuesday. */
export const now = '2011-08-02T09:00:00Z';

export const prepared: Prepared = {
  payments: statements.map((statement, i) => ({
    endToEndId: `PAY-7F3K-9Q2M-4TBW-X-${i + 1}`,
    statement,
    provider: i === 0 ? 'ashgrove-house' : 'beacon-refuge',
    pence: 10_000 * (i + 1),
  })),
  totalPence: 30_000,
  digest: 'd1g35t',
  editors: [{ person: 'cat', provider: 'ashgrove-house', at: '2011-08-01T09:00:00Z' }],
};
export const [first = '', second = ''] = prepared.payments.map((p) => p.endToEndId);
export const seen = { digest: prepared.digest, totalPence: prepared.totalPence };

export const bankSays = (status: BankAnswer['status'], ...rejected: string[]) =>
  bankResult({
    status,
    settled: [first, second].filter((id) => !rejected.includes(id)),
    rejected: rejected.map((endToEndId) => ({ endToEndId, reasonCode: 'AC01' })),
  });

export function opened(): Driver {
  const driver = mustOpen(process, ada, { statements }, now);
  driver.isWorldAway = true;
  return driver;
}
export const ready = (changes: Partial<Prepared> = {}) =>
  answer(opened(), 'prepare-batch', preparedResult({ ...prepared, ...changes }));
export function released(): Driver {
  const driver = ready();
  driver.send('release', ben, seen);
  return driver;
}
export const sent = () => answer(released(), 'send-batch', { messageId: 'PAY-7F3K-9Q2M-4TBW-X' });

/** What was told to each statement. */
export function words(driver: Driver): string[] {
  return driver.effects.flatMap((e) =>
    e.kind === 'command-case' ? [`${e.ref} ${e.command} ${JSON.stringify(e.input['outcome'])}`] : [],
  );
}
