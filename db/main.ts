import { migrate } from './migrate';

/** Migrations on their own: `node --import tsx db/main.ts`, as the database's owner. */
async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('Set DATABASE_URL to the database, as its owner. Nothing was changed.');
  await migrate(url, console.log);
  console.log('migrated');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
