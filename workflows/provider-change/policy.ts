import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { chosen, policyOf, type AccountsPolicy } from '../provider-payment/policy';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type ProviderChangePolicy = AccountsPolicy & {
  /** By when a second person decides; after that the proposal lapses. */
  approval: PolicyValue<Span>;
};

export const policy: Record<PolicySetId, ProviderChangePolicy> = policyOf({
  approval: chosen<Span>({ count: 10, unit: 'working-days' }),
});
