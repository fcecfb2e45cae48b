import type { Request } from 'express';
import { csrfSync } from 'csrf-sync';
import { z } from 'zod';

/** The encrypted cookie's name, and so the name under which the session stands at a request. */
export const sessionName = 'concert';

const Kept = z.looseObject({ csrf: z.string().optional(), done: z.string().optional() });

function sessionOf(request: Request): object | undefined {
  const session: unknown = Reflect.get(request, sessionName);
  return typeof session === 'object' && session !== null ? session : undefined;
}

function read(request: Request): z.infer<typeof Kept> {
  return Kept.safeParse(sessionOf(request) ?? {}).data ?? {};
}

function keep(request: Request, values: { csrf?: string | undefined; done?: string | undefined }): void {
  Object.assign(sessionOf(request) ?? {}, values);
}

const csrf = csrfSync({
  size: 32,
  getTokenFromState: (request) => read(request).csrf,
  storeTokenInState: (request, token) => keep(request, { csrf: token ?? undefined }),
  getTokenFromRequest: (request) => z.object({ _csrf: z.string() }).safeParse(request.body).data?.['_csrf'],
});

/** The token that a form of this session must carry. */
export const csrfToken = (request: Request): string => csrf.generateToken(request);

/** Whether a form carries the token of this session. */
export const isOurForm = (request: Request): boolean => csrf.isRequestValid(request);

/** Says on the next page what was done. */
export function sayDone(request: Request, done: string): void {
  keep(request, { done });
}

/** What was done on the page before, once. */
export function takeDone(request: Request): string | undefined {
  const { done } = read(request);
  if (done !== undefined) keep(request, { done: undefined });
  return done;
}
