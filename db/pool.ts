import { Pool, type PoolClient } from 'pg';

/** Who asks. Row-level security shows what this agency may see, and of drafts and read marks this person's own. */
export interface Viewer {
  person: string;
  agency: string;
}

export type DatabaseRole = 'concert_api' | 'concert_worker';

/** A pool whose connections act as one of the application's roles, which own no table. */
export function openPool(url: string, role: DatabaseRole, size: number): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    options: `-c role=${role}`,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    application_name: role,
  });
  // An idle connection that breaks is replaced at the next query, which reports its own error.
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` in one transaction in which row-level security shows what `viewer` and their agency may see. */
export async function asViewer<T>(pool: Pool, viewer: Viewer, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { agency, person } = viewer;
    await client.query(
      `begin; set local concert.agency = ${client.escapeLiteral(agency)}; set local concert.person = ${client.escapeLiteral(person)}`,
    );
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
