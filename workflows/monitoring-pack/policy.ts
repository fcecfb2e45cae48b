import type { Span } from '../kernel/calendar';
import { policySetIds, type PolicySetId, type PolicyValue } from '../kernel/contract';
import { contractWatchers, policy as budgetPolicy } from '../care-budget/policy';
import { chosen, policyOf, type AccountsPolicy } from '../provider-payment/policy';
import type { AgencyCode } from '../vocabulary';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type PackPolicy = AccountsPolicy & {
  /** Each of them signs off the pack for itself. */
  signers: PolicyValue<readonly AgencyCode[]>;
  budgetPence: PolicyValue<number>;
  /** From the closing instant: until then what was done before it may still be on its way into the record. */
  settling: PolicyValue<Span>;
  signOff: PolicyValue<Span>;
  /** From when the pack was compiled: by when a sign-off that is overdue goes further up. */
  escalation: PolicyValue<Span>;
  answer: PolicyValue<Span>;
};

const ownOf = (set: PolicySetId) => ({
  signers: contractWatchers,
  budgetPence: budgetPolicy[set].budgetPence,
  settling: chosen<Span>({ count: 24, unit: 'hours' }),
  signOff: chosen<Span>({ count: 20, unit: 'working-days' }),
  escalation: chosen<Span>({ count: 25, unit: 'working-days' }),
  answer: chosen<Span>({ count: 5, unit: 'working-days' }),
});

const [strategy, act] = policySetIds;

export const policy: Record<PolicySetId, PackPolicy> = {
  [strategy]: policyOf(ownOf(strategy))[strategy],
  [act]: policyOf(ownOf(act))[act],
};
