import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { progressLine, readCaseload, runCaseload, type CaseloadOptions } from '../../local/caseload';
import { ApiClient } from '../../local/client';
import { adult } from '../../local/rehearsals/script';
import { startWorld, type World } from '../helpers/world';

const small = {
  title: 'A small table',
  source: 'Made up.',
  licence: 'None',
  period: { from: '2009-04-01', to: '2010-12-31' },
  child: { sexual: 2, labour: 1, 'domestic-servitude': 0, unspecified: 2, total: 5 },
  adult: { sexual: 3, labour: 2, 'domestic-servitude': 1, unspecified: 1, total: 7 },
  total: 12,
};

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'concert-caseload-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(content: unknown): string {
  const file = path.join(folder, 'caseload.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('a caseload file', () => {
  it.each([
    ['is not there', () => path.join(folder, 'none.json'), 'it cannot be read'],
    ['is not JSON', () => write('{'), 'it is not JSON'],
    ['lacks a table', () => write({ ...small, child: undefined }), 'child: '],
    ['has a field too many', () => write({ ...small, more: 1 }), 'Unrecognized key'],
    ['does not add up in a row', () => write({ ...small, adult: { ...small.adult, labour: 3 } }), 'adult: its types'],
    ['does not add up', () => write({ ...small, total: 13 }), 'children and adults do not add up'],
  ])('that %s is refused in one sentence', (_what, file, says) => {
    expect(() => readCaseload(file())).toThrow(says);
    expect(() => readCaseload(file())).toThrow(/Nothing was opened\.$/);
  });

  it('of 2009 and 2010 is the published one', () => {
    const { load } = readCaseload(path.join(__dirname, '../../local/data/nrm-referrals-2009-2010.json'));
    expect([load.child.total, load.adult.total, load.total]).toEqual([322, 932, 1254]);
  });
});

describe('the progress of a caseload', () => {
  const goesOn = [0, 700, ...Array.from({ length: 12 }, (_, i) => 710 + 10 * i)];
  it.each([
    ['nothing is done yet', [0, 0], '0 of 1,254, 0.0 a second, time left not known yet'],
    ['the first line', [0, 10], '10 of 1,254, 2.0 a second, about 622 s left'],
    ['a run that goes on, after a minute', goesOn, '820 of 1,254, 2.0 a second, about 217 s left'],
  ])('%s', (_what, counts, says) => {
    expect(progressLine(counts, 1254).trim()).toBe(says);
  });
});

describe('a caseload on the real engine', () => {
  let world: World;
  let lines: string[];
  const options = (more: Partial<CaseloadOptions> = {}): CaseloadOptions => ({
    file: write(small),
    stateDir: path.join(folder, 'state'),
    connect: () => new ApiClient(world.server.url, world.config.issuer ?? ''),
    engine: world.client,
    print: (line) => lines.push(line),
    inFlight: 3,
    ...more,
  });
  const referrals = async () => {
    const client = new Client({ connectionString: world.config.databaseUrl });
    await client.connect();
    const { rows } = await client.query("select stage, figures from case_file where process = 'nrm-referral'");
    await client.end();
    return rows as { stage: string; figures: Record<string, unknown> }[];
  };
  beforeAll(async () => {
    lines = [];
    world = await startWorld();
    // A case that is not the caseload's own.
    const { status } = await world.api.post('fr-gla-1', '/v1/nrm-referral', adult, 'not-of-the-caseload');
    expect(status).toBe(201);
  });
  afterAll(() => world.stop());

  it('stops half-way, goes on, doubles nothing, and equals the table', async () => {
    const stopping = new AbortController();
    const onDone = (done: number) => done === 5 && stopping.abort();
    expect(await runCaseload(options({ signal: stopping.signal, onDone }))).toBe('stopped');
    expect(lines.at(-1)).toMatch(/^Stopped after [5-8] of 12\./);
    expect((await referrals()).length).toBeLessThan(12);

    expect(await runCaseload(options())).toBe('equal');
    expect(await runCaseload(options())).toBe('equal');
    const all = await referrals();
    expect(all).toHaveLength(13);
    const outcomes = all.map(({ figures }) => figures['reasonableGroundsOutcome']).toSorted();
    expect(outcomes).toEqual([...Array(4).fill('negative'), 'none', ...Array(8).fill('positive')]);
    const conclusive = all.map(({ figures }) => figures['conclusiveGroundsOutcome']).toSorted();
    expect(conclusive).toEqual([...Array(2).fill('negative'), ...Array(5).fill('none'), ...Array(6).fill('positive')]);
  });

  it('names each cell that differs', async () => {
    await world.api.post('fr-gla-1', '/v1/nrm-referral', adult, 'while-it-ran');
    lines = [];
    expect(await runCaseload(options())).toBe('different');
    expect(lines.filter((line) => line.includes('differs'))).toEqual([
      '  differs: adult labour: counted 3, published 2',
      '  differs: adult total: counted 8, published 7',
      '  differs: all: counted 13, published 12',
    ]);
  });
});
