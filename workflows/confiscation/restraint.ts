import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { moneyOf, type Amount, type Money } from './amounts';
import { allowedPence, openRestraints, stageOf, valuePence } from './progress';
import {
  allOf,
  assetOf,
  command,
  inTheFuture,
  ofTheProsecution,
  poca,
  refuseField,
  whoInvestigates,
  type ConfiscationContext,
  type Rule,
} from './rules';
import { AskRestraint, Discharge, NoRestraint, RestraintOrder } from './schemas';
import type { State } from './state';

const source = poca('41');

const canRestrain: Rule = (state) => {
  const { outcome } = state;
  const isOver = outcome !== undefined && !['timetable', 'time-to-pay', 'enforcement'].includes(stageOf(state));
  return isOver
    ? refuse('nothing-to-restrain-for', 'There is no order to come and none to be paid. Do not restrain.', poca('40'))
    : undefined;
};

function openRequest(state: State, id: string): Refusal | undefined {
  if (!state.restraints.some((one) => one.id === id))
    return refuseField('no-such-restraint', 'restraint', `There is no request ${id} here.`, source);
  return openRestraints(state).some((one) => one.id === id)
    ? undefined
    : refuseField('already-answered', 'restraint', 'This request has been answered.', source);
}

function unknownAsset(state: State, ids: readonly string[]): Refusal | undefined {
  const unknown = ids.find((id) => !state.assets.some((asset) => asset.id === id));
  if (unknown !== undefined)
    return refuseField('no-such-asset', 'assets', `There is no asset ${unknown}. List it first.`);
  return new Set(ids).size === ids.length ? undefined : refuseField('asset-twice', 'assets', 'Name each asset once.');
}

/** Restraint is asked for by those who investigate, put to the court by the prosecutor, and lifted when it has no purpose. */
export const restraint = {
  'ask-restraint': command({
    title: 'Ask for restraint',
    hint: 'Urgent when assets may be gone within hours.',
    by: ['investigating-officer', 'financial-investigator', 'asset-recovery-officer', 'prosecutor'],
    input: AskRestraint,
    when: allOf(whoInvestigates, canRestrain),
    decide(state, { assets, isUrgent, reasons }) {
      const unknown = unknownAsset(state, assets);
      if (unknown) return unknown;
      const held = assets.find((id) => state.assets.some((asset) => asset.id === id && asset.isRestrained));
      if (held !== undefined)
        return refuseField('already-restrained', 'assets', `Asset ${held} is under restraint. Leave it out.`, source);
      return [{ type: 'restraint-asked', id: `r${state.restraints.length + 1}`, assets, isUrgent, reasons }];
    },
  }),
  'record-restraint': command({
    title: 'Record a restraint order',
    hint: 'Which assets the court restrained, and up to what amount.',
    by: ['prosecutor', 'asset-recovery-lead'],
    input: RestraintOrder,
    when: allOf(ofTheProsecution, canRestrain),
    decide(state, { restraint: id, orderedOn, assets }, context) {
      const refusal =
        openRequest(state, id) ??
        unknownAsset(
          state,
          assets.map(({ asset }) => asset),
        ) ??
        inTheFuture(orderedOn, 'orderedOn', context);
      if (refusal) return refusal;
      const restrained: { asset: string; amount: Money }[] = [];
      for (const { asset, amount } of assets) {
        const money = amountOf(state, asset, amount, context);
        if (isRefusal(money)) return money;
        restrained.push({ asset, amount: money });
      }
      return [{ type: 'restraint-ordered', id, orderedOn, assets: restrained }];
    },
  }),
  'record-no-restraint': command({
    title: 'Record that there is no restraint',
    hint: 'The court refused, or it was not applied for; with reasons.',
    by: ['prosecutor', 'asset-recovery-lead'],
    input: NoRestraint,
    when: ofTheProsecution,
    decide: (state, { restraint: id, because, reasons }) =>
      openRequest(state, id) ?? [{ type: 'restraint-not-made', id, because, reasons }],
  }),
  'discharge-restraint': command({
    title: 'Record that restraint was discharged',
    hint: 'By order of the court; after an acquittal or a discontinuance it has to be.',
    by: ['prosecutor', 'asset-recovery-lead'],
    input: Discharge,
    when: ofTheProsecution,
    decide(state, { assets, dischargedOn, reasons }, context) {
      const refusal = unknownAsset(state, assets) ?? inTheFuture(dischargedOn, 'dischargedOn', context);
      if (refusal) return refusal;
      const free = assets.find((id) => !state.assets.some((asset) => asset.id === id && asset.isRestrained));
      return free === undefined
        ? [{ type: 'restraint-discharged', assets, dischargedOn, reasons }]
        : refuseField('not-restrained', 'assets', `Asset ${free} is not under restraint. Leave it out.`, poca('42'));
    },
  }),
};

/** All of the asset's value, or a part of it; never more than it is worth, nor less than was realised. */
function amountOf(state: State, id: string, amount: Amount | undefined, { now }: ConfiscationContext): Money | Refusal {
  const asset = assetOf(state, id);
  if (isRefusal(asset)) return asset;
  if (asset.isRestrained)
    return refuseField('already-restrained', 'assets', `Asset ${id} is under restraint. Leave it out.`, source);
  const whole = asset.valuations.at(-1)?.value;
  const money = amount === undefined ? whole : moneyOf(amount, now, 'assets');
  if (money === undefined) return refuseField('no-value', 'assets', `Asset ${id} has no value yet. Value it first.`);
  if (isRefusal(money)) return money;
  if (money.pence > valuePence(asset))
    return refuseField('above-value', 'assets', `Asset ${id} is not worth so much. Value it anew first.`, source);
  return money.pence < asset.realisedPence
    ? refuseField('below-realised', 'assets', `More than this of asset ${id} was realised already.`, source)
    : money;
}

/** What of an asset may still be realised, in pence: restrained, and not a third party's. */
export function realisablePence(state: State, id: string): number {
  const asset = assetOf(state, id);
  if (isRefusal(asset)) return 0;
  const { restrainedPence, realisedPence } = asset;
  return Math.min(restrainedPence, valuePence(asset) - allowedPence(state, id)) - realisedPence;
}
