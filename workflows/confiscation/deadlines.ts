import { startOfLondonDay, type Instant, type Span } from '../kernel/calendar';
import type { Deadline, Owner, PolicyValue } from '../kernel/contract';
import { daysBetween } from './dates';
import { permittedPeriod } from './law';
import type { ConfiscationPolicy } from './policy';
import {
  hasUnpaidOrder,
  heldPence,
  isInTimetable,
  isUnderAppeal,
  limitOf,
  missingConsiderations,
  openAlternatives,
  openClaims,
  openHelps,
  openRestraints,
  permittedUntil,
  stageOf,
} from './progress';
import { enforcement, leadOf, ownerOf, type State } from './state';
import { daysOf, openSteps } from './timetable';
import { helpOwner, isWaitingForVerdict, reviewKey } from './tasks';

type By = (key: string, title: string, from: Instant, p: PolicyValue<Span>, owner: Owner, rule: string) => Deadline;

const by: By = (key, title, from, p, owner, rule) => ({
  key,
  title,
  from,
  span: p.value,
  rule,
  source: p.source,
  owner,
});

/** What has to happen by when. None of these dates is moved by hand: a court moves them, or the law does not allow it. */
export function deadlines(state: State, policy: ConfiscationPolicy): Deadline[] {
  if (!state.isOpen || state.ended) return [];
  return [
    ...considering(state, policy),
    ...early(state, policy),
    ...reviewing(state, policy),
    ...afterConviction(state, policy),
    ...paying(state, policy),
    ...ending(state, policy),
  ];
}

function considering(state: State, policy: ConfiscationPolicy): Deadline[] {
  const spans = { investigating: policy.investigatingConsideration, prosecuting: policy.prosecutingConsideration };
  return missingConsiderations(state).map((body) =>
    by(
      `consideration.${body}`,
      `The ${body} body considers confiscation`,
      startOfLondonDay(state.registeredOn),
      spans[body],
      ownerOf(state, body),
      'Both bodies consider confiscation in every trafficking-related prosecution, in this time from its registration.',
    ),
  );
}

function early(state: State, policy: ConfiscationPolicy): Deadline[] {
  const prosecutor = ownerOf(state, 'prosecuting');
  return [
    ...openHelps(state).map((help) =>
      by(
        `help.${help.id}`,
        'Acknowledge the request for help',
        help.askedAt,
        policy.requestAcknowledgement,
        helpOwner(help),
        'Whoever is asked says in this time that they are on it.',
      ),
    ),
    ...openRestraints(state).map(({ id, isUrgent, askedAt }) =>
      by(
        `restraint.${id}`,
        isUrgent ? 'Urgent: restrain assets (section 41)' : 'Restrain assets (section 41)',
        askedAt,
        isUrgent ? policy.urgentRestraint : policy.ordinaryRestraint,
        prosecutor,
        'A request for restraint is put to the court, or answered, in this time.',
      ),
    ),
    ...openClaims(state).map(({ id, madeAt }) =>
      by(
        `claim.${id}`,
        'Have the claim of a third party decided',
        madeAt,
        policy.claimDecision,
        prosecutor,
        'A claim of a third party is decided in this time; until then its asset is not realised.',
      ),
    ),
  ];
}

/** Each review is a date of its own, so that none of them moves. */
function reviewing(state: State, policy: ConfiscationPolicy): Deadline[] {
  const stage = stageOf(state);
  const isAfterLimit = isInTimetable(state) && state.hasPermittedPeriodPassed;
  const again = (owner: Owner, every: PolicyValue<Span>, title: string): Deadline[] => [
    by(
      reviewKey(state),
      title,
      state.review.from,
      { ...every, value: { ...every.value, count: every.value.count * state.review.round } },
      owner,
      'A case that waits comes back again and again, so that it is never forgotten.',
    ),
  ];
  if (isWaitingForVerdict(state) || isAfterLimit)
    return again(
      ownerOf(state, 'prosecuting'),
      policy.prosecutionReview,
      isAfterLimit ? 'The permitted period is over: look again at the case' : 'Look again: is there a verdict?',
    );
  if (isInTimetable(state) && isUnderAppeal(state))
    return again(ownerOf(state, 'prosecuting'), policy.prosecutionReview, 'Look again: has the appeal been decided?');
  return stage === 'enforcement'
    ? again(enforcement(state), policy.enforcementReview, 'Look again at the enforcement')
    : [];
}

const stepTitles = {
  statement: "Give the prosecutor's statement of information (section 16)",
  response: "Record the defendant's response (section 17)",
  hearing: 'Record the hearing (section 6)',
  order: 'Record the order, or that there is none (section 6)',
} as const;

function afterConviction(state: State, policy: ConfiscationPolicy): Deadline[] {
  const prosecutor = ownerOf(state, 'prosecuting');
  const dates = openSteps(state, policy).map((one): Deadline => {
    const { step, from, rule, source } = one;
    return {
      key: step,
      title: stepTitles[step],
      from: startOfLondonDay(from),
      span: daysOf(one),
      rule,
      source,
      owner: prosecutor,
    };
  });
  const limit = limitOf(state);
  const convictedOn = state.outcome?.on;
  if (!isInTimetable(state) || state.hasPermittedPeriodPassed || limit === undefined || convictedOn === undefined)
    return dates;
  const isLonger = limit !== permittedUntil(state);
  const afterAppeal = state.appeals.length > 0 ? ', or three months starting with the end of the appeal' : '';
  return [
    ...dates,
    {
      key: 'permitted-period',
      title: 'The permitted period ends (section 14)',
      from: startOfLondonDay(convictedOn),
      span: { count: daysBetween(convictedOn, limit), unit: 'calendar-days' },
      warnings: policy.permittedPeriodWarnings.value.map((span) => ({ key: `month-${span.count}`, span })),
      rule: isLonger
        ? `Two years starting with the date of conviction${afterAppeal}, and longer by an order in exceptional circumstances.`
        : `Two years starting with the date of conviction${afterAppeal}, unless there are exceptional circumstances.`,
      source: permittedPeriod.source,
      owner: leadOf(state.prosecutingBody),
    },
  ];
}

function paying(state: State, policy: ConfiscationPolicy): Deadline[] {
  const { order } = state;
  if (!order) return [];
  const owner = enforcement(state);
  const { orderedOn, payBy, lawSource, mostMonths, extendedMonths, heldSince } = order;
  const payment: Deadline = {
    key: 'payment',
    title: 'The order is paid (section 11)',
    from: startOfLondonDay(orderedOn),
    span: { count: daysBetween(orderedOn, payBy), unit: 'calendar-days' },
    rule: `The court's time to pay; at most ${mostMonths} months starting with the day of the order, ${extendedMonths} when extended.`,
    source: lawSource,
    owner,
  };
  const payOut = by(
    'pay-out',
    'Pay out what was collected: victims first',
    heldSince ?? '',
    policy.payOut,
    owner,
    'What was collected goes on in this time; compensation comes first.',
  );
  return [...(hasUnpaidOrder(state) ? [payment] : []), ...(heldPence(order) > 0 && heldSince ? [payOut] : [])];
}

function ending(state: State, policy: ConfiscationPolicy): Deadline[] {
  const { outcome, concludedAt, dischargeSince, alternativeSince } = state;
  const prosecutor = ownerOf(state, 'prosecuting');
  const found: Deadline[] = openAlternatives(state).map(({ id, since, owner }) =>
    by(
      `alternative.${id}`,
      'Record what the alternative brought',
      since,
      policy.alternativeOutcome,
      owner,
      'What was handed to civil recovery, tax or forfeiture is asked after in this time.',
    ),
  );
  if (alternativeSince)
    found.push(
      by(
        'alternative',
        'Hand the assets to the alternative that was decided for',
        alternativeSince,
        policy.alternativeReferral,
        prosecutor,
        'An alternative that was decided for is begun in this time.',
      ),
    );
  if (outcome && !concludedAt)
    found.push(
      by(
        'conclusion',
        'Record that the prosecution is concluded',
        outcome.at,
        policy.conclusion,
        prosecutor,
        'The prosecution is concluded in this time from its outcome, with both considerations.',
      ),
    );
  if (dischargeSince)
    found.push(
      by(
        'discharge',
        'Have the restraint discharged (section 42)',
        dischargeSince,
        policy.restraintDischarge,
        prosecutor,
        'Restraint is discharged when there is nothing left for which it holds assets.',
      ),
    );
  return found;
}
