import type { Request, Response } from 'express';
import type { Problem } from '../problems';
import { controlsOf, errorsOf, type FieldError } from './controls';
import type { Field, Sent } from './fields';
import { render } from './render';
import { csrfToken } from './session';

/** A form: of a command, or of what opens a case. */
export interface Form {
  title: string;
  caption: string;
  hint: string;
  fields: readonly Field[];
  /** The questions asked first; the others stand folded below. All of them when it is not said. */
  firstFields: readonly string[] | undefined;
  back: string;
  /** The first one is what the form is for. */
  buttons: readonly { step: string; text: string }[];
  here: string;
  draft?: string;
}

/** What a form shows besides itself. */
export interface Filling {
  sent: Sent;
  key: string;
  problem?: Problem;
}

/** Shows a form with what was typed, and what is wrong with it. */
export function showForm(request: Request, response: Response, form: Form, { sent, key, problem }: Filling): void {
  const wrong = problem ? errorsOf(problem, form.fields, sent) : [];
  const first = new Set(form.firstFields);
  const isFirst = (field: Field) => form.firstFields === undefined || first.has(field.name);
  const rest = form.fields.filter((field) => !isFirst(field));
  render(
    response,
    'form',
    {
      ...form,
      controls: controlsOf(form.fields.filter(isFirst), sent, wrong),
      rest: controlsOf(rest, sent, wrong),
      isRestOpen: wrong.some((error) => rest.some((field) => concerns(error, field))) || isAnyFilled(rest, sent),
      errors: problem ? summaryOf(problem, wrong) : [],
      source: sourceOf(problem),
      key,
      csrf: csrfToken(request),
    },
    problem?.status ?? 200,
  );
}

const concerns = (error: FieldError, field: Field) =>
  error.name === field.name || error.name.startsWith(`${field.name}.`);

function isAnyFilled(fields: readonly Field[], sent: Sent): boolean {
  return fields.some(({ name }) =>
    Object.entries(sent).some(
      ([key, value]) => (key === name || key.startsWith(`${name}-`) || key.startsWith(`${name}.`)) && value !== '',
    ),
  );
}

/** Each wrong field; or, when the rules say no, what they say. */
function summaryOf(problem: Problem, wrong: readonly FieldError[]): { text: string; href?: string }[] {
  return wrong.length > 0 ? wrong.map(({ text, href }) => ({ text, href })) : [{ text: saying(problem) }];
}

function saying({ code, title }: Problem): string {
  return code === 'idempotency-key-reused'
    ? 'This page was sent before with other words, and that was recorded. Look at the case; if this is something new, send it again.'
    : title;
}

/** The rule that says no. */
function sourceOf(problem: Problem | undefined): string {
  const source = problem?.extra['source'];
  return typeof source === 'string' && source !== 'Input schema' ? source : '';
}

/** Fields for an agency's code, with the agencies of the register to choose from. */
export function withAgencies(fields: readonly Field[], agencies: Record<string, string>): Field[] {
  const choices = Object.entries(agencies).map(([value, text]) => ({ value, text }));
  return fields.map((field) => ({
    ...field,
    choices: field.kind === 'agency' ? choices : field.choices,
    fields: withAgencies(field.fields, agencies),
  }));
}
