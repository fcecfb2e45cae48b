import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type BatchPolicy = {
  /** Who edited the account of a payee within this time does not release a payment to it. */
  payeeEditWorkingDays: PolicyValue<number>;
  /** How long a prepared batch may wait for its release. */
  release: PolicyValue<Span>;
  /** After how many hours without the bank's status report somebody asks the bank. */
  bankAnswerHours: PolicyValue<number>;
  deliveryHours: PolicyValue<number>;
};

function chosen(effectiveFrom: string): BatchPolicy {
  const source = "Concert's default: money leaves by two people, neither of whom has just changed where it goes";
  return {
    payeeEditWorkingDays: { value: 5, source, effectiveFrom, isDefault: true },
    release: { value: { count: 2, unit: 'working-days' }, source, effectiveFrom, isDefault: true },
    bankAnswerHours: { value: 72, source, effectiveFrom, isDefault: true },
    deliveryHours: { value: 4, source, effectiveFrom, isDefault: true },
  };
}

export const policy: Record<PolicySetId, BatchPolicy> = {
  'strategy-2011': chosen('2011-07-01'),
  'nationality-and-borders-2022': chosen('2023-01-30'),
};
