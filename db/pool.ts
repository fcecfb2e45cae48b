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
  // A connection that breaks is replaced, an idle one at the next query; one in use fails its next query, which reports it.
  // One that breaks between two queries of a transaction would end the program if nobody listened.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** What asks the database: a connection, or a pool. */
export type Queries = Pick<PoolClient, 'query'>;

/** Runs `work` in one transaction, which `begin` opens; what it did is undone when it fails. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin: (client: PoolClient) => string = () => 'begin',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin(client));
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

/** Runs `work` in one transaction in which row-level security shows what `viewer` and their agency may see. */
export function asViewer<T>(pool: Pool, viewer: Viewer, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const { agency, person } = viewer;
  return inTransaction(
    pool,
    work,
    (client) =>
      `begin; set local concert.agency = ${client.escapeLiteral(agency)}; set local concert.person = ${client.escapeLiteral(person)}`,
  );
}
