import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { processOfRef } from '../../workflows/registry';
import { actorOf } from '../auth';
import { assertMaySearch, mostFound, NameSearch, searchByName } from '../name-search';
import { Problem } from '../problems';
import { readSearch, readSearches, searchesShown } from '../searches';
import type { Services } from '../services';
import { fieldsOf, inputOf } from './fields';
import { showForm, type Form } from './form';
import { render } from './render';
import { answersIn, sentOf } from './sent';

const form: Form = {
  title: 'Search by name',
  caption: 'Cases',
  hint: 'The search is written down with your reason, whether it finds anything or not.',
  fields: fieldsOf(NameSearch),
  firstFields: undefined,
  back: '/cases',
  buttons: [{ step: '', text: 'Search' }],
  here: 'cases',
};

/** Asks for the name and the reason; the name goes into no address. */
export function showSearch(request: Request, response: Response): void {
  assertMaySearch(actorOf(response));
  showForm(request, response, form, { sent: {}, key: randomUUID() });
}

/** Searches, and goes to what was found. */
export async function sendSearch(services: Services, request: Request, response: Response): Promise<void> {
  const sent = sentOf(request);
  try {
    const id = await searchByName(services, actorOf(response), inputOf(form.fields, sent));
    response.redirect(303, `/searches/${id}`);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    showForm(request, response, form, { sent: answersIn(sent), key: randomUUID(), problem: error });
  }
}

/** What a search of the viewer's agency found, as those cases stand now. @throws Problem 404 */
export async function showFound(services: Services, response: Response, id: string | undefined): Promise<void> {
  const { cases, isMore, ...search } = await readSearch(services, actorOf(response), id);
  render(response, 'found', {
    title: 'Cases found by name',
    here: 'cases',
    back: '/search',
    search,
    isMore,
    mostFound,
    cases: cases.map((found) => ({ ...found, processTitle: processOfRef(found.ref)?.title ?? '' })),
  });
}

/** Who of the viewer's agency searched for whom, and why. */
export async function showSearches(services: Services, response: Response): Promise<void> {
  const searches = await readSearches(services, actorOf(response));
  render(response, 'searches', { title: 'Searches by name', here: 'cases', back: '/search', searches, searchesShown });
}
