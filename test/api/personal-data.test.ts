import { randomUUID } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { Client } from 'pg';
import { encryptingConverter } from '../../activities/engine';
import { keysFrom } from '../../db/keys';
import { adult } from '../../local/rehearsals/script';
import { workflowIdOf } from '../../workflows/registry';
import { startWorld, type World } from '../helpers/world';

const police = 'fr-met-police-1';
const name = 'Zyxwa Madeupname';
const personal = { name, birthDate: '1931-12-30', encounteredWhere: 'Xqzplace', safetyNeeds: 'Jvkneeds' };
let world: World;
let db: Client;
let ref: string;
beforeAll(async () => {
  world = await startWorld();
  db = new Client({ connectionString: world.config.databaseUrl });
  await db.connect();
  const input = { ...adult, ...personal };
  ref = String((await world.api.post(police, '/v1/nrm-referral', input, randomUUID())).body['ref']);
  const noted = await world.api.post(
    police,
    `/v1/nrm-referral/${ref}/note`,
    { text: 'Qwvxnote, made up' },
    randomUUID(),
  );
  expect(noted.status).toBe(200);
});
afterAll(async () => {
  await db.end();
  await world.stop();
});

/** Each way in which the bytes of a made-up text could lie somewhere; any part of it counts. */
const parts = ['Zyxwa', 'Madeupname', '1931-12-30', 'Xqzplace', 'Jvkneeds', 'Qwvxnote'];
const traces = parts.flatMap((part) => {
  const bytes = Buffer.from(part);
  // Base64 of a text inside other text has three shapes, by where it begins; the ends depend on the neighbours.
  const base64 = [0, 1, 2].map((lead) =>
    Buffer.concat([Buffer.alloc(lead), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(lead + 1, -1),
  );
  return [part.toLowerCase(), bytes.toString('hex'), ...base64.map((text) => text.toLowerCase())];
});

function found(text: string): string[] {
  return traces.filter((trace) => text.toLowerCase().includes(trace));
}

/** Every byte of every payload, and everything else, of the case's history in the engine. */
function bytesOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (Array.isArray(value)) return value.map(bytesOf).join('\n');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}: ${bytesOf(inner)}`)
    .join('\n');
}

it('finds a text where there is one', () => {
  for (const shape of ['utf8', 'hex', 'base64'] as const)
    for (const lead of ['', 'a', 'ab'])
      expect(found(Buffer.from(`${lead}${name} and more`).toString(shape))).not.toEqual([]);
  expect(found(bytesOf({ a: [{ data: Buffer.from(name) }] }))).not.toEqual([]);
});

it('keeps personal text in no row of any table', async () => {
  const tables = await db.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1",
  );
  const filled: string[] = [];
  const holding: string[] = [];
  for (const { name: table } of tables.rows) {
    const { rows } = await db.query<{ text: string }>(`select row_to_json(t)::text as text from ${table} t`);
    if (rows.length > 0) filled.push(table);
    if (rows.some((row) => found(row.text).length > 0)) holding.push(table);
  }
  expect(filled).toEqual(expect.arrayContaining(['event', 'case_file', 'task', 'deadline', 'personal_text']));
  expect(holding).toEqual([]);
});

it('keeps personal text sealed', async () => {
  const { rows } = await db.query<{ sealed: Buffer }>('select sealed from personal_text where case_ref = $1', [ref]);
  expect(rows.length).toBeGreaterThan(1);
  for (const { sealed } of rows) expect(found(sealed.toString('latin1'))).toEqual([]);
});

function isPayload(value: object): value is Payload {
  return 'metadata' in value && 'data' in value;
}

/** The payloads anywhere in a history. */
function payloadsOf(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return isPayload(value) ? [value] : Object.values(value).flatMap(payloadsOf);
}

it('hands no personal text to the engine, not even encrypted', async () => {
  const history = await world.client.workflow.getHandle(workflowIdOf('nrm-referral', ref)).fetchHistory();
  const [codec] = encryptingConverter(keysFrom(world.config.secret)).payloadCodecs ?? [];
  const opened = bytesOf(await codec?.decode(payloadsOf(history)));
  // What is not personal is there to be read once it is decrypted, and only then.
  expect(opened).toContain('debt-bondage');
  expect(opened).toContain('"noted"');
  expect(bytesOf(history)).not.toContain('debt-bondage');
  expect(found(opened)).toEqual([]);
  expect(found(bytesOf(history))).toEqual([]);
});

it('shows it to who decides the case', async () => {
  const reply = await world.api.get('dm-ukhtc-1', `/v1/cases/${ref}`);
  expect(reply.status).toBe(200);
  expect(JSON.stringify(reply.body)).toContain(name);
});
