import { policySetIds, type Policy, type PolicySetId, type PolicyValue } from '../kernel/contract';
import { policies as nrmPolicies } from '../nrm-referral/policy';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type ReviewPolicy = {
  samplePercent: PolicyValue<number>;
  sampleAtLeast: PolicyValue<number>;
  reviewWorkingDays: PolicyValue<number>;
  findingsWorkingDays: PolicyValue<number>;
  deliveryHours: PolicyValue<number>;
};

function chosen<V>(value: V): PolicyValue<V> {
  const source = 'Concert: our choice; the strategy (paragraph 27, action 4) gives no value';
  return { value, source, effectiveFrom: '2009-04-01', isDefault: true };
}

/** How much is sampled stands with the referrals, of which the sample is drawn. */
function forSet(set: PolicySetId): ReviewPolicy {
  const { auditSamplePercent, auditSampleAtLeast } = nrmPolicies[set];
  return {
    samplePercent: auditSamplePercent,
    sampleAtLeast: auditSampleAtLeast,
    reviewWorkingDays: chosen(20),
    findingsWorkingDays: chosen(10),
    deliveryHours: chosen(24),
  } satisfies Policy;
}

const [strategy, act] = policySetIds;

export const policy: Record<PolicySetId, ReviewPolicy> = { [strategy]: forSet(strategy), [act]: forSet(act) };
