import { bodies, type Body, type EndedAs } from './events';
import { lastDayOfMonthsStartingWith, later } from './dates';
import { permittedPeriod } from './law';
import type { AlternativeKind } from './schemas';
import type { Asset, Order, State } from './state';

/** Questions about how far a case is; each is answered from the state alone. */

export function missingConsiderations({ considered }: State): Body[] {
  return bodies.filter((body) => !considered[body]);
}

/** Confiscation is proceeded with when the prosecutor asks for it, or the court believes it right: section 6(3). */
export function isProceeding({ considered, courtProceededReasons }: State): boolean {
  return considered.prosecuting?.decision === 'proceed' || courtProceededReasons !== undefined;
}

export function isConvicted({ outcome }: State): boolean {
  return outcome?.outcome === 'convicted';
}

/** After conviction and before the order, or the decision that there is none. */
export function isInTimetable(state: State): boolean {
  const { order, notMadeReasons, ended } = state;
  return isConvicted(state) && isProceeding(state) && !order && notMadeReasons === undefined && !ended;
}

/** What is still to be paid, in pence, with interest. */
export function outstandingPence({ amountPence, interestPence, collectedPence }: Order): number {
  return amountPence + interestPence - collectedPence;
}

/** What was collected and has not gone to victims or the state. */
export function heldPence({ collectedPence, toVictimsPence, toStatePence }: Order): number {
  return collectedPence - toVictimsPence - toStatePence;
}

/** What of the compensation victims have not had yet. */
export function owedToVictimsPence({ compensationPence, toVictimsPence }: Order): number {
  return compensationPence - toVictimsPence;
}

export function isSatisfied({ order }: State): boolean {
  return order !== undefined && outstandingPence(order) === 0;
}

/** Restraint has lost its purpose: nothing can be ordered any more, or everything that was ordered is paid. */
export function hasRestraintLostPurpose(state: State): boolean {
  const isOver = state.outcome !== undefined && !isInTimetable(state) && (!state.order || isSatisfied(state));
  return isOver && state.assets.some((asset) => asset.isRestrained);
}

export function openAlternatives({ alternatives }: State) {
  return alternatives.filter(({ recoveredPence }) => recoveredPence === undefined);
}

/** Kinds of alternative that a body decided for and that nobody pursues yet. */
export function missingAlternatives({ considered, alternatives }: State): AlternativeKind[] {
  const wanted = bodies.flatMap((body) => considered[body]?.alternative ?? []);
  return [...new Set(wanted)].filter((kind) => !alternatives.some((a) => a.kind === kind));
}

/** Everything that was to be done is done, and the case can close. */
export function isFinished(state: State): boolean {
  if (state.concludedAt === undefined || state.ended) return false;
  const isOrderDone = !state.order || (isSatisfied(state) && heldPence(state.order) === 0);
  return (
    isOrderDone &&
    !isInTimetable(state) &&
    openAlternatives(state).length === 0 &&
    missingAlternatives(state).length === 0 &&
    !state.assets.some((asset) => asset.isRestrained)
  );
}

export function endOf({ outcome, order, notMadeReasons }: State): EndedAs {
  if (outcome?.outcome === 'acquitted' || outcome?.outcome === 'discontinued') return outcome.outcome;
  if (order) return 'satisfied';
  return notMadeReasons === undefined ? 'not-pursued' : 'no-order';
}

/** An appeal against the conviction that is not decided yet. */
export function isUnderAppeal({ appeals }: State): boolean {
  return appeals.some(({ ended }) => !ended);
}

/**
 * The last day on which the court may still decide without exceptional circumstances; undefined before a conviction,
 * and while an appeal is open: its end is not known then.
 */
export function permittedUntil(state: State): string | undefined {
  const { outcome, appeals } = state;
  if (outcome?.outcome !== 'convicted' || isUnderAppeal(state)) return undefined;
  const { months, monthsAfterAppeal } = permittedPeriod;
  return appeals
    .flatMap(({ ended }) => (ended ? [lastDayOfMonthsStartingWith(ended.on, monthsAfterAppeal)] : []))
    .reduce(later, lastDayOfMonthsStartingWith(outcome.on, months));
}

/** The same, with a postponement in exceptional circumstances. */
export function limitOf(state: State): string | undefined {
  const until = permittedUntil(state);
  return until === undefined || !state.beyond ? until : later(state.beyond.until, until);
}

export function valuePence({ valuations }: Asset): number {
  return valuations.at(-1)?.value.pence ?? 0;
}

/** What third parties have of an asset. */
export function allowedPence({ claims }: State, asset: string): number {
  return claims.filter((c) => c.asset === asset).reduce((sum, c) => sum + (c.allowedPence ?? 0), 0);
}

/** Claims that still matter: undecided, and their asset can still be had. */
export function openClaims(state: State) {
  if (state.ended || (state.outcome && !isInTimetable(state) && (!state.order || isSatisfied(state)))) return [];
  return state.claims.filter((c) => c.allowedPence === undefined);
}

export function openRestraints(state: State) {
  const canRestrain = !state.ended && (!state.outcome || isInTimetable(state) || hasUnpaidOrder(state));
  return canRestrain ? state.restraints.filter(({ answer }) => answer === undefined) : [];
}

export function openHelps(state: State) {
  return state.ended || (state.outcome && state.outcome.outcome !== 'convicted')
    ? []
    : state.helps.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);
}

export function hasUnpaidOrder({ order }: State): boolean {
  return order !== undefined && outstandingPence(order) > 0;
}

export const stages = [
  'opening',
  'considering',
  'awaiting-verdict',
  'timetable',
  'time-to-pay',
  'enforcement',
  'winding-up',
  'closed',
] as const;
export type Stage = (typeof stages)[number];

export function stageOf(state: State): Stage {
  if (!state.isOpen) return 'opening';
  if (state.ended) return 'closed';
  if (!state.outcome) return missingConsiderations(state).length > 0 ? 'considering' : 'awaiting-verdict';
  if (isInTimetable(state)) return 'timetable';
  if (state.order && hasUnpaidOrder(state)) return state.order.isOverdue ? 'enforcement' : 'time-to-pay';
  return 'winding-up';
}
