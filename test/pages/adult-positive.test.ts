import type { Browser, Page } from 'playwright-core';
import { fastForward } from '../../local/clock';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { reflectionPeriod } from '../../workflows/reflection-period/process';
import { startWorld, until, type World } from '../helpers/world';
import { answer, doOn, pagesConfig, shoot, signInAs, startBrowser } from './browser';

/** The whole of adult-positive, done by clicking, each person in a browser of their own. */
let world: World;
let browser: Browser;
const people = new Map<string, Page>();
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

const secondsPerDay = 86_400;
const title = (command: string) => nrmReferral.commands[command]?.title ?? '';
const reflectionTitle = (command: string) => reflectionPeriod.commands[command]?.title ?? '';
const because = 'Made-up reasons: the account and the indicators';

async function as(person: string): Promise<Page> {
  const page = people.get(person) ?? (await signInAs(browser, world.server.url, person));
  people.set(person, page);
  return page;
}

async function decided(kind: 'reasonable' | 'conclusive', ref: string, first: string, reviewer: string) {
  await doOn(await as(first), ref, title(`decide-${kind}-grounds`), { Outcome: 'Positive', Reasons: because });
  const page = await as(reviewer);
  await doOn(page, ref, title('take-review'), { 'Declaration of independence': [declaration] });
  await doOn(page, ref, title('record-own-view'), { Outcome: 'Positive', Reasons: because });
  await doOn(page, ref, title('complete-review'), { Agrees: 'Yes', Reasons: because });
}

const declaration = 'I have no part in any asylum or immigration decision about this person, and did not refer them.';

/** Opens the case until its page says so. */
async function sees(person: string, ref: string, text: string): Promise<void> {
  const page = await as(person);
  await until(async () => {
    await page.goto(`/cases/${ref}`);
    return (await page.getByText(text).count()) > 0;
  }, `${person} to see "${text}"`);
}

async function skip(process: string, ref: string, days: number): Promise<void> {
  await fastForward(world.client, process, ref, days * secondsPerDay);
}

it('goes from a referral to a residence permit by clicking alone', async () => {
  const police = await as('fr-met-police-1');
  await police.getByRole('link', { name: 'Start', exact: true }).click();
  await police.getByRole('link', { name: 'Refer an adult' }).click();
  await answer(police, {
    Consent: 'Given',
    'Name (optional)': 'Demo Person One',
    'Date of birth (optional)': { day: '3', month: '2', year: '1990' },
    'Exploitation type': 'Labour',
    Indicators: ['Debt bondage', 'Little or no pay'],
    Country: 'Vietnam',
    Where: 'A car wash that does not exist',
    When: { day: '1', month: '7', year: '2011' },
    'Language (optional)': 'Vietnamese',
    'Subject to immigration control': 'No',
  });
  await police.getByRole('button', { name: 'Check your answers' }).click();
  await shoot(police, 'check-your-answers');
  expect(await police.getByRole('definition').allInnerTexts()).toEqual(
    expect.arrayContaining(['Demo Person One', '3/2/1990', 'Debt bondage, Little or no pay', 'Vietnam', 'No']),
  );
  await police.getByRole('button', { name: 'Change the answers' }).click();
  await police.getByLabel('Where', { exact: true }).fill('Another car wash that does not exist');
  await police.getByRole('button', { name: 'Check your answers' }).click();
  await police.getByRole('button', { name: 'Send' }).click();
  const done = await police.getByRole('alert').innerText();
  const ref = /NRM-[0-9A-Z-]+/.exec(done)?.[0] ?? '';
  expect(ref).toMatch(/^NRM(-\w{4}){3}-\w$/);
  await police.getByText('Another car wash that does not exist').waitFor();

  const first = await as('dm-ukhtc-1');
  await first.goto('/tasks');
  await first.getByRole('button', { name: `Claim` }).first().click();
  await first.getByText('recorded').waitFor();
  expect(await first.getByRole('cell', { name: /^Who has it|You/ }).count()).toBeGreaterThan(0);
  await shoot(first, 'tasks-claimed');
  await decided('reasonable', ref, 'dm-ukhtc-1', 'dm-ukhtc-2');
  // The link is there as soon as its case is on record.
  const link = first.locator('a[href^="/cases/RFL-"]').first();
  await until(async () => {
    await first.goto(`/cases/${ref}`);
    return (await link.count()) > 0;
  }, 'the link to the reflection period');
  const reflection = await link.innerText();
  await sees('io-ukba-1', reflection, reflectionTitle('acknowledge-hold'));
  await doOn(await as('io-ukba-1'), reflection, reflectionTitle('acknowledge-hold'));
  await doOn(first, ref, title('give-feedback'), { Comments: 'Made-up feedback' });
  await shoot(first, 'case-in-reflection');

  await skip('nrm-referral', ref, 46);
  await skip('reflection-period', reflection, 46);
  await sees('dm-ukhtc-3', ref, title('decide-conclusive-grounds'));
  await decided('conclusive', ref, 'dm-ukhtc-3', 'dm-ukhtc-4');
  await sees('io-ukba-2', ref, title('consider-residence-permit'));
  await doOn(await as('io-ukba-2'), ref, title('consider-residence-permit'), {
    Granted: 'Yes',
    'Months (optional)': '12',
    Reasons: because,
  });
  await doOn(await as('cm-salvation-army-1'), ref, title('record-care-exit-plan'), { Plan: 'A made-up plan' });
  await doOn(await as('dm-ukhtc-3'), ref, title('give-feedback'), { Comments: 'Made-up feedback' });
  await sees('dm-ukhtc-1', ref, 'The case is closed.');
  await shoot(first, 'case-closed');
}, 240_000);
