import type { Response } from 'express';
import { openChanges, placesOfProviders, ratesOfProviders } from '../../db/administration';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { londonDateOf } from '../../workflows/kernel/calendar';
import type { Actor } from '../../workflows/kernel/contract';
import { findProcess } from '../../workflows/registry';
import type { Role } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { Problem } from '../problems';
import type { Services } from '../services';
import { nameOfCode } from './codes';
import { mayOpen, pathsFor } from './openings';
import { render } from './render';

const readers: readonly Role[] = [
  'administrator',
  'contract-manager',
  'case-manager',
  'payment-officer',
  'provider-manager',
];

export const maySeeProviders = (viewer: Actor): boolean => readers.some((role) => viewer.roles.includes(role));

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** Places and prices of providers: all of them for those who keep the contract, its own for a provider. */
export async function showProviders({ pool, now }: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  if (!maySeeProviders(viewer))
    throw new Problem(403, 'wrong-role', 'Providers and rates are for those who keep the care contract.');
  const today = londonDateOf(now().toISOString());
  const read = await asViewer(pool, viewer, async (client) => ({
    places: await placesOfProviders(client, today),
    rates: await ratesOfProviders(client),
    changes: await openChanges(client, 'provider-change'),
    agencies: await agencyNames(client),
  }));
  const providers = [...new Set([...read.places, ...read.rates].map(({ provider }) => provider))].toSorted();
  render(response, 'providers', {
    title: 'Providers and rates',
    here: 'administration',
    back: '/administration',
    changes: read.changes,
    paths: mayOpen(findProcess('provider-change'), viewer) ? pathsFor('provider-change', viewer) : [],
    providers: providers.map((provider) => ({
      code: provider,
      name: read.agencies[provider] ?? provider,
      places: read.places
        .filter((place) => place.provider === provider)
        .map((place) => ({ ...place, languages: place.languages.map((code) => nameOfCode('language', code) ?? code) })),
      rates: read.rates
        .filter((rate) => rate.provider === provider)
        .map((rate) => ({
          ...rate,
          price: pounds.format(rate.pence / 100),
          holds: rate.from <= today && (rate.until === null || rate.until >= today),
        })),
    })),
  });
}
