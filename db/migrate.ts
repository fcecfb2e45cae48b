import path from 'node:path';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';
import { initialAgencies, initialDesignations } from '../workflows/vocabulary';

/** Brings the database at `url` (as its owner) up to date, and lays the first register where there is none. */
export async function migrate(url: string, report: (line: string) => void): Promise<void> {
  await runner({
    databaseUrl: url,
    dir: path.join(__dirname, 'migrations'),
    direction: 'up',
    migrationsTable: 'migration',
    log: () => undefined,
    logger: { debug: () => undefined, info: () => undefined, warn: report, error: report },
  });
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `insert into agency (code, name) select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
      [initialAgencies.map((a) => a.code), initialAgencies.map((a) => a.name)],
    );
    await client.query(
      `insert into designation (agency, designation, from_date, until_date)
       select * from unnest($1::text[], $2::text[], $3::date[], $4::date[]) on conflict do nothing`,
      [
        initialDesignations.map((d) => d.agency),
        initialDesignations.map((d) => d.designation),
        initialDesignations.map((d) => d.from),
        initialDesignations.map((d) => d.until ?? null),
      ],
    );
  } finally {
    await client.end();
  }
}
