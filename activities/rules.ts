import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { refusalFailure } from './refusal';

/** The rules about money that the database holds up by itself, as constraints and triggers of these names. */
const rules: ReadonlySet<string> = new Set([
  'batch_altered',
  'batch_withdrawn',
  'line_altered',
  'payee_by_one_person',
  'payee_not_cooled',
  'payment_altered',
  'payment_not_owed',
  'provider_twice',
  'releaser_edited_payee',
  'releaser_is_preparer',
  'statement_in_batch',
]);

/** Runs `work`; a rule that the database refused by becomes a refusal of the same name, which is not tried again. */
export async function withRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const rule = ruleOf(error);
    throw rule === undefined ? error : refusalFailure(rule.replaceAll('_', '-'));
  }
}

function ruleOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('constraint' in error)) return undefined;
  const { constraint } = error;
  return typeof constraint === 'string' && rules.has(constraint) ? constraint : undefined;
}

/** Not now: it is tried again, and is no fault that anybody should be woken for. `code` says what it waits for. */
export function notYet(code: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'NotYet', message: code, category: ApplicationFailureCategory.BENIGN });
}
