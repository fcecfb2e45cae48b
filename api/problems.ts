import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Refusal } from '../workflows/kernel/refusals';

/** An error a client is told of, as RFC 9457 problem details. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly extra: Record<string, unknown> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(code);
  }
}

export const notFound = () =>
  new Problem(
    404,
    'not-found',
    'There is nothing here that you may see. Check the reference; ask the agency that has the case to share it with you.',
  );

export const away = (what: string) =>
  new Problem(
    503,
    'service-away',
    `${what} cannot be reached just now. Send the same request again with the same Idempotency-Key: it will be done once.`,
    {},
    5,
  );

/** The record has the case and the engine cannot be told just now: it will be. */
export const keptUntilBack = (ref: string) =>
  new Problem(
    503,
    'service-away',
    `Your case is kept as ${ref}, but the engine cannot be reached just now: nothing is counted or sent yet. It begins by itself as soon as the engine is back. To see whether it has, send the same request again with the same Idempotency-Key: it is done once.`,
    { ref },
    5,
  );

const statusOfCode: Record<string, number> = { 'invalid-input': 400, 'wrong-role': 403, 'idempotency-key-reused': 422 };

/** A refusal as a problem: 409, or 400 when it is about a field, unless its code says otherwise. */
export function refusalProblem(refusal: Refusal, extra: Record<string, unknown> = {}): Problem {
  const fields = refusal.fields ? { errors: refusal.fields } : {};
  return new Problem(statusOfCode[refusal.code] ?? (refusal.fields ? 400 : 409), refusal.code, refusal.message, {
    source: refusal.source,
    ...fields,
    ...extra,
  });
}

/** The last handler: every error leaves as problem details, and what nobody foresaw is logged without its data. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = asProblem(error);
    if (problem.status >= 500)
      log.error({ err: describeError(error), method: request.method, code: problem.code }, 'request failed');
    if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
    const { status, code, title, extra } = problem;
    response
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: `/problems/${code}`, status, code, title, ...extra }));
  };
}

/** What somebody is told of an error, whatever it was. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const name = nameOf(error);
  const status =
    typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
      ? error.status
      : 500;
  if (status === 401)
    return new Problem(401, 'not-signed-in', 'Your token is missing, expired or not one of ours. Sign in again.');
  if (status === 403) return new Problem(403, 'not-allowed', 'Your token does not allow this.');
  if (status === 413)
    return new Problem(413, 'too-large', 'The request is larger than 100 kB. Nothing was recorded. Send less.');
  if (status === 400)
    return new Problem(400, 'malformed', 'The request could not be read. Send JSON. Nothing was recorded.', {
      errors: [{ pointer: '', message: 'This is not JSON.' }],
    });
  if (isDatabaseAway(error)) return away('The record');
  if (name === 'ServiceError' || name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return away('The engine');
  return new Problem(
    500,
    'unexpected',
    'Something went wrong on our side. Send the same request again with the same Idempotency-Key; if it fails again tell the service desk.',
  );
}

const connectionCodes = /^(ECONN|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|08|57P0|53)/;

/** By what it says, not by `instanceof`: the system's own errors may come from another realm. */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isDatabaseAway);
  if ('code' in error && typeof error.code === 'string' && connectionCodes.test(error.code)) return true;
  return (
    'message' in error &&
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error/.test(
      String(error.message),
    )
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** Name, code and stack: never the message of a database error, which may quote a value. */
export function describeError(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error };
  return { name: error.name, stack: error.stack?.split('\n').slice(1, 6).join('\n') };
}
