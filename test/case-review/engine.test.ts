import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import { keysFrom } from '../../db/keys';
import { openPool } from '../../db/pool';
import { drawSample, stratifiedSample } from '../../db/sampling';
import { adult } from '../../local/rehearsals/script';
import { quarterOf } from '../../workflows/case-review/quarter';
import { rebuild } from '../../local/verify';
import { allMet } from './world';
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
  return stratifiedSample(pool, { ...nearby, percent: 5, minimum: 10, seed: 'CRV-1', ...changes });
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

  describe('of one quarter', () => {
    const ofQuarter = { competentAuthority: 'gla', fromDate: '2010-07-01', untilDate: '2010-09-30' };
    const drawFor = (seed: string) => drawSample(pool, { ...ofQuarter, percent: 5, minimum: 10, seed });

    /** A review as it is projected; without events, because only the projection is asked. */
    async function review(ref: string, stage: string, figures: object = {}) {
      await pool.query(
        `insert into case_file (case_ref, process, process_version, policy_set, opened_at, opened_by, stage, title, is_closed, seq, figures, links)
         values ($1, 'case-review', 1, 'strategy-2011', now(), 'gla', $2, '', false, 1, $3, '{}')`,
        [ref, stage, JSON.stringify({ quarter: '2010-Q3', competentAuthority: 'gla', sampled: 0, ...figures })],
      );
    }

    it('is drawn by one review only, and by none that is not recorded', async () => {
      await review('CRV-other-authority', 'reviewing', { competentAuthority: 'ukba', sampled: 3 });
      await review('CRV-other-quarter', 'reviewing', { quarter: '2010-Q2', sampled: 3 });
      await review('CRV-found-nothing', 'nothing-to-review');
      await review('CRV-given-up', 'not-drawn');
      await expect(drawFor('CRV-first')).rejects.toThrow('not recorded yet');
      await review('CRV-first', 'drawing');
      expect(await drawFor('CRV-first')).toMatchObject({ refs: '' });
      await review('CRV-second', 'drawing');
      expect(await drawFor('CRV-second')).toEqual({ drawnBefore: 'CRV-first' });
      await pool.query(
        `update case_file set stage = 'closed', is_closed = true, figures = figures || '{"sampled": 10}' where case_ref = 'CRV-first'`,
      );
      expect(await drawFor('CRV-second')).toEqual({ drawnBefore: 'CRV-first' });
      await pool.query(`update case_file set stage = 'already-drawn' where case_ref = 'CRV-second'`);
      expect(await drawFor('CRV-first')).toMatchObject({ refs: '' });
    });
  });

  it('shows its cases to the auditors who review them, and only until they have', async () => {
    const auditor = 'ca-home-office-1';
    const ref = await closedReferral('fr-gla-2');
    const owner = new Client({ connectionString: world.config.databaseUrl });
    await owner.connect();
    // Brought into the quarter before: a decision of today is reviewed when the quarter is over.
    await owner.query(
      `alter table event disable trigger event_is_append_only;
       update event set at = at - interval '92 days' where case_ref = '${ref}';
       alter table event enable trigger event_is_append_only`,
    );
    await owner.end();
    const seen = () => world.api.get(auditor, `/v1/cases/${ref}`);
    expect((await seen()).status).toBe(404);

    const quarter = quarterOf(londonDateOf(new Date(Date.now() - 92 * day).toISOString()));
    const opening = { competentAuthority: 'ukhtc', quarter };
    const opened = await world.api.post(auditor, '/v1/case-review', opening, randomUUID());
    const review = String(opened.body['ref']);
    await until(async () => (await stageOf(auditor, review)) === 'reviewing', 'the sample to be drawn');
    const shown = await seen();
    expect(shown.status).toBe(200);
    expect(shown.body['view']).toMatchObject({ referral: { encounteredWhere: adult.encounteredWhere } });
    expect(JSON.stringify(shown.body)).not.toContain(adult.name);
    expect((await world.api.get('an-moj-1', `/v1/cases/${ref}`)).status).toBe(404);

    const lines: string[] = [];
    await rebuild(world.config.databaseUrl, keysFrom(world.config.secret), (line) => lines.push(line));
    expect((await seen()).status).toBe(200);

    const input = { ref, checklist: allMet, findings: 'Made-up findings', tookNoPart: true };
    const done = await world.api.post(auditor, `/v1/case-review/${review}/review-decision`, input, randomUUID());
    expect(done.status).toBe(200);
    expect((await seen()).status).toBe(404);
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
