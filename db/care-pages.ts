import type { PoolClient } from 'pg';

/** One night of one place: how many of its beds are given, and why it takes nobody, if so. */
export interface PlaceNight {
  place: string;
  provider: string;
  takes: string;
  capacity: number;
  /** YYYY-MM-DD, the night that begins on the evening of this day. */
  night: string;
  given: number;
  suspended: string | null;
}

/** The places that the viewer's agency may see, for some nights from the first on. */
export async function placeNights(client: PoolClient, firstNight: string, nights: number): Promise<PlaceNight[]> {
  const { rows } = await client.query<PlaceNight>(
    `select place, provider, takes, capacity, night::text as night, given::int as given, suspended
     from place_nights($1::date, $2)`,
    [firstNight, nights],
  );
  return rows;
}
