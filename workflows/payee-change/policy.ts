import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type PayeePolicy = {
  /** By when a second officer decides; after that the proposal lapses. */
  approval: PolicyValue<Span>;
  /** From the approval until the new account is paid, so that the provider can object. */
  cooling: PolicyValue<Span>;
  deliveryHours: PolicyValue<number>;
};

function chosen(effectiveFrom: string): PayeePolicy {
  const source = "Concert's default: bank details change by two people, after a cooling period";
  return {
    approval: { value: { count: 5, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    cooling: { value: { count: 5, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    deliveryHours: { value: 4, source, effectiveFrom, isDefault: true },
  };
}

export const policy: Record<PolicySetId, PayeePolicy> = {
  'strategy-2011': chosen('2011-07-01'),
  'nationality-and-borders-2022': chosen('2023-01-30'),
};
