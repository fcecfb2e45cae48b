import { readFileSync } from 'node:fs';
import type { ApiClient, Reply } from './client';
import { readCsv, type CsvRecord } from './prosecutions-csv';

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

export interface RegisterOptions {
  file: string;
  api: ApiClient;
  /** A demo person of the prosecuting or the investigating body. */
  person: string;
  print: (line: string) => void;
  inFlight?: number;
}

export interface RegisterReport {
  registered: number;
  known: number;
  bad: { line: number; code: string; message: string }[];
}

/**
 * Registers every prosecution of a CSV file through the API, each of which opens its case. A line that is not right is
 * reported, and the others are taken. The file can be run again: what is registered stays as it is.
 * @throws Error when the file or its columns are wrong; then nothing is taken
 */
export async function registerProsecutions(options: RegisterOptions): Promise<RegisterReport> {
  const { print, inFlight = 8 } = options;
  const { header, records } = readFile(options.file);
  const report: RegisterReport = { registered: 0, known: 0, bad: [] };
  const waiting = records.values();
  const work = async () => {
    for (const record of waiting) {
      const outcome = await registerLine(options, header, record);
      if ('ref' in outcome) report[outcome.isNew ? 'registered' : 'known'] += 1;
      else report.bad.push({ line: record.line, ...outcome });
      const said =
        'ref' in outcome ? `${outcome.isNew ? 'registered' : 'known already'}, ${outcome.ref}` : outcome.message;
      print(`line ${record.line}: ${said}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  report.bad.sort((a, b) => a.line - b.line);
  print(`${report.registered} registered, ${report.known} known already, ${report.bad.length} not taken.`);
  return report;
}

function readFile(file: string): { header: readonly string[]; records: CsvRecord[] } {
  const failed = (why: string) => new Error(`${file}: ${why}. Nothing was registered.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch {
    throw failed('it cannot be read as text in UTF-8');
  }
  let records: CsvRecord[];
  try {
    records = readCsv(text);
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  const [first, ...rest] = records;
  const header = first?.fields.map((name) => name.trim()) ?? [];
  const isRight =
    header.length === prosecutionColumns.length && prosecutionColumns.every((name) => header.includes(name));
  if (!isRight)
    throw failed(`its columns must be ${prosecutionColumns.join(', ')}, and they are ${header.join(', ') || 'none'}`);
  return { header, records: rest };
}

type Outcome = { ref: string; isNew: boolean } | { code: string; message: string };

async function registerLine(options: RegisterOptions, header: readonly string[], record: CsvRecord): Promise<Outcome> {
  const { fields } = record;
  if (fields.length !== header.length)
    return { code: 'wrong-number-of-fields', message: `It has ${fields.length} fields, not ${header.length}.` };
  const entries = prosecutionColumns
    .map((column) => [fieldOf[column], (fields[header.indexOf(column)] ?? '').trim()] as const)
    .filter(([, value]) => value !== '');
  const { status, body } = await send(options, Object.fromEntries(entries));
  if (status < 300) return { ref: String(body['ref']), isNew: status === 201 };
  return { code: String(body['code']), message: messageOf(body) };
}

const tries = 5;

/** A service that is away for a moment is asked again; the same registration is done once. */
async function send({ api, person }: RegisterOptions, input: Record<string, string>): Promise<Reply> {
  for (let left = tries; ; left -= 1) {
    const reply = await api.post(person, '/v1/prosecutions', input, 'bulk');
    if (reply.status !== 503 || left === 1) return reply;
  }
}

/** What is wrong, field by field, without quoting what stood there. */
function messageOf(body: Record<string, unknown>): string {
  const { title, errors } = body;
  const fields = Array.isArray(errors)
    ? errors.map((one: { pointer?: string; message?: string }) => `${one.pointer ?? ''} ${one.message ?? ''}`.trim())
    : [];
  return fields.length > 0 ? fields.join(' ') : String(title);
}
