import { quarterOf } from './dates';
import { allowedPence, missingConsiderations, stageOf, valuePence } from './progress';
import type { Asset, State } from './state';

const sum = (assets: readonly Asset[], of: (asset: Asset) => number) =>
  assets.reduce((total, asset) => total + of(asset), 0);

/** Codes, dates, and sums in pence; whom they concern is not among them. */
export function figures(state: State): Record<string, string | number | boolean> {
  const { considered, assets, order, alternatives, outcome, registeredOn } = state;
  const isConsidered = missingConsiderations(state).length === 0;
  const isLate = state.escalated.some((what) => what.startsWith('consideration.'));
  return {
    prosecutionReference: state.prosecutionReference,
    investigatingBody: state.investigatingBody,
    prosecutingBody: state.prosecutingBody,
    region: state.region,
    offence: state.offence,
    registeredOn,
    quarter: registeredOn === '' ? '' : quarterOf(registeredOn),
    stage: stageOf(state),
    outcome: outcome?.outcome ?? 'none',
    endedAs: state.ended?.as ?? 'not-ended',
    wasFoundWithoutCase: state.wasFoundWithoutCase,
    investigating: considered.investigating?.decision ?? 'not-considered',
    prosecuting: considered.prosecuting?.decision ?? 'not-considered',
    isConsidered,
    /** In time so far: a body that is late makes it false at once, not only when it answers. */
    isInTime: !isLate && Object.values(considered).every(({ isInTime }) => isInTime),
    identifiedPence: sum(assets, valuePence),
    thirdPartyPence: sum(assets, ({ id }) => allowedPence(state, id)),
    restrainedPence: sum(assets, ({ restrainedPence }) => restrainedPence),
    realisedPence: sum(assets, ({ realisedPence }) => realisedPence),
    orderedPence: order?.amountPence ?? 0,
    collectedPence: order?.collectedPence ?? 0,
    toVictimsPence: order?.toVictimsPence ?? 0,
    toStatePence: order?.toStatePence ?? 0,
    recoveredOtherwisePence: alternatives.reduce((total, one) => total + (one.recoveredPence ?? 0), 0),
    ...(outcome ? { outcomeOn: outcome.on } : {}),
    ...(order ? { orderedOn: order.orderedOn } : {}),
  };
}
