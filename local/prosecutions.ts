import { readFileSync } from 'node:fs';
import {
  readProsecutions,
  sayProblem,
  textOfFile,
  type LineProblem,
  type ProsecutionLine,
} from '../api/prosecutions-csv';
import type { ApiClient, Reply } from './client';

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
  bad: ({ line: number } & LineProblem)[];
}

/**
 * Registers every prosecution of a CSV file through the API, each of which opens its case. A line that is not right is
 * reported, and the others are taken. The file can be run again: what is registered stays as it is.
 * @throws Error when the file or its columns are wrong; then nothing is taken
 */
export async function registerProsecutions(options: RegisterOptions): Promise<RegisterReport> {
  const { print, inFlight = 8 } = options;
  const report: RegisterReport = { registered: 0, known: 0, bad: [] };
  const waiting = readFile(options.file).values();
  const work = async () => {
    for (const one of waiting) {
      const { line } = one;
      const outcome = await registerLine(options, one);
      if ('ref' in outcome) {
        report[outcome.isNew ? 'registered' : 'known'] += 1;
        print(`line ${line}: ${outcome.isNew ? 'registered' : 'known already'}, ${outcome.ref}`);
      } else {
        report.bad.push({ line, ...outcome });
        print(`line ${line}: ${outcome.message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  report.bad.sort((a, b) => a.line - b.line);
  print(
    `${report.registered} registered, ${report.known} known already, ${report.bad.length} not taken${lines(report)}.`,
  );
  return report;
}

/** In a long report they are looked for. */
function lines({ bad }: RegisterReport): string {
  return bad.length === 0 ? '' : `: line ${bad.map(({ line }) => line).join(', ')}`;
}

function readFile(file: string): ProsecutionLine[] {
  const failed = (why: string) => new Error(`${file}: ${why}. Nothing was registered.`);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    throw failed('it cannot be read');
  }
  try {
    return readProsecutions(textOfFile(bytes));
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

type Outcome = { ref: string; isNew: boolean } | LineProblem;

async function registerLine(options: RegisterOptions, line: ProsecutionLine): Promise<Outcome> {
  if (!('input' in line)) return line;
  const { status, body } = await send(options, line.input);
  if (status < 300) return { ref: String(body['ref']), isNew: status === 201 };
  return { code: String(body['code']), message: sayProblem(String(body['title']), body['errors']) };
}

const tries = 5;

/** A service that is away for a moment is asked again; the same registration is done once. */
async function send({ api, person }: RegisterOptions, input: Record<string, string>): Promise<Reply> {
  for (let left = tries; ; left -= 1) {
    const reply = await api.post(person, '/v1/prosecutions', input, 'bulk');
    if (reply.status !== 503 || left === 1) return reply;
  }
}
