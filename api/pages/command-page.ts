import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { loadCase } from '../../db/cases';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { commonCommands } from '../../workflows/kernel/common-commands';
import { processOfRef } from '../../workflows/registry';
import { actorOf } from '../auth';
import { act } from '../door';
import { notFound, Problem } from '../problems';
import type { Services } from '../services';
import { offered } from './case-page';
import { fieldsOf, inputOf, textOf, type Field, type Sent } from './fields';
import { showForm, withAgencies, type Form } from './form';
import { answersIn, keyIn, sentOf, stepIn } from './sent';
import { sayDone } from './session';

/** The form of a command of this case, with what the case itself offers to choose from. @throws Problem 404 */
async function formOf({ pool }: Services, response: Response, ref: string, name: string): Promise<Form> {
  const viewer = actorOf(response);
  const { stored, agencies } = await asViewer(pool, viewer, async (client) => ({
    stored: await loadCase(client, ref),
    agencies: await agencyNames(client),
  }));
  const definition = stored && (stored.process.commands[name] ?? commonCommands[name]);
  if (!definition) throw notFound();
  const fields = withAgencies(offered(fieldsOf(definition.input), stored, name, viewer), agencies);
  return {
    title: definition.title,
    caption: `${stored.process.title} ${ref}`,
    hint: definition.hint,
    fields,
    firstFields: undefined,
    back: `/cases/${ref}`,
    buttons: [{ step: '', text: 'Send' }],
    here: 'cases',
  };
}

/** The form of a command; a link may say what it is about, such as a task, a date or a line. */
export async function showCommand(services: Services, request: Request, response: Response, ref: string, name: string) {
  const form = await formOf(services, response, ref, name);
  const about = asked(form.fields, request);
  showForm(request, response, form, { sent: about, key: randomUUID() });
}

/** What a link of ours says for the person: codes and numbers, never a name or free text. */
export function asked(fields: readonly Field[], request: Request): Sent {
  const said = fields.flatMap(({ name, isPersonal }): [string, string][] => {
    const value = request.query[name];
    if (isPersonal || value === undefined) return [];
    const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
    return [[name, texts.join('\n')]];
  });
  return Object.fromEntries(said);
}

/** Gives the command to the case, and shows the case; what is refused comes back with everything that was typed. */
export async function sendCommand(services: Services, request: Request, response: Response, ref: string, name: string) {
  const sent = sentOf(request);
  const form = await formOf(services, response, ref, name);
  const key = keyIn(sent) ?? randomUUID();
  const step = stepIn(sent);
  if (step.startsWith('more:')) {
    showForm(request, response, form, { sent: withRow(sent, step.slice('more:'.length)), key });
    return;
  }
  const process = processOfRef(ref);
  if (!process) throw notFound();
  try {
    await act(services, process, ref, name, actorOf(response), key, inputOf(form.fields, sent));
  } catch (error) {
    if (!(error instanceof Problem) || ![400, 403, 409, 422].includes(error.status)) throw error;
    // What was refused may be allowed later: under a new key it is asked anew.
    showForm(request, response, form, { sent: answersIn(sent), key: randomUUID(), problem: error });
    return;
  }
  sayDone(request, `${form.title}: recorded`);
  response.redirect(303, textOf(sent, '_back') === '/tasks' ? '/tasks' : `/cases/${ref}`);
}

/** What was sent, with a row more in one of its lists. */
export function withRow(sent: Sent, list: string): Sent {
  const have = Number(textOf(sent, `_rows.${list}`)) || 1;
  return { ...answersIn(sent), [`_rows.${list}`]: String(have + 1) };
}
