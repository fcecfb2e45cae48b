import type { PoolClient } from 'pg';

/**
 * The one place of a level in an authority, for the case `ref` if it is free [99 and box]. In the transaction that records it.
 * @returns the reference of the case that has the place: `ref`, or the group that stands already
 */
export async function claimGroup(client: PoolClient, level: string, authority: string, ref: string): Promise<string> {
  await client.query(
    `insert into standing_group as g (level, authority, case_ref) values ($1, $2, $3)
     on conflict (level, authority) do update set case_ref = excluded.case_ref, claimed_at = now()
     where not is_standing(g.case_ref)`,
    [level, authority, ref],
  );
  const { rows } = await client.query<{ ref: string }>(
    'select case_ref as ref from standing_group where level = $1 and authority = $2',
    [level, authority],
  );
  const [stands] = rows;
  if (!stands) throw new Error('A group that was just claimed is not there to be read.');
  return stands.ref;
}
