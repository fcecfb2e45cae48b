import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { accountParts } from '../../workflows/child-safeguarding/schemas';
import { startWorld, type World } from '../helpers/world';
import { pagesConfig, shoot, signInAs, startBrowser, violations } from './browser';

/** A child's account, part by part: whoever may not see one finds it neither in the API nor on the page. */
let world: World;
let browser: Browser;
let ref: string;
const textOf = (part: string) => `Made-up words about ${part}`;
beforeAll(async () => {
  world = await startWorld({ config: await pagesConfig() });
  browser = await startBrowser();
  const found = {
    foundAt: 'port',
    offence: 'begging',
    childrensServices: 'hillingdon-council',
    indicators: ['isolated'],
  };
  const send = async (who: string, route: string, body: object) => {
    const reply = await world.api.post(who, `/v1/child-safeguarding${route}`, body, randomUUID());
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    return String(reply.body['ref']);
  };
  ref = await send('io-ukba-1', '', found);
  const account = Object.fromEntries(accountParts.map((part) => [part, textOf(part)]));
  await send('sw-hillingdon-council-1', `/${ref}/take-account`, account);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

const everything = ['recruitment', 'journey', 'border', 'activity', 'safety'];

it.each([
  ['sw-hillingdon-council-1', everything],
  ['di-met-police-1', everything],
  ['pros-cps-1', ['recruitment', 'journey', 'activity']],
  ['tl-ukhtc-1', ['recruitment', 'journey', 'border', 'activity']],
  ['io-ukba-1', ['journey', 'border']],
  ['carer-hillingdon-council-1', ['safety']],
  ['ad-hillingdon-council-1', []],
])('%s reads %j, in the API and on the page alike', async (who, parts) => {
  const view = JSON.stringify((await world.api.get(who, `/v1/cases/${ref}`)).body['view']);
  const page = await signInAs(browser, world.server.url, who);
  try {
    await page.goto(`/cases/${ref}`);
    const shown = await page.locator('main').innerText();
    const seenIn = (text: string) => accountParts.filter((part) => text.includes(textOf(part)));
    expect([seenIn(view), seenIn(shown)]).toEqual([parts, parts]);
    expect(shown.includes('Account read for')).toBe(parts.length > 0);
    expect(shown).toContain('Times asked');
    expect(await violations(page)).toEqual([]);
    await shoot(page, `account-${who}`);
  } finally {
    await page.context().close();
  }
});
