import type { Context, Decision, KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { parseCaseRef, prefixOf, type AgencyCode, type Role } from '../vocabulary';
import type { AnyEvent, Event } from './events';
import { after } from './evolve';
import type { NrmPolicy } from './policy';
import { isSettled, pendingDecision, type DecisionRecord, type State } from './state';

export type NrmContext = Context<NrmPolicy>;
export type NrmDecision = Decision<Event>;
/** A question about who asks, and when: the refusal, or nothing. */
export type Rule = (state: State, context: NrmContext) => Refusal | undefined;

export const nrmBox = 'Strategy, box on the National Referral Mechanism';

/** All of them must hold; the first that does not is the answer. */
export function allOf(...rules: readonly Rule[]): Rule {
  return (state, context) => {
    for (const rule of rules) {
      const refusal = rule(state, context);
      if (refusal) return refusal;
    }
    return undefined;
  };
}

/** A refusal that points at one field of the input. */
export function refuseField(code: string, field: string, message: string, source: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}

export const ofTheCompetentAuthority: Rule = (state, { actor }) =>
  actor.agency === state.competentAuthority
    ? undefined
    : refuse('not-your-case', 'This is for the competent authority to which the referral is allocated.', nrmBox);

export const ofTheReferringAgency: Rule = (state, { actor }) =>
  actor.agency === state.referrer.agency
    ? undefined
    : refuse('not-your-referral', 'This is for the organisation that made the referral.', nrmBox);

/** Each of these roles acts only for the agency that holds the part: a First Responder for the referring one, and so on. */
export function actsForItsPart(state: State, { actor }: Pick<NrmContext, 'actor'>): boolean {
  const holds = (role: Role) => actor.roles.includes(role);
  const { care } = state;
  return (
    (holds('first-responder') && actor.agency === state.referrer.agency) ||
    (competentAuthorityRoles.some(holds) && actor.agency === state.competentAuthority) ||
    (holds(care.role) && actor.agency === care.agency)
  );
}
export const competentAuthorityRoles: readonly Role[] = [
  'decision-maker',
  'senior-decision-maker',
  'team-leader',
  'head-of-unit',
  'allocation-officer',
  'case-auditor',
];

export function shareWith(agency: AgencyCode, reason: string, { file }: Pick<NrmContext, 'file'>): KernelEvent[] {
  return file.sharedWith.includes(agency) ? [] : [{ type: 'case-shared', agency, reason }];
}

/** The events, and the end of the case when nothing more follows from them. */
export function closingWhenSettled(state: State, events: readonly AnyEvent[], context: NrmContext): AnyEvent[] {
  const next = after(state, events, { at: context.now, actor: context.actor });
  return isSettled(next) ? [...events, { type: 'closed' }] : [...events];
}

/** Runs the rest only with the decision that waits for its effect. */
export function onPendingDecision(state: State, decide: (pending: DecisionRecord) => NrmDecision): NrmDecision {
  const pending = pendingDecision(state);
  return pending ? decide(pending) : noDecisionToReview;
}
export const noDecisionToReview = refuse(
  'no-decision-to-review',
  'No decision is waiting for a review.',
  'Strategy 32',
);

/** The other referral's reference as it is written, or why it cannot be one. */
export function otherReferral(typed: string, own: string): string | Refusal {
  const ref = parseCaseRef(typed);
  if (!ref || prefixOf(ref) !== prefixOf(own)) {
    return refuseField(
      'not-a-reference',
      'otherRef',
      'This is not the reference of a referral. Check it for slips.',
      nrmBox,
    );
  }
  return ref === own
    ? refuseField('same-case', 'otherRef', 'This is the reference of this case. Give the other one.', nrmBox)
    : ref;
}
