import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

/** The columns of the file, each once, in any order; `defendant` and `registered_on` may be empty. */
export const prosecutionColumns = [
  'prosecution_reference',
  'investigating_body',
  'prosecuting_body',
  'region',
  'offence',
  'defendant',
  'registered_on',
] as const;

const fieldOf: Record<(typeof prosecutionColumns)[number], string> = {
  prosecution_reference: 'prosecutionReference',
  investigating_body: 'investigatingBody',
  prosecuting_body: 'prosecutingBody',
  region: 'region',
  offence: 'offence',
  defendant: 'defendant',
  registered_on: 'registeredOn',
};

/** A line of the file as what registers a prosecution, or why it is none. */
export type ProsecutionLine = { line: number } & ({ input: Record<string, string> } | LineProblem);
export interface LineProblem {
  code: string;
  message: string;
}

const Records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));
const mistakes: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted',
  CSV_INVALID_CLOSING_QUOTE: 'something stands after a closing quote',
};

/**
 * Reads the prosecutions of a CSV file (RFC 4180). A line that is not right does not stop the others.
 * @throws Error with a sentence, when the file or its columns are wrong as a whole
 */
export function readProsecutions(text: string): ProsecutionLine[] {
  const [first, ...records] = recordsOf(text);
  const header = first?.record.map((name) => name.trim()) ?? [];
  const missing = prosecutionColumns.filter((name) => !header.includes(name));
  if (missing.length > 0 || header.length !== prosecutionColumns.length)
    throw new Error(
      `its columns must be ${prosecutionColumns.join(', ')}, each once. It has ${header.length}; missing: ${missing.join(', ') || 'none'}`,
    );
  return records.map(({ record, info: { lines: line } }) => ({ line, ...inputOf(header, record) }));
}

/** A file's text, without a byte order mark. @throws Error with a sentence, when it is not in UTF-8 */
export function textOfFile(file: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new Error('it cannot be read as text in UTF-8');
  }
}

function recordsOf(text: string): z.infer<typeof Records> {
  try {
    const record_delimiter = ['\r\n', '\n', '\r'];
    const found: unknown = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter,
    });
    return Records.parse(found);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`line ${String(error['lines'])}: ${mistakes[error.code] ?? 'it is not CSV'}`, { cause: error });
  }
}

function inputOf(
  header: readonly string[],
  record: readonly string[],
): { input: Record<string, string> } | LineProblem {
  if (record.length !== header.length)
    return { code: 'wrong-number-of-fields', message: `It has ${record.length} fields, not ${header.length}.` };
  const entries = prosecutionColumns
    .map((column) => [fieldOf[column], (record[header.indexOf(column)] ?? '').trim()] as const)
    .filter(([, value]) => value !== '');
  return { input: Object.fromEntries(entries) };
}

const Errors = z.array(z.object({ pointer: z.string(), message: z.string() })).catch([]);

/** What is wrong with a line, field by field and by the names of the columns, without quoting what stood there. */
export function sayProblem(title: string, errors: unknown): string {
  const said = Errors.parse(errors).map(({ pointer, message }) => `${columnOf(pointer)}: ${plain(message)}`);
  return said.length > 0 ? said.join(' ') : title;
}

/** The schema library's own sentences, for people. */
function plain(message: string): string {
  if (message.endsWith('received undefined')) return 'It is missing.';
  const options = /^Invalid option: expected one of (.*)$/.exec(message)?.[1];
  return options === undefined ? message : `Give one of: ${options.replaceAll('"', '').replaceAll('|', ', ')}.`;
}

function columnOf(pointer: string): string {
  const field = pointer.slice(1);
  return prosecutionColumns.find((column) => fieldOf[column] === field) ?? field;
}
