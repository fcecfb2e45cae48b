import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { startStubBank, type StubBank } from '../../local/bank';
import { demoDebtor, layAccounts, seedDemo } from '../../local/demo';
import { demoPeople } from '../../local/people';
import { rehearsals } from '../../local/rehearsals';
import { play } from '../../local/rehearsals/play';
import { adult, child } from '../../local/rehearsals/script';
import { roleNames, type Role } from '../../workflows/vocabulary';
import { startWorld, type World } from '../helpers/world';
import { answer, overflow, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';
import { newIn, readEveryPage, type Read } from './crawl';
import { walked } from './keyboard';

/** Every page as every role, without a script and with one: whole, for everybody, on a telephone and by keyboard; and the work itself without JavaScript. */
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
  await referMore();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.stop();
  await stub.stop();
});

/** Enough for figures that may be published, with one kind of exploitation of adults and of children that are too few. */
async function referMore(): Promise<void> {
  for (const [input, exploitationType, count] of [
    [child, 'sexual', 6],
    [adult, 'labour', 6],
    [adult, 'sexual', 6],
    [adult, 'domestic-servitude', 1],
  ] as const)
    for (let i = 0; i < count; i += 1)
      await world.api.post('fr-met-police-1', '/v1/nrm-referral', { ...input, exploitationType }, randomUUID());
}

const pages: Read[] = [];
const personOf = (role: Role) => demoPeople.find((p) => p.roles.includes(role))?.id ?? '';

describe('without a script, by plain HTTP', () => {
  let parser: Page;
  beforeAll(async () => {
    parser = await signInAs(browser, world.server.url, personOf('analyst'), { viewport: narrow });
  });
  afterAll(() => parser.context().close());

  it.each(roleNames)(
    '%s: every page is whole, and no link leads to nothing or to what they may not see',
    async (role) => {
      const read = await readEveryPage(world.server.url, personOf(role), parser, 2);
      pages.push(...read);
      expect(read.flatMap(({ path, faults }) => faults.map((fault) => `${path}: ${fault}`))).toEqual([]);
      expect(read.length).toBeGreaterThan(10);
    },
    60_000,
  );

  it('has read every kind of page', () => {
    const kinds = new Set(pages.map(({ kind }) => kind));
    expect(kindsThatMustBe.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(140);
  });
});

/** Pages with a template of their own, that links lead to. */
const kindsThatMustBe = [
  '/tasks /cases /start /notifications /search /searches /cases/NRM /cases/MIS /cases/CAR /cases/CON /groups/OPG',
  '/start/nrm-referral /start/nrm-referral?path=adult /start/nrm-referral?path=child /start/missing-child',
  '/statistics /confiscation /confiscation/due /confiscation/register.csv /confiscation/upload /confiscation/figures',
  '/confiscation/CON/timetable /confiscation/CON/assets /payments /payments/statements/STM /payments/batches/PAY',
  '/contract /contract/packs/QMP /contract/budgets/BUD /care /care/journeys/CAR /administration /administration/agencies',
  '/administration/people /administration/policy /administration/policy/process /administration/providers',
].flatMap((line) => line.split(' '));

it('in a browser: no error, nothing that axe finds, narrow enough, and walked through with the Tab key', async () => {
  const faults: string[] = [];
  const looked = newIn(pages, kindsThatMustBe);
  for (const [person, theirs] of byPerson(looked)) {
    const page = await signInAs(browser, world.server.url, person, { viewport: wide });
    const found: string[] = [];
    page.on('pageerror', (error) => found.push(error.message));
    page.on('console', (line) => line.type() === 'error' && found.push(line.text()));
    for (const { path, kind } of theirs) {
      await page.goto(path);
      found.push(...(await violations(page)), ...(await walked(page)));
      const name = kind.slice(1).replace(/[^a-z0-9]+/gi, '-');
      await shoot(page, name);
      await page.setViewportSize(narrow);
      if ((await overflow(page)) > 0) found.push('wider than a telephone');
      await shoot(page, `${name}-narrow`);
      await page.setViewportSize(wide);
      faults.push(...found.splice(0).map((fault) => `${path}: ${fault}`));
    }
    await page.context().close();
  }
  expect(faults).toEqual([]);
  expect(looked.length).toBeGreaterThan(kindsThatMustBe.length);
}, 240_000);

/** Every page that anybody read takes minutes: by hand, EVERY_PAGE=1 npx jest --runInBand test/pages/every-page */
const isEveryPage = process.env['EVERY_PAGE'] === '1';

it(
  `with a script, as each role: no error, and narrow enough (${isEveryPage ? 'every page' : 'each kind as two roles'})`,
  async () => {
    const faults: string[] = [];
    const theirs = pages.filter(({ shape }) => shape.length > 0);
    for (const [person, reads] of byPerson(isEveryPage ? theirs : someOf(theirs))) {
      const page = await signInAs(browser, world.server.url, person, { viewport: narrow });
      const found: string[] = [];
      page.on('pageerror', (error) => found.push(error.message));
      page.on('console', (line) => line.type() === 'error' && found.push(line.text()));
      for (const { path } of reads) {
        const answered = await page.goto(path, { waitUntil: 'domcontentloaded' });
        if (answered?.status() !== 200) found.push(`answered ${answered?.status()}`);
        if ((await overflow(page)) > 0) found.push('wider than a telephone');
        faults.push(...found.splice(0).map((fault) => `${person} ${path}: ${fault}`));
      }
      await page.context().close();
    }
    expect(faults).toEqual([]);
  },
  isEveryPage ? 1_200_000 : 240_000,
);

/** Of pages with a template of their own each by two people, and of everybody some page. */
function someOf(reads: readonly Read[]): Read[] {
  const taken = new Map<string, number>();
  const isWanted = (name: string) => (taken.get(name) ?? 0) < 2;
  return reads.filter(({ kind, person }) => {
    const isOne = (kindsThatMustBe.includes(kind) && isWanted(kind)) || isWanted(person);
    if (isOne) for (const name of [kind, person]) taken.set(name, (taken.get(name) ?? 0) + 1);
    return isOne;
  });
}

function byPerson(list: readonly Read[]): Map<string, Read[]> {
  const people = new Map<string, Read[]>();
  for (const read of list) people.set(read.person, [...(people.get(read.person) ?? []), read]);
  return people;
}

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

it('lets a carer with a telephone report a child missing in one step', async () => {
  const page = await signInAs(browser, world.server.url, personOf('carer'), { viewport: narrow });
  await page.getByRole('main').getByRole('link', { name: 'Report a child missing' }).click();
  const questions = page.locator('form .govuk-form-group').filter({ visible: true });
  const nested = questions.locator('.govuk-form-group');
  expect((await questions.count()) - (await nested.count())).toBeLessThanOrEqual(6);
  await page.getByRole('button', { name: 'Send the report' }).click();
  await page.getByText('recorded as MIS').waitFor();
  await page.context().close();
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

it('gives an analyst the figures in words, as charts and as a file, small numbers left out of each', async () => {
  const page = await signInAs(browser, world.server.url, 'an-moj-1');
  const file = await page.request.get('/statistics/referrals.csv');
  expect(file.headers()['content-type']).toContain('text/csv');
  const text = await file.text();
  expect(text).toContain('Referrals by exploitation,Children,Domestic servitude,left out');
  expect(text).toContain('Referrals by exploitation,Children,Sexual,left out');
  expect(text).toContain('Referrals by exploitation,Children,Total,7');
  const labour = /exploitation,Adults,Labour,(\d+)/.exec(text)?.[1] ?? '';
  expect(Number(labour)).toBeGreaterThan(5);
  expect(text).not.toMatch(/,[1-4]\r?\n(?!Days)/);

  await page.goto('/statistics');
  const chart = (name: RegExp) => page.getByRole('img', { name });
  const adults = chart(/^Referrals by exploitation, adults/);
  expect(await adults.getAttribute('aria-label')).toBe(
    `Referrals by exploitation, adults: Sexual left out; Labour ${labour}; Domestic servitude left out; Unspecified 0.`,
  );
  expect(await adults.locator('text').allTextContents()).toEqual(
    expect.arrayContaining(['Labour', labour, 'left out']),
  );
  // What is left out has no length either, whatever it is: one bar is longer than nothing.
  const lengths = await adults
    .locator('.mark-rect path')
    .evaluateAll((bars) => bars.map((bar) => Math.round(bar.getBoundingClientRect().width)));
  expect([lengths.length, lengths.filter((px) => px > 1).length]).toEqual([4, 1]);
  // Of children there is nothing to draw.
  expect(await chart(/children/).count()).toBe(0);
  await page.setViewportSize(narrow);
  const letters = adults.locator('text').first();
  expect(await letters.evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(12);
  await page.context().close();
});
