import type { Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import type { Event } from './events';
import { limitOf } from './progress';
import { agencyOf, enforcement, leadOf, ownerOf, type State } from './state';
import { helpOwner } from './tasks';
import type { ConfiscationContext } from './rules';

type Facts = Record<string, string | number>;

/** Whom to tell; references, codes, dates and sums only. */
export function react(event: Event | KernelEvent, state: State, { policy }: ConfiscationContext): Effect[] {
  const { deliverWithinHours, deliverUrgentlyWithinHours } = policy;
  const isUrgent = event.type === 'restraint-asked' && event.isUrgent;
  const hours = isUrgent ? deliverUrgentlyWithinHours.value : deliverWithinHours.value;
  return tellings(event, state).map(({ to, message, facts }) => {
    const body: EffectBody = { kind: 'tell', to, message, facts };
    return { ...body, key: `tell-${to.role}-${to.agency}`, deliverWithinHours: hours };
  });
}

interface Telling {
  to: Owner;
  message: string;
  facts: Facts;
}

function tell(message: string, facts: Facts, ...owners: readonly Owner[]): Telling[] {
  return owners.map((to) => ({ to, message, facts }));
}

function tellings(event: Event | KernelEvent, state: State): Telling[] {
  const { investigatingBody, prosecutingBody, prosecutionReference: prosecution } = state;
  const officer = ownerOf(state, 'investigating');
  const prosecutor = ownerOf(state, 'prosecuting');
  const leads = [leadOf(investigatingBody), leadOf(prosecutingBody)];
  switch (event.type) {
    case 'prosecution-registered':
      return tell('consider-confiscation', { prosecution }, officer, prosecutor);
    case 'found-without-case':
      return tell('prosecution-without-confiscation-case', { prosecution, days: event.daysWithout }, ...leads);
    case 'considered': {
      const { investigating, prosecuting } = state.considered;
      const differ = investigating && prosecuting && investigating.decision !== prosecuting.decision;
      if (!differ) return [];
      const facts = { investigating: investigating.decision, prosecuting: prosecuting.decision };
      return tell('considerations-differ', facts, ...leads);
    }
    case 'help-asked': {
      const help = state.helps.find(({ id }) => id === event.id);
      return help ? tell('help-asked', { request: event.id, region: state.region }, helpOwner(help)) : [];
    }
    case 'restraint-asked':
      return tell(event.isUrgent ? 'urgent-restraint-asked' : 'restraint-asked', { restraint: event.id }, prosecutor);
    case 'restraint-ordered':
      return tell('restraint-ordered', { restraint: event.id }, officer);
    case 'restraint-not-made':
      return tell('restraint-not-made', { restraint: event.id, because: event.because }, officer);
    case 'outcome-recorded': {
      const helpers = state.helps.map(helpOwner);
      const facts = { outcome: event.outcome, on: event.on };
      return distinct(tell('prosecution-outcome', facts, officer, ...helpers));
    }
    case 'order-made':
      return tell('order-made', { amountPence: event.amountPence, payBy: event.payBy }, enforcement(state), officer);
    case 'time-to-pay-extended':
      return tell('time-to-pay-extended', { payBy: event.payBy }, enforcement(state), prosecutor);
    case 'payment-overdue':
      return tell('payment-overdue', {}, enforcement(state), leadOf(state.enforcingAgency));
    case 'deadline-warned':
      return event.deadline === 'permitted-period'
        ? tell(
            'permitted-period-ending',
            { warning: event.warning, until: limitOf(state) ?? '' },
            prosecutor,
            leadOf(prosecutingBody),
          )
        : [];
    case 'permitted-period-passed':
      return tell('permitted-period-passed', { until: event.until }, prosecutor, ...leads);
    case 'review-due':
      return tell('case-comes-back', { round: event.round }, state.order ? enforcement(state) : prosecutor);
    case 'escalated':
      return tell('late', { what: event.what }, leadOf(lateAgency(state, event.what)));
    case 'case-ended':
      return tell('confiscation-ended', { as: event.as }, officer, prosecutor);
    default:
      return [];
  }
}

/** Whose step is late. */
function lateAgency(state: State, what: string): string {
  if (what === 'consideration.investigating') return agencyOf(state, 'investigating');
  if (what === 'pay-out') return state.enforcingAgency;
  const help = state.helps.find(({ id }) => what === `help.${id}`);
  const alternative = state.alternatives.find(({ id }) => what === `alternative.${id}`);
  return help?.agency ?? alternative?.owner.agency ?? agencyOf(state, 'prosecuting');
}

/** One message to each: the keys of effects are unique within one event. */
function distinct(found: readonly Telling[]): Telling[] {
  return found.filter(
    ({ to }, i) => found.findIndex((one) => one.to.role === to.role && one.to.agency === to.agency) === i,
  );
}
