import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Actor } from '../../workflows/kernel/contract';
import { findProcess } from '../../workflows/registry';
import { actorOf } from '../auth';
import { register } from '../confiscation';
import { Problem, refusalProblem } from '../problems';
import {
  prosecutionColumns,
  readProsecutions,
  sayProblem,
  textOfFile,
  type ProsecutionLine,
} from '../prosecutions-csv';
import { notTheirRole } from '../../workflows/kernel/case';
import type { Services } from '../services';
import { textOf } from './fields';
import { render } from './render';
import { sentOf } from './sent';
import { csrfToken } from './session';

const uploadLimit = '1mb';
/** So many are registered while somebody waits for the page; the command line takes any number. */
const mostLines = 300;
const inFlight = 8;

/** Makes of a form with a file the same as of any other form: the file is the text of its field, if it is text. */
export const readUpload: readonly RequestHandler[] = [
  express.raw({ type: 'multipart/form-data', limit: uploadLimit }),
  async (request, _response, next) => {
    const body: unknown = request.body;
    if (Buffer.isBuffer(body)) request.body = await formOf(request.get('content-type') ?? '', body);
    next();
  },
];

async function formOf(contentType: string, body: Buffer): Promise<Record<string, string>> {
  const sent = new globalThis.Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  const parsed = await sent.formData().catch(() => new FormData());
  const form: Record<string, string> = {};
  for (const [name, value] of parsed) {
    if (typeof value === 'string') form[name] = value;
    else Object.assign(form, await fileIn(name, value));
  }
  return form;
}

async function fileIn(name: string, file: Blob): Promise<Record<string, string>> {
  try {
    return { [name]: textOfFile(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return { [`_${name}IsNoText`]: 'yes' };
  }
}

interface Shown {
  errors?: readonly { text: string; href: string }[];
  report?: readonly Said[];
}
interface Said {
  line: number;
  text: string;
  ref?: string;
  isTaken: boolean;
}

/** Asks for the file. @throws Problem 403 */
export function showUpload(request: Request, response: Response, { errors = [], report }: Shown = {}): void {
  mayRegister(actorOf(response));
  const taken = report?.filter(({ isTaken }) => isTaken) ?? [];
  const values = {
    title: 'Register prosecutions from a file',
    here: 'confiscation',
    columns: prosecutionColumns,
    mostLines,
    csrf: csrfToken(request),
    errors,
    report,
    taken: taken.length,
    // What was not taken is what somebody has to put right.
    lines: report?.toSorted((a, b) => Number(a.isTaken) - Number(b.isTaken) || a.line - b.line),
  };
  render(response, 'confiscation-upload', values, errors.length > 0 ? 400 : 200);
}

function mayRegister(actor: Actor): void {
  const refusal = notTheirRole(findProcess('confiscation').opening, actor);
  if (refusal) throw refusalProblem(refusal);
}

/** Registers the lines of a file, and says of each what became of it; sent twice, it is done once. */
export async function sendUpload(services: Services, request: Request, response: Response): Promise<void> {
  mayRegister(actorOf(response));
  const sent = sentOf(request);
  const lines = linesIn(textOf(sent, 'file'), textOf(sent, '_fileIsNoText') !== '');
  if (typeof lines === 'string') return showUpload(request, response, { errors: [{ text: lines, href: '#file' }] });
  const report: Said[] = [];
  const waiting = lines.values();
  const work = async () => {
    for (const line of waiting) report.push(await registerLine(services, actorOf(response), line));
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  showUpload(request, response, { report });
}

/** The lines of the file, or what is wrong with it as a whole. */
function linesIn(text: string, isNoText: boolean): ProsecutionLine[] | string {
  const nothing = 'Nothing was registered.';
  if (isNoText) return `The file is not text in UTF-8: save it as “CSV UTF-8”. ${nothing}`;
  if (text.trim() === '') return 'Choose a file that is not empty';
  try {
    const lines = readProsecutions(text);
    return lines.length > mostLines
      ? `The file has ${lines.length} lines, and ${mostLines} are taken at a time. ${nothing}`
      : lines;
  } catch (error) {
    return `The file is not right: ${error instanceof Error ? error.message : String(error)}. ${nothing}`;
  }
}

async function registerLine(services: Services, actor: Actor, one: ProsecutionLine): Promise<Said> {
  const { line } = one;
  if (!('input' in one)) return { line, text: one.message, isTaken: false };
  try {
    const { body } = await register(services, actor, one.input);
    const text = body.registration === 'new' ? 'Registered' : 'Known already';
    return { line, text, ref: body.ref, isTaken: true };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { line, text: sayProblem(error.title, error.extra['errors']), isTaken: false };
  }
}
