import path from 'node:path';
import express, { Router, type Request, type RequestHandler } from 'express';
import { countUnread } from '../../db/pages';
import { notePerson } from '../../db/people';
import { asViewer } from '../../db/pool';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { notFound, Problem } from '../problems';
import type { Services } from '../services';
import { showAdministration, showAgencies, showPeople } from './administration';
import { carePages } from './care-pages';
import { showCase } from './case-page';
import { Streams } from './changes';
import { sendCommand, showCommand } from './command-page';
import { contractPages } from './contract-pages';
import { workLinks } from './further';
import { groupRoutes } from './group-page';
import { confiscationEntry, confiscationPages } from './confiscation-pages';
import { readUpload } from './confiscation-upload';
import { readMessages, showCases, showMessages, showTasks } from './lists';
import { moneyPages } from './money-pages';
import { linksFor } from './openings';
import { showPolicy, showPolicyOf } from './policy-page';
import { problemPage } from './problem-page';
import { showProviders } from './providers-page';
import { assets, policy, render } from './render';
import { sendSearch, showFound, showSearch, showSearches } from './search-page';
import { csrfToken, isOurForm } from './session';
import { idleSeconds, keepsNoSession, known, signIn, type PagesConfig } from './sign-in';
import { deleteDraft, sendOpening, showOpening, showStart } from './start-page';
import { sendStatisticsFile, showStatistics } from './statistics-page';

/** More than any form may hold, so that what is too long comes back to be shortened, field by field. */
const formLimit = '1mb';
const mostFields = 2_000;
const assetAge = '1h';
/** New messages are counted so far, and then they are many. */
const mostUnread = 100;

/** Everything people see in a browser. */
export function pageRoutes(services: Services, pages: PagesConfig): Router {
  const router = Router();
  router.use('/assets', assetRoutes());
  router.use(policy);
  router.use(express.urlencoded({ extended: false, limit: formLimit, parameterLimit: mostFields }));
  router.post('/confiscation/upload', ...readUpload);
  router.use(keepsNoSession);
  router.use(signIn(services, pages));
  router.get('/signed-out', (_request, response) => render(response, 'signed-out', { title: 'You are signed out' }));
  router.use(...known(services), ours, forEveryPage(services, pages));
  addPages(router, services);
  router.use(moneyPages(services), contractPages(services), carePages(services));
  addAdministration(router, services);
  if (pages.more) router.use(pages.more.router);
  router.use((_request, _response, next) => next(notFound()));
  router.use(problemPage(services.log));
  return router;
}

function addPages(router: Router, services: Services): void {
  router.get('/', (_request, response) => response.redirect(303, '/tasks'));
  router.get('/still-here', (_request, response) => void response.status(204).end());
  router.get('/tasks', (request, response) => showTasks(services, request, response));
  router.get('/notifications', (request, response) => showMessages(services, request, response));
  router.post('/notifications/read', (request, response) => readMessages(services, request, response));
  router.get('/statistics', (_request, response) => showStatistics(services, response));
  router.get('/statistics/referrals.csv', (_request, response) => sendStatisticsFile(services, response));
  router.use(groupRoutes(services));
  router.use('/confiscation', confiscationPages(services));
  router.get('/cases', (request, response) => showCases(services, request, response));
  router.get('/search', (request, response) => showSearch(request, response));
  router.post('/search', (request, response) => sendSearch(services, request, response));
  router.get('/searches', (_request, response) => showSearches(services, response));
  router.get('/searches/:id', (request, response) => showFound(services, response, request.params.id));
  const streams = new Streams(services);
  router.get('/tasks/changes', (request, response) => streams.ofTasks(request, response));
  router.get('/cases/:ref/changes', (request, response) => streams.ofCase(request, response, refOf(request)));
  router.get('/cases/:ref', (request, response) => showCase(services, request, response, refOf(request)));
  router.get('/cases/:ref/:command', (request, response) =>
    showCommand(services, request, response, refOf(request), request.params.command),
  );
  router.post('/cases/:ref/:command', (request, response) =>
    sendCommand(services, request, response, refOf(request), request.params.command),
  );
  router.get('/start', (request, response) => showStart(services, request, response));
  router.post('/drafts/delete', (request, response) => deleteDraft(services, request, response));
  router.get('/start/:process', (request, response) =>
    showOpening(services, request, response, request.params.process),
  );
  router.post('/start/:process', (request, response) =>
    sendOpening(services, request, response, request.params.process),
  );
}

function addAdministration(router: Router, services: Services): void {
  router.get('/administration', (_request, response) => showAdministration(response));
  router.get('/administration/agencies', (_request, response) => showAgencies(services, response));
  router.get('/administration/people', (_request, response) => showPeople(services, response));
  router.get('/administration/policy', (_request, response) => showPolicy(services, response));
  router.get('/administration/policy/:process', (request, response) =>
    showPolicyOf(services, response, request.params.process),
  );
  router.get('/administration/providers', (_request, response) => showProviders(services, response));
}

function assetRoutes(): Router {
  const router = Router();
  const files = { index: false, maxAge: assetAge } as const;
  router.use(express.static(path.join(__dirname, 'public'), files));
  router.use(express.static(path.join(assets, 'assets'), files));
  for (const file of ['govuk-frontend.min.css', 'govuk-frontend.min.js'])
    router.get(`/${file}`, (_request, response) => response.sendFile(path.join(assets, file), { maxAge: assetAge }));
  router.use((_request, response) => void response.status(404).type('text').send('Not found'));
  return router;
}

/** A form must come from a page of this session. */
const ours: RequestHandler = (request, _response, next) => {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!isReading && !isOurForm(request))
    throw new Problem(
      403,
      'old-page',
      'Nothing was recorded. The page was opened before you signed in, or it is not one of ours. If it is what you typed yourself, send it again.',
    );
  next();
};

/** What stands on every page for somebody who is signed in; that they are here is noted. */
function forEveryPage({ pool }: Services, { more }: PagesConfig): RequestHandler {
  return async (request, response, next) => {
    const actor = actorOf(response);
    const { locals } = response;
    locals['unread'] = await asViewer(pool, actor, async (client) => {
      await notePerson(client, actor);
      return countUnread(client, actor.roles, mostUnread);
    });
    locals['mostUnread'] = mostUnread;
    locals['csrf'] = csrfToken(request);
    locals['links'] = [
      ...workLinks(actor),
      ...confiscationEntry(actor, request.path),
      ...linksFor(actor),
      ...(more ? [more.link] : []),
    ];
    locals['isAnalyst'] = actor.roles.includes('analyst');
    locals['isAdministrator'] = actor.roles.includes('administrator');
    locals['idleSeconds'] = idleSeconds;
    next();
  };
}

/** The reference in the path, however it was typed. @throws Problem 404 */
function refOf(request: Request<{ ref: string }>): string {
  const ref = parseCaseRef(request.params.ref);
  if (ref === undefined) throw notFound();
  return ref;
}
