import { commandsOf } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { SafeguardingPolicy } from './policy';
import { agencyOf, partOf, type Event, type State } from './state';

export type SafeguardingContext = Context<SafeguardingPolicy>;
export const source = 'Strategy paragraphs 98, 103, 106 and 107';
export const command = commandsOf<State, Event, SafeguardingPolicy>();

export function refuseField(code: string, field: string, message: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}

export function byParty(state: State, { actor }: SafeguardingContext): Refusal | undefined {
  return partOf(state, actor)
    ? undefined
    : refuse('not-your-case', 'This is for the agencies that see to this child.', source);
}

export function byAuthority(state: State, { actor }: SafeguardingContext): Refusal | undefined {
  return actor.agency === agencyOf(state, 'authority')
    ? undefined
    : refuse('not-your-case', "This is for children's services of the child's authority.", source);
}
