import { londonDateOf, spansBetween } from '../kernel/calendar';
import type { Grounds } from './events';
import { effectiveDecision, pendingDecision, type State } from './state';

/** What is counted of a case: codes, dates and numbers [87]. */
export function figures(state: State): Record<string, string | number | boolean> {
  const { exploitationType, countryOfOrigin } = state.notification ?? state.referral;
  return {
    route: state.referrer.agency,
    subject: state.referral.subject,
    exploitationType,
    countryOfOrigin,
    competentAuthority: state.competentAuthority,
    outcome: outcomeOf(state),
    // A notification and a duplicate are not further victims.
    isReferral: state.notification === undefined && state.duplicateOf === undefined,
    reasonableGroundsOutcome: effectiveDecision(state, 'reasonable-grounds')?.effective?.outcome ?? 'none',
    conclusiveGroundsOutcome: effectiveDecision(state, 'conclusive-grounds')?.effective?.outcome ?? 'none',
    ...daysTo(state, 'reasonable-grounds', 'daysToReasonableGrounds'),
    ...daysTo(state, 'conclusive-grounds', 'daysToConclusive'),
    ...(state.referredAt === undefined ? {} : { referredOn: londonDateOf(state.referredAt) }),
  };
}

/** How the case stands in statistics; a decision that is being taken again leaves it open. */
function outcomeOf(state: State): string {
  if (state.closedBy === 'notified') return 'notification';
  if (state.closedBy === 'duplicate') return 'duplicate';
  if (!state.awaited && !pendingDecision(state)) {
    const conclusive = effectiveDecision(state, 'conclusive-grounds')?.effective?.outcome;
    if (conclusive) return `${conclusive}-conclusive`;
    const reasonable = effectiveDecision(state, 'reasonable-grounds')?.effective?.outcome;
    if (reasonable === 'negative') return 'negative-reasonable-grounds';
  }
  return state.closedBy ?? 'open';
}

/** Calendar days from when the decision's target was counted to the decision's effect. */
function daysTo(state: State, grounds: Grounds, name: string): Record<string, number> {
  const decision = effectiveDecision(state, grounds);
  if (!decision?.effective) return {};
  return { [name]: spansBetween(decision.awaitedSince, decision.effective.at, 'calendar-days') };
}
