import type { Instant, Unit } from '../kernel/calendar';
import type { Deadline, Owner, PolicyValue } from '../kernel/contract';
import type { Role } from '../vocabulary';
import type { NrmPolicy } from './policy';
import { nth, openQuestion, pendingDecision, type Awaited, type State } from './state';

const leaders: readonly Role[] = ['team-leader', 'head-of-unit'];

/** A deadline from its policy value, which brings the count and the source. */
function counted(
  key: string,
  title: string,
  from: Instant,
  [value, unit]: readonly [PolicyValue<number>, Unit],
  owner: Owner,
  rule: string,
): Deadline {
  return { key, title, from, span: { count: value.value, unit }, rule, source: value.source, owner };
}

/** The target for the first decision that is waited for. A reconsidered decision is counted anew, under a key of its own. */
export function targetDeadline(state: State, policy: NrmPolicy): Deadline | undefined {
  const { awaited } = state;
  if (!awaited) return undefined;
  const key = nth(awaited.grounds, awaited.round);
  const owner: Owner = { role: 'decision-maker', agency: state.competentAuthority };
  const since = awaited.round === 1 ? undefined : 'the request for reconsideration';
  if (awaited.grounds === 'reasonable-grounds') {
    const rule = `The reasonable-grounds decision has a target in working days from ${since ?? 'the referral'}.`;
    const span = [policy.reasonableGroundsWorkingDays, 'working-days'] as const;
    return { ...counted(key, 'Reasonable-grounds decision', awaited.since, span, owner, rule), movableBy: leaders };
  }
  const span = [conclusiveTarget(awaited, policy), 'calendar-days'] as const;
  const rule = since
    ? `The conclusive-grounds decision has a target in calendar days from ${since}.`
    : 'The conclusive-grounds decision is taken after the minimum of the reflection period: by the end of the first day on which it can be.';
  return { ...counted(key, 'Conclusive-grounds decision', awaited.since, span, owner, rule), movableBy: leaders };
}

/** A reconsidered decision waits for no minimum, and has no more than its target. */
function conclusiveTarget({ round }: Awaited, policy: NrmPolicy): PolicyValue<number> {
  const { conclusiveGroundsCalendarDays: target, conclusiveGroundsDaysToDecide: more } = policy;
  if (round > 1) return target;
  return { ...target, value: target.value + more.value, source: `${target.source}; ${more.source}` };
}

export function informationDeadline(state: State, policy: NrmPolicy): Deadline | undefined {
  const question = openQuestion(state);
  if (!question || question.isOverdue) return undefined;
  return counted(
    nth('information', question.number),
    'Answer the competent authority',
    question.askedAt,
    [policy.informationWorkingDays, 'working-days'],
    { role: 'first-responder', agency: state.referrer.agency },
    'A question to the First Responder is answered within working days from the question; then the target runs again.',
  );
}

export function deadlines(state: State, policy: NrmPolicy): readonly Deadline[] {
  if (state.closedBy) return [];
  const own = [targetDeadline(state, policy), informationDeadline(state, policy), ...steps(state, policy)];
  return own.filter((d) => d !== undefined);
}

function steps(state: State, policy: NrmPolicy): (Deadline | undefined)[] {
  const pending = pendingDecision(state);
  const agency = state.competentAuthority;
  const { reconsiderationWindow: window, permitToConsider: permit, exitToPlan: exit } = state;
  return [
    pending && !pending.review
      ? {
          ...counted(
            nth('review', pending.number),
            'Independent review',
            pending.first.at,
            [policy.reviewWorkingDays, 'working-days'],
            { role: 'decision-maker', agency },
            'Every decision is reviewed by a second decision-maker, in working days from the decision.',
          ),
          movableBy: leaders,
        }
      : undefined,
    pending?.review
      ? {
          ...counted(
            nth('third-decision', pending.number),
            'Decision of a senior decision-maker',
            pending.review.at,
            [policy.thirdDecisionWorkingDays, 'working-days'],
            { role: 'senior-decision-maker', agency },
            'When the first decision-maker and the reviewer disagree, a third decides, in working days from the review.',
          ),
          movableBy: leaders,
        }
      : undefined,
    window && !window.isOver
      ? counted(
          nth('reconsideration-window', window.number),
          'Last day to ask for reconsideration',
          window.since,
          [policy.reconsiderationCalendarDays, 'calendar-days'],
          { role: 'first-responder', agency: state.referrer.agency },
          'A negative decision may be reconsidered once, on new evidence, in calendar days from its effect.',
        )
      : undefined,
    permit
      ? {
          ...counted(
            nth('residence-permit', permit.number),
            'Residence permit',
            permit.since,
            [policy.residencePermitWorkingDays, 'working-days'],
            { role: 'immigration-officer', agency: state.immigrationAuthority },
            'A residence permit is considered in working days from a positive conclusive decision.',
          ),
          movableBy: leaders,
        }
      : undefined,
    exit
      ? counted(
          nth('care-exit-plan', exit.number),
          'Care exit plan',
          exit.since,
          [policy.careExitPlanWorkingDays, 'working-days'],
          state.care,
          'Leaving care is planned in working days from the conclusive decision.',
        )
      : undefined,
    ...state.feedbackToGive.map((feedback) => ({
      ...counted(
        nth('feedback', feedback.number),
        'Feedback to the First Responder',
        feedback.since,
        [policy.feedbackWorkingDays, 'working-days'],
        { role: 'decision-maker', agency },
        'The First Responder hears what made the referral strong or weak, in working days from the decision [27].',
      ),
      movableBy: leaders,
    })),
  ];
}
