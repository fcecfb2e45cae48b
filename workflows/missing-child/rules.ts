import { commandsOf } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { parseCaseRef, prefixOf } from '../vocabulary';
import type { Event } from './events';
import type { MissingPolicy } from './policy';
import { isMissing, isParty, type State } from './state';

export type MissingContext = Context<MissingPolicy>;
export const source = 'Strategy paragraphs 99 and box, 106 and 107';
export const command = commandsOf<State, Event, MissingPolicy>();

export function refuseField(code: string, field: string, message: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}

/** Only those who look for this child. */
export function byParty(state: State, { actor }: MissingContext): Refusal | undefined {
  return actor.roles.includes('system') || isParty(state, actor)
    ? undefined
    : refuse('not-your-case', 'This is for the agencies that look for this child.', source);
}

export function byAuthority({ authority }: State, { actor }: MissingContext): Refusal | undefined {
  return actor.agency === authority
    ? undefined
    : refuse('not-your-case', "This is for the child's own local authority.", source);
}

export function whileMissing(state: State): Refusal | undefined {
  return isMissing(state) ? undefined : refuse('not-missing', 'The child is located. Nothing is searched for.', source);
}

export function onceLocated({ stage }: State): Refusal | undefined {
  return stage === 'located' ? undefined : refuse('not-located', 'Record first that the child is located.', source);
}

/** Another report's reference as it is written, or why it cannot be one. */
export function otherReport(typed: string, { ref: own }: Pick<MissingContext, 'ref'>): string | Refusal {
  const ref = parseCaseRef(typed);
  if (!ref || prefixOf(ref) !== prefixOf(own))
    return refuseField('not-a-reference', 'otherRef', 'This is not the reference of a report. Check it for slips.');
  return ref === own ? refuseField('same-case', 'otherRef', 'This is this report itself. Give the other one.') : ref;
}
