import { openPool } from '../db/pool';
import { seedPlaces } from './places';

/** The account from which the local stack pays; the numbers are an example that passes the modulus check. */
export const demoDebtor = { name: 'Made-up contractor', sortCode: '089999', accountNumber: '66374958' };

/** Lays the made-up registers of the local stack where there are none yet: places of made-up providers. */
export async function seedDemo(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, 'concert_worker', 1);
  try {
    await seedPlaces(pool);
  } finally {
    await pool.end();
  }
}
