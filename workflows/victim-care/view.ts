import type { Actor } from '../kernel/contract';
import type { AgencyCode, Role } from '../vocabulary';
import type { Movement } from './journey';
import { lastPlace, placeNow, providersNow, stageOf, type Placement, type State } from './state';

type Shown = Record<string, unknown>;

/** What each agency sees: its own part. Where a person is, is known to the contractor and to who has them, nobody else. */
export function view(state: State, viewer: Actor): Shown {
  const holds = (...roles: readonly Role[]) => roles.some((role) => viewer.roles.includes(role));
  if (viewer.agency === state.contractor && holds('case-manager')) return caseManagerView(state);
  if (viewer.agency === state.contractor && holds('payment-officer')) return paymentView(state);
  if (holds('support-worker', 'provider-manager') && isPlacedWith(state, viewer.agency))
    return providerView(state, viewer.agency);
  if (viewer.agency === state.competentAuthority) return authorityView(state);
  return common(state);
}

function isPlacedWith(state: State, provider: AgencyCode): boolean {
  return (
    providersNow(state).includes(provider) ||
    state.movements.some(({ to }) => typeof to !== 'string' && to.provider === provider)
  );
}

function common(state: State): Shown {
  const { subject, jurisdiction, isEmergency, offeredAt, acceptedAt } = state;
  return { stage: stageOf(state), subject, jurisdiction, isEmergency, offeredAt, acceptedAt };
}

function authorityView(state: State): Shown {
  const { referral, decision, conclusive, exit, exitPlan, missing } = state;
  return {
    ...common(state),
    referral,
    decision,
    conclusive,
    isMissing: missing !== undefined,
    exitOn: exitPlan?.exitOn,
    exit: exit && { at: exit.at, because: exit.because },
  };
}

function paymentView(state: State): Shown {
  const { movements, supports, corrections } = state;
  return { ...common(state), movements, supports, corrections: corrections.length };
}

function caseManagerView(state: State): Shown {
  const { isOpened: _isOpened, ended: _ended, offeredAt: _offeredAt, holding, asking, ...whole } = state;
  return {
    ...common(state),
    ...whole,
    isWaitingForBeds: holding !== undefined,
    isWaitingForPlaces: asking !== undefined,
    place: placeNow(state)?.place,
  };
}

/** A provider sees the person's needs while it has them, and of the journey its own part. */
function providerView(state: State, provider: AgencyCode): Shown {
  const isTheirs = providersNow(state).includes(provider);
  const { placement, needs, placementNeeds, plan, missing, supports, incidents, placements } = state;
  const own = <T extends { provider: AgencyCode }>(entries: readonly T[]) =>
    entries.filter((entry) => entry.provider === provider);
  const whileTheirs: Shown = isTheirs
    ? {
        needs,
        placementNeeds,
        plan,
        isMissing: missing !== undefined && lastPlace(state)?.provider === provider,
        placement:
          placement?.status === 'confirmed' && placement.provider === provider ? expected(placement) : undefined,
      }
    : {};
  return {
    stage: isTheirs ? stageOf(state) : 'moved-on',
    movements: ownPart(state.movements, provider),
    placements: own(placements).map(({ place, fromNight, bed, arrivedAt }) => ({ place, fromNight, bed, arrivedAt })),
    supports: own(supports),
    incidents: own(incidents),
    ...whileTheirs,
  };
}

/** Whom a provider is to expect, and how they come; why they come is not its affair. */
function expected({ place, fromNight, bed, transport }: Placement): Shown {
  return { place, fromNight, bed, transport };
}

/** The movements in one provider's own places; where the person went after that is not its affair. */
function ownPart(movements: readonly Movement[], provider: AgencyCode): Movement[] {
  const seen: Movement[] = [];
  let wasHere = false;
  for (const { at, to } of movements) {
    const isHere: boolean = typeof to === 'string' ? wasHere && to !== 'left' : to.provider === provider;
    if (isHere) seen.push({ at, to });
    else if (wasHere) seen.push({ at, to: 'left' });
    wasHere = isHere;
  }
  return seen;
}
