import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import {
  chromium,
  request,
  type APIRequestContext,
  type Browser,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { freePort } from '../../local/ports';
import { keptSecret } from '../../local/secrets';
import type { Config } from '../../worker/config';
import { chromiumPath } from '../helpers/chromium';
import { environment } from '../helpers/world';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real Chromium. @throws Error that says what to do when there is none */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: flags });
}

/** What a world needs to have pages: a port that is known before it starts, because the sign-in service must know it. */
export async function pagesConfig(): Promise<Partial<Config>> {
  const port = await freePort();
  const clientSecret = keptSecret(environment('TEST_DATA'), 'identity-pages');
  return { port, pages: { baseUrl: `http://127.0.0.1:${port}`, clientId: 'concert-pages', clientSecret } };
}

type Session = Awaited<ReturnType<APIRequestContext['storageState']>>;
const sessions = new Map<string, Promise<Session>>();

/** The session of somebody who has signed in through the forms, by plain HTTP; once for all browsers that they use. */
export function sessionOf(url: string, person: string): Promise<Session> {
  const known = sessions.get(`${url} ${person}`) ?? signInByForms(url, person);
  sessions.set(`${url} ${person}`, known);
  return known;
}

async function signInByForms(url: string, person: string): Promise<Session> {
  const visitor = await request.newContext({ baseURL: url });
  const asked = await visitor.get('/tasks');
  const answered = await visitor.post(asked.url(), { form: { person } });
  if (answered.url() !== `${url}/tasks` || !answered.ok()) throw new Error(`${person} could not sign in`);
  const session = await visitor.storageState();
  await visitor.dispose();
  return session;
}

/** Somebody at a browser of their own, signed in: no cookie is shared with anybody else. */
export async function signInAs(
  browser: Browser,
  url: string,
  person: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, storageState: await sessionOf(url, person), ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto('/tasks');
  return page;
}

/** On the sign-in service's page. */
export async function chooseDemoPerson(page: Page, person: string): Promise<void> {
  await page.getByRole('button', { name: person, exact: true }).click();
}

/** What axe finds wrong on the page, by WCAG 2.2 A and AA and its own best practice; and letters that are not ours to use. */
export async function violations(page: Page): Promise<string[]> {
  // No page has a frame, so that it need not look for them in a page of its own.
  const found = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false })
    .analyze();
  const typefaces = await page.locator('body *').evaluateAll(withTheirTypeface);
  const wrong = typefaces > 0 ? [`${typefaces} elements in the typeface that is for GOV.UK alone`] : [];
  const said = found.violations.map(
    (v) =>
      `${v.id}: ${v.help} (${v.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join('; ')})`,
  );
  return [...said, ...wrong];
}

declare function getComputedStyle(element: unknown): { fontFamily: string };

/** Runs in the page. */
const withTheirTypeface = (all: readonly unknown[]) =>
  all.filter((one) => getComputedStyle(one).fontFamily.includes('GDS')).length;

const folder = path.join(__dirname, '..', '..', 'coverage', 'screenshots');

const isWanted = process.env['SCREENSHOTS'] === '1';
let isFolderSaid = false;

/** To be looked at by people, when they ask (SCREENSHOTS=1), in a folder that is said once; git does not know them. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!isWanted) return;
  mkdirSync(folder, { recursive: true });
  if (!isFolderSaid) process.stderr.write(`Screenshots: ${folder}\n`);
  isFolderSaid = true;
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** How far the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** One answer to a question of a form: a text, a choice, several choices, a date (27 3 2011), or a tick. */
export type Answer = string | readonly string[] | { day: string; month: string; year: string; time?: string };

/** Fills in a form by the labels that people read. */
export async function answer(page: Page, answers: Record<string, Answer>): Promise<void> {
  for (const [label, value] of Object.entries(answers)) {
    const group = page.getByRole('group', { name: label, exact: true });
    if (typeof value === 'string') {
      if ((await group.count()) > 0) await group.getByLabel(value, { exact: true }).check();
      else await fill(page, label, value);
    } else if ('day' in value) {
      await group.getByLabel('Day').fill(value.day);
      await group.getByLabel('Month').fill(value.month);
      await group.getByLabel('Year').fill(value.year);
      if (value.time !== undefined) await group.getByLabel('Time').fill(value.time);
    } else {
      for (const one of value) await group.getByLabel(one, { exact: true }).check();
    }
  }
}

async function fill(page: Page, label: string, value: string): Promise<void> {
  const control = page.getByLabel(label, { exact: true });
  const isSelect = (await page.locator('select').and(control).count()) > 0;
  if (isSelect) await control.selectOption({ label: value });
  else await control.fill(value);
}

const found = new WeakMap<Page, Set<string>>();

/** Finds a case by its reference; once it has been found, its address is known. */
export async function openCase(page: Page, ref: string): Promise<void> {
  const known = found.get(page) ?? new Set();
  found.set(page, known);
  if (known.has(ref)) {
    await page.goto(`/cases/${ref}`);
    return;
  }
  await page.goto('/cases');
  await page.getByLabel('Find a case by its reference').fill(ref.toLowerCase().replaceAll('-', ' '));
  await page.getByRole('button', { name: 'Find' }).click();
  await page.waitForURL(`**/cases/${ref}`);
  known.add(ref);
}

/** Opens a case, follows the link of what is to be done, answers, and sends. */
export async function doOn(
  page: Page,
  ref: string,
  title: string,
  answers: Record<string, Answer> = {},
): Promise<void> {
  await openCase(page, ref);
  await page.getByRole('link', { name: title, exact: true }).click();
  await answer(page, answers);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
}
