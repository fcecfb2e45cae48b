import type { Browser, Page } from 'playwright-core';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { startWorld, type World } from '../helpers/world';
import { pagesConfig, signInAs, startBrowser } from './browser';
import { Keyboard } from './keyboard';

/** A referral and its decision, by two people who touch no mouse. */
let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

const done = (page: Page) => page.getByRole('alert').innerText();

it('is done with the keyboard alone: refer, check, send; claim, decide; add a note', async () => {
  const police = await signInAs(browser, world.server.url, 'fr-met-police-1');
  const refers = new Keyboard(police);
  await refers.press('Start');
  await refers.press('Refer an adult');
  await refers.choose('Consent', 'Given');
  await refers.write('Name (optional)', 'Demo Person Keys');
  await refers.writeDate('Date of birth (optional)', { Day: '3', Month: '2', Year: '1990' });
  await refers.choose('Exploitation type', 'Labour');
  await refers.tick('Indicators', 'Isolated');
  await refers.write('Country', 'Vietnam');
  await refers.write('Where', 'Nowhere');
  await refers.writeDate('When', { Day: '1', Month: '7', Year: '2011' });
  await refers.choose('Subject to immigration control', 'No');
  await refers.press('Check your answers');
  await refers.press('Send');
  expect(await done(police)).toMatch(/recorded as NRM/);

  const page = await signInAs(browser, world.server.url, 'dm-ukhtc-1');
  const decides = new Keyboard(page);
  await decides.pressHere('Skip to main content');
  await decides.press(/^Claim /);
  expect(await done(page)).toMatch(/Claim a task: recorded/);
  await decides.press(/^NRM-/);
  const title = nrmReferral.commands['decide-reasonable-grounds']?.title ?? '';
  await decides.press(title);
  await decides.choose('Outcome', 'Positive');
  await decides.write('Reasons', 'Written without a mouse');
  await decides.press('Send');
  expect(await done(page)).toContain(`${title}: recorded`);
  await decides.pressHere('More: notes, sharing and dates');
  await decides.press('Add a note');
  await decides.write('Note', 'Written without a mouse');
  await decides.press('Send');
  expect(await done(page)).toMatch(/Add a note: recorded/);
}, 120_000);
