import type { Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import type { AgencyCode } from '../vocabulary';
import { caseManagers } from './deadlines';
import type { Event } from './events';
import type { CareContext } from './rules';
import { lastPlace, type State } from './state';

type Bodies = Record<string, EffectBody>;
type Facts = Record<string, string | number>;

const urgent: ReadonlySet<string> = new Set<(Event | KernelEvent)['type']>([
  'care-opened',
  'places-asked',
  'placement-asked',
  'placement-confirmed',
  'placement-refused',
  'missing-reported',
  'found',
]);

/** Whom to tell, and what to ask of the registers of places and beds. */
export function react(event: Event | KernelEvent, state: State, context: CareContext): Effect[] {
  const { deliverWithinHours, deliverUrgentlyWithinHours } = context.policy;
  const hours = urgent.has(event.type) ? deliverUrgentlyWithinHours.value : deliverWithinHours.value;
  const bodies = { ...registers(event, state, context), ...tellings(event, state, context) };
  return Object.entries(bodies).map(([key, body]) => ({ ...body, key, deliverWithinHours: hours }));
}

/** One question about beds at a time: it is asked by the event that set it off. */
function registers(event: Event | KernelEvent, { holding }: State, { file }: CareContext): Bodies {
  const asking: Bodies =
    event.type === 'places-asked'
      ? { 'propose-places': { kind: 'propose-places', needs: event.needs, fromNight: event.fromNight } }
      : {};
  return holding?.effect === `${file.seq}-hold-beds`
    ? { ...asking, 'hold-beds': { kind: 'hold-beds', stays: holding.stays } }
    : asking;
}

function tell(to: Owner | undefined, message: string, facts: Facts = {}): Bodies {
  return to ? { [`tell-${to.role}-${to.agency}`]: { kind: 'tell', to, message, facts } } : {};
}

function leaders({ competentAuthority }: State): Owner | undefined {
  return competentAuthority === undefined ? undefined : { role: 'team-leader', agency: competentAuthority };
}

function immigration({ immigrationAuthority }: State): Owner | undefined {
  return immigrationAuthority === undefined ? undefined : { role: 'immigration-officer', agency: immigrationAuthority };
}

const supportWorkers = (agency: AgencyCode): Owner => ({ role: 'support-worker', agency });
const providerManagers = (agency: AgencyCode): Owner => ({ role: 'provider-manager', agency });

function tellings(event: Event | KernelEvent, state: State, { policy, actor }: CareContext): Bodies {
  const managers = caseManagers(state);
  const keeper: Owner = { role: 'contract-manager', agency: policy.contractKeeper.value };
  switch (event.type) {
    case 'care-opened':
      return actor.agency === state.contractor || isHandedOver(state)
        ? {}
        : tell(managers, event.isEmergency ? 'emergency-care-asked' : 'care-to-accept');
    case 'care-handed-over':
      return {
        ...tell(managers, 'care-handed-over', { because: event.because, jurisdiction: state.jurisdiction }),
        ...tell(leaders(state), 'care-handed-over', { because: event.because, jurisdiction: state.jurisdiction }),
      };
    case 'care-declined':
      return { ...tell(leaders(state), 'care-declined'), ...tell(immigration(state), 'care-declined') };
    case 'decision-recorded':
      return tell(managers, 'decision-recorded', { outcome: event.outcome });
    case 'exit-planning-started':
      return tell(managers, 'exit-to-plan', { outcome: event.outcome });
    case 'deadline-passed':
      return ofPassing(event, managers, keeper);
    case 'complaint-made':
      return tell(providerManagers(event.provider), 'complaint-made');
    case 'incident-recorded':
      return {
        ...tell(managers, 'incident-recorded', { kind: event.kind }),
        ...tell(providerManagers(event.provider), 'incident-recorded', { kind: event.kind }),
        ...(event.isSerious ? tell(keeper, 'serious-incident', { kind: event.kind, provider: event.provider }) : {}),
      };
    default:
      return ofPlacing(event, state, managers);
  }
}

function isHandedOver({ subject, jurisdiction }: State): boolean {
  return subject === 'child' || jurisdiction !== 'england-and-wales';
}

/** That a bed is released is told by its own event; the contract's keeper hears when nobody took a case on. */
function ofPassing(event: KernelEvent & { type: 'deadline-passed' }, managers: Owner, keeper: Owner): Bodies {
  const { deadline, latenessSeconds } = event;
  if (deadline === 'bed-hold' || deadline.startsWith('deliver.')) return {};
  const facts = { deadline, latenessSeconds };
  return {
    ...tell(managers, 'deadline-passed', facts),
    ...(deadline === 'acceptance' ? tell(keeper, 'care-not-accepted', facts) : {}),
  };
}

function ofPlacing(event: Event | KernelEvent, state: State, managers: Owner): Bodies {
  switch (event.type) {
    case 'placement-confirmed':
      return {
        ...tell(managers, 'placement-confirmed', { place: event.place, fromNight: event.fromNight }),
        ...tell(supportWorkers(event.provider), 'person-expected', { place: event.place, fromNight: event.fromNight }),
      };
    case 'placement-refused':
      return tell(managers, 'placement-refused', { place: event.place, code: event.code });
    case 'beds-refused':
      return tell(managers, 'beds-do-not-agree', { code: event.code });
    case 'placement-cancelled':
      return event.wasConfirmed
        ? tell(supportWorkers(event.provider), 'placement-cancelled', { place: event.place })
        : {};
    case 'transport-arranged':
      return tell(supportWorkers(event.provider), 'transport-arranged', { by: event.by, leavesAt: event.leavesAt });
    default:
      return ofWhereabouts(event, state, managers);
  }
}

function ofWhereabouts(event: Event | KernelEvent, state: State, managers: Owner): Bodies {
  const provider = lastPlace(state)?.provider;
  const here = provider === undefined ? undefined : providerManagers(provider);
  switch (event.type) {
    case 'arrived':
      return { ...tell(managers, 'arrived', { place: event.place }), ...toldOfTheMove(state) };
    case 'absence-recorded':
      return tell(managers, 'absent', { at: event.at });
    case 'bed-released':
      return {
        ...tell(managers, 'bed-released', { place: event.place, untilNight: event.untilNight }),
        ...tell(providerManagers(event.provider), 'bed-released', { place: event.place, untilNight: event.untilNight }),
        ...tell(leaders(state), 'absent-beyond-bed-hold'),
      };
    case 'missing-reported':
    case 'found': {
      const message = event.type === 'found' ? 'person-found' : 'person-missing';
      const police: Owner = { role: 'first-responder', agency: event.police };
      return [managers, leaders(state), police, immigration(state), here].reduce<Bodies>(
        (bodies, to) => ({ ...bodies, ...tell(to, message) }),
        {},
      );
    }
    case 'exited': {
      const facts = { because: event.because };
      const last = state.movements.findLast(({ to }) => typeof to !== 'string')?.to;
      const from = typeof last === 'object' ? providerManagers(last.provider) : undefined;
      const police: Owner | undefined =
        event.police === undefined ? undefined : { role: 'first-responder', agency: event.police };
      return [managers, leaders(state), immigration(state), police, from].reduce<Bodies>(
        (bodies, to) => ({ ...bodies, ...tell(to, 'left-care', facts) }),
        {},
      );
    }
    default:
      return {};
  }
}

/** The provider that the person came from is told that they have gone, and not where. */
function toldOfTheMove({ movements }: State): Bodies {
  const places = movements.flatMap(({ to }) => (typeof to === 'string' ? [] : [to.provider]));
  const [from, to] = places.slice(-2);
  return from !== undefined && to !== undefined && from !== to ? tell(providerManagers(from), 'moved-on') : {};
}
