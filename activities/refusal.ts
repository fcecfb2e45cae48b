import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

/**
 * The world's refusal of an effect, for a reason of the field: it is not tried again, and the case is told its code.
 * Nothing failed: the engine's library is not to warn of it.
 */
export function refusalFailure(code: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'Refusal',
    message: code,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  });
}
