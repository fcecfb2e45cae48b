import { z } from 'zod';
import type {
  ActorRole,
  AnyProcess,
  CommandDefinition,
  Context,
  Decision,
  EventBase,
  OpeningContext,
  OpeningDefinition,
  Parsed,
  PersonalPaths,
  Policy,
  Process,
} from './contract';
import type { Refusal } from './refusals';

/** What a personal text becomes before it leaves the door: a reference to an encrypted row, `text:` and a UUID. */
export const textRefPattern = /^text:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The reference of another case, as a person writes it; `parseCaseRef` reads it. */
export function caseReference(title: string, description: string) {
  return z.string().trim().min(1).max(60).meta({ title, description });
}

/**
 * Free text or a name: encrypted in its own table at the door, never in a workflow. Inside a process it is a reference.
 * @param max characters, at least 64 so that a reference fits
 */
export function personalText(title: string, description: string, max = 4000) {
  return z
    .string()
    .trim()
    .min(1, 'Write something here.')
    .max(max, `Use at most ${max} characters.`)
    .meta({ title, description, personal: true });
}

/** A person's name: personal text by which those who may search find the case again. */
export function personalName(title: string, description: string) {
  return personalText(title, description, 200).meta({ title, description, personal: true, isName: true });
}

/** A date that belongs to a person, for example of birth: YYYY-MM-DD at the door, a reference inside. */
export function personalDate(title: string, description: string) {
  return z
    .string()
    .regex(
      /^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|text:[0-9a-f-]{36})$/,
      'Give the date as YYYY-MM-DD, for example 1995-03-27.',
    )
    .meta({ title, description, personal: true });
}

interface CommandParts<S, E extends EventBase, P extends Policy, I extends z.ZodObject> {
  title: string;
  hint: string;
  by: readonly ActorRole[];
  input: I;
  when?: (state: S, context: Context<P>) => Refusal | undefined;
  decide: (state: S, input: z.infer<I>, context: Context<P>) => Decision<E>;
}

/** Makes commands of one process: the input's type follows from its schema, unknown fields are refused. */
export function commandsOf<S, E extends EventBase, P extends Policy>() {
  return <I extends z.ZodObject>(parts: CommandParts<S, E, P, I>): CommandDefinition<S, E, P> => {
    const parse = parserOf(parts.input);
    return {
      title: parts.title,
      hint: parts.hint,
      by: parts.by,
      ...doorOf(parts.input, parse),
      when: parts.when ?? (() => undefined),
      run(state, raw, context) {
        const parsed = parse(raw);
        return parsed.ok ? parts.decide(state, parsed.value, context) : parsed.refusal;
      },
    };
  };
}

/** The opening of a process: a command that has no state yet. */
export function opening<E extends EventBase, P extends Policy, I extends z.ZodObject>(parts: {
  title: string;
  hint: string;
  by: readonly ActorRole[];
  input: I;
  decide: (input: z.infer<I>, context: OpeningContext<P>) => Decision<E>;
}): OpeningDefinition<E, P> {
  const parse = parserOf(parts.input);
  return {
    title: parts.title,
    hint: parts.hint,
    by: parts.by,
    ...doorOf(parts.input, parse),
    run(raw, context) {
      const parsed = parse(raw);
      return parsed.ok ? parts.decide(parsed.value, context) : parsed.refusal;
    },
  };
}

/** What the door needs to know of an input. Made once: a schema that is made for each request costs more than to parse it. */
function doorOf(input: z.ZodObject, parse: (raw: unknown) => Parsed<unknown>) {
  const names = new Set(namePaths(input).map((path) => path.join('.')));
  return { input: input.strict(), parse, personal: personalPaths(input), names };
}

/** Parses a command's input, and answers with a JSON pointer (RFC 6901) for each field that is wrong or not known. */
export function parseInput<I extends z.ZodObject>(schema: I, raw: unknown): Parsed<z.infer<I>> {
  return parserOf(schema)(raw);
}

function parserOf<I extends z.ZodObject>(schema: I): (raw: unknown) => Parsed<z.infer<I>> {
  const strictSchema = schema.strict();
  return (raw) => {
    const strict = strictSchema.safeParse(raw);
    const result = schema.safeParse(raw);
    if (strict.success && result.success) return { ok: true, value: result.data };
    return { ok: false, refusal: invalidInput(strict.error?.issues ?? result.error?.issues ?? []) };
  };
}

function invalidInput(issues: readonly z.core.$ZodIssue[]): Refusal {
  const fields = issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return names.map((name) => ({
      pointer: pointer(name === undefined ? issue.path : [...issue.path, name]),
      message: name === undefined ? issue.message : `There is no field called ${name} here. Remove it.`,
    }));
  });
  const message =
    'Some fields are missing, wrong or not known. Put them right and send it again. Nothing was recorded.';
  return { refused: true, code: 'invalid-input', message, source: 'Input schema', fields };
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((p) => `/${String(p).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

/** Where a schema holds personal text: paths, `*` for each element of a list. */
export const personalPaths = (schema: z.ZodType): string[][] => pathsMarked(schema, 'personal', []);

/** Where a schema holds a name by which its case can be searched. */
const namePaths = (schema: z.ZodType): string[][] => pathsMarked(schema, 'isName', []);

function pathsMarked(schema: z.ZodType, mark: 'personal' | 'isName', path: readonly string[]): string[][] {
  if (schema.meta()?.[mark] === true) return [[...path]];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? pathsMarked(inner, mark, path) : [];
  }
  if (schema instanceof z.ZodArray) {
    return schema.element instanceof z.ZodType ? pathsMarked(schema.element, mark, [...path, '*']) : [];
  }
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) =>
    field instanceof z.ZodType ? pathsMarked(field, mark, [...path, name]) : [],
  );
}

/**
 * The input with `change` applied to every personal text that is there; the original is left as it is.
 * @param change gets the text, its place (no other text of the input has it), and its field in the schema
 */
export function mapPersonal(
  { personal }: { personal: PersonalPaths },
  input: unknown,
  change: (text: string, place: string, field: string) => string,
): unknown {
  return personal.reduce<unknown>((value, path) => {
    const field = path.join('.');
    return mapAt(value, path, field, (text, place) => change(text, place, field));
  }, input);
}

function mapAt(
  value: unknown,
  path: readonly string[],
  place: string,
  change: (text: string, place: string) => string,
): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return typeof value === 'string' ? change(value, place) : value;
  if (head === '*') {
    return Array.isArray(value) ? value.map((item, i) => mapAt(item, rest, `${place}[${i}]`, change)) : value;
  }
  if (typeof value !== 'object' || value === null || !(head in value)) return value;
  const entries = Object.entries(value).map(([k, v]) => [k, k === head ? mapAt(v, rest, place, change) : v] as const);
  return Object.fromEntries(entries);
}

/**
 * Folds a process's own types away for the registry. The one place where types are given up: the kernel hands a
 * process nothing but the state and events that came from the same process, by name and version.
 */
export function foldProcess<S, E extends EventBase, P extends Policy>(process: Process<S, E, P>): AnyProcess {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fold itself, see above
  return process as unknown as AnyProcess;
}
