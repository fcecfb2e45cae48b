import { commandsOf } from '../kernel/command';
import type { Context } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { AgencyCode } from '../vocabulary';
import type { ReflectionPolicy } from './policy';
import { ConclusiveDecision, NoInput, OverdueAction, ReferralClosed, RemovalDirections } from './schemas';
import type { Event, State } from './state';

export const source = 'Human Trafficking Strategy 2011, paragraph 23';
export const command = commandsOf<State, Event, ReflectionPolicy>();

/** Why somebody of another agency may not act here; undefined when the actor is of `agency`. */
export function otherAgency(agency: AgencyCode, { actor }: Context<ReflectionPolicy>): Refusal | undefined {
  if (actor.agency === agency) return undefined;
  return refuse('other-agency', `Only ${agency} may do this on this case.`, source);
}

/** The period protects until something ends it; that its minimum has passed is not such a thing [strategy 23]. */
export function isProtecting({ stage }: State): boolean {
  return stage === 'running' || stage === 'overdue';
}

/** The immigration authority's side, and the ends of the hold [strategy 23]. */
export const holdCommands = {
  'acknowledge-hold': command({
    title: 'Acknowledge the hold on removal',
    hint: 'Confirms that your agency will not remove this person while the reflection period runs.',
    by: ['immigration-officer', 'head-of-unit'],
    input: NoInput,
    when(state, context) {
      if (!isProtecting(state))
        return refuse('no-hold', 'The hold has ended. There is nothing to acknowledge.', source);
      if (state.isHoldAcknowledged) return refuse('already-acknowledged', 'The hold was acknowledged before.', source);
      return otherAgency(state.immigrationAuthority, context);
    },
    decide: () => [{ type: 'hold-acknowledged' }],
  }),
  'record-removal-directions': command({
    title: 'Record removal directions',
    hint: 'The day for which removal is arranged. Not possible while the reflection period runs.',
    by: ['immigration-officer'],
    input: RemovalDirections,
    when(state, context) {
      if (state.hold !== 'lifted') {
        return refuse('removal-held', 'Removal is held while the reflection period runs. Do not arrange it.', source);
      }
      return otherAgency(state.immigrationAuthority, context);
    },
    decide: (_state, { setFor }) => [{ type: 'removal-directions-recorded', setFor }],
  }),
  'acknowledge-lifting': command({
    title: 'Acknowledge that the hold is lifted',
    hint: 'Confirms that your agency knows that the period ended early.',
    by: ['immigration-officer', 'head-of-unit'],
    input: NoInput,
    when(state, context) {
      if (state.hold !== 'lifted') return refuse('removal-held', 'The hold is not lifted.', source);
      return otherAgency(state.immigrationAuthority, context);
    },
    decide: () => [{ type: 'lifting-acknowledged' }],
  }),
  'end-with-conclusive-decision': command({
    title: 'End with the conclusive decision',
    hint: 'Sent by the referral when its conclusive-grounds decision takes effect.',
    by: ['system'],
    input: ConclusiveDecision,
    when: (state) =>
      state.stage === 'running'
        ? refuse('minimum-not-passed', 'The minimum of the reflection period has not passed.', source)
        : undefined,
    decide(state, { outcome }) {
      const decided: Event = { type: 'conclusive-decision-applied', outcome };
      if (!isProtecting(state)) return [decided];
      return outcome === 'positive'
        ? [decided, { type: 'hold-replaced', by: 'permit-step' }]
        : [decided, { type: 'hold-lifted', because: 'conclusive-negative' }];
    },
  }),
  'end-with-closed-referral': command({
    title: 'End with the referral',
    hint: 'Sent by the referral when it closes because the person died or withdrew.',
    by: ['system'],
    input: ReferralClosed,
    decide(state, { because }) {
      const closed: Event = { type: 'referral-closed', because };
      return isProtecting(state) ? [closed, { type: 'hold-lifted', because: 'referral-closed' }] : [closed];
    },
  }),
  'record-overdue-action': command({
    title: 'Say what is being done',
    hint: 'Answers an escalation: why the case is still open and what will end it.',
    by: ['team-leader', 'head-of-unit'],
    input: OverdueAction,
    when(state, context) {
      const isAsked = state.unanswered.some((level) => context.actor.roles.includes(level));
      if (!isAsked) return refuse('nothing-to-answer', 'No escalation waits for your answer.', source);
      return otherAgency(state.competentAuthority, context);
    },
    decide: (state, { action }, { actor }) =>
      state.unanswered
        .filter((level) => actor.roles.includes(level))
        .map((to): Event => ({ type: 'overdue-action-recorded', to, action })),
  }),
};
