import { z } from 'zod';
import { minorDigits } from '../../workflows/confiscation/amounts';
import { countries, languagesSpoken, nameOfCurrency, type Choice } from './codes';
import { instantOf } from './london';

export type Kind =
  | 'text'
  | 'long-text'
  | 'number'
  /** A sum in pence, or in the smallest unit of a currency: people write pounds, or whole units. */
  | 'pounds'
  | 'units'
  | 'date'
  | 'moment'
  | 'yes-no'
  | 'confirm'
  | 'choice'
  | 'one-of-many'
  | 'choices'
  | 'agency'
  | 'lines'
  | 'json'
  | 'group'
  | 'rows';

/** A field of a form, made from a command's schema. `name` is its path in the input, with dots. */
export interface Field {
  name: string;
  kind: Kind;
  label: string;
  hint: string;
  isRequired: boolean;
  choices: readonly Choice[];
  /** Of a group, its fields; of rows, the fields of one row, named as they are within it. */
  fields: readonly Field[];
  /** A name or free text, which the record keeps encrypted. */
  isPersonal: boolean;
}

/** What JSON Schema says of a field, as far as a form needs it. */
const Node = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  maxLength: z.number().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  personal: z.boolean().optional(),
  unit: z.string().optional(),
});
type Node = z.infer<typeof Node>;

const longTextFrom = 500;
const datePattern = '\\d{4}';
const agencyPattern = '^[a-z][a-z0-9-]{1,39}$';
const countryPattern = '^[A-Z]{2}$';
const languagePattern = '^[a-z]{2,3}$';
/** How many rows an empty list of things begins with, and the most there can be. */
const firstRows = 1;
const mostRows = 50;

/** The fields of a form for a command's input. */
export function fieldsOf(schema: z.ZodObject): readonly Field[] {
  const root = Node.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return fieldsIn(root, '');
}

function fieldsIn(node: Node, prefix: string): Field[] {
  return Object.entries(node.properties ?? {}).map(([key, raw]) => {
    const given = Node.parse(raw);
    const isNullable = given.anyOf?.some((option) => Node.parse(option).type === 'null') === true;
    const inner = isNullable ? Node.parse(given.anyOf?.find((option) => Node.parse(option).type !== 'null')) : given;
    const name = prefix + key;
    const kind = kindOf(inner);
    const item = kind === 'rows' ? Node.parse(inner.items) : inner;
    return {
      name,
      kind,
      label: given.title ?? inner.title ?? words(key),
      hint: plainHint(given.description ?? inner.description ?? '', kind),
      isRequired: (node.required ?? []).includes(key) && !isNullable,
      choices: choicesOf(inner),
      fields: kind === 'group' ? fieldsIn(item, `${name}.`) : kind === 'rows' ? fieldsIn(item, '') : [],
      isPersonal: given.personal === true || inner.personal === true,
    };
  });
}

/** A page asks for a date in three parts and shows words for codes, so hints for programs are left out. */
function plainHint(hint: string, kind: Kind): string {
  if (kind === 'pounds') return hint.replace(/^In pence/, 'In pounds, for example 1250.50');
  if (kind === 'units') return 'In whole units of the currency, for example 1250.50';
  if (kind === 'one-of-many')
    return hint.replace(/^(Two letters,|ISO 639 code of the) ?/, '').replace(/^ISO (3166-1|4217).*$/, '');
  if (kind !== 'date' && kind !== 'moment') return hint;
  const plain = hint.replace(/[:,;]? ?YYYY-MM-DD,?/g, '').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function kindOf(node: Node): Kind {
  if (node.const === true) return 'confirm';
  if (node.enum || node.const !== undefined) return (node.enum?.length ?? 0) > 8 ? 'one-of-many' : 'choice';
  switch (node.type) {
    case 'boolean':
      return 'yes-no';
    case 'integer':
    case 'number':
      return node.unit === 'pence' ? 'pounds' : node.unit === 'minor' ? 'units' : 'number';
    case 'string':
      return kindOfText(node);
    case 'object':
      return node.properties ? 'group' : 'json';
    case 'array': {
      const item = Node.safeParse(node.items).data;
      if (item?.enum) return 'choices';
      if (item?.type === 'string') return 'lines';
      return item?.type === 'object' && item.properties ? 'rows' : 'json';
    }
    default:
      return 'json';
  }
}

function kindOfText(node: Node): Kind {
  if (node.format === 'date-time') return 'moment';
  if (node.format === 'date' || node.pattern?.includes(datePattern) === true) return 'date';
  if (node.pattern === agencyPattern) return 'agency';
  if (node.pattern === countryPattern || node.pattern === languagePattern) return 'one-of-many';
  return (node.maxLength ?? 0) >= longTextFrom ? 'long-text' : 'text';
}

function choicesOf(node: Node): readonly Choice[] {
  if (node.pattern === countryPattern) return countries;
  if (node.pattern === languagePattern) return languagesSpoken;
  const item = node.type === 'array' ? Node.safeParse(node.items).data : node;
  const values = item?.enum ?? (item?.const === undefined ? [] : [item.const]);
  return values.map((value) => ({ value: String(value), text: nameOfCurrency(String(value)) ?? words(String(value)) }));
}

/** Words that keep their capitals. */
const proper = /\b(england|wales|scotland|northern ireland|london|yorkshire)\b/g;

/** `childrensServices`, `reasonable-grounds`, `s21-benefit` → `Children's services`, `Reasonable grounds`, `Section 21: benefit`. */
export function words(name: string): string {
  const spaced = name
    .replace(/[-_.]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bchildrens\b/, "children's")
    .replace(/\b(uk|nrm|eu|ceop|ukba|ukhtc|lscb|cps|nspcc)\b/g, (short) => short.toUpperCase())
    .replace(proper, (one) => one.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()))
    .replace(/^s(\d+) (?=[a-z])/, 'section $1: ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What a form sent: texts by name, or lists of them. */
export type Sent = Record<string, string | string[]>;

/** Every field of a form as it stands there: the rows of a list told one by one. */
export function expanded(fields: readonly Field[], sent: Sent): Field[] {
  return fields.map((field) => {
    if (field.kind === 'group') return { ...field, fields: expanded(field.fields, sent) };
    if (field.kind !== 'rows') return field;
    const count = rowsOf(field, sent);
    return { ...field, fields: Array.from({ length: count }, (_, i) => rowOf(field, i)) };
  });
}

/** A row of a list as a group, its fields named by the row's number. */
function rowOf(field: Field, index: number): Field {
  const prefix = `${field.name}.${index}.`;
  return {
    ...field,
    kind: 'group',
    name: `${field.name}.${index}`,
    label: `${field.label}, ${index + 1}`,
    hint: '',
    fields: field.fields.map((inner) => renamed(inner, prefix)),
  };
}

function renamed(field: Field, prefix: string): Field {
  const fields = field.kind === 'group' ? field.fields.map((inner) => renamed(inner, prefix)) : field.fields;
  return { ...field, name: prefix + field.name, fields };
}

/** How many rows a list has on the page: what was asked for, else enough for what was typed. */
function rowsOf(field: Field, sent: Sent): number {
  const asked = Number(textOf(sent, `_rows.${field.name}`));
  const typed = Object.keys(sent).flatMap((name) => {
    const index = name.startsWith(`${field.name}.`) ? Number(name.slice(field.name.length + 1).split('.')[0]) : NaN;
    return Number.isInteger(index) && isFilled(sent[name]) ? [index + 1] : [];
  });
  return Math.min(mostRows, Math.max(firstRows, Number.isInteger(asked) ? asked : 0, ...typed));
}

function isFilled(value: string | string[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}

/** The input of a command from what a form sent. What was left empty is left out; what cannot be read goes as it is, to be refused. */
export function inputOf(fields: readonly Field[], sent: Sent): Record<string, unknown> {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const value = valueOf(field, sent);
    return value === undefined ? [] : [[field.name.split('.').at(-1) ?? field.name, value]];
  });
  return Object.fromEntries(entries);
}

function valueOf(field: Field, sent: Sent): unknown {
  const text = textOf(sent, field.name);
  switch (field.kind) {
    case 'group': {
      const inner = inputOf(field.fields, sent);
      return Object.keys(inner).length > 0 || field.isRequired ? inner : undefined;
    }
    case 'rows': {
      const count = rowsOf(field, sent);
      const rows = Array.from({ length: count }, (_, i) => inputOf(rowOf(field, i).fields, sent));
      const filled = rows.filter((row) => Object.keys(row).length > 0);
      return filled.length > 0 || field.isRequired ? filled : undefined;
    }
    case 'choices': {
      const chosen = listOf(sent, field.name);
      return chosen.length > 0 || field.isRequired ? chosen : undefined;
    }
    case 'lines': {
      const lines = text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
      return lines.length > 0 || field.isRequired ? lines : undefined;
    }
    case 'date':
      return dateOf(field, sent);
    case 'moment':
      return momentOf(field, sent);
    case 'number':
      return text === '' ? undefined : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'pounds':
      return smallestUnits(text, 2);
    case 'units':
      return smallestUnits(text, minorDigits(textOf(sent, field.name.replace(/[^.]+$/, 'currency'))));
    case 'yes-no':
      return text === 'yes' ? true : text === 'no' ? false : undefined;
    case 'confirm':
      return text === 'yes' ? true : undefined;
    case 'json':
      return text === '' ? undefined : parsedOr(text);
    default:
      return text === '' ? undefined : text;
  }
}

/** `£1,250.50` as 125050; what has more digits than the currency goes as it is, to be refused. */
function smallestUnits(text: string, digits: number): number | string | undefined {
  if (text === '') return undefined;
  // A comma stands between thousands alone: 12,50 is not twelve hundred and fifty.
  const match = /^£?(-?(?:\d{1,3}(?:,\d{3})+|\d+))(?:\.(\d+))?$/.exec(text);
  const [, whole = '', parts = ''] = match ?? [];
  return match && parts.length <= digits ? Number(whole.replaceAll(',', '') + parts.padEnd(digits, '0')) : text;
}

function dateOf(field: Field, sent: Sent): string | undefined {
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((part) =>
    textOf(sent, `${field.name}-${part}`),
  );
  if (!year && !month && !day) return undefined;
  return `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** A day and a time of day in London as an instant; without a day, the time alone is refused as it stands. */
function momentOf(field: Field, sent: Sent): string | undefined {
  const day = dateOf(field, sent);
  const time = textOf(sent, `${field.name}-time`);
  if (day === undefined && time === '') return undefined;
  return instantOf(day ?? '', time);
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The one text that was sent under a name. */
export function textOf(sent: Sent, name: string): string {
  const value = sent[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
}

export function listOf(sent: Sent, name: string): string[] {
  const value = sent[name];
  return value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value;
}
