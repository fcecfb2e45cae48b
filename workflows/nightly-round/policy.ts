import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { policyOf, chosen, type AccountsPolicy } from '../provider-payment/policy';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type RoundPolicy = AccountsPolicy & {
  /** How long what a round starts may take before a person sees to it. */
  roundHours: PolicyValue<number>;
  /** A prosecution registered so recently may be having its case opened just now. */
  openingMinutes: PolicyValue<number>;
};

export const policy: Record<PolicySetId, RoundPolicy> = policyOf({
  roundHours: chosen(12),
  openingMinutes: chosen(60),
});
