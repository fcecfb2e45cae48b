import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startApi, type RunningApi } from '../../api/server';
import { freePort, isPortFree } from '../../local/ports';
import { adult } from '../../local/rehearsals/script';
import { freshConfig, until } from '../helpers/world';
import { CutWorld, isAway, opening, police, replyOf } from './cut-world';
import { wayTo, type SilentWay } from './silence';

let cut: CutWorld;
let ref: string;
beforeAll(async () => {
  cut = await CutWorld.start();
});
beforeEach(async () => {
  ref = await cut.aReferral();
});
afterEach(() => cut.mend());
afterAll(() => cut.stop());

describe('a server that does not answer any more, though its connections stay', () => {
  let way: SilentWay;
  let silent: RunningApi;
  afterEach(async () => {
    // First the way: what waits for the silent server then ends at once.
    await way.stop();
    await silent.stop();
  });

  /** An API whose way to one server is now silent. */
  async function silenced(server: 'PostgreSQL' | 'Temporal'): Promise<void> {
    const { databaseUrl, temporalAddress } = cut.world.config;
    const target = new URL(server === 'PostgreSQL' ? databaseUrl : `tcp://${temporalAddress}`);
    way = await wayTo(target.hostname, Number(target.port));
    target.host = `127.0.0.1:${way.port}`;
    const config = server === 'PostgreSQL' ? { databaseUrl: target.toString() } : { temporalAddress: target.host };
    silent = await startApi(
      { ...cut.world.config, ...config, metricsPort: await freePort(), recordWaitMs: 1_000 },
      pino({ level: 'silent' }),
    );
    expect((await replyOf(await fetch(`${silent.url}/health`))).status).toBe(200);
    expect((await cut.get('/v1/cases', police, silent.url)).status).toBe(200);
    way.silence();
  }

  it.each([
    ['PostgreSQL', 'postgresql'],
    ['Temporal', 'temporal'],
  ] as const)('%s: 503 for health within 5 s, and for a command within 25 s', async (server, name) => {
    await silenced(server);
    const began = Date.now();
    const answer = await replyOf(await fetch(`${silent.url}/health`));
    expect(answer).toMatchObject({ status: 503, body: { components: { [name]: 'DOWN' } } });
    expect(Date.now() - began).toBeLessThan(5_000);
    const note = cut.post(`${opening}/${ref}/note`, { text: 'Made up' }, randomUUID(), police, silent.url);
    const opened = cut.post(opening, adult, randomUUID(), police, silent.url);
    expect([isAway(await note), isAway(await opened)]).toEqual([true, true]);
    expect(Date.now() - began).toBeLessThan(25_000);
  });
});

describe('an API that cannot start', () => {
  it.each([
    ['its port is taken', () => ({ port: Number(new URL(cut.api.url).port) }), 'EADDRINUSE'],
    ['the port of its metrics is taken', () => ({ metricsPort: Number(new URL(cut.api.url).port) }), 'EADDRINUSE'],
    ['PostgreSQL is away', () => ({ databaseUrl: cut.record.url }), /ECONN|Connection terminated/],
    ['Temporal is away', () => ({ temporalAddress: new URL(cut.engine.url).host }), 'Failed to connect'],
  ])('says so and leaves nothing running: %s', async (_why, wrong, message) => {
    const mine = { ...(await freshConfig()), port: await freePort() };
    cut.record.cut();
    cut.engine.cut();
    const starting = startApi({ ...mine, ...wrong() }, pino({ level: 'silent' }));
    await expect(starting).rejects.toThrow(message);
    const database = new URL(mine.databaseUrl).pathname.slice(1);
    const connections = () => cut.ledger.count('pg_stat_activity where datname = $1', [database]);
    await until(async () => (await connections()) === 0, 'its connections to be closed');
    expect([await isPortFree(mine.port), await isPortFree(mine.metricsPort)]).toEqual([true, true]);
  });
});

it('does not call a token wrong because the sign-in service is away', async () => {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const alone = await startApi(
    { ...cut.world.config, issuer, metricsPort: await freePort() },
    pino({ level: 'silent' }),
  );
  try {
    const reply = await cut.get('/v1/cases', police, alone.url);
    expect([isAway(reply), reply.body['title']]).toEqual([true, expect.stringContaining('sign-in service')]);
  } finally {
    await alone.stop();
  }
});
