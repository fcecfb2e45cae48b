import type { Problem } from '../problems';
import { z } from 'zod';
import type { Choice } from './codes';
import { expanded, listOf, textOf, type Field, type Sent } from './fields';

/** A field as it stands on the page: with what was typed, and what is wrong with it. */
export interface Control {
  kind: Field['kind'];
  name: string;
  label: string;
  hint: string;
  error: string;
  value: string;
  items: { value: string; text: string; checked: boolean }[];
  parts: Record<string, string>;
  fields: Control[];
  /** Of a list of things: the name under which another row is asked for, and how many there are. */
  rows: number;
}

export interface FieldError {
  name: string;
  text: string;
  href: string;
}

/** Fields with what was typed into them. */
export function controlsOf(fields: readonly Field[], sent: Sent, errors: readonly FieldError[]): Control[] {
  return expanded(fields, sent).map((field) => control(field, sent, errors));
}

function control(field: Field, sent: Sent, errors: readonly FieldError[]): Control {
  const { kind, name } = field;
  const chosen = listOf(sent, name);
  return {
    kind,
    name,
    label: field.isRequired || kind === 'confirm' ? field.label : `${field.label} (optional)`,
    hint: field.hint,
    error: errors.find((error) => error.name === name)?.text ?? '',
    value: typeof sent[name] === 'string' ? sent[name] : '',
    items: itemsOf(field).map((choice) => ({ ...choice, checked: chosen.includes(choice.value) })),
    parts: Object.fromEntries(
      ['day', 'month', 'year', 'time'].map((part) => [part, textOf(sent, `${name}-${part}`)] as const),
    ),
    fields: field.fields.map((inner) => control(inner, sent, errors)),
    rows: kind === 'rows' ? field.fields.length : 0,
  };
}

function itemsOf({ kind, choices }: Field): readonly Choice[] {
  if (kind !== 'yes-no') return choices;
  return [
    { value: 'yes', text: 'Yes' },
    { value: 'no', text: 'No' },
  ];
}

const Pointers = z.array(z.object({ pointer: z.string(), message: z.string() }));

/** What is wrong with a form, field by field, in words for the person who filled it in. */
export function errorsOf(problem: Problem, fields: readonly Field[], sent: Sent): FieldError[] {
  const flat = flattened(expanded(fields, sent));
  const found = (Pointers.safeParse(problem.extra['errors']).data ?? []).map(({ pointer, message }) => {
    const path = pointer.slice(1).replaceAll('/', '.').replace(/~1/g, '/').replace(/~0/g, '~');
    const field = fieldAt(flat, path);
    return field === undefined
      ? { name: '', text: message, href: '#main-content' }
      : { name: field.name, text: plain(field, sent, message), href: `#${anchorOf(field)}` };
  });
  return found.filter(
    (error, i) => found.findIndex((other) => other.name === error.name && error.name !== '') === i || error.name === '',
  );
}

function flattened(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...flattened(field.fields)]);
}

/** The field itself, or the one that holds what is wrong. */
function fieldAt(fields: readonly Field[], path: string): Field | undefined {
  const holding = fields.filter((field) => path === field.name || path.startsWith(`${field.name}.`));
  return holding.toSorted((a, b) => b.name.length - a.name.length)[0];
}

function anchorOf({ kind, name }: Field): string {
  return kind === 'date' || kind === 'moment' ? `${name}-day` : name;
}

const typedParts = ['', '-day', '-month', '-year', '-time'];

function plain(field: Field, sent: Sent, message: string): string {
  const isEmpty = typedParts.every((part) => listOf(sent, `${field.name}${part}`).every((text) => text.trim() === ''));
  const isOurs = !/^(Invalid|Too |Unrecognized|Expected|Give the (date|moment|time) as)/.test(message);
  switch (field.kind) {
    case 'confirm':
      return isOurs ? message : `${field.label}: tick the box to go on`;
    case 'date':
      return isEmpty ? `${field.label}: give a date` : `${field.label}: give a real date, for example 27 3 2011`;
    case 'moment':
      return isEmpty
        ? `${field.label}: give a day and a time`
        : `${field.label}: give a real day and a time, for example 27 3 2011 and 14:30`;
    case 'choice':
    case 'one-of-many':
    case 'yes-no':
    case 'agency':
      return `${field.label}: choose an answer`;
    case 'choices':
      return isOurs ? `${field.label}: ${lowerFirst(message)}` : `${field.label}: choose at least one`;
    case 'pounds':
    case 'units': {
      const isForm = !isOurs || message.startsWith('Give a whole number');
      return isForm ? `${field.label}: give an amount, for example 1250.50` : `${field.label}: ${lowerFirst(message)}`;
    }
    case 'number':
      return isOurs ? `${field.label}: ${lowerFirst(message)}` : `${field.label}: give a number that fits`;
    default:
      if (isEmpty) return `${field.label}: write something here`;
      return isOurs ? `${field.label}: ${lowerFirst(message)}` : `${field.label}: this is not right as it stands`;
  }
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
