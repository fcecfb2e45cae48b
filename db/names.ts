import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Keys } from './keys';
import type { Viewer } from './pool';

/** Letters that no decomposition brings to a plain one. */
const plainLetters: Record<string, string> = {
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ø: 'o',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  þ: 'th',
};

/** The words of a name as they are compared: without capitals, accents and apostrophes, in no order. */
export function wordsOfName(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/[\p{M}'’‘`]/gu, '')
    .toLowerCase()
    .replace(/[đðłøßæœıþ]/g, (letter) => plainLetters[letter] ?? letter);
  return [...new Set(plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''))];
}

/** Keeps the words of names, as keyed hashes, so that their case can be found again. */
export async function keepNames(
  client: PoolClient,
  keys: Keys,
  ref: string,
  names: readonly { id: string; text: string }[],
): Promise<void> {
  const rows = names.flatMap(({ id, text }) => wordsOfName(text).map((word) => ({ id, word: hashOf(keys, word) })));
  if (rows.length === 0) return;
  await client.query({
    name: 'keep-names',
    text: `insert into name_word (word, text_id, case_ref)
           select w.word, w.id, $1 from unnest($2::bytea[], $3::uuid[]) as w (word, id) on conflict do nothing`,
    values: [ref, rows.map((row) => row.word), rows.map((row) => row.id)],
  });
}

/** Keeps the words of names that stand in texts already; for cases from before names were kept. Adds what is missing. */
export async function keepNamesOf(client: PoolClient, keys: Keys, ref: string, ids: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from personal_text where case_ref = $1 and id = any($2::uuid[])',
    [ref, ids],
  );
  const names = rows.map(({ id, sealed }) => ({ id, text: keys.open('text', sealed).toString() }));
  await keepNames(client, keys, ref, names);
}

const hashOf = (keys: Keys, word: string) => keys.digest('name', [word]);

/** Cases that hold a name with all these words, the last opened first, with the texts in which it stands. */
export async function findByName(
  client: PoolClient,
  keys: Keys,
  words: readonly string[],
  limit: number,
): Promise<{ ref: string; texts: string[] }[]> {
  const { rows } = await client.query<{ ref: string; texts: string[] }>(
    `select f.case_ref as ref, array_agg('text:' || t.text_id) as texts
     from (select case_ref, text_id from name_word where word = any($1::bytea[])
           group by case_ref, text_id having count(*) = $2) as n
     cross join lateral (select n.case_ref, n.text_id union
                         select c.case_ref, c.text_id from carried_text c where c.text_id = n.text_id) as t
     join case_file f on f.case_ref = t.case_ref
     group by f.case_ref, f.opened_at order by f.opened_at desc, f.case_ref limit $3`,
    [words.map((word) => hashOf(keys, word)), words.length, limit],
  );
  return rows;
}

/** Writes down who searched for whom, why, and which cases the search showed. Returns the search's id. */
export async function recordSearch(
  client: PoolClient,
  keys: Keys,
  viewer: Viewer,
  { name, reason, refs }: { name: string; reason: string; refs: readonly string[] },
): Promise<string> {
  const id = randomUUID();
  const sealed = [name, reason].map((text) => keys.seal('text', Buffer.from(text)));
  await client.query(
    `insert into name_search (id, person, agency, key_id, sealed_name, sealed_reason) values ($1, $2, $3, $4, $5, $6)`,
    [id, viewer.person, viewer.agency, keys.keyId, ...sealed],
  );
  await client.query('insert into name_search_hit (search_id, case_ref) select $1, unnest($2::text[])', [id, refs]);
  return id;
}

export interface Search {
  id: string;
  at: Date;
  person: string;
  agency: string;
  name: string;
  reason: string;
  found: number;
}

/** The searches of the viewer's agency, the last first; or the one with this id. */
export async function searchesOf(
  client: PoolClient,
  keys: Keys,
  viewer: Viewer,
  { id, limit }: { id?: string; limit: number },
): Promise<Search[]> {
  const { rows } = await client.query<Omit<Search, 'name' | 'reason'> & { sealedName: Buffer; sealedReason: Buffer }>(
    `select id, at, person, agency, sealed_name as "sealedName", sealed_reason as "sealedReason",
       (select count(*) from name_search_hit h where h.search_id = s.id)::int as found
     from name_search s where agency = $1 and ($2::uuid is null or id = $2) order by at desc limit $3`,
    [viewer.agency, id ?? null, limit],
  );
  const read = (sealed: Buffer) => keys.open('text', sealed).toString();
  return rows.map(({ sealedName, sealedReason, ...row }) => ({
    ...row,
    name: read(sealedName),
    reason: read(sealedReason),
  }));
}

export interface FoundCase {
  ref: string;
  title: string;
  isClosed: boolean;
  openedAt: Date;
  /** Cases that belong to it and that the viewer may see. */
  linked: string[];
}

/** The cases that a search showed, as they stand now. */
export async function casesFound(client: PoolClient, id: string): Promise<FoundCase[]> {
  const { rows } = await client.query<FoundCase>(
    `select f.case_ref as ref, f.title, f.is_closed as "isClosed", f.opened_at as "openedAt",
       array(select l.case_ref from jsonb_each_text(f.links) as link join case_file l on l.case_ref = link.value order by 1) as linked
     from name_search_hit h join case_file f on f.case_ref = h.case_ref
     where h.search_id = $1 order by f.opened_at desc, f.case_ref`,
    [id],
  );
  return rows;
}

/** Who found a case by a name, and why, the last first: everybody who sees the case may know. */
export async function searchesThatShowed(client: PoolClient, keys: Keys, ref: string, limit: number) {
  const { rows } = await client.query<{ at: Date; person: string; agency: string; sealedReason: Buffer }>(
    `select s.at, s.person, s.agency, s.sealed_reason as "sealedReason"
     from name_search_hit h join name_search s on s.id = h.search_id where h.case_ref = $1 order by s.at desc limit $2`,
    [ref, limit],
  );
  return rows.map(({ sealedReason, ...row }) => ({ ...row, reason: keys.open('text', sealedReason).toString() }));
}
