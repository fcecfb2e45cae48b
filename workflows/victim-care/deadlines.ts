import { startOfLondonDay, type Instant, type Span } from '../kernel/calendar';
import type { Deadline, Owner, PolicyValue } from '../kernel/contract';
import { isPresent } from './evolve-placing';
import type { CarePolicy } from './policy';
import { isBedHeld, placeNow, stageOf, type State } from './state';
import { bedHoldOf, spanOfHold } from './stays';

export function caseManagers({ contractor }: State): Owner {
  return { role: 'case-manager', agency: contractor };
}

/** Whether a place is still looked for, for somebody who has not arrived anywhere. */
export function needsAPlace(state: State): boolean {
  return (
    !state.missing &&
    state.placement?.status !== 'confirmed' &&
    state.movements.length === 0 &&
    state.needs?.accommodation !== 'none'
  );
}

/** Whether the person is in a place whose bed the register of beds would not give. */
export function bedsDiffer(state: State): boolean {
  return state.bedsRefusedAt !== undefined && isPresent(state) && !isBedHeld(state) && !state.placement && !state.move;
}

/** What has to happen by when; from the moment of acceptance to the close there is always a date. */
export function deadlines(state: State, policy: CarePolicy): Deadline[] {
  const stage = stageOf(state);
  const owner = caseManagers(state);
  const by = (key: string, title: string, from: Instant, p: PolicyValue<Span>, rule: string): Deadline => ({
    key,
    title,
    from,
    span: p.value,
    rule,
    source: p.source,
    owner,
  });
  if (stage === 'offered') {
    const p = state.isEmergency ? policy.emergencyAcceptance : policy.acceptance;
    const rule = 'The central contractor accepts in this time; sooner in an emergency.';
    return [by('acceptance', 'Accept the case', state.offeredAt, p, rule)];
  }
  const complaints = state.complaints
    .filter(({ answer }) => !answer)
    .map(({ id, at }) =>
      by(
        `complaint.${id}`,
        'Answer the complaint',
        at,
        policy.complaintAnswer,
        'Every complaint is answered in this time.',
      ),
    );
  if (stage === 'moved-on' && state.exit) {
    const rule = 'Support goes on for this time after the exit.';
    return [by('move-on', 'End the move-on support', state.exit.recordedAt, policy.moveOn, rule), ...complaints];
  }
  if (!state.acceptedAt || state.ended) return [];
  return [
    ...assessing(state, policy, by),
    ...placing(state, policy, by),
    ...away(state, policy, by),
    ...leaving(state, policy, by),
    ...complaints,
  ];
}

type By = (key: string, title: string, from: Instant, p: PolicyValue<Span>, rule: string) => Deadline;

function assessing(state: State, policy: CarePolicy, by: By): Deadline[] {
  const { acceptedAt = '', assessedAt, planAt } = state;
  const { needsAssessment, supportPlan, planReview } = policy;
  if (!assessedAt)
    return [
      by(
        'needs',
        'Assess the needs',
        acceptedAt,
        needsAssessment,
        'The first assessment follows acceptance in this time.',
      ),
    ];
  if (!planAt)
    return [
      by(
        'support-plan',
        'Agree the support plan',
        assessedAt,
        supportPlan,
        'The plan follows the assessment in this time.',
      ),
    ];
  const from = latest(planAt, state.reviews.at(-1)?.at);
  return [
    by(
      'plan-review',
      'Review the support plan',
      from,
      planReview,
      'The plan is reviewed again and again, in this time from the last.',
    ),
  ];
}

function latest(a: Instant, b: Instant | undefined): Instant {
  return b !== undefined && Date.parse(b) > Date.parse(a) ? b : a;
}

function placing(state: State, policy: CarePolicy, by: By): Deadline[] {
  const { placement, move, placeNeededSince, bedsRefusedAt } = state;
  const found: Deadline[] = [];
  if (needsAPlace(state) && placeNeededSince)
    found.push(
      by('placement', 'Place the person', placeNeededSince, policy.placement, 'Nobody waits longer for a bed.'),
    );
  if (move && placement?.status !== 'confirmed')
    found.push(
      by('move', 'Find the new place', move.since, policy.move, 'A move that was asked for is arranged in this time.'),
    );
  if (bedsDiffer(state) && bedsRefusedAt)
    found.push(
      by('beds', 'Put the beds right', bedsRefusedAt, policy.placement, 'The bed somebody sleeps in is held for them.'),
    );
  if (placement?.status === 'confirmed') {
    const from = startOfLondonDay(placement.fromNight);
    const rule = 'Somebody who is expected arrives by the end of the day after the first night.';
    const owner: Owner = { role: 'support-worker', agency: placement.provider };
    found.push({ ...by('arrival', 'Record the arrival', from, policy.arrival, rule), owner });
  }
  return found;
}

function away(state: State, policy: CarePolicy, by: By): Deadline[] {
  const { missing, movements, bedReleasedAt } = state;
  const hold = isBedHeld(state) ? bedHoldOf(movements, policy.bedHoldNights.value) : undefined;
  const found: Deadline[] = [];
  if (hold) {
    const { value, source } = policy.bedHoldNights;
    const { from, days } = spanOfHold(hold);
    const span: PolicyValue<Span> = { ...policy.arrival, value: { count: days, unit: 'calendar-days' }, source };
    found.push(by('bed-hold', 'The bed is held', from, span, `The bed is held for ${value} nights of absence.`));
  }
  if (missing)
    found.push(
      by(
        'missing-review',
        'Review the search',
        missing.reviewedAt,
        policy.missingReview,
        'The search is reviewed again and again.',
      ),
    );
  else if (bedReleasedAt && !placeNow(state))
    found.push(
      by(
        'absence',
        'Find out what becomes of the person',
        bedReleasedAt,
        policy.absenceFollowUp,
        'Nobody drops out of care by silence.',
      ),
    );
  return found;
}

function leaving(state: State, policy: CarePolicy, by: By): Deadline[] {
  const { isEmergency, decision, acceptedAt = '', exitPlanningSince, exitPlan } = state;
  const found: Deadline[] = [];
  if (isEmergency && !decision)
    found.push(
      by(
        'decision',
        'A decision is expected',
        acceptedAt,
        policy.decision,
        'Care in an emergency is followed by a decision.',
      ),
    );
  if (exitPlanningSince && !exitPlan)
    found.push(
      by(
        'exit-plan',
        'Plan the exit',
        exitPlanningSince,
        policy.exitPlan,
        'The exit is planned in this time from the decision.',
      ),
    );
  if (exitPlan) {
    const onTheDay: PolicyValue<Span> = { ...policy.exitPlan, value: { count: 0, unit: 'calendar-days' } };
    found.push(
      by('exit', 'The person leaves', startOfLondonDay(exitPlan.exitOn), onTheDay, 'The day of the exit plan.'),
    );
  }
  return found;
}
