import { Client, type Pool } from 'pg';
import { asViewer, inTransaction, openPool } from '../../db/pool';
import { freshConfig } from '../helpers/world';

let pool: Pool;
let owner: Client;
beforeEach(async () => {
  const { databaseUrl } = await freshConfig();
  pool = openPool(databaseUrl, 'concert_api', 2);
  owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
});
afterEach(async () => {
  await pool.end();
  await owner.end();
});

const viewer = { person: 'made-up', agency: 'ukhtc' };

describe('a connection that breaks between two queries of a transaction', () => {
  it.each([
    ['of a person', (work: Parameters<typeof inTransaction>[1]) => asViewer(pool, viewer, work)],
    ['of the worker', (work: Parameters<typeof inTransaction>[1]) => inTransaction(pool, work)],
  ])('%s fails that transaction, and neither the program nor the next one', async (_whose, transaction) => {
    const broken = transaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended; // meanwhile nothing is asked of it, as while a file is checked
      await client.query('select 1');
    });
    await expect(broken).rejects.toThrow(/connection|terminat/i);
    const after = await transaction(async (client) => (await client.query('select 1 as one')).rows);
    expect(after).toEqual([{ one: 1 }]);
  });
});
