import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { asProblem, describeError, type Problem } from '../problems';
import { words } from './fields';
import { render } from './render';
import { csrfToken, takeDone } from './session';
import { sentOf } from './sent';

/** The last handler of the pages: every error is a page in plain words, and what was typed is on it. */
export function problemPage(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = asProblem(error);
    if (problem.status >= 500)
      log.error({ err: describeError(error), method: request.method, code: problem.code }, 'page failed');
    if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
    showProblem(request, response, problem);
  };
}

function showProblem(request: Request, response: Response, problem: Problem): void {
  const { title, text } = inWords(problem);
  const source = problem.extra['source'];
  const typed = request.method === 'POST' ? Object.entries(sentOf(request)) : [];
  const isAgain = mayBeSentAgain(problem);
  render(
    response,
    'problem',
    {
      title,
      text,
      source: typeof source === 'string' ? source : '',
      done: takeDone(request),
      typed: typed.flatMap(([name, value]) =>
        [value].flat().map((one) => ({ name, value: one, isShown: isShown(name, one) })),
      ),
      names: Object.fromEntries(typed.map(([name]) => [name, words(name)])),
      isAgain: isAgain && typed.length > 0,
      isSignIn: problem.status === 401,
      isAway: problem.status >= 500,
      csrf: problem.status === 401 ? '' : csrfToken(request),
      key: randomUUID(),
      action: request.originalUrl,
    },
    problem.status,
  );
}

/** What was sent under a name that begins with `_` is the form's own. */
const isShown = (name: string, value: string) => !name.startsWith('_') && value !== '';

/** Sending the same again may help: it was not recorded, or it is recorded once whatever happens. */
function mayBeSentAgain({ status, code }: Problem): boolean {
  return status >= 500 || status === 401 || code === 'old-page';
}

function inWords({ status, code, title }: Problem): { title: string; text: string } {
  switch (status) {
    case 401:
      return {
        title: 'You were signed out',
        text: 'Nothing was recorded. Sign in again in a new tab, come back to this one, and send what you typed again.',
      };
    case 403:
      return code === 'old-page'
        ? { title: 'This page is too old', text: title }
        : { title: 'You may not do this', text: title };
    case 404:
      return {
        title: 'There is nothing here that you may see',
        text: 'Check the address or the reference. If an agency should share the case with yours, ask it to.',
      };
    case 409:
      return { title: 'This cannot be done now', text: title };
    case 413:
      return {
        title: 'This is too long',
        text: 'Nothing was recorded. Go back, shorten the longest text and send it again.',
      };
    case 503:
      return {
        title: 'Concert cannot be reached in full just now',
        text: 'It is not known whether this was recorded. Send it again in a moment: it is done once, however often it is sent.',
      };
    default:
      return status >= 500
        ? {
            title: 'Something went wrong on our side',
            text: 'Send it again in a moment: it is done once, however often it is sent. If it fails again, tell the service desk.',
          }
        : { title: 'This is not right', text: title };
  }
}
