import type { Browser, Page } from 'playwright-core';
import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, seedDemo } from '../../local/demo';
import { startWorld, until, type World } from '../helpers/world';
import { Books, newRef } from '../payment-batch/books';
import { answer, pagesConfig, shoot, signInAs, startBrowser } from './browser';

/** From a statement to the money by clicking alone, each person in a browser of their own; all but one without JavaScript. */
let world: World;
let stub: StubBank;
let books: Books;
let browser: Browser;
const people = new Map<string, Page>();
const [po1, po2, po3] = ['po-salvation-army-1', 'po-salvation-army-2', 'po-salvation-army-3'] as const;
const provider = 'pm-ashgrove-house-1';
const refOf = (page: Page) => page.url().split('/').at(-1)?.split('?')[0] ?? '';

beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { ...(await pagesConfig()), bank: { url: stub.url, debtor: demoDebtor } } });
  await seedDemo(world.config.databaseUrl);
  books = await Books.open(world.config);
  await books.usePayee('ashgrove-house');
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await books.close();
  await world.stop();
  await stub.stop();
});

async function as(person: string): Promise<Page> {
  const known = people.get(person);
  if (known) return known;
  const page = await signInAs(browser, world.server.url, person, { javaScriptEnabled: person === po3 });
  people.set(person, page);
  return page;
}

/** Opens a page until it says something. */
async function sees(person: string, path: string, text: string): Promise<Page> {
  const page = await as(person);
  await until(
    async () => {
      await page.goto(path);
      return (await page.getByText(text, { exact: true }).count()) > 0;
    },
    `${person} to see "${text}" on ${path}`,
    45_000,
  );
  return page;
}

async function sends(page: Page, answers: Parameters<typeof answer>[1] = {}): Promise<void> {
  await answer(page, answers);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
}

const date = (day: string) => ({ day, month: '7', year: '2011' });

it('draws, disputes, settles, agrees, prepares and releases by clicking, as four people', async () => {
  const care = newRef('CAR');
  for (const day of ['01', '02', '03', '06']) await books.book(care, `2011-07-${day}`, 'ashgrove-house', 6_500);

  const officer = await as(po1);
  await officer.goto('/payments');
  await officer.getByRole('link', { name: 'Draw a statement' }).click();
  await answer(officer, { Provider: 'Ashgrove House (made up)', From: date('1'), Until: date('31') });
  await officer.getByRole('button', { name: 'Check your answers' }).click();
  await officer.getByRole('button', { name: 'Send' }).click();
  await officer.getByText('recorded as STM').waitFor();
  await officer.goto('/payments');
  await officer.getByRole('link', { name: /^STM-/ }).first().click();
  const statement = refOf(officer);

  const lines = await sees(provider, `/payments/statements/${statement}`, 'Waits for the provider');
  expect(await lines.getByText('£260.00').count()).toBe(1);
  expect(await lines.getByText('Night of 6 July 2011').count()).toBe(1);
  await lines.getByRole('link', { name: 'Dispute line 2', exact: true }).click();
  expect(await lines.getByLabel('Line', { exact: true }).inputValue()).toBe('2');
  await sends(lines, { Ground: 'Not here', Explanation: '<script>alert(1)</script> not here' });
  await lines.goto(`/payments/statements/${statement}`);
  expect(await lines.getByText('<script>alert(1)</script> not here').count()).toBe(1);
  await lines.getByRole('button', { name: 'Agree the statement' }).click();
  await sends(lines);

  const second = await sees(po2, `/payments/statements/${statement}`, 'In dispute');
  await second.getByRole('link', { name: 'Settle the dispute about line 2' }).click();
  await sends(second, { Outcome: 'Upheld', Reason: 'Made-up words' });
  await sees(po1, `/payments/statements/${statement}`, 'Upheld: taken out');
  await sees(po1, `/payments/statements/${statement}`, 'Agreed; waits for a batch');

  await officer.goto('/payments');
  await officer.getByLabel(statement).check();
  await officer.getByRole('button', { name: 'Prepare a batch from what is ticked' }).click();
  await officer.getByRole('button', { name: 'Check your answers' }).click();
  await officer.getByRole('button', { name: 'Send' }).click();
  await officer.getByText('recorded as PAY').waitFor();
  await officer.goto('/payments');
  await officer.getByRole('link', { name: /^PAY-/ }).first().click();
  const batch = refOf(officer);
  await sees(po1, `/payments/batches/${batch}`, 'You prepared this batch. Another officer releases it.');
  expect(await officer.getByRole('button', { name: /^Release/ }).count()).toBe(0);
  expect(await officer.getByText('1 July 2011', { exact: false }).count()).toBeGreaterThan(0);

  // The page offers it to another alone, and the API takes it from another alone.
  const { view } = (await world.api.get(po1, `/v1/cases/${batch}`)).body;
  const { digest, totalPence } = view as Record<string, unknown>;
  const route = `/v1/payment-batch/${batch}/release`;
  const own = await world.api.post(po1, route, { digest, totalPence }, 'own-release');
  expect([own.status, own.body['code']]).toEqual([409, 'releaser-is-preparer']);

  const releaser = await sees(po3, `/payments/batches/${batch}`, 'Prepared; waits for another officer');
  const origins = await releaser.locator('tbody tr').allInnerTexts();
  const plain = origins.map((row) => row.replaceAll(/\s+/g, ' ').trim());
  expect(plain).toEqual([
    `${care} 1 night, 1 July 2011 £65.00`,
    `${care} 1 night, 3 July 2011 £65.00`,
    `${care} 1 night, 6 July 2011 £65.00`,
  ]);
  await shoot(releaser, 'batch-prepared');
  await releaser.getByRole('button', { name: 'Release £195.00' }).click();
  await sends(releaser);
  const settled = await sees(po3, `/payments/batches/${batch}`, 'Settled');
  expect(await settled.getByText(/^Paid\. Statement/).count()).toBe(1);
  await sees(provider, `/payments/statements/${statement}`, 'Paid');
  expect(stub.counts().map(({ pence, paid }) => [pence, paid])).toEqual([[19_500, 1]]);
}, 240_000);

it('shows nobody what is not theirs', async () => {
  const [statement] = (
    await books.owner.query<{ ref: string }>('select statement_ref as ref from statement limit 1')
  ).rows.map(({ ref }) => ref);
  const [batch] = (
    await books.owner.query<{ ref: string }>('select batch_ref as ref from payment_batch limit 1')
  ).rows.map(({ ref }) => ref);
  const other = await as('pm-beacon-refuge-1');
  expect((await other.goto(`/payments/statements/${statement}`))?.status()).toBe(404);
  expect((await other.goto(`/payments/batches/${batch}`))?.status()).toBe(403);
  await other.goto('/payments');
  expect(await other.getByText('There are no statements yet.').count()).toBe(1);
  await other.goto('/care');
  const heads = await other.locator('tbody th').allInnerTexts();
  expect(heads.map((head) => head.split('\n')[0])).toEqual(['beacon-men', 'beacon-women', 'In all']);
  const police = await as('fr-met-police-1');
  expect(await police.getByRole('link', { name: /^(Payments|Places|Budget and packs)$/ }).count()).toBe(0);
  for (const path of ['/payments', '/contract', '/care', `/payments/statements/${statement}`])
    expect([path, (await police.goto(path))?.status()]).toEqual([path, 403]);
});

it('counts the beds of each night, and says when a place is suspended', async () => {
  const nightOf = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  await books.owner.query(`insert into bed_stay values ('CAR-X', 'cedar-families', 1, daterange($1, $2))`, [
    nightOf(1),
    nightOf(3),
  ]);
  await books.owner.query(`insert into place_suspension values ('beacon-men', $1, $1, 'building')`, [nightOf(2)]);
  const page = await as('cm-salvation-army-1');
  await page.goto(`/care?from=${nightOf(0)}`);
  const row = async (place: string) =>
    page.locator('tbody tr').filter({ hasText: place }).locator('td').allInnerTexts();
  expect(await row('cedar-families')).toEqual(['4', '3', '3', '4', '4', '4', '4']);
  expect(await row('beacon-men')).toEqual(['8', '8', 'Suspended', '8', '8', '8', '8']);
  await books.owner.query(`insert into provider_suspension values ('beacon-refuge', $1, $1, 'quality')`, [nightOf(4)]);
  await page.reload();
  expect(await row('beacon-men')).toEqual(['8', '8', 'Suspended', '8', 'Suspended', '8', '8']);
  await page.goto('/care?from=nonsense');
  expect(await page.locator('tbody tr').count()).toBe(7);
});
