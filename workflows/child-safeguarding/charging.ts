import { refuse, type Refusal } from '../kernel/refusals';
import { byParty, command, source, type SafeguardingContext } from './rules';
import { Consider, NoInput, ReachPoint, RecordVerdict, ReviewForAppeal } from './schemas';
import { openPoint, waitsForAppealReview, type State } from './state';

const notCharging = refuse('no-charge-in-question', 'No charge against this child is in question now.', source);

function whileAlive({ stage }: State): Refusal | undefined {
  return stage === 'interrupted' || stage === 'proceeding' ? undefined : notCharging;
}

export const reachDecisionPoint = command({
  title: 'Record the next decision point',
  hint: 'CPS considers at each of them whether to discontinue; until then the charge does not proceed.',
  by: ['prosecutor', 'duty-inspector'],
  input: ReachPoint,
  when: (state, context) => byParty(state, context) ?? whileAlive(state),
  decide: (state, { point }) =>
    openPoint(state)
      ? refuse('consideration-missing', 'CPS has not considered the point before this one.', source)
      : [{ type: 'decision-point-reached', point }],
});

export const considerDiscontinuance = command({
  title: 'Consider discontinuance',
  hint: 'Under the lowered threshold for a child who may be trafficked, with reasons, at each decision point.',
  by: ['prosecutor'],
  input: Consider,
  when(state, context) {
    const refusal = byParty(state, context) ?? whileAlive(state);
    if (refusal) return refusal;
    return openPoint(state) ? undefined : refuse('already-considered', 'This decision point was considered.', source);
  },
  decide(state, { outcome, reasons }) {
    const point = openPoint(state)?.point ?? 'before-charge';
    const considered = { type: 'discontinuance-considered', point, outcome, reasons } as const;
    return outcome === 'discontinue' ? [considered, { type: 'discontinued', point }] : [considered];
  },
});

/** A charge proceeds only after the conference, and after CPS has considered whether to discontinue [98]. */
function mayProceed(state: State, context: SafeguardingContext): Refusal | undefined {
  const refusal = byParty(state, context) ?? whileAlive(state);
  if (refusal) return refusal;
  if (state.stage === 'proceeding') return refuse('proceeding', 'The charge proceeds already.', source);
  if (state.done.conference === undefined)
    return refuse(
      'conference-missing',
      "Police, children's services and CPS have not conferred. Record the conference first.",
      source,
    );
  return openPoint(state)
    ? refuse('consideration-missing', 'CPS has not considered at this point whether to discontinue.', source)
    : undefined;
}

export const recordProceeding = command({
  title: 'Record that the charge proceeds',
  hint: 'Only after the conference and the consideration of discontinuance.',
  by: ['prosecutor', 'duty-inspector'],
  input: NoInput,
  when: mayProceed,
  decide: ({ points }) => [{ type: 'charge-proceeds', point: points.at(-1)?.point ?? 'before-charge' }],
});

export const recordVerdict = command({
  title: 'Record the verdict',
  hint: 'A conviction is reviewed for appeal.',
  by: ['prosecutor'],
  input: RecordVerdict,
  when: (state, context) =>
    byParty(state, context) ??
    (state.stage === 'proceeding' ? undefined : refuse('not-proceeding', 'No charge proceeds here.', source)),
  decide: (_state, { outcome }) => [{ type: outcome }],
});

export const reviewForAppeal = command({
  title: 'Review the conviction for appeal',
  hint: 'A child who may have been trafficked was convicted.',
  by: ['prosecutor'],
  input: ReviewForAppeal,
  when: (state, context) =>
    byParty(state, context) ??
    (waitsForAppealReview(state)
      ? undefined
      : refuse('nothing-to-review', 'No conviction waits for a review.', source)),
  decide: (_state, { outcome, reasons }) => [{ type: 'appeal-reviewed', outcome, reasons }],
});
