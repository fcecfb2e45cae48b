import type { Actor } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { AgencyCode } from '../vocabulary';

/** Rules that all cases about money share. */
export const cycle = 'Strategy paragraphs 33 and 36: funding follows the victim';
export const twoPeople = 'Concert: money moves by two people (after the strategy, paragraph 36)';

/** Why this person may not open a case about money; only the central contractor pays providers [33, 36]. */
export function notOfTheContractor({ designations }: Actor): Refusal | undefined {
  return designations.includes('central-contractor')
    ? undefined
    : refuse('not-the-contractor', 'Only the central contractor does this. Ask its payment officers.', cycle);
}

/** Why this person may not act on a case that another agency's officers opened. */
export function notOfThisAgency(agency: AgencyCode, actor: Actor): Refusal | undefined {
  return actor.agency === agency
    ? undefined
    : refuse('not-your-case', `This is for the payment officers of ${agency}.`, cycle);
}

export function refuseField(code: string, field: string, message: string, source: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}
