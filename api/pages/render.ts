import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import nunjucks from 'nunjucks';
import { words } from './fields';
import { sayDay, sayDue, sayMoment, sayShortDay } from './london';
import { sayPence } from './said';

const govuk = path.dirname(require.resolve('govuk-frontend/package.json'));
/** The folder of GOV.UK Frontend that browsers are served from. */
export const assets = path.join(govuk, 'dist', 'govuk');

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([path.join(__dirname, 'views'), path.join(govuk, 'dist')]),
  { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true },
);
environment.addFilter('words', words);
environment.addFilter('moment', sayMoment);
environment.addFilter('day', sayDay);
environment.addFilter('due', sayDue);
environment.addFilter('shortDay', sayShortDay);
environment.addFilter('pounds', sayPence);
environment.addGlobal('newKey', () => randomUUID());

/** A strict content-security policy, with a nonce for the one script that GOV.UK's template has. */
export const policy: RequestHandler = (request, response, next) => {
  const nonce = randomBytes(16).toString('base64');
  response.locals['nonce'] = nonce;
  helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", `'nonce-${nonce}'`],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  })(request, response, next);
};

/** A page, or a part of one, from the text of a template that may extend ours. */
export function pageOf(response: Response, template: string, data: Record<string, unknown>): string {
  return environment.renderString(template, { ...response.locals, ...data });
}

/** Sends a page; what is the same on every page comes from `response.locals`. */
export function render(response: Response, view: string, data: Record<string, unknown>, status = 200): void {
  response.status(status).type('html').set('Cache-Control', 'no-store');
  response.send(environment.render(`${view}.njk`, { ...response.locals, ...data }));
}
