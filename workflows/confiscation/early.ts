import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { moneyOf, type Money } from './amounts';
import type { AssetFacts } from './events';
import { allowedPence, hasUnpaidOrder, isInTimetable, openHelps, valuePence } from './progress';
import {
  allOf,
  assetOf,
  command,
  inTheFuture,
  ofABody,
  ofTheProsecution,
  poca,
  refuseField,
  sharedWith,
  whoInvestigates,
  type Rule,
} from './rules';
import { AskInvestigator, ClaimDecision, NewAsset, NewClaim, Reasons, RequestNumber, Valuation } from './schemas';
import type { State } from './state';

const helpSource = 'Strategy paragraph 92';
const bodyRoles = ['investigating-officer', 'prosecutor'] as const;

const nothingToFind: Rule = (state) =>
  !state.outcome || isInTimetable(state) || hasUnpaidOrder(state)
    ? undefined
    : refuse('nothing-to-find', 'Confiscation is over here. There is nothing more to look for.', helpSource);

/** Help with finding assets, and the asset register. */
export const early = {
  'ask-financial-investigator': command({
    title: 'Ask for a financial investigator',
    hint: "The UKHTC's, or a police force's.",
    by: bodyRoles,
    input: AskInvestigator,
    when: allOf(ofABody, nothingToFind),
    decide(state, { agency, reasons }, context) {
      if (openHelps(state).some((one) => one.kind === 'financial-investigator' && one.agency === agency))
        return refuseField(
          'already-asked',
          'agency',
          'This agency has been asked and has not answered yet.',
          helpSource,
        );
      const id = `h${state.helps.length + 1}`;
      return [
        { type: 'help-asked', id, kind: 'financial-investigator', agency, reasons },
        ...sharedWith(context, agency, 'financial-investigation'),
      ];
    },
  }),
  'ask-regional-team': command({
    title: 'Ask the Regional Asset Recovery Team',
    hint: 'Links the team of the region to the investigation.',
    by: bodyRoles,
    input: Reasons,
    when: allOf(ofABody, nothingToFind, ({ helps }) =>
      helps.some(({ kind }) => kind === 'regional-team')
        ? refuse('already-asked', 'The team has been asked.', helpSource)
        : undefined,
    ),
    decide(state, { reasons }, context) {
      const agency = context.policy.regionalTeam.value;
      const id = `h${state.helps.length + 1}`;
      return [
        { type: 'help-asked', id, kind: 'regional-team', agency, reasons },
        ...sharedWith(context, agency, 'asset-recovery'),
      ];
    },
  }),
  'acknowledge-request': command({
    title: 'Acknowledge a request for help',
    hint: 'Says that your team is on it.',
    by: ['financial-investigator', 'asset-recovery-officer', 'asset-recovery-lead'],
    input: RequestNumber,
    decide(state, { request }, { actor }) {
      const help = state.helps.find(({ id }) => id === request);
      if (!help) return refuseField('no-such-request', 'request', `There is no request ${request} here.`, helpSource);
      if (help.agency !== actor.agency)
        return refuse('not-your-request', `This request is for ${help.agency}.`, helpSource);
      return help.acknowledgedAt
        ? refuse('already-acknowledged', 'The request was acknowledged before.', helpSource)
        : [{ type: 'help-acknowledged', id: request }];
    },
  }),
  'list-asset': command({
    title: 'List an asset',
    hint: 'What it is, where, whose, and what it is worth.',
    by: [...bodyRoles, 'financial-investigator', 'asset-recovery-officer'],
    input: NewAsset,
    when: allOf(whoInvestigates, nothingToFind),
    decide(state, { value, valuedOn, ...facts }, context) {
      const refusal = inTheFuture(valuedOn, 'valuedOn', context);
      if (refusal) return refusal;
      const money = moneyOf(value, context.now, 'value');
      if (isRefusal(money)) return money;
      const listed: AssetFacts = facts;
      return [{ type: 'asset-listed', id: `a${state.assets.length + 1}`, ...listed, value: money, valuedOn }];
    },
  }),
  'value-asset': command({
    title: 'Value an asset anew',
    hint: 'The earlier valuations stay in its history.',
    by: [...bodyRoles, 'financial-investigator', 'asset-recovery-officer'],
    input: Valuation,
    when: whoInvestigates,
    decide(state, { asset: id, value, valuedOn }, context) {
      const asset = assetOf(state, id);
      if (isRefusal(asset)) return asset;
      const future = inTheFuture(valuedOn, 'valuedOn', context);
      if (future) return future;
      const money = moneyOf(value, context.now, 'value');
      if (isRefusal(money)) return money;
      return money.pence < asset.realisedPence + allowedPence(state, id)
        ? refuseField('value-below-realised', 'value', 'More than this was realised or is allowed to third parties.')
        : [{ type: 'asset-valued', asset: id, value: money, valuedOn }];
    },
  }),
  'record-claim': command({
    title: 'Record a claim of a third party',
    hint: 'Somebody says that an asset, or a part, is theirs. It is not realised before that is decided.',
    by: [...bodyRoles, 'financial-investigator', 'asset-recovery-officer'],
    input: NewClaim,
    when: allOf(whoInvestigates, nothingToFind),
    decide(state, { asset: id, claimant, amount, reasons }, { now }) {
      const asset = assetOf(state, id);
      if (isRefusal(asset)) return asset;
      const money = moneyOf(amount, now, 'amount');
      if (isRefusal(money)) return money;
      if (money.pence > valuePence(asset))
        return refuseField('above-value', 'amount', 'This is more than the asset is worth. Value it anew first.');
      return [{ type: 'claim-made', id: `c${state.claims.length + 1}`, asset: id, claimant, amount: money, reasons }];
    },
  }),
  'decide-claim': command({
    title: 'Record the decision on a claim',
    hint: 'What the court, or an agreement, leaves to the third party.',
    by: ['prosecutor', 'asset-recovery-lead'],
    input: ClaimDecision,
    when: ofTheProsecution,
    decide(state, { claim: id, allowedPence: allowed, reasons }) {
      const claim = state.claims.find((one) => one.id === id);
      if (!claim) return refuseField('no-such-claim', 'claim', `There is no claim ${id} here.`, claimSource);
      if (claim.allowedPence !== undefined)
        return refuse('already-decided', 'This claim has been decided.', claimSource);
      return (
        aboveClaim(claim.amount, allowed) ??
        aboveRest(state, claim.asset, allowed) ?? [{ type: 'claim-decided', id, allowedPence: allowed, reasons }]
      );
    },
  }),
};

const claimSource = poca('10A and 51(8)');

function aboveClaim(claimed: Money, allowed: number): Refusal | undefined {
  return allowed > claimed.pence
    ? refuseField('above-claim', 'allowedPence', 'No more is allowed than was claimed.', claimSource)
    : undefined;
}

/** What is realised already is not a third party's any more; a claim is decided before. */
function aboveRest(state: State, id: string, allowed: number): Refusal | undefined {
  const asset = assetOf(state, id);
  if (isRefusal(asset)) return asset;
  const rest = valuePence(asset) - asset.realisedPence - allowedPence(state, id);
  return allowed > rest
    ? refuseField('above-value', 'allowedPence', 'So much of the asset is not left. Value it anew first.', claimSource)
    : undefined;
}
