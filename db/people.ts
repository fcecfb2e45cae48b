import type { PoolClient } from 'pg';
import type { Actor } from '../workflows/kernel/contract';

/** A person who has signed in to the pages, as the identity provider told of them the last time. */
export interface PersonSeen {
  person: string;
  agency: string;
  roles: string[];
  firstAt: Date;
  lastAt: Date;
}

/** Signing in is noted once in so many minutes, and whenever the roles have changed. */
const notedEveryMinutes = 15;

/** Notes that a person is here, with the roles that the identity provider gives them. */
export async function notePerson(client: PoolClient, { person, agency, roles }: Actor): Promise<void> {
  await client.query(
    `insert into person_seen (person, agency, roles) values ($1, $2, $3)
     on conflict (person, agency) do update set roles = excluded.roles, last_at = excluded.last_at
     where person_seen.roles <> excluded.roles or person_seen.last_at < now() - make_interval(mins => $4)`,
    [person, agency, roles, notedEveryMinutes],
  );
}

/** Everybody who has signed in to the pages, by agency. */
export async function peopleSeen(client: PoolClient, limit: number): Promise<PersonSeen[]> {
  const { rows } = await client.query<PersonSeen>(
    `select person, agency, roles, first_at as "firstAt", last_at as "lastAt" from person_seen order by agency, person limit $1`,
    [limit],
  );
  return rows;
}
