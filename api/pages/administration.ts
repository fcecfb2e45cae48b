import type { Response } from 'express';
import { agenciesWithDesignations, openChanges } from '../../db/administration';
import { agencyNames } from '../../db/pages';
import { peopleSeen } from '../../db/people';
import { asViewer } from '../../db/pool';
import { londonDateOf } from '../../workflows/kernel/calendar';
import type { Actor } from '../../workflows/kernel/contract';
import { actorOf } from '../auth';
import { Problem } from '../problems';
import type { Services } from '../services';
import { maySeeProviders } from './providers-page';
import { render } from './render';

/** The registers as they stand: who may act as what, who the people are, which policy holds. Forms change them. */

const peopleShown = 500;
export const administrationPath = '/administration';

const isAdministrator = (viewer: Actor) => viewer.roles.includes('administrator');
const todayOf = ({ now }: Services) => londonDateOf(now().toISOString());

/** What there is to look at, for everybody; what is for some alone is named to them alone. */
export function showAdministration(response: Response): void {
  const viewer = actorOf(response);
  render(response, 'administration', {
    title: 'Administration',
    here: 'administration',
    isAdministrator: isAdministrator(viewer),
    isProvidersShown: maySeeProviders(viewer),
  });
}

/** Every agency, what it is designated as, from when and until when [strategy 28, 29]. */
export async function showAgencies(services: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const { agencies, changes } = await asViewer(services.pool, viewer, async (client) => ({
    agencies: await agenciesWithDesignations(client, todayOf(services)),
    changes: await openChanges(client, 'register-change'),
  }));
  render(response, 'agencies', {
    title: 'Agencies and designations',
    here: 'administration',
    back: administrationPath,
    isAdministrator: isAdministrator(viewer),
    agencies,
    changes,
  });
}

/** Who has signed in, and with which roles: the identity provider keeps both. */
export async function showPeople({ pool }: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  if (!isAdministrator(viewer)) throw new Problem(403, 'wrong-role', 'People and roles are for administrators.');
  const { people, agencies } = await asViewer(pool, viewer, async (client) => ({
    people: await peopleSeen(client, peopleShown),
    agencies: await agencyNames(client),
  }));
  render(response, 'people', {
    title: 'People and roles',
    here: 'administration',
    back: administrationPath,
    isMore: people.length === peopleShown,
    peopleShown,
    people: people.map((person) => ({ ...person, agency: agencies[person.agency] ?? person.agency })),
  });
}
