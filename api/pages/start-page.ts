import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { dropDraft, draftDays, listDrafts, openDraft, saveDraft } from '../../db/drafts';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import type { Actor, AnyProcess } from '../../workflows/kernel/contract';
import { allProcesses } from '../../workflows/registry';
import { actorOf } from '../auth';
import { open } from '../door';
import { notFound, Problem, refusalProblem } from '../problems';
import type { Services } from '../services';
import { asked, withRow } from './command-page';
import { fieldsOf, inputOf, textOf, type Sent } from './fields';
import { showForm, withAgencies, type Form } from './form';
import { fieldsOnPath, mannerOf, mayOpen, openingsFor, type Path, pathsFor } from './openings';
import { render } from './render';
import { sayAnswers } from './said';
import { answersIn, keyIn, sentOf, stepIn } from './sent';
import { csrfToken, sayDone, takeDone } from './session';

const Kept = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const Uuid = z.uuid();

/** What this person may open, and what they began and have not sent. */
export async function showStart({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const drafts = await asViewer(pool, viewer, listDrafts);
  render(response, 'start', {
    title: 'Start something new',
    here: 'start',
    done: takeDone(request),
    openings: openingsFor(viewer),
    draftDays,
    csrf: csrfToken(request),
    drafts: drafts.flatMap((draft) => {
      const [name = '', path = ''] = draft.process.split('/');
      const process = allProcesses.find((p) => p.name === name);
      return process ? [{ ...draft, title: process.opening.title, href: hrefOf(name, path, draft.id) }] : [];
    }),
  });
}

function hrefOf(process: string, path: string, draft: string): string {
  const query = new URLSearchParams({ ...(path ? { path } : {}), draft });
  return `/start/${process}?${query.toString()}`;
}

/** A process that this person may open. @throws Problem */
function processFor(name: string, viewer: Actor): AnyProcess {
  const process = allProcesses.find((p) => p.name === name);
  if (!process) throw notFound();
  if (!mayOpen(process, viewer))
    throw new Problem(403, 'wrong-role', `"${process.opening.title}" is not for your roles.`);
  return process;
}

function pathIn(request: Request, process: AnyProcess): Path | undefined {
  const { path } = request.query;
  return mannerOf(process.name).paths?.find((p) => p.name === path);
}

async function formOf({ pool }: Services, viewer: Actor, process: AnyProcess, path: Path | undefined): Promise<Form> {
  const { opening, name } = process;
  const agencies = await asViewer(pool, viewer, agencyNames);
  const { firstFields, isHurried } = mannerOf(name);
  const main = isHurried ? { step: '', text: 'Send the report' } : { step: 'check', text: 'Check your answers' };
  return {
    title: path?.title ?? opening.title,
    caption: process.title,
    hint: opening.hint,
    fields: withAgencies(fieldsOnPath(fieldsOf(opening.input), path), agencies),
    firstFields,
    back: '/start',
    buttons: [main, { step: 'save', text: 'Save and come back later' }],
    here: 'start',
  };
}

/** The form of an opening: empty, or as it was saved. */
export async function showOpening(
  services: Services,
  request: Request,
  response: Response,
  name: string,
): Promise<void> {
  const viewer = actorOf(response);
  const process = processFor(name, viewer);
  const paths = pathsFor(name, viewer);
  const path = pathIn(request, process);
  if (paths.length > 0 && !path) {
    render(response, 'paths', {
      title: process.opening.title,
      hint: process.opening.hint,
      pathHint: mannerOf(name).pathHint,
      here: 'start',
      back: '/start',
      process: name,
      paths,
    });
    return;
  }
  const form = await formOf(services, viewer, process, path);
  const draft = Uuid.safeParse(request.query['draft']).data;
  const kept = draft && (await asViewer(services.pool, viewer, (client) => openDraft(client, services.keys, draft)));
  if (draft !== undefined && kept === undefined)
    throw new Problem(404, 'not-found', 'This draft is not there any more.');
  const sent = kept === undefined ? asked(form.fields, request) : Kept.parse(JSON.parse(kept));
  showForm(request, response, { ...form, ...(draft ? { draft } : {}) }, { sent, key: keyIn(sent) ?? randomUUID() });
}

/** What the buttons of an opening's form do: send it, check it first, change it, keep it for later, or add a row. */
export async function sendOpening(
  services: Services,
  request: Request,
  response: Response,
  name: string,
): Promise<void> {
  const viewer = actorOf(response);
  const process = processFor(name, viewer);
  const path = pathIn(request, process);
  const sent = sentOf(request);
  const draft = Uuid.safeParse(sent['_draft']).data;
  const form: Form = { ...(await formOf(services, viewer, process, path)), ...(draft ? { draft } : {}) };
  const key = keyIn(sent) ?? randomUUID();
  const filling = { sent: answersIn(sent), key };
  const step = stepIn(sent);
  if (step === 'save') return save(services, request, response, process, path, sent, draft);
  if (step === 'change') return showForm(request, response, form, filling);
  if (step.startsWith('more:'))
    return showForm(request, response, form, { key, sent: withRow(sent, step.slice('more:'.length)) });
  const input = { ...inputOf(form.fields, sent), ...path?.answers };
  const parsed = process.opening.parse(input);
  if (!parsed.ok) return showForm(request, response, form, { ...filling, problem: refusalProblem(parsed.refusal) });
  if (step === 'check') return showCheck(request, response, form, filling);
  try {
    const { ref } = await open(services, process, viewer, key, input);
    if (draft !== undefined) await asViewer(services.pool, viewer, (client) => dropDraft(client, draft));
    sayDone(request, `${form.title}: recorded as ${ref}`);
    response.redirect(303, `/cases/${ref}`);
  } catch (error) {
    if (!(error instanceof Problem) || ![400, 403, 409, 422].includes(error.status)) throw error;
    showForm(request, response, form, { ...filling, key: randomUUID(), problem: error });
  }
}

/** Everything that was answered, once more before it is sent. */
function showCheck(request: Request, response: Response, form: Form, { sent, key }: { sent: Sent; key: string }): void {
  render(response, 'check', {
    ...form,
    answers: sayAnswers(form.fields, sent),
    typed: Object.entries(sent).flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one }))),
    key,
    csrf: csrfToken(request),
  });
}

async function save(
  { pool, keys }: Services,
  request: Request,
  response: Response,
  process: AnyProcess,
  path: Path | undefined,
  sent: Sent,
  draft: string | undefined,
): Promise<void> {
  const viewer = actorOf(response);
  const content = JSON.stringify({ ...answersIn(sent), _key: textOf(sent, '_key') });
  const of = path ? `${process.name}/${path.name}` : process.name;
  await asViewer(pool, viewer, (client) => saveDraft(client, keys, viewer, { id: draft, process: of, content }));
  sayDone(request, `Saved. It is kept for you alone, for ${draftDays} days`);
  response.redirect(303, '/start');
}

/** Throws a draft away. */
export async function deleteDraft({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const id = Uuid.safeParse(sentOf(request)['_draft']).data;
  if (id !== undefined) await asViewer(pool, viewer, (client) => dropDraft(client, id));
  sayDone(request, 'The draft is thrown away');
  response.redirect(303, '/start');
}
