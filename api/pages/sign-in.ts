import type { Request, RequestHandler, Router } from 'express';
import { auth, type RequestContext } from 'express-openid-connect';
import type { PagesAccess } from '../../worker/config';
import { signedIn } from '../auth';
import { Problem } from '../problems';
import type { Services } from '../services';
import { sessionName } from './session';

export interface PagesConfig extends PagesAccess {
  /** Encrypts the session cookie. */
  sessionSecret: string;
  more?: MorePages;
}

/** Pages that a stack brings along, for people who are signed in; one of them is linked from every page. */
export interface MorePages {
  router: Router;
  link: { href: string; text: string };
}

/** After this long without a page the person signs in again; a duty desk is shared. */
export const idleSeconds = 30 * 60;
const longestSeconds = 12 * 60 * 60;

/** Sign-in with the code flow; the session is an encrypted cookie. Every sign-in asks who it is, because desks are shared. */
export function signIn({ issuer, audience }: Services, pages: PagesConfig): RequestHandler {
  return auth({
    issuerBaseURL: issuer,
    baseURL: pages.baseUrl,
    clientID: pages.clientId,
    clientSecret: pages.clientSecret,
    secret: pages.sessionSecret,
    authRequired: false,
    idpLogout: false,
    authorizationParams: { response_type: 'code', scope: 'openid', prompt: 'login', resource: audience },
    routes: { login: '/sign-in', logout: '/sign-out', callback: '/callback', postLogoutRedirect: '/signed-out' },
    session: {
      name: sessionName,
      rollingDuration: idleSeconds,
      absoluteDuration: longestSeconds,
      cookie: { sameSite: 'Lax', httpOnly: true },
    },
  });
}

/** What an open page listens to. */
const changesPath = /\/changes$/;

/** Listening is no sign that somebody is there: it must not keep a session alive, so the answer sets no cookie. */
export const keepsNoSession: RequestHandler = (request, response, next) => {
  if (changesPath.test(request.path)) {
    // oxlint-disable-next-line typescript/unbound-method -- the proxy calls it on the response, as the server does
    response.writeHead = new Proxy(response.writeHead, {
      apply(writeHead, self, head) {
        response.removeHeader('Set-Cookie');
        return Reflect.apply(writeHead, self, head);
      },
    });
  }
  next();
};

/** Who this is, by the same check as the API's: the session's access token, with claims and register. */
export function known(services: Services): RequestHandler[] {
  return [takeToken, ...signedIn(services)];
}

const takeToken: RequestHandler = async (request, response, next) => {
  const token = tokenOf(request);
  if (token !== undefined) {
    request.headers.authorization = `Bearer ${token}`;
    next();
  } else if (changesPath.test(request.path)) {
    // A page that is open and forgotten stops asking.
    response.status(204).end();
  } else if (request.method === 'GET') {
    await response.oidc.login({ returnTo: request.originalUrl });
  } else {
    throw new Problem(401, 'not-signed-in', 'You were signed out. Nothing was recorded.');
  }
};

/** The access token of the session, while it is good. */
function tokenOf(request: Request): string | undefined {
  const oidc: RequestContext | undefined = request.oidc;
  const token = oidc?.accessToken;
  return oidc?.isAuthenticated() && token && !token.isExpired() ? token.access_token : undefined;
}
