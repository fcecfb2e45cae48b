import { policySetIds, type PolicySetId, type PolicyValue } from '../kernel/contract';
import { policy as carePolicy } from '../victim-care/policy';
import type { AgencyCode } from '../vocabulary';

/** What every process of the accounts needs to know. (A type alias, so that it is a kernel `Policy`.) */
export type AccountsPolicy = {
  /** Manages the care of adult victims and pays the providers. */
  centralContractor: PolicyValue<AgencyCode>;
  /** Keeps the contract with the central contractor. */
  contractKeeper: PolicyValue<AgencyCode>;
  /** After how many hours something that could not be done becomes a task for a person. */
  deliverWithinHours: PolicyValue<number>;
};

/** A value that the strategy does not give. */
export function chosen<V>(value: V): PolicyValue<V> {
  const source = "Concert's default: the strategy gives no value for how the accounts are kept";
  return { value, source, effectiveFrom: '2011-07-01', isDefault: true };
}

/** For each set what the accounts share, and the values of one process. Who the contractor is stands with the care. */
export function policyOf<P extends object>(own: P): Record<PolicySetId, AccountsPolicy & P> {
  const forSet = (set: PolicySetId): AccountsPolicy & P => {
    const { centralContractor, contractKeeper } = carePolicy[set];
    return { centralContractor, contractKeeper, deliverWithinHours: chosen(4), ...own };
  };
  const [strategy, act] = policySetIds;
  return { [strategy]: forSet(strategy), [act]: forSet(act) };
}
