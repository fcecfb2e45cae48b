import { commandsOf } from '../kernel/command';
import type { EffectBody } from '../kernel/contract';
import { refuse } from '../kernel/refusals';
import type { AnyEvent, Event } from './events';
import type { NrmPolicy } from './policy';
import { nrmBox, type NrmContext } from './rules';
import { LinkChildCase } from './schemas';
import { effectiveDecision, type State } from './state';

const command = commandsOf<State, Event, NrmPolicy>();
const key = 'tell-child-case';

/** A search for this child, or the case that safeguards the child, asks to be told what is decided here [106, 107]. */
export const linkChildCase = command({
  title: 'Link a case about the child',
  hint: 'Sent by the case; it is told of each decision as soon as that has its effect.',
  by: ['system'],
  input: LinkChildCase,
  when: ({ referral }) =>
    referral.subject === 'child' ? undefined : refuse('not-a-child', 'This referral is not about a child.', nrmBox),
  decide: ({ childCases }, { childCase }) =>
    childCases.includes(childCase) ? [] : [{ type: 'child-case-linked', childCase }],
});

/** A decision is told when it has its effect; what was decided before a case was linked is told to it then. */
export function childCasesTold(
  event: AnyEvent,
  state: State,
  { ref: referral }: NrmContext,
): Record<string, EffectBody> {
  const tell = (childCase: string, decision: string, outcome: string): [string, EffectBody] => [
    `${key}-${decision}-${childCase}`,
    { kind: 'command-case', ref: childCase, command: 'note-nrm-decision', input: { referral, decision, outcome } },
  ];
  if (event.type === 'decision-effective')
    return Object.fromEntries(state.childCases.map((childCase) => tell(childCase, event.decision, event.outcome)));
  if (event.type !== 'child-case-linked') return {};
  const made = (['reasonable-grounds', 'conclusive-grounds'] as const).flatMap((grounds) => {
    const outcome = effectiveDecision(state, grounds)?.effective?.outcome;
    return outcome === undefined ? [] : [tell(event.childCase, grounds, outcome)];
  });
  return Object.fromEntries(made);
}

/** A case about the child that is over needs no word: the refusal of a closed case is no work for anybody. */
export function isChildCaseOver({ effect, code }: { effect: string; code: string }): boolean {
  return code === 'case-closed' && effect.includes(`-${key}-`);
}
