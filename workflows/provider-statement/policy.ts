import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type StatementPolicy = {
  /** How long a provider has to agree or dispute before it is escalated. */
  agreement: PolicyValue<Span>;
  /** How long the contractor's officers have to settle a dispute. */
  settlement: PolicyValue<Span>;
  /** From the provider's agreement to the money. */
  payment: PolicyValue<Span>;
  deliveryHours: PolicyValue<number>;
};

function chosen(effectiveFrom: string): StatementPolicy {
  const source = 'Concert: our choice; the strategy (paragraphs 33 and 36) gives no value';
  const promptly = 'Concert: our choice, after the Late Payment of Commercial Debts (Interest) Act 1998, section 4';
  return {
    agreement: { value: { count: 10, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    settlement: { value: { count: 10, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    payment: { value: { count: 30, unit: 'calendar-days' }, source: promptly, effectiveFrom, isDefault: true },
    deliveryHours: { value: 4, source, effectiveFrom, isDefault: true },
  };
}

export const policy: Record<PolicySetId, StatementPolicy> = {
  'strategy-2011': chosen('2011-07-01'),
  'nationality-and-borders-2022': chosen('2023-01-30'),
};
