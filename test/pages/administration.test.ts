import type { Browser, Page } from 'playwright-core';
import { seedDemo } from '../../local/demo';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { nrmReferral } from '../../workflows/nrm-referral/process';
import { Ledger } from '../kernel/cases';
import { startWorld, until, type World } from '../helpers/world';
import { answer, doOn, pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** The registers as pages show them, and how two people change them by clicking. */
let world: World;
let browser: Browser;
let ledger: Ledger;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  ledger = await Ledger.open(world);
  await seedDemo(world.config.databaseUrl);
});
afterAll(async () => {
  await ledger.close();
  await browser.close();
  await world.stop();
});

async function as(person: string, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await signInAs(browser, world.server.url, person);
  try {
    await work(page);
  } finally {
    await page.context().close();
  }
}

const today = () => {
  const [year = '', month = '', day = ''] = londonDateOf(new Date().toISOString()).split('-');
  return { day, month, year };
};

const recorded = async (page: Page) => {
  const done = await page.getByRole('alert').filter({ hasText: 'recorded' }).innerText();
  return /[A-Z]{3}(-\w{4}){3}-\w/.exec(done)?.[0] ?? '';
};

it('shows agencies with their designations, and two administrators change one', async () => {
  let ref = '';
  await as('admin-home-office-1', async (page) => {
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('link', { name: 'Agencies and designations' }).click();
    expect(await violations(page)).toEqual([]);
    const row = page.getByRole('row', { name: /Poppy Project/ });
    expect(await row.innerText()).toContain('First responder, from 1 April 2009');
    await row.getByRole('link', { name: 'Withdraw' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Withdraw a designation');
    expect(await page.getByLabel('Agency', { exact: true }).inputValue()).toBe('poppy-project');
    await answer(page, { Until: { day: '1', month: '7', year: '2011' } });
    await page.getByRole('button', { name: 'Check your answers' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    ref = await recorded(page);
    await page.goto('/administration/agencies');
    await page.getByRole('link', { name: ref }).click();
    // Nobody approves what they proposed themselves.
    expect(await page.getByRole('link', { name: 'Approve', exact: true }).count()).toBe(0);
  });
  await as('admin-home-office-2', async (page) => {
    await doOn(page, ref, 'Approve');
    await until(async () => {
      await page.goto('/administration/agencies');
      const row = await page.getByRole('row', { name: /Poppy Project/ }).innerText();
      return /until 1 July 2011\s+NOT TODAY/i.test(row);
    }, 'the designation to end');
    await shoot(page, 'agencies');
  });
});

it('shows every value with its source and first day, and the set that two administrators adopted', async () => {
  let ref = '';
  await as('admin-home-office-1', async (page) => {
    await page.goto('/administration/policy');
    await page.getByRole('link', { name: 'Propose to adopt a set' }).click();
    await answer(page, {
      'Policy set': 'Nationality and borders 2022',
      From: { day: '1', month: '1', year: '2099' },
    });
    await page.getByRole('button', { name: 'Check your answers' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    ref = await recorded(page);
    await page.goto('/administration/policy');
    expect(await page.getByRole('row', { name: /1 January 2099/ }).count()).toBe(0);
  });
  await as('admin-home-office-2', (page) => doOn(page, ref, 'Approve'));
  await until(async () => (await ledger.count('policy_adoption', [])) === 1, 'the adoption');
  await as('fr-met-police-1', async (page) => {
    await page.getByRole('link', { name: 'Agencies, policy and where dates come from' }).click();
    expect(await page.getByRole('link', { name: 'People and roles' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Policy', exact: true }).click();
    expect(await page.getByRole('row', { name: /1 January 2099/ }).innerText()).toContain(ref);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: nrmReferral.title }).click();
    const shown = await page.locator('tbody').first().locator('tr').allInnerTexts();
    const { value, source } = nrmReferral.policy['strategy-2011'].residencePermitMinimumMonths;
    expect(shown).toHaveLength(Object.keys(nrmReferral.policy['strategy-2011']).length);
    const said = shown.find((row) => row.startsWith('Residence permit minimum months'));
    expect(said).toContain(`${value}\t${source}`);
    expect(said).toContain('1 April 2009');
    expect(await violations(page)).toEqual([]);
    for (const name of ['missing-child', 'payment-batch', 'pages'])
      expect((await page.goto(`/administration/policy/${name}`))?.status()).toBe(200);
    expect((await page.goto('/administration/policy/nothing'))?.status()).toBe(404);
  });
});

it('shows administrators who has signed in, with the roles of the last time', async () => {
  await as('cm-salvation-army-2', async (page) => {
    expect((await page.goto('/administration/people'))?.status()).toBe(403);
  });
  await as('admin-home-office-1', async (page) => {
    await page.goto('/administration/people');
    const row = page.getByRole('row', { name: /cm-salvation-army-2/ });
    expect(await row.innerText()).toContain('The Salvation Army\tCase manager');
    expect(await page.getByRole('row', { name: /dm-ukba-4/ }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });
});

describe('providers and rates', () => {
  it('are priced by two people by clicking', async () => {
    let ref = '';
    await as('po-salvation-army-1', async (page) => {
      await page.goto('/administration/providers');
      // Places are another's to keep.
      expect(await page.getByRole('link', { name: 'Suspend a place' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Price a rate card' }).click();
      await answer(page, { Provider: 'Beacon Refuge (made up)' });
      const line = page.getByRole('group', { name: 'Lines, 1', exact: true });
      await line.getByLabel('Accommodation').check();
      await line.getByLabel('Pence').fill('4850');
      await line.getByLabel('Day').first().fill('1');
      await line.getByLabel('Month').first().fill('7');
      await line.getByLabel('Year').first().fill('2030');
      await page.getByRole('button', { name: 'Check your answers' }).click();
      await shoot(page, 'rate-card-check');
      await page.getByRole('button', { name: 'Send' }).click();
      ref = await recorded(page);
    });
    await as('po-salvation-army-2', (page) => doOn(page, ref, 'Approve'));
    await until(async () => (await ledger.count('rate', [])) > 0, 'the price');
    expect(await ledger.count('rate where change_ref = $1', [ref])).toBe(1);
  });

  it('have a place suspended by two people', async () => {
    let ref = '';
    const row = (page: Page) => page.getByRole('row', { name: /^beacon-men/ });
    await as('cm-salvation-army-1', async (page) => {
      await page.goto('/administration/providers');
      expect(await row(page).innerText()).toMatch(/No$/);
      await page.getByRole('link', { name: 'Suspend a place' }).click();
      await answer(page, {
        Provider: 'Beacon Refuge (made up)',
        Place: 'beacon-men',
        From: today(),
        'Until (optional)': today(),
        Ground: 'Building',
      });
      await page.getByRole('button', { name: 'Check your answers' }).click();
      await page.getByRole('button', { name: 'Send' }).click();
      ref = await recorded(page);
    });
    await as('cm-salvation-army-2', async (page) => {
      await doOn(page, ref, 'Approve');
      await until(async () => {
        await page.goto('/administration/providers');
        return !(await row(page).innerText()).endsWith('No');
      }, 'the place to be suspended');
    });
  });

  it('are seen by the provider itself: its own alone', () =>
    as('pm-beacon-refuge-1', async (page) => {
      await page.goto('/administration/providers');
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Beacon Refuge (made up)']);
      expect(await page.getByRole('row', { name: /Accommodation/ }).innerText()).toMatch(/£48.50 a night/);
      expect(await violations(page)).toEqual([]);
      await shoot(page, 'providers');
    }));

  it('are not for others', () =>
    as('fr-met-police-1', async (page) => {
      expect((await page.goto('/administration/providers'))?.status()).toBe(403);
    }));
});
