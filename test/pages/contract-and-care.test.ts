import type { Browser, Page } from 'playwright-core';
import { seedDemo } from '../../local/demo';
import { rehearsals } from '../../local/rehearsals';
import { play } from '../../local/rehearsals/play';
import { Books } from '../payment-batch/books';
import { startWorld, until, type World } from '../helpers/world';
import { pagesConfig, signInAs, startBrowser } from './browser';

/** What the pages of the contract and of care show, and to whom. */
let world: World;
let books: Books;
let browser: Browser;
const refs: Record<string, string> = {};
const people = new Map<string, Page>();

beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  await seedDemo(world.config.databaseUrl);
  books = await Books.open(world.config);
  browser = await startBrowser();
  for (const name of ['quarter-closes', 'placed-and-moved-twice', 'late-reported-move', 'absent-and-bed-hold']) {
    const rehearsal = rehearsals.find((r) => r.name === name);
    const played = rehearsal && (await play(rehearsal, world.api, world.client, () => undefined));
    refs[name] = played?.['pack'] ?? played?.['care'] ?? '';
  }
}, 180_000);
afterAll(async () => {
  await browser.close();
  await books.close();
  await world.stop();
});

async function as(person: string): Promise<Page> {
  const known = people.get(person);
  if (known) return known;
  const page = await signInAs(browser, world.server.url, person, { javaScriptEnabled: false });
  people.set(person, page);
  return page;
}

const journey = async (person: string, name: string) => {
  const page = await as(person);
  const answered = await page.goto(`/care/journeys/${refs[name]}`);
  return { page, status: answered?.status() };
};
const stays = async (page: Page) =>
  (await page.locator('tbody tr').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' ').trim());

describe('a monitoring pack', () => {
  const path = () => `/contract/packs/${refs['quarter-closes']}`;

  it.each(['con-home-office-1', 'con-moj-1', 'cm-salvation-army-1'])('is read by %s', async (person) => {
    const page = await as(person);
    await page.goto('/contract');
    expect(await page.getByRole('link', { name: refs['quarter-closes'] ?? '', exact: true }).count()).toBe(1);
    expect((await page.goto(path()))?.status()).toBe(200);
    expect(await page.getByText('Signed off by everybody').count()).toBe(1);
    const { rows } = await books.owner.query<{ digest: string; csv: string }>(
      'select digest, csv from monitoring_pack where case_ref = $1',
      [refs['quarter-closes']],
    );
    expect(await page.getByText(rows[0]?.digest ?? '').count()).toBe(1);
    const file = await page.request.get(`${path()}/pack.csv`);
    expect(file.headers()['content-type']).toContain('text/csv');
    expect(await file.text()).toBe(rows[0]?.csv);
  });

  it.each([
    ['pm-ashgrove-house-1', 403],
    ['fr-met-police-1', 403],
  ])('is not for %s', async (person, status) => {
    const page = await as(person);
    expect((await page.goto(path()))?.status()).toBe(status);
    expect((await page.request.get(`${path()}/pack.csv`)).status()).toBe(status);
  });

  it('that does not exist, or is of another kind, is not found', async () => {
    const page = await as('con-moj-1');
    for (const other of ['/contract/packs/nonsense', `/contract/budgets/${refs['quarter-closes']}`, `${path()}X`])
      expect([other, (await page.goto(other))?.status()]).toEqual([other, 404]);
  });
});

it('the budget is a picture with a name, and the same as a table', async () => {
  const reply = await world.api.post('po-salvation-army-1', '/v1/care-budget', { year: '2011-12' }, 'budget');
  const ref = String(reply.body['ref']);
  const page = await as('con-moj-1');
  const picture = page.getByRole('img', { name: /^By .* £0\.00 of £2,000,000\.00 were committed/ });
  await until(async () => {
    await page.goto(`/contract/budgets/${ref}`);
    return (await picture.count()) === 1;
  }, 'the budget to be read');
  expect(await page.locator('tbody tr').count()).toBe(1);
  const provider = await as('pm-ashgrove-house-1');
  expect((await provider.goto(`/contract/budgets/${ref}`))?.status()).toBe(403);
});

describe('a journey', () => {
  it('is one across all providers for the case manager', async () => {
    const { page } = await journey('cm-salvation-army-1', 'placed-and-moved-twice');
    const nights = await stays(page);
    expect(nights.map((row) => row.replace(/ \d{1,2} .*/, ''))).toEqual([
      'Ashgrove House (made up) ashgrove-women',
      'Beacon Refuge (made up) beacon-women',
      'Cedar Trust (made up) cedar-anyone',
    ]);
    expect(nights.map((row) => row.replace(/.* /, ''))).toEqual(['2', '2', '11']);
    expect(await page.getByRole('img', { name: /^15 nights in 3 places/ }).count()).toBe(1);
    expect(await page.getByText('Counselling, 1, from Ashgrove House (made up)').count()).toBe(1);
  });

  it('shows a bed that is held apart from the nights that were slept', async () => {
    const { page } = await journey('cm-salvation-army-1', 'absent-and-bed-hold');
    expect((await stays(page)).map((row) => [row.includes('the bed held'), row.replace(/.* /, '')])).toEqual([
      [false, '1'],
      [true, '1'],
      [false, '1'],
    ]); // the hold after the last absence has not been slept through yet
  });

  it('is told anew after a correction, and a provider sees its own part', async () => {
    const { page } = await journey('spw-beacon-refuge-1', 'late-reported-move');
    expect((await stays(page)).every((row) => row.startsWith('Beacon Refuge'))).toBe(true);
    expect(await page.getByText('Ashgrove').count()).toBe(0);
    const { page: managers } = await journey('cm-salvation-army-1', 'late-reported-move');
    expect(await managers.getByText('The journey was told anew').count()).toBe(1);
  });

  it('is not for those who have no part in it', async () => {
    expect((await journey('spw-ashgrove-house-1', 'late-reported-move')).status).toBe(404);
    expect((await journey('con-moj-1', 'late-reported-move')).status).toBe(403);
    expect((await journey('fr-met-police-1', 'late-reported-move')).status).toBe(403);
  });
});
