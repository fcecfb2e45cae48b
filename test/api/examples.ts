import { z } from 'zod';
import { adult } from '../../local/rehearsals/script';
import { commonCommands } from '../../workflows/kernel/common-commands';
import type { AnyProcess } from '../../workflows/kernel/contract';
import { makeCaseRef } from '../../workflows/vocabulary';

/** Well formed, and nobody's. */
export const noSuchCase = makeCaseRef('NRM', Buffer.alloc(32, 7));

/** Where a rule asks for more than the schema; '' is the opening. */
const known: Record<string, Record<string, object>> = {
  'nrm-referral': {
    '': adult,
    transfer: { to: 'ukba', reason: 'Made-up reason' },
    'record-duplicate': { otherRef: noSuchCase },
  },
  'case-review': { '': { competentAuthority: 'ukhtc', quarter: '2011-Q3' } },
  'provider-change': {
    '': { change: 'resume-place', provider: 'ashgrove-house', place: 'no-such-place', untilDate: '2099-01-01' },
  },
  'register-change': { '': { change: 'adopt-policy-set', policySet: 'strategy-2011', fromDate: '2099-01-01' } },
};

/** Tried in this order for a field that is neither an object, a list nor one of a few words. */
const values = [
  'Made-up text',
  'met-police',
  noSuchCase,
  '2011-07-01',
  '2011-07-01T12:00:00Z',
  '2011-Q3',
  '2011-12',
  '2011/12',
  2011,
  'GB',
  'en',
  true,
  1,
  100,
  '123456',
  '12345678',
  '0123456789abcdef',
  'a'.repeat(64),
  'a'.repeat(43),
  // Numbers of things within a case: a1, r1 and so on.
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `${letter}1`),
];

/** A body that a command's schema takes: each field that must be there, made up. */
export function exampleOf(schema: z.ZodObject): object {
  const needed = Object.entries(schema.shape).filter(([, field]) => !(field instanceof z.ZodOptional));
  return Object.fromEntries(needed.map(([name, field]) => [name, valueFor(name, field)]));
}

/** The same value as often as the list needs it at least. */
function asManyAs(list: z.ZodArray, value: unknown): unknown[] {
  const lists = [1, 2, 3, 4].map((length) => Array.from({ length }, () => value));
  return lists.find((one) => list.safeParse(one).success) ?? [value];
}

function valueFor(name: string, field: unknown): unknown {
  if (field instanceof z.ZodObject) return exampleOf(field);
  if (field instanceof z.ZodArray) return asManyAs(field, valueFor(name, field.element));
  if (field instanceof z.ZodEnum) return field.options[0];
  const value = field instanceof z.ZodType ? values.find((one) => field.safeParse(one).success) : undefined;
  if (value === undefined)
    throw new Error(`No made-up value is taken by the field ${name}. Add one to values in test/api/examples.ts.`);
  return value;
}

/** A command or an opening (without a name), and a body that its schema takes. */
export interface Taken {
  name: string;
  by: readonly string[];
  input: z.ZodObject;
  example: object;
}

/** What a process takes, each with a body that has the right form. */
export function takenBy(process: AnyProcess): { opening: Taken; commands: Taken[] } {
  const taken = (name: string, { by, input }: { by: readonly string[]; input: z.ZodObject }): Taken => {
    return { name, by, input, example: known[process.name]?.[name] ?? exampleOf(input) };
  };
  return {
    opening: taken('', process.opening),
    commands: Object.entries({ ...commonCommands, ...process.commands }).map(([name, command]) => taken(name, command)),
  };
}
