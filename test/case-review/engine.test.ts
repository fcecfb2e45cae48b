import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { openPool } from '../../db/pool';
import { drawSample } from '../../db/sampling';
import { adult } from '../../local/rehearsals/script';
import { fromResult } from '../../workflows/case-review/sample';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { startWorld, until, type World } from '../helpers/world';

let world: World;
let pool: Pool;
beforeAll(async () => {
  world = await startWorld();
  pool = openPool(world.config.databaseUrl, 'concert_worker', 1);
});
afterAll(async () => {
  await pool.end();
  await world.stop();
});

const day = 86_400_000;
const dateIn = (days: number) => londonDateOf(new Date(Date.now() + days * day).toISOString());
const nearby = { competentAuthority: 'ukhtc', fromDate: dateIn(-1), untilDate: dateIn(1) };

/** A referral that is withdrawn at once: the quickest way to close a case. */
async function closedReferral(who: string): Promise<string> {
  const opened = await world.api.post(who, '/v1/nrm-referral', adult, randomUUID());
  const ref = String(opened.body['ref']);
  const input = { reason: 'Made-up reason' };
  const closed = await world.api.post(who, `/v1/nrm-referral/${ref}/withdraw`, input, randomUUID());
  if (closed.status >= 300) throw new Error(JSON.stringify(closed.body));
  return ref;
}

function draw(changes: object = {}) {
  return drawSample(pool, { ...nearby, percent: 5, minimum: 10, seed: 'CRV-1', ...changes });
}

async function refsOf(changes: object) {
  return (await draw(changes))['refs'];
}

async function stageOf(who: string, ref: string): Promise<unknown> {
  return (await world.api.get(who, `/v1/cases/${ref}`)).body['stage'];
}

describe('the sample on the real record', () => {
  it('is drawn from what one authority closed in these days, with those who took part', async () => {
    const refs: string[] = [];
    for (let i = 0; i < 12; i += 1) refs.push(await closedReferral(i < 8 ? 'fr-met-police-1' : 'fr-gla-1'));
    await world.api.post('fr-met-police-1', '/v1/nrm-referral', adult, randomUUID()); // open: not to be drawn
    // A message that is delivered after the close is an event too: wait until all is quiet.
    const result = await until(async () => {
      const drawn = await draw();
      return drawn['strata'] === 'adult/withdrawn:10/12' && drawn;
    }, 'twelve closed cases');
    const cases = fromResult(result);
    expect(new Set(cases.map(({ ref }) => ref)).size).toBe(10);
    for (const { ref, route, participants } of cases) {
      expect(refs).toContain(ref);
      expect(participants).toEqual([refs.indexOf(ref) < 8 ? 'fr-met-police-1' : 'fr-gla-1']);
      expect(route).toBe(refs.indexOf(ref) < 8 ? 'met-police' : 'gla');
    }
    expect(await refsOf({})).toBe(result['refs']);
    expect((await refsOf({ minimum: 20 }))?.split(',')).toEqual(refs.toSorted());
    const seeds = await Promise.all(Array.from({ length: 10 }, (_, i) => refsOf({ seed: `CRV-${i}`, minimum: 1 })));
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(await refsOf({ competentAuthority: 'ukba' })).toBe('');
    expect(await refsOf({ fromDate: dateIn(2), untilDate: dateIn(3) })).toBe('');
  });

  it('is asked for by a case, which closes when there is nothing to review', async () => {
    const input = { competentAuthority: 'ukhtc', quarter: '2010-Q1' };
    const opened = await world.api.post('ca-home-office-1', '/v1/case-review', input, randomUUID());
    expect(opened.status).toBe(201);
    const ref = String(opened.body['ref']);
    await until(
      async () => (await stageOf('ca-home-office-1', ref)) === 'nothing-to-review',
      'the review to find nothing',
    );
  });
});
