import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { providerStatement } from '../../workflows/provider-statement/process';
import { makeCaseRef } from '../../workflows/vocabulary';
import { answer, type Answered } from '../payment-batch/answer';
import { mustOpen, person, sealed, type Driver } from '../helpers/driver';

export const process = foldProcess(providerStatement);

const ofContractor = (name: string): Actor => ({
  ...person(name, 'salvation-army', 'payment-officer'),
  designations: ['central-contractor'],
});
/** Ada draws; Ben is the second officer. */
export const ada = ofContractor('ada');
export const ben = ofContractor('ben');
export const manager = person('mia', 'ashgrove-house', 'provider-manager');
export const otherManager = person('moe', 'beacon-refuge', 'provider-manager');
export const batchItself: Actor = {
  person: 'system:payment-batch',
  agency: 'concert',
  roles: ['system'],
  designations: [],
};
export const otherCase: Actor = { ...batchItself, person: 'system:victim-care' };

export const now = '2011-08-01T09:00:00Z';
export const july = { provider: 'ashgrove-house', fromDate: '2011-07-01', untilDate: '2011-07-31' };
export const drawnSum = { lines: '3', totalPence: '15000', digest: 'd-3' };
export const settledSum = { lines: '2', totalPence: '10000', digest: 'd-2' };

export const world = (driver: Driver, kind: 'draw-statement' | 'settle-statement', answered: Answered) =>
  answer(driver, kind, answered);

export function opened(): Driver {
  const driver = mustOpen(process, ada, july, now);
  driver.isWorldAway = true;
  return driver;
}
export const drawn = () => world(opened(), 'draw-statement', drawnSum);

export const dispute = (line = 2) => ({ line, reasonCode: 'not-here', text: sealed });
export const settle = (line = 2, outcome = 'upheld') => ({ line, outcome, reason: sealed });

export function agreed(): Driver {
  const driver = drawn();
  driver.send('agree', manager);
  return driver;
}

export const batchRef = (n: number) => makeCaseRef('PAY', new Uint8Array(8).fill(n + 1));
