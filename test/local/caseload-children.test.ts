import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { runChildren, type ChildrenOptions } from '../../local/caseload-children';
import { checkAgendas } from '../../local/caseload-children-check';
import { episodesOf, readChildren } from '../../local/caseload-children-plan';
import { startWorld, type World } from '../helpers/world';

const published = path.join(__dirname, '../../local/data/missing-children-hillingdon-2007-2009.json');
const small = {
  kind: 'missing-children',
  title: 'Some children',
  source: 'Made up.',
  licence: 'None',
  authority: 'hillingdon-council',
  children: 5,
  assumed: { why: 'Everything.', meetings: 2, daysMissing: [null, 0.15, 30] },
};

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'concert-children-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(content: unknown): string {
  const file = path.join(folder, 'children.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('a caseload of missing children', () => {
  it('has the published number, spread over eighteen meetings', () => {
    const { load, hash } = readChildren(published);
    expect([load.children, load.assumed.meetings]).toEqual([79, 18]);
    const episodes = episodesOf(load, hash, '2009-04-01');
    expect(episodes).toHaveLength(79);
    expect(new Set(episodes.map(({ key }) => key)).size).toBe(79);
    // 14 days to the first meeting, and seventeen times six weeks.
    expect(episodes.at(-1)?.reportedAt.slice(0, 10)).toBe('2011-03-18');
  });

  it.each([
    ['no child', { ...small, children: 0 }, 'children: '],
    ['an authority that is none', { ...small, authority: 'met-police' }, 'authority: '],
    ['nothing assumed', { ...small, assumed: undefined }, 'assumed: '],
  ])('with %s is refused in one sentence', (_what, content, says) => {
    expect(() => readChildren(write(content))).toThrow(says);
  });
});

describe('a caseload of missing children on the real engine', () => {
  let world: World;
  const lines: string[] = [];
  const options = (more: Partial<ChildrenOptions> = {}): ChildrenOptions => ({
    file: write(small),
    stateDir: path.join(folder, 'state'),
    config: { ...world.config, issuer: world.config.issuer ?? '' },
    url: world.server.url,
    engine: world.client,
    print: (line) => lines.push(line),
    ...more,
  });
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it('stops, goes on, doubles nothing, and finds every child on every agenda while missing', async () => {
    const stopping = new AbortController();
    const print = (line: string) => {
      lines.push(line);
      if (line.includes('meeting 1 of 2')) stopping.abort();
    };
    expect(await runChildren(options({ signal: stopping.signal, print }))).toBe('stopped');
    expect(await runChildren(options())).toBe('equal');
    expect(await runChildren(options())).toBe('equal');
    expect(lines.filter((line) => line.includes('  equal')).map((line) => line.trim().split(/ {2,}/))).toEqual(
      [1, 2].flatMap(() => [
        ['children reported missing', '5', 'equal'],
        ['meetings with an agenda', '2', 'equal'],
        ['meetings held, with minutes', '2', 'equal'],
        ['times a child was on an agenda', '4', 'equal'],
      ]),
    );
  }, 120_000);

  it('names whoever is not on an agenda, and whoever should not be', async () => {
    const { load, hash } = readChildren(write(small));
    const client = new Client({ connectionString: world.config.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ group: string; ref: string }>(
      `select g.case_ref as group, c.case_ref as ref from event g, event c
       where g.type = 'group-opened' and c.type = 'reported' and c.command_key like '%-child-001'`,
    );
    const { group = '', ref = '' } = rows[0] ?? {};
    // The record refuses changes; its owner, who can lift that, makes the first child one who was located long before.
    await client.query('alter table event disable trigger event_is_append_only');
    await client.query(
      `update event set type = 'located', at = '2026-01-01' where case_ref = $1 and type = 'board-decided' and
       seq = (select min(seq) from event where case_ref = $1 and type = 'board-decided')`,
      [ref],
    );
    await client.end();
    const said: string[] = [];
    const episodes = episodesOf(load, hash, '2026-01-01');
    const print = (line: string) => said.push(line);
    const wrong = await checkAgendas(world.config.databaseUrl, { group, hash, episodes, load, print });
    expect(wrong).toBeGreaterThan(0);
    expect(said.some((line) => line.includes(`${ref} is on the agenda, and not missing`))).toBe(true);
  });
});
