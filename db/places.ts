import type { Pool, PoolClient } from 'pg';
import type { PlaceOffer } from '../workflows/victim-care/suitability';
import type { BedStay } from '../workflows/vocabulary';

/** A bed of a place, for one stay. */
export interface HeldBed {
  place: string;
  bed: number;
}

export type BedRefusal = 'bed-taken' | 'place-suspended' | 'no-such-place' | 'stays-overlap' | 'asked-too-late';

/**
 * Every place as it stands for a person who comes on the night of `fromNight` (YYYY-MM-DD) and stays on. A bed counts
 * as free when nobody else has it on that night or later; a bed that is given above a place's capacity counts as one
 * of its beds. The beds of `careRef` itself count as free: it would leave them.
 */
export async function offerPlaces(pool: Pool, careRef: string, fromNight: string): Promise<PlaceOffer[]> {
  const { rows } = await pool.query<Omit<PlaceOffer, 'suspended'> & { suspended: string | null }>(
    `select p.place, p.provider, p.takes, p.takes_children as "takesChildren", p.step_free as "stepFree", p.languages, p.area,
       greatest(0, p.capacity - (
         select count(distinct s.bed) from bed_stay s
         where s.place = p.place and s.case_ref <> $1 and s.nights && daterange($2::date, null)))::int as "freeBeds",
       (select s.reason from place_suspended s
        where s.place = p.place and $2::date <@ daterange(s.from_date, s.until_date, '[]')
        order by s.from_date limit 1) as suspended
     from care_place p order by p.place`,
    [careRef, fromNight],
  );
  return rows.map(({ suspended, ...offer }) => (suspended === null ? offer : { ...offer, suspended }));
}

/**
 * Holds beds for the whole list of a case's stays, in the place of the list before: all of them or none.
 * @param question number of the question, growing within a case; the same one again is answered as before
 * @returns a bed for each stay, in their order, or why the list cannot be had
 */
export async function holdBeds(
  pool: Pool,
  careRef: string,
  question: number,
  stays: readonly BedStay[],
): Promise<readonly HeldBed[] | BedRefusal> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const answer = await heldIn(client, careRef, question, stays);
    await client.query(typeof answer === 'string' ? 'rollback' : 'commit');
    return answer;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    const refusal = refusalOf(error);
    if (refusal) return refusal;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function heldIn(
  client: PoolClient,
  careRef: string,
  question: number,
  stays: readonly BedStay[],
): Promise<readonly HeldBed[] | BedRefusal> {
  const before = await lastQuestion(client, careRef);
  if (before && before.question === question) return before.answer;
  if (before && before.question > question) return 'asked-too-late';
  const places = [...new Set(stays.map(({ place }) => place))].toSorted();
  // Whoever wants a bed of the same place waits here, in the same order, so that two can never wait for each other.
  const locked = await client.query('select from care_place where place = any($1) order by place for update', [places]);
  if (locked.rowCount !== places.length) return 'no-such-place';
  const old = await client.query<StayRow>(
    `delete from bed_stay where case_ref = $1
     returning place, bed, lower(nights)::text as "fromNight", upper(nights)::text as "untilNight"`,
    [careRef],
  );
  const answer: HeldBed[] = [];
  for (const stay of stays) {
    const bed = await giveBed(client, careRef, stay, old.rows);
    if (typeof bed === 'string') return bed;
    answer.push({ place: stay.place, bed });
  }
  await client.query('update bed_hold set question = $2, answer = $3 where case_ref = $1', [
    careRef,
    question,
    JSON.stringify(answer),
  ]);
  return answer;
}

interface StayRow extends BedStay {
  bed: number;
}

/** Locks the case's own row, so that two questions of one case are answered one after the other. */
async function lastQuestion(client: PoolClient, careRef: string) {
  await client.query(`insert into bed_hold (case_ref, question, answer) values ($1, 0, '[]') on conflict do nothing`, [
    careRef,
  ]);
  const { rows } = await client.query<{ question: number; answer: HeldBed[] }>(
    'select question, answer from bed_hold where case_ref = $1 for update',
    [careRef],
  );
  return rows[0];
}

/** What is held already stays held, in the same bed; anything more is looked at like a new stay. */
async function giveBed(
  client: PoolClient,
  careRef: string,
  stay: BedStay,
  old: readonly StayRow[],
): Promise<number | BedRefusal> {
  const had = old.filter((row) => row.place === stay.place);
  const same = had.find((row) => contains(row, stay));
  if (!same && (await isSuspended(client, firstNewNight(stay, had), stay.place))) return 'place-suspended';
  const bed = same?.bed ?? (await freeBed(client, stay, had.at(-1)?.bed ?? 0));
  if (bed === undefined) return 'bed-taken';
  await client.query('insert into bed_stay (case_ref, place, bed, nights) values ($1, $2, $3, daterange($4, $5))', [
    careRef,
    stay.place,
    bed,
    stay.fromNight,
    stay.untilNight,
  ]);
  return bed;
}

function contains(row: BedStay, stay: BedStay): boolean {
  const endsInTime = row.untilNight === null || (stay.untilNight !== null && stay.untilNight <= row.untilNight);
  return row.fromNight <= stay.fromNight && endsInTime;
}

/** The first night of a stay that was not this case's before. */
function firstNewNight({ fromNight }: BedStay, had: readonly StayRow[]): string {
  const row = had.find((one) => one.fromNight <= fromNight && one.untilNight !== null && one.untilNight > fromNight);
  return row?.untilNight ?? fromNight;
}

async function isSuspended(client: PoolClient, night: string, place: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from place_suspended where place = $1 and $2::date <@ daterange(from_date, until_date, '[]')`,
    [place, night],
  );
  return rowCount !== 0;
}

/** The bed that the person had there, when it can be had, else the lowest; none when the place is full. */
async function freeBed(client: PoolClient, stay: BedStay, preferred: number): Promise<number | undefined> {
  const { rows } = await client.query<{ bed: number }>(
    `with given as (select distinct bed from bed_stay where place = $1 and nights && daterange($2, $3))
     select bed from care_place, generate_series(1, capacity) as bed
     where place = $1 and bed not in (select bed from given) and (select count(*) from given) < capacity
     order by bed <> $4, bed limit 1`,
    [stay.place, stay.fromNight, stay.untilNight, preferred],
  );
  return rows[0]?.bed;
}

/** The database's own word, should anything have got past the questions above. */
function refusalOf(error: unknown): BedRefusal | undefined {
  if (!(error instanceof Error) || !('constraint' in error)) return undefined;
  if (error.constraint === 'a_bed_is_given_once') return 'bed-taken';
  return error.constraint === 'one_place_a_night' ? 'stays-overlap' : undefined;
}
