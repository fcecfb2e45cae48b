import type { AgencyCode } from '../vocabulary';
import type { Entry } from './attribution';

/** Plus is what care has cost or money that is owed to us; minus is what is owed to a provider or has left the bank. */
export type Account = 'care-cost' | 'bank' | `payable:${AgencyCode}` | `in-transit:${AgencyCode}`;

/** One side of a transaction, in pence, never 0. */
export interface Posting {
  account: Account;
  pence: number;
}

export const payable = (provider: AgencyCode): Account => `payable:${provider}`;
export const inTransit = (provider: AgencyCode): Account => `in-transit:${provider}`;

/** `pence` goes to the first account and comes out of the second, so that the two sum to 0. */
export function transfer(pence: number, to: Account, from: Account): Posting[] {
  return [
    { account: to, pence },
    { account: from, pence: -pence },
  ];
}

/** The two sides of a line's entry: care has cost this, and the provider is owed it; a reversal is the opposite. */
export function postingsOf({ kind, provider, pence }: Entry): Posting[] {
  return kind === 'accrual'
    ? transfer(pence, 'care-cost', payable(provider))
    : transfer(pence, payable(provider), 'care-cost');
}
