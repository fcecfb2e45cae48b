import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { adult } from '../../local/rehearsals/script';
import { Ledger } from '../kernel/cases';
import { startWorld, until, type World } from '../helpers/world';
import { answer, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** What a page that stays open is told, messages that are new, and the session that ends by itself. */
let world: World;
let browser: Browser;
let ledger: Ledger;
let ref: string;
let page: Page;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  ledger = await Ledger.open(world);
  ref = await refer();
});
beforeEach(async () => {
  page = await signInAs(browser, world.server.url, 'dm-ukhtc-1');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await page.context().close();
});
afterAll(async () => {
  await ledger.close();
  await browser.close();
  await world.stop();
});

async function refer(): Promise<string> {
  return String((await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID())).body['ref']);
}
const note = (of: string) =>
  world.api.post('fr-met-police-1', `/v1/nrm-referral/${of}/note`, { text: 'Made up' }, randomUUID());
const said = (text: string) => page.getByRole('status').getByText(text);

describe('a page that stays open', () => {
  it('says that its case has changed, and shows it when asked to', async () => {
    await page.goto(`/cases/${ref}`);
    expect(await page.getByText('A note was added').count()).toBe(0);
    await note(await refer());
    await note(ref);
    await said('This case has changed.').waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'case-has-changed');
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByRole('cell', { name: 'A note was added' }).waitFor();
    expect(await said('This case has changed.').count()).toBe(0);
  });

  it('is told what happened between the page and its listening, and nothing of another case', async () => {
    await page.goto(`/cases/${ref}`);
    const listen = (of: string, since: number) => `/cases/${of}/changes?since=${since}`;
    const seq = await ledger.count('event where case_ref = $1', [ref]);
    const early = await page.request.get(listen(ref, seq - 1));
    expect(await early.text()).toContain('event: changed');
    const other = await refer();
    const waits = page.request.get(listen(other, await ledger.count('event where case_ref = $1', [other])));
    await note(ref);
    await note(other);
    expect(await (await waits).text()).toBe('event: changed\ndata: changed\n\n');
  });

  it('is told nothing of a case that the agency does not see', async () => {
    const analyst = await signInAs(browser, world.server.url, 'dm-ukba-1');
    expect((await analyst.request.get(`/cases/${ref}/changes?since=0`)).status()).toBe(404);
    await analyst.context().close();
  });

  it('says that the tasks have changed', async () => {
    await page.goto('/tasks');
    await refer();
    await said('Your tasks or messages have changed.').waitFor();
    expect(await page.getByRole('status').getByRole('link').getAttribute('href')).toContain('/tasks');
  });

  it('makes room: the oldest of a person ends when there are too many', async () => {
    // Not from a page that listens itself, and would take one of the places.
    await page.goto(`/cases/${ref}/note`);
    const since = await ledger.count('event where case_ref = $1', [ref]);
    const streams = Array.from({ length: 4 }, () => page.request.get(`/cases/${ref}/changes?since=${since}`));
    const first = await Promise.race(streams);
    expect(await first.text()).toBe('event: over\ndata: over\n\n');
    await note(ref);
    const texts = await Promise.all(streams.map(async (one) => (await one).text()));
    expect(texts.filter((text) => text.includes('changed'))).toHaveLength(3);
  });
});

describe('who sees a case', () => {
  const sharedWith = () =>
    page.locator('h2', { hasText: 'Who sees this case' }).locator('xpath=following-sibling::ul[1]/li').allInnerTexts();
  const happened = () => page.getByRole('table', { name: 'What happened' }).innerText();
  const send = async (answers: Parameters<typeof answer>[1]) => {
    await answer(page, answers);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').filter({ hasText: 'recorded' }).waitFor();
  };

  it('is on its page: who has looked, and with whom it is shared, at once and until it is not', async () => {
    const council = 'Kent County Council';
    const stranger = await signInAs(browser, world.server.url, 'sw-kent-council-1');
    expect((await stranger.goto(`/cases/${ref}`))?.status()).toBe(404);
    await page.goto(`/cases/${ref}`);
    expect(await sharedWith()).not.toContain(council);
    await page.goto(`/cases/${ref}/share`);
    await send({ Agency: council, Reason: 'Made up' });
    // The page that answers shows it: nobody has to load it again.
    expect([page.url().endsWith(ref), await sharedWith()]).toEqual([true, expect.arrayContaining([council])]);
    expect(await happened()).toMatch(/shared with an agency[^\n]*dm-ukhtc-1/);

    expect((await stranger.goto(`/cases/${ref}`))?.status()).toBe(200);
    await page.goto(`/cases/${ref}`);
    const looked = page.getByRole('table', { name: 'Who has looked' });
    expect(await looked.getByText(`sw-kent-council-1, ${council}`).count()).toBe(1);

    await page.goto(`/cases/${ref}/stop-sharing`);
    await send({ Agency: council, Reason: 'Made up' });
    expect(await sharedWith()).not.toContain(council);
    expect((await stranger.goto(`/cases/${ref}`))?.status()).toBe(404);
    await stranger.context().close();
  });

  it('shows the result of an action at once: the stage, what may be done next, and what happened', async () => {
    const own = await refer();
    await page.goto(`/cases/${own}/decide-reasonable-grounds`);
    const before = await world.api.get('dm-ukhtc-1', `/v1/cases/${own}`);
    await send({ Outcome: 'Positive', Reasons: 'Made up' });
    expect(await page.locator('p.govuk-body-l').innerText()).not.toBe(before.body['title']);
    expect(await happened()).toContain('Reasonable grounds decided');
    expect(await page.locator(`main a[href$="/decide-reasonable-grounds"]`).count()).toBe(0);
  });
});

describe('messages', () => {
  it('are counted until they are read, by each person for themselves', async () => {
    const told = `notification where agency = 'met-police' and role = 'first-responder'`;
    const route = `/v1/nrm-referral/${await refer()}/withdraw`;
    await world.api.post('fr-met-police-1', route, { reason: 'Made up' }, randomUUID());
    await until(async () => (await ledger.count(told, [])) > 0, 'a message to the First Responders');
    await page.context().close();
    page = await signInAs(browser, world.server.url, 'fr-met-police-1');
    await page.getByRole('link', { name: /^Messages \(\d+ new\)$/ }).click();
    expect(await page.getByText('New', { exact: true }).count()).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByRole('alert').filter({ hasText: 'marked as read' }).waitFor();
    await page.getByRole('link', { name: 'Messages', exact: true }).waitFor();
    expect(await page.getByText('New', { exact: true }).count()).toBe(0);
    const colleague = await signInAs(browser, world.server.url, 'fr-met-police-2');
    await colleague.getByRole('link', { name: /^Messages \(\d+ new\)$/ }).waitFor();
    await colleague.context().close();
  });
});

describe('a session in which no page is opened', () => {
  const minutes = (count: number) => count * 60_000;

  it('is warned of its end; one press keeps it; at the end the page says so', async () => {
    await page.clock.install();
    await page.goto(`/cases/${ref}/note`);
    const warning = page.getByRole('alert').filter({ hasText: 'signed out' });
    await page.clock.runFor(minutes(24));
    expect(await warning.isVisible()).toBe(false);
    await page.clock.runFor(minutes(2));
    await warning.getByText('You will be signed out in 5 minutes').waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'idle-warning');
    await page.getByRole('button', { name: 'Stay signed in' }).click();
    await warning.waitFor({ state: 'hidden' });
    await page.clock.runFor(minutes(31));
    await warning.getByText('You are signed out. What you typed is still here').waitFor();
  });

  it('ends after 30 minutes, whether or not the page listens for changes', async () => {
    await page.goto(`/cases/${ref}`);
    const begun = Date.now();
    const later = jest.spyOn(Date, 'now');
    later.mockImplementation(() => begun + minutes(29));
    const seq = await ledger.count('event where case_ref = $1', [ref]);
    const listened = await page.request.get(`/cases/${ref}/changes?since=${seq - 1}`);
    expect([listened.status(), listened.headers()['set-cookie']]).toEqual([200, undefined]);
    later.mockImplementation(() => begun + minutes(31));
    expect((await page.request.get(`/cases/${ref}/changes?since=0`)).status()).toBe(204);
    const answered = await page.request.post(`/cases/${ref}/note`, { form: { text: 'Made up' } });
    expect(answered.status()).toBe(401);
  });
});
