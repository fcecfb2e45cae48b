import type { Browser } from 'playwright-core';
import { startStubBank, type StubBank } from '../../local/bank';
import { startWorld, until, type World } from '../helpers/world';
import { Books, debtor, newRef } from '../payment-batch/books';
import { pagesConfig, shoot, startBrowser } from './browser';
import { ClickingPeople } from './clicking';

/** The release of a payment, done by clicking: the provider agrees, one officer prepares, another releases. */
const [preparer, releaser, manager] = ['po-salvation-army-1', 'po-salvation-army-2', 'pm-beacon-refuge-1'] as const;
const provider = 'beacon-refuge';
let world: World;
let browser: Browser;
let books: Books;
let bank: StubBank;
let people: ClickingPeople;
beforeAll(async () => {
  bank = await startStubBank();
  world = await startWorld({ config: { ...(await pagesConfig()), bank: { url: bank.url, debtor } } });
  books = await Books.open(world.config);
  browser = await startBrowser();
  people = new ClickingPeople(browser, world.server.url, world.config.issuer ?? '');
  await books.usePayee(provider);
  await books.book(newRef('CAR'), '2011-07-01', provider, 5_000);
});
afterAll(async () => {
  await browser.close();
  await books.close();
  await world.stop();
  await bank.stop();
});

/** Clicks what is to be done; the reference of the case. @throws Error when the pages do not take it */
async function clicks(person: string, route: string, input: object = {}): Promise<string> {
  const { status, body } = await people.post(person, `/v1/${route}`, input, `payment:${route}:${person}`);
  if (status !== 200) throw new Error(`${person} could not ${route}: ${JSON.stringify(body)}`);
  return String(body['ref']);
}

async function viewOf(ref: string): Promise<Record<string, unknown>> {
  const { view } = (await people.get(preparer, `/v1/cases/${ref}`)).body;
  return typeof view === 'object' && view !== null ? { ...view } : {};
}

const reaches = (ref: string, stage: string) =>
  until(async () => (await viewOf(ref))['stage'] === stage, `${ref} to be ${stage}`, 45_000);

it('is prepared by one officer and released by another, and the bank pays once', async () => {
  const period = { provider, fromDate: '2011-07-01', untilDate: '2011-07-31' };
  const statement = await clicks(preparer, 'provider-statement', period);
  await reaches(statement, 'with-provider');
  await clicks(manager, `provider-statement/${statement}/agree`);
  await reaches(statement, 'agreed');
  const batch = await clicks(preparer, 'payment-batch', { statements: [statement] });
  await reaches(batch, 'prepared');
  const { digest, totalPence } = await viewOf(batch);
  const seen = { digest, totalPence };

  const own = await people.post(preparer, `/v1/payment-batch/${batch}/release`, seen, 'own-release');
  expect(own.body['code']).toBe('releaser-is-preparer');
  const page = await people.page(releaser);
  await page.goto(`/cases/${batch}`);
  await shoot(page, 'batch-prepared');
  await clicks(releaser, `payment-batch/${batch}/release`, seen);
  await reaches(batch, 'settled');
  await reaches(statement, 'paid');
  expect(bank.counts().map(({ paid }) => paid)).toEqual([1]);
  await page.goto(`/cases/${batch}`);
  expect(await page.getByText('The case is closed.').count()).toBe(1);
  await shoot(page, 'batch-settled');
}, 240_000);
