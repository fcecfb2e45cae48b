import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type RegisterPolicy = {
  /** By when a second administrator decides; after that the proposal lapses. */
  approval: PolicyValue<Span>;
  /** After how many hours a change that could not be applied becomes a task for a person. */
  deliverWithinHours: PolicyValue<number>;
};

/** The strategy does not say how a register is kept: both values are Concert's choice, in every set. */
function chosen(effectiveFrom: string): RegisterPolicy {
  const source = "Concert's default: the register changes by two people";
  return {
    approval: { value: { count: 10, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    deliverWithinHours: { value: 4, source, effectiveFrom, isDefault: true },
  };
}

export const policy: Record<PolicySetId, RegisterPolicy> = {
  'strategy-2011': chosen('2009-04-01'),
  'nationality-and-borders-2022': chosen('2023-01-30'),
};
