import type { Fact, KernelEvent } from '../kernel/contract';
import { settled } from './evolve-settled';
import type { AssetValue, Event } from './events';
import { valuePence } from './progress';
import type { Asset, State } from './state';

type AnyEvent = Event | KernelEvent;

export function evolveAssets(state: State, event: AnyEvent, fact: Fact<AnyEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'help-asked': {
      const { type: _, ...help } = event;
      return { ...state, helps: [...state.helps, { ...help, askedAt: at }] };
    }
    case 'help-acknowledged':
      return {
        ...settled(state, `help.${event.id}`),
        helps: state.helps.map((help) => (help.id === event.id ? { ...help, acknowledgedAt: at } : help)),
      };
    case 'asset-listed': {
      const { type: _, value, valuedOn, ...facts } = event;
      const asset: Asset = {
        ...facts,
        valuations: [{ value, valuedOn, by: actor.person, at }],
        isRestrained: false,
        restrainedPence: 0,
        restraints: [],
        realised: [],
        realisedPence: 0,
      };
      return { ...state, assets: [...state.assets, asset] };
    }
    case 'asset-valued':
      return change(state, event.asset, (asset) => valued(asset, event, fact));
    case 'restraint-asked': {
      const { type: _, ...request } = event;
      return { ...state, restraints: [...state.restraints, { ...request, askedBy: actor.person, askedAt: at }] };
    }
    case 'restraint-ordered': {
      const { id, orderedOn, assets } = event;
      const restrained = assets.reduce(
        (before, { asset: name, amount }) =>
          change(before, name, (asset) => ({
            ...asset,
            isRestrained: true,
            restrainedPence: amount.pence,
            restraints: [...asset.restraints, { amount, orderedOn }],
          })),
        state,
      );
      return answered(restrained, id, 'made', at);
    }
    case 'restraint-not-made':
      return answered(state, event.id, event.because, at);
    case 'restraint-discharged':
      return event.assets.reduce(
        (before, name) =>
          change(before, name, (asset) => ({
            ...asset,
            isRestrained: false,
            restrainedPence: asset.realisedPence,
          })),
        settled(state, 'discharge'),
      );
    case 'claim-made': {
      const { type: _, ...claim } = event;
      return { ...state, claims: [...state.claims, { ...claim, madeAt: at }] };
    }
    case 'claim-decided':
      return {
        ...settled(state, `claim.${event.id}`),
        claims: state.claims.map((claim) =>
          claim.id === event.id ? { ...claim, allowedPence: event.allowedPence } : claim,
        ),
      };
    case 'alternative-referred': {
      const { type: _, ...alternative } = event;
      const role = actor.roles.includes('prosecutor') ? 'prosecutor' : 'investigating-officer';
      const owner = { role, agency: actor.agency } as const;
      return {
        ...settled(state, 'alternative'),
        alternatives: [...state.alternatives, { ...alternative, owner, since: at }],
      };
    }
    case 'alternative-ended':
      return {
        ...settled(state, `alternative.${event.id}`),
        alternatives: state.alternatives.map((one) =>
          one.id === event.id ? { ...one, recoveredPence: event.recoveredPence } : one,
        ),
      };
    default:
      return state;
  }
}

export function change(state: State, name: string, to: (asset: Asset) => Asset): State {
  return { ...state, assets: state.assets.map((asset) => (asset.id === name ? to(asset) : asset)) };
}

/** A restraint holds the asset, whatever it turns out to be worth: never more than that. */
function valued(asset: Asset, { value, valuedOn }: AssetValue, { at, actor }: Fact<AnyEvent>): Asset {
  const after = { ...asset, valuations: [...asset.valuations, { value, valuedOn, by: actor.person, at }] };
  return { ...after, restrainedPence: Math.min(asset.restrainedPence, valuePence(after)) };
}

function answered(state: State, id: string, answer: 'made' | 'court-refused' | 'not-applied-for', at: string): State {
  return {
    ...settled(state, `restraint.${id}`),
    restraints: state.restraints.map((one) => (one.id === id ? { ...one, answer, answeredAt: at } : one)),
  };
}
