import type { Browser, Page } from 'playwright-core';
import { fieldsOf, type Field } from '../../api/pages/fields';
import { londonParts } from '../../api/pages/london';
import { mannerOf } from '../../api/pages/openings';
import { ApiClient, type Reply } from '../../local/client';
import { commonCommands } from '../../workflows/kernel/common-commands';
import { findProcess } from '../../workflows/registry';
import { openCase, signInAs } from './browser';

/**
 * Does by clicking what a rehearsal's script asks for, each person in a browser of their own. Only what is read to see how
 * a case goes on is read from the API.
 */
export class ClickingPeople extends ApiClient {
  private readonly pages = new Map<string, Page>();

  constructor(
    private readonly browser: Browser,
    url: string,
    issuer: string,
  ) {
    super(url, issuer);
  }

  async page(person: string): Promise<Page> {
    const page = this.pages.get(person) ?? (await signInAs(this.browser, this.url, person));
    this.pages.set(person, page);
    return page;
  }

  /** How many people have been at work. */
  count(): number {
    return this.pages.size;
  }

  override async post(person: string, route: string, input: unknown, key: string): Promise<Reply> {
    const [, , process = '', ref, command] = route.split('/');
    const given = asRecord(input);
    const page = await this.page(person);
    const isDone =
      ref === undefined ? await opens(page, process, given) : await acts(page, ref, process, command ?? '', given);
    if (isDone !== undefined) return { status: 200, body: { ref: isDone } };
    // The page does not offer it, or refuses it; the API must say why, and must not take it either.
    const refused = await super.post(person, route, input, key);
    if (refused.status < 300) throw new Error(`the pages of ${person} do not offer what the API takes: ${route}`);
    return refused;
  }
}

const asRecord = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null ? { ...input } : {};

/** Opens a case from the start page; its reference, or undefined when the page refuses. */
async function opens(page: Page, name: string, input: Record<string, unknown>): Promise<string | undefined> {
  const { opening } = findProcess(name);
  const { paths, isHurried } = mannerOf(name);
  const path = paths?.find(({ answers }) => Object.entries(answers).every(([field, value]) => input[field] === value));
  await page.goto('/start');
  const link = page.locator(`a[href="/start/${name}${path ? `?path=${path.name}` : ''}"]`).first();
  if ((await link.count()) === 0) return undefined;
  await link.click();
  await unfold(page);
  const leaves = new Set(path?.leaves);
  await fill(
    page,
    fieldsOf(opening.input).filter((field) => !leaves.has(field.name)),
    input,
  );
  await page.getByRole('button', { name: isHurried ? 'Send the report' : 'Check your answers' }).click();
  const send = page.getByRole('button', { name: 'Send', exact: true });
  if (!isHurried && (await send.count()) > 0) await send.click();
  return refIn(page);
}

/** Finds a case, follows the link of the command, answers and sends. */
async function acts(
  page: Page,
  ref: string,
  process: string,
  command: string,
  input: Record<string, unknown>,
): Promise<string | undefined> {
  const definition = findProcess(process).commands[command] ?? commonCommands[command];
  if (!definition) throw new Error(`no command ${command}`);
  await openCase(page, ref);
  const more = page.getByText('More: notes, sharing and dates');
  if ((await more.count()) > 0) await more.click();
  const link = page.locator(`main a[href="/cases/${ref}/${command}"]`).first();
  if ((await link.count()) === 0) return undefined;
  await link.click();
  await fill(page, fieldsOf(definition.input), input);
  await page.getByRole('button', { name: 'Send' }).click();
  return refIn(page, ref);
}

/** What a form answers: done, or what is wrong. */
async function refIn(page: Page, known?: string): Promise<string | undefined> {
  const said = await page
    .getByRole('alert')
    .filter({ hasText: /recorded|There is a problem/ })
    .innerText();
  if (!/: recorded/.test(said)) return undefined;
  return known ?? /[A-Z]{3}(-\w{4}){3}-\w/.exec(said)?.[0];
}

async function unfold(page: Page): Promise<void> {
  for (const summary of await page.locator('form details:not([open]) > summary').all()) await summary.click();
}

/** Answers the questions of a form, each as its kind is answered. */
async function fill(page: Page, fields: readonly Field[], input: Record<string, unknown>, prefix = ''): Promise<void> {
  for (const field of fields) {
    const value = input[field.name.split('.').at(-1) ?? ''];
    if (value !== undefined) await fillOne(page, { ...field, name: prefix + field.name }, value);
  }
}

async function fillOne(page: Page, field: Field, value: unknown): Promise<void> {
  const { kind, name } = field;
  const named = (of: string) => page.locator(`[name="${of}"]`);
  const option = (of: string) => page.locator(`input[name="${name}"][value="${of}"]`);
  switch (kind) {
    case 'choice':
      return option(String(value)).check();
    case 'yes-no':
    case 'confirm':
      return option(value === true ? 'yes' : 'no').check();
    case 'choices':
      for (const one of listOf(value)) await option(String(one)).check();
      return;
    case 'one-of-many':
    case 'agency':
      return void (await named(name).selectOption(String(value)));
    case 'lines':
      return named(name).fill(listOf(value).join('\n'));
    case 'date':
    case 'moment': {
      const [year = '', month = '', day = ''] = String(value).split('-');
      const parts = kind === 'date' ? { year, month, day } : londonParts(String(value));
      for (const [part, text] of Object.entries(parts)) await named(`${name}-${part}`).fill(text);
      return;
    }
    case 'group':
      return fill(page, field.fields, asRecord(value));
    case 'rows':
      return fillRows(page, field, listOf(value));
    case 'json':
      return named(name).fill(JSON.stringify(value));
    default:
      return named(name).fill(String(value));
  }
}

async function fillRows(page: Page, field: Field, rows: readonly unknown[]): Promise<void> {
  for (const [index, row] of rows.entries()) {
    if (index > 0) await page.getByRole('button', { name: `Add another: ${field.label}` }).click();
    await fill(page, field.fields, asRecord(row), `${field.name}.${index}.`);
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
