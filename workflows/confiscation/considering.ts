import { addSpan, compareInstants, londonDateOf, startOfLondonDay } from '../kernel/calendar';
import { opening } from '../kernel/command';
import type { KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { daysBetween } from './dates';
import type { Body, Event } from './events';
import type { ConfiscationPolicy } from './policy';
import { isConvicted, isProceeding } from './progress';
import { allOf, command, ofTheProsecution, poca, refuseField, type Rule } from './rules';
import { Consideration, Opening, Reasons } from './schemas';
import { agencyOf, type State } from './state';

const bothSource = 'Strategy paragraph 91: considered in every prosecution, by both bodies';

export const open = opening<Event, ConfiscationPolicy, typeof Opening>({
  title: 'Open confiscation for a prosecution',
  hint: 'One case for each trafficking-related prosecution, as soon as it is registered.',
  by: ['prosecutor', 'investigating-officer', 'system'],
  input: Opening,
  decide(input, { now, actor, policy }) {
    const { investigatingBody, prosecutingBody, foundWithoutCase, registeredOn = londonDateOf(now), ...rest } = input;
    if (investigatingBody === prosecutingBody)
      return refuseField('one-body', 'prosecutingBody', 'Two bodies consider confiscation. Name two.', bothSource);
    const isTheirs = [investigatingBody, prosecutingBody].includes(actor.agency) || actor.roles.includes('system');
    if (!isTheirs) return refuse('not-your-prosecution', 'Open cases for prosecutions of your own agency.', bothSource);
    if (registeredOn > londonDateOf(now))
      return refuseField('in-the-future', 'registeredOn', 'This day has not come yet. Give today or an earlier day.');
    const { defendant, ...facts } = rest;
    const registered: Event = {
      type: 'prosecution-registered',
      ...facts,
      investigatingBody,
      prosecutingBody,
      enforcingAgency: policy.enforcingAgency.value,
      registeredOn,
      ...(defendant === undefined ? {} : { defendant }),
    };
    const found: Event[] = foundWithoutCase
      ? [{ type: 'found-without-case', daysWithout: daysBetween(registeredOn, londonDateOf(now)) }]
      : [];
    const shared = [investigatingBody, prosecutingBody]
      .filter((agency) => agency !== actor.agency)
      .map((agency): KernelEvent => ({ type: 'case-shared', agency, reason: 'considers-confiscation' }));
    return [registered, ...found, ...shared];
  },
});

/** Nobody speaks for the other body: which one an actor speaks for follows from their agency and role. */
function bodyOf(state: State, { agency, roles }: { agency: string; roles: readonly string[] }): Body | undefined {
  const speaks = (body: Body, role: string) =>
    agency === agencyOf(state, body) && (roles.includes(role) || roles.includes('asset-recovery-lead'));
  if (speaks('investigating', 'investigating-officer')) return 'investigating';
  return speaks('prosecuting', 'prosecutor') ? 'prosecuting' : undefined;
}

const noOrderYet: Rule = ({ order, notMadeReasons }) =>
  order || notMadeReasons !== undefined
    ? refuse('court-decided', 'The court has decided. A consideration changes nothing any more.', poca('6'))
    : undefined;

const notConcluded: Rule = ({ concludedAt }) =>
  concludedAt ? refuse('already-concluded', 'The prosecution is concluded.', bothSource) : undefined;

export const considering = {
  'record-consideration': command({
    title: 'Record your consideration of confiscation',
    hint: 'For your own body: proceed, an alternative, or neither, with reasons. A later one takes its place.',
    by: ['investigating-officer', 'prosecutor', 'asset-recovery-lead'],
    input: Consideration,
    when: allOf(
      (state, { actor }) =>
        bodyOf(state, actor)
          ? undefined
          : refuse('not-your-body', 'Only the other body may record its own consideration.', bothSource),
      noOrderYet,
      notConcluded,
    ),
    decide(state, { decision, alternative, reasons }, { now, actor, policy }) {
      const body = bodyOf(state, actor);
      if (!body) return refuse('not-your-body', 'Only the other body may record its own consideration.', bothSource);
      const other: Body = body === 'investigating' ? 'prosecuting' : 'investigating';
      if (state.considered[other]?.by === actor.person)
        return refuse('same-person', 'You considered for the other body. Another person does it here.', bothSource);
      const wrong = alternativeMismatch(decision, alternative);
      if (wrong) return wrong;
      const span = policy[`${body}Consideration`].value;
      const due = addSpan(startOfLondonDay(state.registeredOn), span);
      const isFirst = state.considered[body] === undefined;
      const isInTime = isFirst ? compareInstants(now, due) < 0 : (state.considered[body]?.isInTime ?? false);
      return [
        {
          type: 'considered',
          body,
          decision,
          reasons,
          isInTime,
          ...(alternative === undefined ? {} : { alternative }),
        },
      ];
    },
  }),
  'record-court-proceeds': command({
    title: 'Record that the court proceeds',
    hint: 'When the court believes it right to proceed though the prosecutor does not ask for it.',
    by: ['prosecutor'],
    input: Reasons,
    when: allOf(ofTheProsecution, noOrderYet, notConcluded, (state) => {
      if (!isConvicted(state))
        return refuse('not-convicted', 'There is no conviction. Record the outcome first.', poca('6(2)'));
      return isProceeding(state)
        ? refuse('already-proceeding', 'Confiscation is proceeded with already.', poca('6(3)'))
        : undefined;
    }),
    decide: (_state, { reasons }) => [{ type: 'court-proceeded', reasons }],
  }),
};

function alternativeMismatch(decision: string, alternative: string | undefined): Refusal | undefined {
  if (decision === 'alternative' && alternative === undefined)
    return refuseField('alternative-missing', 'alternative', 'Say which alternative.', 'Strategy paragraph 92');
  return decision !== 'alternative' && alternative !== undefined
    ? refuseField('alternative-not-decided', 'alternative', 'Leave it out: the decision is another.')
    : undefined;
}
