import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { chosen, policyOf, type AccountsPolicy } from '../provider-payment/policy';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type AccrualPolicy = AccountsPolicy & {
  /** How many people are accrued between two records of progress; a chunk that was interrupted is done again. */
  casesPerChunk: PolicyValue<number>;
  /** By when what has no price gets one, or is left for the next run. */
  prices: PolicyValue<Span>;
};

export const policy: Record<PolicySetId, AccrualPolicy> = policyOf({
  casesPerChunk: chosen(50),
  prices: chosen<Span>({ count: 5, unit: 'working-days' }),
});
