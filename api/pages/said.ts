import { z } from 'zod';
import { minorDigits } from '../../workflows/confiscation/amounts';
import { nameOfCode } from './codes';
import { listOf, textOf, words, type Field, type Sent } from './fields';
import { sayDay, sayMoment } from './london';

/** What a case shows, in plain words and ready for a template. */
export type Said =
  | { kind: 'text'; text: string }
  | { kind: 'case'; ref: string }
  | { kind: 'list'; items: Said[] }
  | { kind: 'rows'; rows: { label: string; value: Said }[] };

const none: Said = { kind: 'text', text: 'None' };
const refPattern = /^[A-Z]{3}(-[0-9A-Z]{4}){3}-[0-9A-Z]$/;
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const codePattern = /^[a-z]+(-[a-z0-9]+)*$/;
/** A field's own name, such as `lastSeenAt`; no brand that people write. */
const fieldPattern = /^[a-z]{2,}([A-Z][a-z]+)+$/;

/** An amount in the smallest unit of its currency, and what it is in pence by the rate of a day. */
export const Money = z.strictObject({
  currency: z.string(),
  minor: z.number(),
  pence: z.number(),
  rate: z.string().optional(),
  rateOn: z.string().optional(),
});

/** An amount in its own currency, and in pounds by the rate that was given. */
export function sayMoney({ currency, minor, pence, rate, rateOn }: z.infer<typeof Money>): string {
  if (currency === 'GBP') return sayPence(pence);
  const digits = minorDigits(currency);
  const own = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${own.format(minor / 10 ** digits)}, which is ${sayPence(pence)} at ${rate} on ${sayDay(rateOn)}`;
}

/** What the viewer knows: the names of agencies by code, and which cases they may see. */
export interface Known {
  agencies: Record<string, string>;
  visible: ReadonlySet<string>;
}

/** The references of all cases in a view. */
export function refsIn(value: unknown): string[] {
  if (typeof value === 'string') return refPattern.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(refsIn) : [];
}

/** Says a view: codes as words, agencies by name, moments in London time, sums in pounds, cases as links if they may be seen. */
export function say(value: unknown, known: Known, name = ''): Said {
  if (value === null || value === undefined || value === '') return none;
  if (Array.isArray(value)) {
    return value.length === 0 ? none : { kind: 'list', items: value.map((item) => say(item, known, name)) };
  }
  const money = Money.safeParse(value).data;
  if (money) return { kind: 'text', text: sayMoney(money) };
  if (typeof value === 'object') {
    // What is not there is left out: the page is read at night, in a hurry.
    const rows = Object.entries(value).flatMap(([key, inner]) => {
      const said = say(inner, known, key);
      return said === none ? [] : [{ label: words(key.replace(/Pence$|^is(?=[A-Z])/g, '')), value: said }];
    });
    return rows.length === 0 ? none : { kind: 'rows', rows };
  }
  if (typeof value === 'boolean') return { kind: 'text', text: value ? 'Yes' : 'No' };
  if (typeof value === 'number') return { kind: 'text', text: sayNumber(value, name) };
  return typeof value === 'string' ? sayText(value, known, name) : none;
}

function sayNumber(value: number, name: string): string {
  return /pence$/i.test(name) ? sayPence(value) : String(value);
}

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

/** `£65.00` */
export const sayPence = (pence: number): string => pounds.format(pence / 100);

/** Only what is a code as a whole is put in other words: what somebody wrote stays as it was written. */
function sayText(text: string, { agencies, visible }: Known, name: string): Said {
  const code = nameOfCode(name, text);
  if (code !== undefined) return { kind: 'text', text: code };
  const agency = agencies[text];
  if (agency !== undefined) return { kind: 'text', text: agency };
  if (visible.has(text)) return { kind: 'case', ref: text };
  if (refPattern.test(text)) return { kind: 'text', text };
  if (instantPattern.test(text)) return { kind: 'text', text: sayMoment(text) || text };
  if (dayPattern.test(text)) return { kind: 'text', text: sayDay(text) || text };
  const isCode = fieldPattern.test(text) || (codePattern.test(text) && !isPerson(text));
  return { kind: 'text', text: isCode ? words(text) : text };
}

/** People are shown as they sign in. */
const isPerson = (text: string) => /-\d+$/.test(text);

/** What a form holds, question by question, for checking it before it is sent. */
export function sayAnswers(fields: readonly Field[], sent: Sent): { label: string; text: string; anchor: string }[] {
  return fields.flatMap((field) => {
    if (field.kind === 'group') return sayAnswers(field.fields, sent);
    const text = answerOf(field, sent);
    return text === '' ? [] : [{ label: field.label, text, anchor: field.name }];
  });
}

function answerOf(field: Field, sent: Sent): string {
  const text = textOf(sent, field.name);
  const part = (name: string) => textOf(sent, `${field.name}-${name}`);
  const chosen = (value: string) => field.choices.find((choice) => choice.value === value)?.text ?? value;
  switch (field.kind) {
    case 'date':
      return [part('day'), part('month'), part('year')].filter(Boolean).join('/');
    case 'moment':
      return [[part('day'), part('month'), part('year')].filter(Boolean).join('/'), part('time')]
        .filter(Boolean)
        .join(' at ');
    case 'yes-no':
    case 'confirm':
      return text === '' ? '' : words(text);
    case 'choices':
      return listOf(sent, field.name).map(chosen).join(', ');
    default:
      return chosen(text);
  }
}

const kernelEvents: Record<string, string> = {
  'case-opened': 'The case was opened',
  'task-claimed': 'A task was claimed',
  'task-handed-on': 'A task was handed on',
  'task-released': 'A task was put back for the team',
  'case-shared': 'The case was shared with an agency',
  'sharing-stopped': 'An agency no longer sees the case',
  noted: 'A note was added',
  'deadline-extended': 'A date was extended',
  'deadline-paused': 'A clock was stopped',
  'deadline-resumed': 'A stopped clock was started again',
  'deadline-warned': 'A date is near',
  'deadline-passed': 'A date has passed',
  'effect-refused': 'Concert was refused something; a person has to see to it',
  'effect-undelivered': 'Concert could not deliver something; a person has to see to it',
  'effect-done-by-hand': 'What Concert could not do was done by hand',
};

const doneKinds: Record<string, string> = {
  tell: 'A message was sent',
  'start-case': 'Another case was started',
  'command-case': 'Another case was told',
};

/** What happened, in plain words. `about`: what of an event may be told to everybody who sees the case. */
export function sayEvent(type: string, about?: string): string {
  if (type === 'effect-done') return doneKinds[about ?? ''] ?? words(`done-${about ?? 'by-concert'}`);
  const said = kernelEvents[type] ?? words(type);
  return about === undefined ? said : `${said}: ${words(about).toLowerCase()}`;
}
