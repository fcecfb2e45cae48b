import { Client } from 'pg';

interface Checked {
  group: string;
  hash: string;
  episodes: readonly { number: number; reportedAt: string; locatedAt?: string }[];
  load: { children: number; source: string; assumed: { meetings: number } };
  print: (line: string) => void;
}

/**
 * Who should have been on which agenda, by the events alone and in SQL alone: it shares no code with the agenda, with
 * its cut-offs or with the calendar. Only the caseload's own children ($3): others may be on the agendas as well.
 */
const differences = `
  with meeting as (
    select m.data->>'number' as number,
           (((m.data->>'cutOffOn')::date + 1)::timestamp at time zone 'Europe/London') as cut_off
    from event m where m.case_ref = $1 and m.type = 'meeting-scheduled' and (m.data->>'number')::int <= $2),
  child as (
    select r.case_ref as ref, r.at as reported_at,
           (select min(g.at) from event g where g.case_ref = r.case_ref and g.type in ('located', 'linked-as-same')) as gone_at
    from event r where r.process = 'missing-child' and r.type = 'reported' and r.command_key like $3),
  should as (
    select number, ref from meeting join child on reported_at < cut_off and (gone_at is null or gone_at >= cut_off)),
  stands as (
    select e.data->>'number' as number, item->>'ref' as ref
    from event e cross join lateral json_array_elements(e.data->'children') as item
    where e.case_ref = $1 and e.type = 'agenda-compiled')
  select 'not on the agenda' as what, number, ref from (select * from should except select * from stands) as missed
  union all
  select 'on the agenda, and not missing', number, ref
  from (select s.* from stands s join child using (ref) except select * from should) as extra`;

const counts = `
  select (select count(*)::int from event where process = 'missing-child' and type = 'reported' and command_key like $2) as children,
         (select count(distinct data->>'number')::int from event where case_ref = $1 and type = 'agenda-compiled') as meetings,
         (select count(*)::int from event where case_ref = $1 and type = 'minutes-recorded') as held,
         (select count(*)::int from event e cross join lateral json_array_elements(e.data->'children') as item
          join event r on r.case_ref = item->>'ref' and r.type = 'reported' and r.command_key like $2
          where e.case_ref = $1 and e.type = 'agenda-compiled') as entries,
         (select count(*)::int from event e cross join lateral json_array_elements(e.data->'children') as item
          where e.case_ref = $1 and e.type = 'agenda-compiled') as "allEntries",
         array(select (((m.data->>'cutOffOn')::date + 1)::timestamp at time zone 'Europe/London')
               from event m where m.case_ref = $1 and m.type = 'meeting-scheduled' order by (m.data->>'number')::int) as "cutOffs"`;

/** Compares the record with the published number, and each agenda with who was missing. @returns how much differs */
export async function checkAgendas(databaseUrl: string, checked: Checked): Promise<number> {
  const { group, hash, episodes, load, print } = checked;
  const { meetings } = load.assumed;
  const ours = `%:caseload-${hash}-child-%`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: different } = await client.query<Record<'what' | 'number' | 'ref', string>>(differences, [
      group,
      meetings,
      ours,
    ]);
    for (const { what, number, ref } of different) print(`  differs: meeting ${number}: ${ref} is ${what}`);
    const { rows } = await client.query<Counts>(counts, [group, ours]);
    const counted = rows[0];
    if (!counted) throw new Error('The record did not answer.');
    const planned = plannedEntries(episodes, counted.cutOffs.slice(0, meetings));
    const lines: readonly [what: string, counted: number, expected: number][] = [
      ['children reported missing', counted.children, load.children],
      ['meetings with an agenda', counted.meetings, meetings],
      ['meetings held, with minutes', counted.held, meetings],
      ['times a child was on an agenda', counted.entries, planned],
    ];
    for (const [what, is, should] of lines)
      print(
        `  ${what.padEnd(32)} ${String(is).padStart(5)}  ${is === should ? 'equal' : `differs: expected ${should}`}`,
      );
    if (counted.allEntries > counted.entries)
      print(`  (Other children of this stack were on the agendas ${counted.allEntries - counted.entries} times.)`);
    const wrong = different.length + lines.filter(([, is, should]) => is !== should).length;
    print(
      wrong === 0
        ? `Every child was on every agenda while missing, and on no other. Source of the number: ${load.source}`
        : 'Not equal; see above.',
    );
    return wrong;
  } finally {
    await client.end();
  }
}

interface Counts {
  children: number;
  meetings: number;
  held: number;
  entries: number;
  allEntries: number;
  cutOffs: Date[];
}

/** By the plan's own dates: how often the children are on an agenda, all together. */
function plannedEntries(episodes: Checked['episodes'], cutOffs: readonly Date[]): number {
  const isMissing = ({ reportedAt, locatedAt }: Checked['episodes'][number], at: Date) =>
    new Date(reportedAt) < at && (locatedAt === undefined || new Date(locatedAt) >= at);
  return cutOffs.reduce((sum, at) => sum + episodes.filter((episode) => isMissing(episode, at)).length, 0);
}
