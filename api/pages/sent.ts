import type { Request } from 'express';
import { z } from 'zod';
import type { Sent } from './fields';

const Body = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** What a form sent; nothing when the body is no form. */
export function sentOf(request: Request): Sent {
  return Body.safeParse({ ...z.looseObject({}).safeParse(request.body).data }).data ?? {};
}

/** What the person filled in, without what the form itself carries. */
export function answersIn(sent: Sent): Sent {
  return Object.fromEntries(
    Object.entries(sent).filter(([name]) => !name.startsWith('_') || name.startsWith('_rows.')),
  );
}

const goodKey = /^[\x21-\x7e]{1,100}$/;

/** The key under which what a form asks for is done once; undefined when the form carries none. */
export function keyIn(sent: Sent): string | undefined {
  const key = sent['_key'];
  return typeof key === 'string' && goodKey.test(key) ? key : undefined;
}

/** Which button was pressed. */
export function stepIn(sent: Sent): string {
  const step = sent['_step'];
  return typeof step === 'string' ? step : '';
}
