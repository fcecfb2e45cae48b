import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Keys } from './keys';
import type { Viewer } from './pool';

/** What somebody has typed and not sent yet. Only that person sees it; it is kept encrypted. */
export interface DraftRow {
  id: string;
  process: string;
  savedAt: Date;
}

/** For this many days a draft is kept [practice: long enough for leave, too short to become a second record]. */
export const draftDays = 28;

const alive = `saved_at > now() - make_interval(days => ${draftDays})`;

/** Keeps a draft, or keeps it anew, and throws old ones away. Returns its id. */
export async function saveDraft(
  client: PoolClient,
  keys: Keys,
  viewer: Viewer,
  draft: { id?: string | undefined; process: string; content: string },
): Promise<string> {
  await client.query('select drop_old_drafts($1)', [draftDays]);
  const { rows } = await client.query<{ id: string }>(
    `insert into draft (id, person, agency, process, key_id, sealed) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do update set sealed = excluded.sealed, key_id = excluded.key_id, saved_at = now() returning id`,
    [
      draft.id ?? randomUUID(),
      viewer.person,
      viewer.agency,
      draft.process,
      keys.keyId,
      keys.seal('text', Buffer.from(draft.content)),
    ],
  );
  return rows[0]?.id ?? '';
}

/** What a draft holds; undefined when there is none of that person, or no more. */
export async function openDraft(client: PoolClient, keys: Keys, id: string): Promise<string | undefined> {
  const { rows } = await client.query<{ sealed: Buffer }>(`select sealed from draft where id = $1 and ${alive}`, [id]);
  return rows[0] && keys.open('text', rows[0].sealed).toString();
}

/** A person's drafts, the last first. */
export async function listDrafts(client: PoolClient): Promise<DraftRow[]> {
  const { rows } = await client.query<DraftRow>(
    `select id, process, saved_at as "savedAt" from draft where ${alive} order by saved_at desc limit 50`,
  );
  return rows;
}

/** Throws a draft away: it was sent, or is not wanted any more. */
export async function dropDraft(client: PoolClient, id: string): Promise<void> {
  await client.query('delete from draft where id = $1', [id]);
}
