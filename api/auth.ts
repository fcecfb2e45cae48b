import type { RequestHandler, Response } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { z } from 'zod';
import { designationsOf } from '../db/register';
import { londonDateOf } from '../workflows/kernel/calendar';
import type { Actor } from '../workflows/kernel/contract';
import { roleNames } from '../workflows/vocabulary';
import { away, Problem } from './problems';
import type { Services } from './services';

const Claims = z.object({
  sub: z.string().min(1).max(120),
  agency: z.string().min(1).max(60),
  roles: z.array(z.string()).max(30),
});

/** Signature, issuer, audience, expiry and type of the token (RFC 9068); then who this is, from claims and register. */
export function signedIn(services: Services): RequestHandler[] {
  const verify = auth({
    issuerBaseURL: services.issuer,
    audience: services.audience,
    tokenSigningAlg: 'RS256',
    strict: true,
  });
  const check: RequestHandler = (request, response, next) =>
    void verify(request, response, (error?: unknown) =>
      next(isSignInAway(error) ? away('The sign-in service') : error),
    );
  const identify: RequestHandler = async (request, response, next) => {
    const claims = Claims.safeParse(request.auth?.payload);
    if (!claims.success)
      throw new Problem(403, 'not-allowed', 'Your token names no agency or roles. Ask your administrator.');
    const { sub, agency, roles } = claims.data;
    const designations = await designationsOf(services.pool, agency, londonDateOf(services.now().toISOString()));
    if (!designations)
      throw new Problem(403, 'not-allowed', 'Your agency is not in the register. Ask your administrator.');
    const actor: Actor = { person: sub, agency, roles: roleNames.filter((role) => roles.includes(role)), designations };
    response.locals['actor'] = actor;
    next();
  };
  return [check, identify];
}

/** The library calls every token wrong when it cannot get the keys; then it is not the token that is wrong. */
function isSignInAway(error: unknown): boolean {
  return error instanceof Error && unreachable.test(error.message);
}

const unreachable =
  /Failed to (fetch|parse)|fetch failed|Expected 200 OK|timed out|socket hang up|E(CONN|NOTFOUND|AI_)/;

/** Who is signed in. @throws Problem when nobody is */
export function actorOf(response: Response<unknown, { actor?: Actor }>): Actor {
  const { actor } = response.locals;
  if (!actor) throw new Problem(401, 'not-signed-in', 'Sign in first.');
  return actor;
}
