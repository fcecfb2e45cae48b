import type { Browser, Page } from 'playwright-core';
import { demoPeople } from '../../local/people';
import { openPool } from '../../db/pool';
import { seedPlaces } from '../../local/places';
import { rehearsals } from '../../local/rehearsals';
import { childrenRehearsals } from '../../local/rehearsals/children';
import { play } from '../../local/rehearsals/play';
import type { Rehearsal } from '../../local/rehearsals/script';
import { roleNames } from '../../workflows/vocabulary';
import { startWorld, type World } from '../helpers/world';
import { answer, overflow, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** Every page as every role: what axe finds, at a desk and on a telephone; and the work itself without JavaScript. */
let world: World;
let browser: Browser;
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 640 };
const played = ['adult-positive', 'child', 'review-disagrees', 'emergency-placement', 'port-arrival', 'group-agenda'];

beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  const pool = openPool(world.config.databaseUrl, 'concert_worker', 1);
  await seedPlaces(pool);
  await pool.end();
  const all = [...rehearsals, ...childrenRehearsals];
  for (const name of played) await play(named(all, name), world.api, world.client, () => undefined);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

function named(all: readonly Rehearsal[], name: string): Rehearsal {
  const rehearsal = all.find((one) => one.name === name);
  if (!rehearsal) throw new Error(`no rehearsal ${name}`);
  return rehearsal;
}

const plain = /^\/(search|searches|statistics)$/;
const kindOf = (path: string) => path.replace(/[A-Z]{3}(-\w{4}){3}-\w/, (ref) => ref.slice(0, 3)).replace(/\?.*$/, '');

/** Every page that can be reached from where this person starts: lists, registers, a case of each kind, and the forms they offer. */
async function pagesOf(page: Page): Promise<string[]> {
  const links = async (path: string, of: RegExp) => {
    await page.goto(path);
    const found = await page
      .locator('main a, nav a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    return [...new Set(found.filter((href) => of.test(href)))];
  };
  const oneOfEach = (paths: readonly string[]) => [...new Map(paths.map((path) => [kindOf(path), path])).values()];
  const lists = ['/tasks', '/cases', '/start', '/notifications', '/administration'];
  const openings = await links('/start', /^\/start\//);
  const registers = await links('/administration', /^\/administration\//);
  const policies = (await links('/administration/policy', /policy\/./)).slice(0, 1);
  const cases = oneOfEach(await links('/cases', /^\/cases\/[A-Z]/));
  const forms: string[] = [];
  for (const one of cases) forms.push(...(await links(one, /^\/cases\/[^/]+\/[a-z]/)));
  const others = [...(await links('/cases', plain)), ...(await links('/tasks', plain))];
  return [...lists, ...others, ...registers, ...policies, ...openings, ...cases, ...oneOfEach(forms)];
}

/** What stands on each kind of page, element within element: axe looks again only where there is something new. */
const seen = new Map<string, Set<string>>();
async function isNew(page: Page, kind: string): Promise<boolean> {
  const elements: string[] = await page
    .locator('body *')
    .evaluateAll((all) =>
      all.map(
        (one) => `${one.parentElement?.tagName}>${one.tagName}.${one.className}.${one.getAttribute('type') ?? ''}`,
      ),
    );
  const known = seen.get(kind) ?? new Set<string>();
  const size = known.size;
  for (const element of elements) known.add(element);
  seen.set(kind, known);
  return known.size > size;
}

async function faultsOf(page: Page, path: string, role: string): Promise<string[]> {
  const answered = await page.goto(path);
  if (answered?.status() !== 200) return [`${path}: ${answered?.status()}`];
  if (!(await isNew(page, kindOf(path)))) return [];
  const name = `${kindOf(path)
    .replace(/[^a-z0-9]+/gi, '-')
    .slice(1)}-${role}`;
  const faults = await violations(page);
  await shoot(page, name);
  await page.setViewportSize(narrow);
  const tooWide = await overflow(page);
  if (tooWide > 0) faults.push(`${tooWide} px wider than a telephone`);
  await shoot(page, `${name}-narrow`);
  await page.setViewportSize(wide);
  return faults.map((fault) => `${path}: ${fault}`);
}

/** Without a script: the page is there, with its heading, and shows nothing that only a script could serve. */
async function faultsWithoutScript(page: Page, path: string): Promise<string[]> {
  const answered = await page.goto(path);
  const headings = await page.getByRole('heading', { level: 1 }).count();
  const idle = await page.locator('button[type=button]:visible, [role=alert]:visible').count();
  return answered?.status() === 200 && headings === 1 && idle === 0
    ? []
    : [`${path} without a script: ${answered?.status()}, ${headings} headings, ${idle} idle buttons`];
}

it.each(roleNames)(
  '%s: every page, with and without a script; axe finds no fault, and none is wider than a telephone',
  async (role) => {
    const person = demoPeople.find((p) => p.roles.includes(role))?.id ?? '';
    const page = await signInAs(browser, world.server.url, person, { viewport: wide });
    const bare = await signInAs(browser, world.server.url, person, { javaScriptEnabled: false });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const paths = await pagesOf(page);
    for (const path of paths) {
      faults.push(...(await faultsOf(page, path, role)));
      faults.push(...(await faultsWithoutScript(bare, path)));
    }
    expect(paths.length).toBeGreaterThan(6);
    expect(faults).toEqual([]);
    await Promise.all([page.context().close(), bare.context().close()]);
  },
  240_000,
);

it('has looked at every kind of page', () => {
  expect(seen.size).toBeGreaterThan(60);
});

it('does the work without JavaScript: open, claim, decide, release, save a draft', async () => {
  const options = { javaScriptEnabled: false };
  const police = await signInAs(browser, world.server.url, 'fr-met-police-1', options);
  await police.goto('/start/nrm-referral?path=adult');
  await answer(police, {
    Consent: 'Refused',
    'Exploitation type': 'Labour',
    Indicators: ['Isolated'],
    Country: 'Not known',
    Where: 'Nowhere',
    When: { day: '1', month: '7', year: '2011' },
    'Subject to immigration control': 'No',
  });
  await police.getByRole('button', { name: 'Check your answers' }).click();
  await police.getByRole('button', { name: 'Send' }).click();
  await police.getByText('recorded as NRM').waitFor();

  const decider = await signInAs(browser, world.server.url, 'dm-ukba-3', options);
  await decider
    .getByRole('button', { name: /^Claim/ })
    .first()
    .click();
  await decider.getByText('Claim a task: recorded').waitFor();
  await decider.getByRole('link', { name: /^Hand on/ }).click();
  await decider.getByLabel('Person').fill('dm-ukba-4');
  await decider.getByRole('button', { name: 'Send' }).click();
  await decider.getByText('Hand a task on: recorded').waitFor();
  const colleague = await signInAs(browser, world.server.url, 'dm-ukba-4', options);
  await colleague
    .getByRole('button', { name: /^Release/ })
    .first()
    .click();
  await colleague.getByText('Release a task: recorded').waitFor();
  expect(await colleague.getByRole('button', { name: /^Claim/ }).count()).toBeGreaterThan(0);
  await Promise.all([police, decider, colleague].map((page) => page.context().close()));
});

it('says that a task is overdue in words, and shows those of one process alone', async () => {
  const page = await signInAs(browser, world.server.url, 'dm-ukhtc-1');
  await page.getByLabel('Show tasks of').selectOption({ label: 'Referral of a potential victim' });
  await page.getByRole('button', { name: 'Show' }).click();
  const refs = await page.locator('td[data-label=Case] a').allInnerTexts();
  expect(refs.length).toBeGreaterThan(0);
  expect(refs.filter((ref) => !ref.startsWith('NRM-'))).toEqual([]);
  await page.getByLabel('Show tasks of').selectOption({ label: 'Reflection period' });
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('Nothing waits for you or your team here.').waitFor();
  await page.context().close();
});

it('gives an analyst the figures as a file, small numbers left out', async () => {
  const page = await signInAs(browser, world.server.url, 'an-moj-1');
  const file = await page.request.get('/statistics/referrals.csv');
  expect(file.headers()['content-type']).toContain('text/csv');
  const text = await file.text();
  expect(text).toContain('Referrals by exploitation,Adults,Labour,left out');
  expect(text).not.toMatch(/,[1-4]\r?\n(?!Days)/);
  await page.context().close();
});
