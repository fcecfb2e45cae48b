import type { Actor } from '../kernel/contract';
import { lastDayOfMonthsStartingWith } from './dates';
import { limitOf, outstandingPence, stageOf } from './progress';
import type { State } from './state';

/**
 * The two bodies see everything; who helps to find assets sees the assets and not the reasons; who enforces sees the
 * order, the money and what may be sold; anybody else sees how far it is.
 */
export function view(state: State, { agency, roles }: Actor): Record<string, unknown> {
  const { prosecutionReference, investigatingBody, prosecutingBody, region, offence, registeredOn, outcome } = state;
  const seen = {
    prosecutionReference,
    investigatingBody,
    prosecutingBody,
    region,
    offence,
    registeredOn,
    stage: stageOf(state),
    outcome: outcome && { outcome: outcome.outcome, on: outcome.on },
  };
  const isBody = agency === investigatingBody || agency === prosecutingBody;
  if (isBody) return { ...seen, ...decisionsOf(state), ...timetableOf(state), ...assetsOf(state), ...moneyOf(state) };
  if (state.helps.some((help) => help.agency === agency) && !roles.includes('analyst'))
    return { ...seen, helps: state.helps.map((help) => ({ ...help, reasons: undefined })), ...assetsOf(state) };
  if (agency === state.enforcingAgency) {
    const assets = state.assets.map((asset) => ({ ...asset, owner: undefined }));
    return { ...seen, defendant: state.defendant, assets, ...moneyOf(state) };
  }
  return seen;
}

function decisionsOf(state: State) {
  const { considered, consideredBefore, courtProceededReasons, helps, alternatives, concludedAt, ended } = state;
  const { defendant, wasFoundWithoutCase } = state;
  return {
    defendant,
    wasFoundWithoutCase,
    considered,
    consideredBefore,
    courtProceededReasons,
    helps,
    alternatives,
    concludedAt,
    ended,
  };
}

function timetableOf(state: State) {
  const { appeals, timetableFrom, done, directed, directions, beyond, notMadeReasons } = state;
  const permittedUntil = limitOf(state);
  return { appeals, timetableFrom, done, directed, directions, beyond, permittedUntil, notMadeReasons };
}

function assetsOf({ assets, restraints, claims }: State) {
  return { assets, restraints, claims };
}

function moneyOf({ order }: State) {
  if (!order) return {};
  const lastDayToExtend = lastDayOfMonthsStartingWith(order.orderedOn, order.extendedMonths);
  return { order: { ...order, outstandingPence: outstandingPence(order), lastDayToExtend } };
}
