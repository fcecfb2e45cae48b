import path from 'node:path';
import express, { Router, type Request, type RequestHandler } from 'express';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { notFound, Problem } from '../problems';
import type { Services } from '../services';
import { showCase } from './case-page';
import { sendCommand, showCommand } from './command-page';
import { showCases, showMessages, showTasks } from './lists';
import { linksFor } from './openings';
import { problemPage } from './problem-page';
import { assets, policy, render } from './render';
import { sendSearch, showFound, showSearch, showSearches } from './search-page';
import { csrfToken, isOurForm } from './session';
import { idleSeconds, known, signIn, type PagesConfig } from './sign-in';
import { deleteDraft, sendOpening, showOpening, showStart } from './start-page';
import { sendStatisticsFile, showStatistics } from './statistics-page';

/** More than any form may hold, so that what is too long comes back to be shortened, field by field. */
const formLimit = '1mb';
const mostFields = 2_000;
const assetAge = '1h';

/** Everything people see in a browser. */
export function pageRoutes(services: Services, pages: PagesConfig): Router {
  const router = Router();
  router.use('/assets', assetRoutes());
  router.use(policy);
  router.use(express.urlencoded({ extended: false, limit: formLimit, parameterLimit: mostFields }));
  router.use(signIn(services, pages));
  router.get('/signed-out', (_request, response) => render(response, 'signed-out', { title: 'You are signed out' }));
  router.use(...known(services), ours, forEveryPage);
  addPages(router, services);
  router.use((_request, _response, next) => next(notFound()));
  router.use(problemPage(services.log));
  return router;
}

function addPages(router: Router, services: Services): void {
  router.get('/', (_request, response) => response.redirect(303, '/tasks'));
  router.get('/still-here', (_request, response) => void response.status(204).end());
  router.get('/tasks', (request, response) => showTasks(services, request, response));
  router.get('/notifications', (_request, response) => showMessages(services, response));
  router.get('/statistics', (_request, response) => showStatistics(services, response));
  router.get('/statistics/referrals.csv', (_request, response) => sendStatisticsFile(services, response));
  router.get('/cases', (request, response) => showCases(services, request, response));
  router.get('/search', (request, response) => showSearch(request, response));
  router.post('/search', (request, response) => sendSearch(services, request, response));
  router.get('/searches', (_request, response) => showSearches(services, response));
  router.get('/searches/:id', (request, response) => showFound(services, response, request.params.id));
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

/** What stands on every page for somebody who is signed in. */
const forEveryPage: RequestHandler = (request, response, next) => {
  const actor = actorOf(response);
  response.locals['csrf'] = csrfToken(request);
  response.locals['links'] = linksFor(actor);
  response.locals['isAnalyst'] = actor.roles.includes('analyst');
  response.locals['idleSeconds'] = idleSeconds;
  next();
};

/** The reference in the path, however it was typed. @throws Problem 404 */
function refOf(request: Request<{ ref: string }>): string {
  const ref = parseCaseRef(request.params.ref);
  if (ref === undefined) throw notFound();
  return ref;
}
