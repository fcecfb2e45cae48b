import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { adult } from '../../local/rehearsals/script';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { Ledger } from '../kernel/cases';
import { startWorld, type World } from '../helpers/world';
import { answer, chooseDemoPerson, doOn, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** What people send that is not right, or comes at the wrong time: a clear page, and nothing they typed is lost. */
let world: World;
let browser: Browser;
let ledger: Ledger;
let ref: string;
let page: Page;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  ledger = await Ledger.open(world);
  const opened = await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID());
  ref = String(opened.body['ref']);
  page = await signInAs(browser, world.server.url, 'dm-ukhtc-1');
});
afterAll(async () => {
  await ledger.close();
  await browser.close();
  await world.stop();
});

const note = () => page.goto(`/cases/${ref}/note`);
const notes = () => ledger.count(`event where type = 'noted'`, []);
const send = () => page.getByRole('button', { name: 'Send', exact: true }).click();
const typed = () => page.getByLabel('Note', { exact: true }).inputValue();
/** Changes what the form carries unseen. */
const setHidden = (name: string, value: string) =>
  page.evaluate(`document.querySelector('input[name=${name}]').value = '${value}'`);
const heading = () => page.getByRole('heading', { level: 1 }).innerText();

it('says what is wrong with each field, and keeps what was typed', async () => {
  const police = await signInAs(browser, world.server.url, 'fr-met-police-1');
  await police.goto('/start/nrm-referral?path=adult');
  await answer(police, {
    Consent: 'Given',
    'Name (optional)': 'Demo Person Two',
    When: { day: '31', month: '2', year: '2011' },
    Indicators: ['Isolated'],
    Where: 'A place that does not exist',
  });
  await police.getByRole('button', { name: 'Check your answers' }).click();
  const summary = police.getByRole('alert');
  expect(await summary.getByRole('link').allInnerTexts()).toEqual([
    'Exploitation type: choose an answer',
    'Country: choose an answer',
    'When: give a real date, for example 27 3 2011',
    'Subject to immigration control: choose an answer',
  ]);
  expect(await police.title()).toMatch(/^Error: /);
  await summary.getByRole('link', { name: /^When/ }).click();
  expect(await police.evaluate('document.activeElement.id')).toBe('encounteredOn-day');
  expect(await police.getByLabel('Name (optional)').inputValue()).toBe('Demo Person Two');
  expect(await police.getByLabel('Where', { exact: true }).inputValue()).toBe('A place that does not exist');
  expect(await police.getByLabel('Isolated').isChecked()).toBe(true);
  expect(await police.getByLabel('Month').last().inputValue()).toBe('2');
  expect(await violations(police)).toEqual([]);
  await shoot(police, 'errors');
  await police.context().close();
});

it('shows a script in a text as text', async () => {
  const script = `<script>document.title = 'taken'</script><img src=x onerror="document.title='taken'"> {{ 7 * 7 }}`;
  const decision = { Outcome: 'Positive', Reasons: script };
  await doOn(page, ref, nrmReferral.commands['decide-reasonable-grounds']?.title ?? '', decision);
  expect(await page.getByText(script).count()).toBe(1);
  expect(await page.title()).not.toContain('taken');
  await note();
  await page.getByLabel('Note', { exact: true }).fill(`</textarea>${script}`);
  await setHidden('_csrf', 'forged');
  await send();
  expect(await page.getByText(`</textarea>${script}`).count()).toBe(1);
  expect(await page.title()).not.toContain('taken');
});

it('does once what is sent twice', async () => {
  const before = await notes();
  await note();
  await page.getByLabel('Note', { exact: true }).fill('Made up, and pressed twice');
  await page.getByRole('button', { name: 'Send', exact: true }).dblclick();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  expect(await notes()).toBe(before + 1);
  await note();
  const hidden = (name: string) => page.locator(`input[name=${name}]`).inputValue();
  const form = {
    _csrf: await hidden('_csrf'),
    _key: await hidden('_key'),
    text: 'Made up, and sent three times at once',
  };
  const post = () => page.request.post(`/cases/${ref}/note`, { form, maxRedirects: 0 });
  const answers = await Promise.all([post(), post(), post()]);
  expect(answers.map((one) => one.status())).toEqual([303, 303, 303]);
  expect(await notes()).toBe(before + 2);
});

it('says so when an old page is sent with other words, and takes them as new when asked to', async () => {
  const before = await notes();
  await note();
  const key = await page.locator('input[name=_key]').inputValue();
  await page.getByLabel('Note', { exact: true }).fill('The first words');
  await send();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  await note();
  await setHidden('_key', key);
  await page.getByLabel('Note', { exact: true }).fill('Other words');
  await send();
  await page.getByText('This page was sent before with other words').waitFor();
  expect([await notes(), await typed()]).toEqual([before + 1, 'Other words']);
  await send();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  expect(await notes()).toBe(before + 2);
});

it.each(['forged', ''])('refuses a form with the token "%s", and shows what was typed', async (token) => {
  const before = await notes();
  await note();
  await page.getByLabel('Note', { exact: true }).fill('Made-up words to keep');
  await setHidden('_csrf', token);
  await send();
  expect(await heading()).toBe('This page is too old');
  await page.getByText('Made-up words to keep').waitFor();
  expect(await notes()).toBe(before);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  expect(await notes()).toBe(before + 1);
});

it('loses nothing when the person was signed out meanwhile', async () => {
  const before = await notes();
  await note();
  await page.getByLabel('Note', { exact: true }).fill('Typed for half an hour');
  await page.context().clearCookies();
  await send();
  expect(await heading()).toBe('You were signed out');
  await shoot(page, 'signed-out-with-words');
  expect(await violations(page)).toEqual([]);
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  const other = await opened;
  await chooseDemoPerson(other, 'dm-ukhtc-1');
  await other.getByRole('heading', { name: 'My tasks' }).waitFor();
  await page.getByRole('button', { name: 'Send it again' }).click();
  expect(await heading()).toBe('This page is too old');
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  expect(await notes()).toBe(before + 1);
});

it('ends the session at sign-out: no page without signing in again, and not by going back either', async () => {
  const leaving = await signInAs(browser, world.server.url, 'dm-ukhtc-1');
  await leaving.goto(`/cases/${ref}`);
  await leaving.getByRole('link', { name: 'Sign out' }).click();
  expect(await leaving.getByRole('heading', { level: 1 }).innerText()).toBe('You are signed out');
  expect(await violations(leaving)).toEqual([]);
  await leaving.goBack();
  await leaving.getByRole('heading', { name: 'Sign in as a demo person' }).waitFor();
  await leaving.context().close();
});

it('refuses what somebody else has done meanwhile, with the rule, and keeps what was typed', async () => {
  const other = await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID());
  const here = String(other.body['ref']);
  await page.goto(`/cases/${here}/decide-reasonable-grounds`);
  await answer(page, { Outcome: 'Negative', Reasons: 'Made-up reasons to keep' });
  const decision = { outcome: 'positive', reasons: 'Made up' };
  await world.api.post('dm-ukhtc-3', `/v1/nrm-referral/${here}/decide-reasonable-grounds`, decision, randomUUID());
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await send();
  expect((await answered).status()).toBe(409);
  expect(await page.getByRole('alert').innerText()).toMatch(/is waited for now\.\s+Rule: Strategy/);
  expect(await page.getByLabel('Reasons').inputValue()).toBe('Made-up reasons to keep');
  expect(await page.getByLabel('Negative').isChecked()).toBe(true);
  await shoot(page, 'refused');
});

it('is a clear page for a case that is not there, a command that is not, a process that is not, and a wrong list', async () => {
  for (const [path, status] of [
    ['/cases/NRM-0000-0000-0000-0', 404],
    [`/cases/${ref}/no-such-command`, 404],
    ['/start/no-such-process', 404],
    ['/start/nrm-referral?path=adult', 403],
    ['/start/nrm-referral?draft=4d0d9a3e-8f3b-4a44-8f5e-5d4cb4a6f2aa', 403],
    ['/tasks?after=garbage', 400],
    ['/statistics', 403],
    ['/nowhere', 404],
  ] as const) {
    const answered = await page.goto(path);
    expect([path, answered?.status()]).toEqual([path, status]);
  }
  expect(await violations(page)).toEqual([]);
});

it('gives back a text that is too long, to be shortened', async () => {
  await note();
  await page.getByLabel('Note', { exact: true }).fill('x'.repeat(120_000));
  await send();
  await page.getByRole('link', { name: 'Note: use at most 4000 characters.' }).waitFor();
  expect((await typed()).length).toBe(120_000);
  const form = { text: 'x'.repeat(1_200_000) };
  const answered = await page.request.post(`/cases/${ref}/note`, { form });
  expect([answered.status(), (await answered.text()).includes('This is too long')]).toEqual([413, true]);
});

it('keeps a draft for its owner alone, encrypted, until it is sent', async () => {
  const police = await signInAs(browser, world.server.url, 'fr-met-police-1');
  await police.goto('/start/nrm-referral?path=child');
  await answer(police, { Name: 'Demo Child Kept', Where: 'Nowhere at all', Indicators: ['Isolated'] });
  await police.getByRole('button', { name: 'Save and come back later' }).click();
  await police.getByText('Saved. It is kept for you alone').waitFor();
  await shoot(police, 'drafts');
  expect(await violations(police)).toEqual([]);
  const { rows } = await ledger.db.query<{ sealed: Buffer }>('select sealed from draft');
  expect([rows.length, rows[0]?.sealed.includes('Demo Child Kept')]).toEqual([1, false]);
  const link = police.getByRole('link', { name: /^Refer a potential victim\s*, saved/ });
  const address = (await link.getAttribute('href')) ?? '';
  expect(address).not.toContain('Demo');
  const colleague = await signInAs(browser, world.server.url, 'fr-met-police-2');
  expect((await colleague.goto(address))?.status()).toBe(404);
  await colleague.context().close();
  await link.click();
  expect(await police.getByLabel('Name', { exact: true }).inputValue()).toBe('Demo Child Kept');
  await answer(police, {
    'Date of birth': { day: '6', month: '5', year: '1996' },
    "Children's services": 'London Borough of Hillingdon',
    'Exploitation type': 'Unspecified',
    Country: 'Not known',
    When: { day: '1', month: '7', year: '2011' },
    'Subject to immigration control': 'Yes',
  });
  await police.getByRole('button', { name: 'Check your answers' }).click();
  await police.getByRole('button', { name: 'Send' }).click();
  await police.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  expect(await ledger.count('draft', [])).toBe(0);
  await police.context().close();
});
