import type { Client } from '@temporalio/client';
import type { Browser, Page } from 'playwright-core';
import { connectEngine } from '../../activities/engine';
import { keysFrom } from '../../db/keys';
import { ApiClient } from '../../local/client';
import { rehearsalPages } from '../../local/rehearsal-pages';
import { freshConfig, startWorld, type World } from '../helpers/world';
import { overflow, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** Picking a rehearsal and watching the days go by, with and without JavaScript. */
let world: World;
let browser: Browser;
let client: Client;
beforeAll(async () => {
  const config = { ...(await freshConfig()), ...(await pagesConfig()) };
  client = await connectEngine(config.temporalAddress, keysFrom(config.secret));
  const api = new ApiClient(config.pages?.baseUrl ?? '', config.issuer ?? '');
  world = await startWorld({ config, more: rehearsalPages(api, client) });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
  await client.connection.close();
});

async function plays(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Rehearsals' }).click();
  await page.getByRole('button', { name: `Play ${name}`, exact: true }).click({ noWaitAfter: true });
}

async function played(page: Page): Promise<{ days: string[]; at: (event: string) => number }> {
  await page.getByText('It went as its script says.').waitFor({ timeout: 60_000 });
  const logged = await page.locator('.concert-log li').allInnerTexts();
  return {
    days: await page.getByRole('heading', { level: 2 }).allInnerTexts(),
    at: (event) => logged.findIndex((line) => line.includes(event)),
  };
}

it('plays while the page grows', async () => {
  const page = await signInAs(browser, world.server.url, 'fr-met-police-1');
  await page.goto('/rehearsals');
  expect(await violations(page)).toEqual([]);
  await plays(page, 'adult-positive');
  // The page is there before it is over, and is written as it goes on.
  await page.getByText('referral: case-opened').waitFor();
  expect(await page.getByText('It went as its script says.').count()).toBe(0);
  const { days, at } = await played(page);
  expect(days.length).toBeGreaterThan(2);
  expect(at('conclusive-grounds-decided')).toBeGreaterThan(at('46 days pass'));
  expect(at('46 days pass')).toBeGreaterThan(at('reasonable-grounds-decided'));
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'rehearsal');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(page)).toBe(0);
  await page.locator('a[href^="/cases/NRM-"]').click();
  await page.getByText('The case is closed.').waitFor();
  await page.context().close();
}, 120_000);

it('plays without JavaScript', async () => {
  const page = await signInAs(browser, world.server.url, 'fr-met-police-1', { javaScriptEnabled: false });
  await plays(page, 'no-consent');
  const { at } = await played(page);
  expect(at('notified-without-consent')).toBeGreaterThanOrEqual(0);
  await page.context().close();
}, 120_000);

it('is not there where no stack brings it', async () => {
  const plain = await startWorld({ config: await pagesConfig(), hasWorker: false });
  const page = await signInAs(browser, plain.server.url, 'fr-met-police-1');
  expect(await page.getByRole('link', { name: 'Rehearsals' }).count()).toBe(0);
  expect((await page.goto('/rehearsals'))?.status()).toBe(404);
  await page.context().close();
  await plain.stop();
});
