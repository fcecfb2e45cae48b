import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { wordsOfName } from '../../db/names';
import { adult } from '../../local/rehearsals/script';
import { Ledger } from '../kernel/cases';
import { startWorld, type World } from '../helpers/world';
import { answer, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** Searching for a case by the name of a person: who may, what it shows, and that it is written down. */
let world: World;
let browser: Browser;
let ledger: Ledger;
let ref: string;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  ledger = await Ledger.open(world);
  ref = await refer('Zofia Łęcka-Madeup');
  await refer('Zofia Other');
});
afterAll(async () => {
  await ledger.close();
  await browser.close();
  await world.stop();
});

async function refer(name: string): Promise<string> {
  const input = { ...adult, name };
  return String((await world.api.post('fr-met-police-1', '/v1/nrm-referral', input, randomUUID())).body['ref']);
}

/** Searches, and gives the references that were found. */
async function search(page: Page, name: string, reason = 'Made up: somebody came before'): Promise<string[]> {
  await page.goto('/cases');
  await page.getByRole('link', { name: 'Search by name' }).click();
  await answer(page, { Name: name, Reason: reason });
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('heading', { name: /found$/ }).waitFor();
  return page.locator('tbody td:first-child a').allInnerTexts();
}

async function as(person: string, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await signInAs(browser, world.server.url, person);
  try {
    await work(page);
  } finally {
    await page.context().close();
  }
}

it('compares the words of a name without accents, capitals, apostrophes and order', () => {
  expect(wordsOfName("Zofia ŁĘCKA-O'Madeup")).toEqual(['zofia', 'lecka', 'omadeup']);
  expect(wordsOfName('Đặng Văn A')).toEqual(['dang', 'van', 'a']);
  expect(wordsOfName(' – ')).toEqual([]);
});

it('finds a case by words of the name, and writes down who searched and why', () =>
  as('dm-ukhtc-1', async (page) => {
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    expect(await search(page, 'madeup LECKA', 'Made up: the same person again?')).toEqual([ref]);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'found-by-name');
    expect(addresses.filter((url) => /madeup|lecka/i.test(url))).toEqual([]);
    expect(await search(page, 'zofia')).toHaveLength(2);
    expect(await search(page, 'Zofia Nobody')).toEqual([]);
    expect(await search(page, 'Zof')).toEqual([]);

    await page.goto('/searches');
    expect(await page.locator('td[data-label=Name]').allInnerTexts()).toEqual([
      'Zof',
      'Zofia Nobody',
      'zofia',
      'madeup LECKA',
    ]);
    await page.goto(`/cases/${ref}`);
    await page.getByText('Made up: the same person again?').waitFor();
    expect(await violations(page)).toEqual([]);
  }));

it('tells other agencies of a search that showed a case they see, and of none else', () =>
  as('fr-met-police-1', async (page) => {
    await page.goto(`/cases/${ref}`);
    expect(await page.getByText('Made up: the same person again?').count()).toBe(1);
    await page.goto('/searches');
    expect(await page.getByText('Nobody has searched yet.').count()).toBe(1);
  }));

it('shows nothing to an agency that does not see the case, nor to a role to which the case does not show the name', async () => {
  await as('dm-ukba-1', async (page) => expect(await search(page, 'Madeup')).toEqual([]));
  await as('inv-met-police-1', async (page) => expect(await search(page, 'Madeup')).toEqual([]));
});

it('is not there for those whose roles do not search', () =>
  as('an-home-office-1', async (page) => {
    await page.goto('/cases');
    expect(await page.getByRole('link', { name: 'Search by name' }).count()).toBe(0);
    expect((await page.goto('/search'))?.status()).toBe(403);
    expect((await page.goto('/searches'))?.status()).toBe(403);
  }));

it('asks for both, and keeps what was typed', () =>
  as('dm-ukhtc-1', async (page) => {
    const before = await ledger.count('name_search', []);
    await page.goto('/search');
    await answer(page, { Name: '…', Reason: '<b>Made up</b>' });
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.getByRole('alert').getByRole('link').allInnerTexts()).toEqual([
      'Name: write at least one word of the name.',
    ]);
    expect(await page.getByLabel('Reason').inputValue()).toBe('<b>Made up</b>');
    expect(await violations(page)).toEqual([]);
    expect(await ledger.count('name_search', [])).toBe(before);
  }));

it('keeps names, and the words of names, readable for nobody without the key', async () => {
  const { rows } = await ledger.db.query<{ text: string }>(
    `select row_to_json(w)::text as text from name_word w union all select row_to_json(s)::text from name_search s`,
  );
  expect(rows.length).toBeGreaterThan(5);
  const hex = (text: string) => Buffer.from(text).toString('hex');
  for (const { text } of rows) expect(text).not.toMatch(new RegExp(`madeup|lecka|${hex('madeup')}|${hex('Madeup')}`));
});

it('finds nothing any more when the name is erased, and what a refused request would have added', async () => {
  await ledger.db.query('delete from personal_text where case_ref = $1', [ref]);
  expect(await ledger.count('name_word where case_ref = $1', [ref])).toBe(0);
  const broken = { ...adult, name: 'Zofia Refused', countryOfOrigin: 'nowhere' };
  expect((await world.api.post('fr-met-police-1', '/v1/nrm-referral', broken, randomUUID())).status).toBe(400);
  await as('dm-ukhtc-1', async (page) => expect(await search(page, 'Zofia')).toHaveLength(1));
});
