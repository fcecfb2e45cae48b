import type { Pool, PoolClient } from 'pg';
import type { Keys } from './keys';
import { keepNames } from './names';
import type { Viewer } from './pool';

export interface SealedText {
  id: string;
  text: string;
  /** A name by which the case can be searched. */
  isName: boolean;
}

/** Keeps texts encrypted; one that is there already (the same request again) is left as it is. */
export async function keepTexts(
  client: PoolClient,
  keys: Keys,
  ref: string,
  viewer: Viewer,
  texts: readonly SealedText[],
): Promise<void> {
  if (texts.length === 0) return;
  await client.query({
    name: 'keep-texts',
    text: `insert into personal_text (id, case_ref, agency, key_id, sealed)
           select t.id, $1, $2, $3, t.sealed from unnest($4::uuid[], $5::bytea[]) as t (id, sealed) on conflict do nothing`,
    values: [
      ref,
      viewer.agency,
      keys.keyId,
      texts.map((t) => t.id),
      texts.map((t) => keys.seal('text', Buffer.from(t.text))),
    ],
  });
  await keepNames(
    client,
    keys,
    ref,
    texts.filter(({ isName }) => isName),
  );
}

/** Takes out the texts of a request that was refused. */
export async function dropTexts(client: PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await client.query('delete from personal_text where id = any($1::uuid[])', [ids]);
}

const textRef = /^text:([0-9a-f-]{36})$/;

/** A case that holds texts of another one: who may see it may read them there. Doing it again changes nothing. */
export async function carryTexts(pool: Pool, ref: string, input: unknown): Promise<void> {
  const ids = textsIn(input);
  if (ids.length === 0) return;
  await pool.query(
    `insert into carried_text (text_id, case_ref) select id, $1 from unnest($2::uuid[]) as t (id) on conflict do nothing`,
    [ref, ids],
  );
}

function textsIn(value: unknown): string[] {
  const ids = new Set<string>();
  walk(value, (id) => {
    ids.add(id);
    return id;
  });
  return [...ids];
}

/** `value` with every text reference in it opened; one that was erased reads so. */
export async function openTexts(client: PoolClient, keys: Keys, value: unknown): Promise<unknown> {
  const ids = textsIn(value);
  if (ids.length === 0) return value;
  const { rows } = await client.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from personal_text where id = any($1::uuid[])',
    [ids],
  );
  const opened = new Map(rows.map((row) => [row.id, keys.open('text', row.sealed).toString()]));
  return walk(value, (id) => opened.get(id) ?? '(erased)');
}

function walk(value: unknown, change: (id: string) => string): unknown {
  if (typeof value === 'string') {
    const id = textRef.exec(value)?.[1];
    return id === undefined ? value : change(id);
  }
  if (Array.isArray(value)) return value.map((item) => walk(item, change));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, change)]));
  }
  return value;
}
