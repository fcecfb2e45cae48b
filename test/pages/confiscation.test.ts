import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { prosecutionColumns } from '../../api/prosecutions-csv';
import { confiscationRehearsals } from '../../local/rehearsals/confiscation';
import { play } from '../../local/rehearsals/play';
import { startWorld, type World } from '../helpers/world';
import { answer, overflow, pagesConfig, signInAs, startBrowser, violations } from './browser';

/** The pages of confiscation, as the people of the two bodies, a helper, an enforcer and an analyst; without JavaScript. */
let world: World;
let browser: Browser;
const refs: Record<string, string> = {};
const played = ['third-party-claim', 'two-year-limit', 'both-consider-and-proceed'];
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  for (const one of confiscationRehearsals.filter(({ name }) => played.includes(name)))
    refs[one.name] = (await play(one, world.api, world.client, () => undefined))['case'] ?? '';
}, 120_000);
afterAll(async () => {
  await browser.close();
  await world.stop();
});

async function as(person: string, work: (page: Page) => Promise<void>, javaScriptEnabled = false): Promise<void> {
  const page = await signInAs(browser, world.server.url, person, { javaScriptEnabled });
  await work(page);
  await page.context().close();
}

const line = (reference: string, change: Record<string, string> = {}) => {
  const fields: Record<string, string> = {
    prosecution_reference: reference,
    investigating_body: 'met-police',
    prosecuting_body: 'cps',
    region: 'london',
    offence: 'related',
    ...change,
  };
  return prosecutionColumns.map((column) => fields[column] ?? '').join(',');
};

async function upload(page: Page, lines: readonly string[] | Buffer): Promise<void> {
  await page.goto('/confiscation/upload');
  const text = [prosecutionColumns.join(','), ...(Buffer.isBuffer(lines) ? [] : lines)].join('\r\n');
  const buffer = Buffer.isBuffer(lines) ? lines : Buffer.from(text);
  await page.getByLabel('File').setInputFiles({ name: 'prosecutions.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Register' }).click();
}

const rowOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

describe('a file of prosecutions', () => {
  it('is taken line by line: the good are registered, the bad is named first, and a formula stays text', async () => {
    await as('pros-cps-1', async (page) => {
      const formula = '=HYPERLINK(1)';
      const bad = line('UP/BAD', { region: '<b>atlantis</b>' });
      await upload(page, [line('UP/1', { defendant: formula }), bad, line('UP/2'), 'too,few']);
      await page.getByRole('heading', { name: '2 of 4 lines are registered' }).waitFor();
      const told = await page.locator('main tbody tr').allInnerTexts();
      expect(told.slice(0, 2).map((text) => text.replace(/\s+/g, ' '))).toEqual([
        expect.stringMatching(/^Line 3 Not taken region: Give one of: north-east/),
        expect.stringMatching(/^Line 5 Not taken It has 2 fields, not 7/),
      ]);
      expect(told.slice(2).every((text) => /Registered\s+CON-/.test(text))).toBe(true);

      const register = await (await page.request.get('/confiscation/register.csv')).text();
      expect(register.split('\r\n').find((one) => one.includes(',UP/1,'))).toContain(`,'${formula},`);

      // The same file again: nothing is done twice.
      await upload(page, [line('UP/1', { defendant: formula })]);
      await rowOf(page, 'Known already').waitFor();

      await page.goto('/confiscation');
      await page.getByLabel('Find a prosecution by its reference').fill(' up/2 ');
      await page.getByRole('button', { name: 'Find' }).click();
      expect(page.url()).toMatch(/\/cases\/CON-/);
      await page.goto('/confiscation?reference=nothing');
      await page.getByRole('alert').getByText('No prosecution that you may see').waitFor();
    });
  });

  it.each([
    ['wrong columns', Buffer.from('reference,name\r\n1,2'), /its columns must be .* Nothing was registered/],
    ['no text', Buffer.from([0x61, 0xe9, 0x0a]), /not text in UTF-8.* Nothing was registered/],
    ['nothing', Buffer.from(''), /Choose a file/],
    ['a quote not closed', Buffer.from(`${prosecutionColumns.join(',')}\n"a`), /line 2: a quote is not closed/],
    ['too many lines', Array.from({ length: 301 }, (_, i) => line(`MANY/${i}`)), /301 lines, and 300 are taken/],
  ])('with %s is refused as a whole, in words', async (_what, file, why) => {
    await as('pros-cps-1', async (page) => {
      await upload(page, file);
      await page.getByRole('alert').getByText(why).waitFor();
      expect(await page.title()).toMatch(/^Error: /);
    });
  });

  it('is not taken from another page than ours, or from somebody who registers none', async () => {
    await as('pros-cps-1', async (page) => {
      await page.goto('/confiscation/upload');
      const file = { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(line('FORGED/1')) };
      const forged = await page.request.post('/confiscation/upload', { multipart: { _csrf: 'forged', file } });
      expect(forged.status()).toBe(403);
    });
    await as('eo-hmcts-1', async (page) => {
      const reply = await page.request.get('/confiscation/upload');
      expect(reply.status()).toBe(403);
    });
  });
});

it('registers one prosecution by hand, and leads whoever does it again to its case', async () => {
  const fill = async (page: Page) => {
    await page.goto('/start/confiscation');
    await answer(page, {
      Prosecution: 'HAND/1',
      'Investigating body': 'Metropolitan Police Service',
      'Prosecuting body': 'Crown Prosecution Service',
      Region: 'London',
      Offence: 'Related',
    });
    await page.getByRole('button', { name: 'Check your answers' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
  };
  let ref = '';
  await as('pros-cps-1', async (page) => {
    await fill(page);
    ref = /CON-[0-9A-Z-]+/.exec(await page.getByText('recorded as CON').innerText())?.[0] ?? 'none';
  });
  await as('inv-met-police-1', async (page) => {
    await fill(page);
    await page.getByRole('alert').getByText(`its case is ${ref}`).waitFor();
    expect(await page.getByLabel('Prosecution', { exact: true }).inputValue()).toBe('HAND/1');
  });
});

it('takes money in pounds, and lets people choose an asset instead of knowing its number', async () => {
  const input = { prosecutionReference: 'MONEY/1', investigatingBody: 'met-police', prosecutingBody: 'cps' };
  const rest = { region: 'wales', offence: 'related' };
  const { body } = await world.api.post('pros-cps-1', '/v1/prosecutions', { ...input, ...rest }, randomUUID());
  const ref = String(body['ref']);
  await as('inv-met-police-1', async (page) => {
    await page.goto(`/cases/${ref}/list-asset`);
    await answer(page, {
      Kind: 'Vehicle',
      Description: 'A made-up van',
      Country: 'United Kingdom',
      Place: 'A made-up yard',
      Owner: 'Demo Owner',
      Currency: 'GBP, British Pound',
      Amount: '12,50',
      'Valued on': { day: '2', month: '1', year: '2026' },
    });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').getByText('Amount: give an amount, for example 1250.50').waitFor();
    expect(await page.getByLabel('Amount', { exact: true }).inputValue()).toBe('12,50');
    await answer(page, { Amount: '£12,500.50' });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('List an asset: recorded').waitFor();
    await page.goto(`/cases/${ref}/ask-restraint`);
    await answer(page, { Assets: ['a1: Vehicle, £12,500.50'], Urgent: 'Yes', Reasons: 'Made-up reasons' });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Ask for restraint: recorded').waitFor();
  });
  await as('pros-cps-1', async (page) => {
    await page.goto(`/confiscation/${ref}/timetable`);
    await rowOf(page, 'section 41').getByText('Why this date?').click();
    expect(await rowOf(page, 'section 41').innerText()).toMatch(/6 hours from/);
  });
});

it('says what became of a file without a fault that axe finds, and no wider than a telephone', async () => {
  const check = async (page: Page) => {
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  await as(
    'pros-cps-1',
    async (page) => {
      await upload(page, [line('AXE/1'), 'too,few']);
      await page.getByRole('heading', { name: '1 of 2 lines are registered' }).waitFor();
      await check(page);
      await upload(page, ['"a']);
      await check(page);
    },
    true,
  );
});

it('shows what is due by officer, who has taken what, and why that date', async () => {
  const input = { prosecutionReference: 'DUE/1', investigatingBody: 'met-police', prosecutingBody: 'cps' };
  const rest = { region: 'wales', offence: 'related', registeredOn: '2026-01-02' };
  const { body } = await world.api.post('pros-cps-1', '/v1/prosecutions', { ...input, ...rest }, randomUUID());
  const ref = String(body['ref']);
  const task = { task: 'consideration.prosecuting' };
  await world.api.post('pros-cps-1', `/v1/confiscation/${ref}/claim-task`, task, randomUUID());
  await as('pros-cps-1', async (page) => {
    await page.getByRole('link', { name: 'Confiscation', exact: true }).click();
    await page.getByRole('heading', { name: 'Due in the next 28 days' }).waitFor();
    await page.getByRole('link', { name: 'pros-cps-1', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'DUE/1' });
    expect(await row.count()).toBe(1);
    const text = await row.innerText();
    expect(text).toContain('Overdue');
    expect(text).toContain('30 January 2026');
    await row.getByText('Why this date?').click();
    expect(await row.innerText()).toMatch(/28 calendar days from 2026-01-02.*strategy paragraph 91/);
  });
});

it('shows the asset register of a case: worth, restraint, claims and what came of it', async () => {
  await as('pros-cps-1', async (page) => {
    await page.goto(`/cases/${refs['third-party-claim']}`);
    await page.getByRole('link', { name: 'Asset register' }).click();
    const text = await page.locator('main').innerText();
    for (const part of [
      'a1: Property',
      'Demo Owner One',
      '£250,000.00, valued on',
      'Demo Claimant One claims £200,000.00',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/£160,000.00 allowed/);
    expect(text).toMatch(/Realised\s+£90,000.00/);
    await page.goto(`/confiscation/${refs['both-consider-and-proceed']}/assets`);
    expect(await page.locator('main').innerText()).toMatch(/EUR.40,000.00, which is £34,400.00 at 0.86 on/);
  });
  // Who enforces sees what may be sold, and not whose it is.
  await as('eo-hmcts-1', async (page) => {
    await page.goto(`/confiscation/${refs['third-party-claim']}/assets`);
    const text = await page.locator('main').innerText();
    expect(text).toContain('a1: Property');
    expect(text).not.toContain('Demo Owner One');
  });
});

it('shows the timetable section by section, with what courts ordered', async () => {
  await as('pros-cps-1', async (page) => {
    await page.goto(`/confiscation/${refs['two-year-limit']}/timetable`);
    const steps = await page.getByRole('rowheader').allInnerTexts();
    for (const section of ['section 16', 'section 17', 'section 6', 'section 14', 'section 11', 'section 41'])
      expect(steps.some((step) => step.endsWith(section))).toBe(true);
    const courts = page.getByRole('table', { name: 'Dates that courts set' });
    expect(await courts.innerText()).toMatch(
      /Hearing, postponed[^]*days were added[^]*Made-up order of a made-up court/,
    );
    expect(await courts.innerText()).toContain('Exceptional circumstances: Made-up circumstances');
    await page.goto(`/confiscation/${refs['third-party-claim']}/timetable`);
    await rowOf(page, 'Time to pay').getByText('Why this date?').click();
    expect(await rowOf(page, 'Time to pay').innerText()).toMatch(/at most 3 months starting with the day of the order/);
  });
});

it('shows figures to analysts alone, small groups left out, and the same as a file', async () => {
  await as('an-cps-1', async (page) => {
    await page.getByRole('link', { name: 'Confiscation figures' }).click();
    await page.getByRole('table', { name: 'From identified to victims, by region' }).waitFor();
    expect(await rowOf(page, 'Wales').first().innerText()).toContain('left out');
    const sums = page.getByRole('img', {
      name: /^From identified to victims, by region, all together: Identified £\d/,
    });
    expect(await sums.count()).toBe(1);
    const shares = page.getByRole('img', { name: /^Considered in time, by region, share in time: .*Wales left out/ });
    expect(await shares.count()).toBe(1);
    const file = await (await page.request.get('/confiscation/figures.csv')).text();
    expect(file).toMatch(/\r\nRegion,All,\d+,/);
    expect(file).toMatch(/\r\nRegion,Wales,left out,/);
  });
  for (const [person, path] of [
    ['pros-cps-1', '/confiscation/figures'],
    ['fr-met-police-1', '/confiscation'],
    ['fr-met-police-1', `/confiscation/${refs['third-party-claim']}/assets`],
    ['sw-kent-council-1', '/confiscation/due'],
  ] as const)
    await as(person, async (page) => {
      const reply = await page.goto(path);
      expect([person, path, reply?.status()]).toEqual([person, path, 403]);
    });
  await as('inv-met-police-1', async (page) => {
    const reply = await page.goto('/confiscation/CON-0000-0000-0000-0/assets');
    expect(reply?.status()).toBe(404);
  });
});
