import type { Browser } from 'playwright-core';
import { childrenRehearsals } from '../../local/rehearsals/children';
import { play } from '../../local/rehearsals/play';
import { startWorld, type World } from '../helpers/world';
import { pagesConfig, shoot, startBrowser } from './browser';
import { ClickingPeople } from './clicking';

/** A whole rehearsal done by clicking, as different people in browsers of their own. */
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

it.each([['missing-six-weeks', 7]])(
  '%s goes as its script says, by %i people who click',
  async (name, people) => {
    const rehearsal = childrenRehearsals.find((one) => one.name === name);
    if (!rehearsal) throw new Error(`no rehearsal ${name}`);
    const clicking = new ClickingPeople(browser, world.server.url, world.config.issuer ?? '');
    const lines: string[] = [];
    const refs = await play(rehearsal, clicking, world.client, (line) => lines.push(line));
    expect(clicking.count()).toBe(people);
    const [first = ''] = Object.values(refs);
    const [step] = rehearsal.steps;
    const page = await clicking.page(step && 'who' in step ? step.who : '');
    await page.goto(`/cases/${first}`);
    await shoot(page, `rehearsed-${name}`);
  },
  400_000,
);
