import { commandsOf } from '../kernel/command';
import { compareInstants, londonDateOf, type Instant } from '../kernel/calendar';
import type { Actor, CaseFile, Context, Decision, KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { AgencyCode } from '../vocabulary';
import type { Event } from './events';
import type { CarePolicy } from './policy';
import { stageOf, type State } from './state';

export type CareContext = Context<CarePolicy>;
export type CareDecision = Decision<Event>;
/** A question about who asks, and when: the refusal, or nothing. */
export type Rule = (state: State, context: CareContext) => Refusal | undefined;

export const source = 'Strategy paragraphs 33 to 37';
export const journeySource = 'Strategy paragraph 37: one journey across all providers';
export const command = commandsOf<State, Event, CarePolicy>();

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
export function refuseField(code: string, field: string, message: string, because = source): Refusal {
  return { ...refuse(code, message, because), fields: [{ pointer: `/${field}`, message }] };
}

export const ofTheContractor: Rule = ({ contractor }, { actor }) =>
  actor.agency === contractor
    ? undefined
    : refuse('not-your-case', `This is for the case managers of ${contractor}.`, 'Strategy paragraph 36');

export function isCaseManager({ contractor }: State, actor: Actor): boolean {
  return actor.agency === contractor && actor.roles.includes('case-manager');
}

/** Whether the actor speaks for this provider: its own staff. */
export function isStaffOf(provider: AgencyCode | undefined, actor: Actor): boolean {
  const isStaff = actor.roles.includes('support-worker') || actor.roles.includes('provider-manager');
  return isStaff && actor.agency === provider;
}

/** The contractor may report for every provider, a provider for its own place only. */
export function reportsFor(state: State, provider: AgencyCode | undefined, actor: Actor): Refusal | undefined {
  return isCaseManager(state, actor) || isStaffOf(provider, actor)
    ? undefined
    : refuse('not-your-place', 'You may report on the places of your own organisation only.', journeySource);
}

export const accepted: Rule = (state) =>
  state.acceptedAt
    ? undefined
    : refuse('not-accepted', 'A case manager accepts the case first. Ask the central contractor.', source);

export const notLeft: Rule = (state) =>
  state.exit ? refuse('left-care', 'The person has left care. Open a new case if they come back.', source) : undefined;

/** In care, away or waiting for a place: what is done day by day may be recorded. */
export const underway: Rule = allOf(accepted, notLeft);

/** What is reported has happened, and after what is known already; anything else is a correction. */
export function impossibleMoment(state: State, at: Instant, now: Instant): Refusal | undefined {
  if (compareInstants(at, now) > 0)
    return refuseField('in-the-future', 'at', 'This moment has not come yet. Report what has happened.');
  const last = state.movements.at(-1);
  if (!last || compareInstants(at, last.at) >= 0) return undefined;
  const message = 'Something later is recorded already. A case manager corrects the journey instead.';
  return refuseField('before-last-movement', 'at', message, journeySource);
}

export function inTheFuture(on: string, now: Instant, field = 'on'): Refusal | undefined {
  return on > londonDateOf(now)
    ? refuseField('in-the-future', field, 'This day has not come yet. Give today or an earlier day.')
    : undefined;
}

/** A provider that has, or has had, this person; what is recorded of another would be paid to it. */
export function notItsProvider(state: State, provider: AgencyCode): Refusal | undefined {
  const has =
    state.placements.some((one) => one.provider === provider) ||
    state.movements.some(({ to }) => typeof to !== 'string' && to.provider === provider);
  const message = 'This person has not been placed with this provider. Give one with which they have.';
  return has ? undefined : refuseField('not-its-provider', 'provider', message);
}

/** The providers that see the case and have no part in it any more: they stop seeing it [37]. */
export function stopSharing(state: State, file: CaseFile, keep: readonly AgencyCode[], reason: string): KernelEvent[] {
  const seen = [
    ...state.placements.map(({ provider }) => provider),
    ...state.movements.flatMap(({ to }) => (typeof to === 'string' ? [] : [to.provider])),
    ...(state.placement ? [state.placement.provider] : []),
  ];
  const stopped = new Set(
    seen.filter((agency) => !keep.includes(agency) && agency !== file.openedBy && file.sharedWith.includes(agency)),
  );
  return [...stopped].map((agency) => ({ type: 'sharing-stopped', agency, reason }));
}

/** A bed that waited for somebody who does not come: its provider is told. */
export function placementLost({ placement }: State, reason: string | undefined): Event[] {
  if (!placement) return [];
  const { place, provider, status } = placement;
  const why = reason === undefined ? {} : { reason };
  return [{ type: 'placement-cancelled', place, provider, wasConfirmed: status === 'confirmed', ...why }];
}

export const isWaitingForAcceptance: Rule = (state) =>
  stageOf(state) === 'offered' ? undefined : refuse('already-accepted', 'The case has been accepted already.', source);
