import type { Browser, Page } from 'playwright-core';
import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { demoPeople } from '../../local/people';
import { rehearsals } from '../../local/rehearsals';
import { play } from '../../local/rehearsals/play';
import { roleNames } from '../../workflows/vocabulary';
import { startWorld, type World } from '../helpers/world';
import { answer, overflow, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** Every page as every role: what axe finds, at a desk and on a telephone; and the work itself without JavaScript. */
let world: World;
let browser: Browser;
let stub: StubBank;
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 640 };
const played = [
  'adult-positive',
  'child',
  'review-disagrees',
  'disputed-line',
  'quarter-closes',
  'group-agenda',
  'third-party-claim',
];

beforeAll(async () => {
  stub = await startStubBank();
  world = await startWorld({ config: { ...(await pagesConfig()), bank: { url: stub.url, debtor: demoDebtor } } });
  await seedDemo(world.config.databaseUrl);
  await layAccounts(world.api, world.client);
  browser = await startBrowser();
  for (const rehearsal of rehearsals.filter((r) => played.includes(r.name)))
    await play(rehearsal, world.api, world.client, () => undefined);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.stop();
  await stub.stop();
});

/** Every page that can be reached from where this person starts: lists, the first cases, and the forms they offer. */
async function pagesOf(page: Page): Promise<string[]> {
  const lists = ['/tasks', '/cases', '/start', '/notifications'];
  const links = async (path: string, of: RegExp, most: number) => {
    await page.goto(path);
    const found = await page
      .locator('main a, nav a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
    return [...new Set(found.filter((href) => of.test(href)))].slice(0, most);
  };
  const openings = await links('/start', /^\/start\//, 20);
  const cases = await links('/cases', /^\/cases\/[A-Z]/, 3);
  const forms: string[] = [];
  for (const one of cases) forms.push(...(await links(one, /^\/cases\/[^/]+\/[a-z]|^\/groups\//, 30)));
  const statistics = await links('/tasks', /^\/statistics$/, 1);
  const work = await links('/tasks', /^\/(payments|contract|care)$/, 3);
  const further: string[] = [];
  for (const one of [...work, ...cases])
    for (const kind of [/^\/payments\/statements\//, /^\/payments\/batches\//, /^\/contract\/\w+\//, /^\/care\/\w+\//])
      further.push(...(await links(one, kind, 2)));
  const confiscation: string[] = [];
  for (const one of await links('/tasks', /^\/confiscation/, 1))
    confiscation.push(one, ...(await links(one, /^\/confiscation[^.]*$/, 4)));
  if (confiscation.includes('/confiscation'))
    confiscation.push(...(await links('/confiscation', /^\/confiscation\/[A-Z]/, 2)));
  return [...lists, ...statistics, ...confiscation, ...openings, ...cases, ...forms, ...work, ...further];
}

const seen = new Set<string>();
const kindOf = (path: string) => path.replace(/[A-Z]{3}(-\w{4}){3}-\w/, (ref) => ref.slice(0, 3)).replace(/\?.*$/, '');

it.each(roleNames)(
  '%s: no page has a fault that axe finds, or is wider than a telephone',
  async (role) => {
    const person = demoPeople.find((p) => p.roles.includes(role));
    expect(person).toBeDefined();
    const page = await signInAs(browser, world.server.url, person?.id ?? '', { viewport: wide });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const faults: string[] = [];
    for (const path of await pagesOf(page)) {
      const isNew = !seen.has(kindOf(path));
      const answered = await page.goto(path);
      if (answered?.status() !== 200) faults.push(`${path}: ${answered?.status()}`);
      if (!isNew) continue;
      seen.add(kindOf(path));
      faults.push(...(await violations(page)).map((fault) => `${path}: ${fault}`));
      await shoot(
        page,
        `${kindOf(path)
          .replace(/[^a-z0-9]+/gi, '-')
          .slice(1)}-${role}`,
      );
      await page.setViewportSize(narrow);
      const tooWide = await overflow(page);
      if (tooWide > 0) faults.push(`${path}: ${tooWide} px wider than a telephone`);
      await shoot(
        page,
        `${kindOf(path)
          .replace(/[^a-z0-9]+/gi, '-')
          .slice(1)}-${role}-narrow`,
      );
      await page.setViewportSize(wide);
    }
    expect([...faults, ...errors]).toEqual([]);
    await page.context().close();
  },
  120_000,
);

it('has looked at every kind of page', () => {
  expect(seen.size).toBeGreaterThan(25);
  expect([...seen]).toContain('/groups/OPG');
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

it('shows and prints the agenda of a group without JavaScript, to those who take part alone', async () => {
  const options = { javaScriptEnabled: false, viewport: wide };
  const chair = await signInAs(browser, world.server.url, 'gc-kent-council-1', options);
  await chair.goto('/cases');
  await chair.getByRole('link', { name: /^OPG-/ }).click();
  await chair.getByRole('link', { name: 'Agenda, actions and minutes' }).click();
  const row = chair.getByRole('row').filter({ hasText: /^1\s*MIS-/ });
  await row.getByText('Medium').waitFor();
  await row.getByText('Unresolved').waitFor();
  await chair.getByText('Duty inspector, Metropolitan Police Service').waitFor();
  await chair.emulateMedia({ media: 'print' });
  expect(await chair.getByRole('banner').isVisible()).toBe(false);
  expect(await chair.getByRole('link', { name: 'Back' }).isVisible()).toBe(false);
  await shoot(chair, 'groups-printed');
  const stranger = await signInAs(browser, world.server.url, 'gc-hillingdon-council-1', options);
  expect((await stranger.goto(new URL(chair.url()).pathname))?.status()).toBe(404);
  await Promise.all([chair, stranger].map((page) => page.context().close()));
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
