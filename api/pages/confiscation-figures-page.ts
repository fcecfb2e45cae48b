import type { Response } from 'express';
import { stringify } from 'csv-stringify/sync';
import { actorOf } from '../auth';
import { readConfiscationStatistics } from '../confiscation';
import type { ConfiscationGroup } from '../confiscation-figures';
import type { Services } from '../services';
import { smallCountThreshold } from '../suppression';
import { barsChart } from './bars';
import { words } from './fields';
import { render } from './render';
import { sayPence } from './said';

type Group = ConfiscationGroup | 'suppressed';
interface Column {
  title: string;
  unit: 'count' | 'percent' | 'pence';
  of: (group: ConfiscationGroup) => number | null;
}

const inTime: Column = { title: 'Share in time', unit: 'percent', of: (g) => g.shareInTimePercent };
const counts: readonly Column[] = [
  { title: 'Prosecutions', unit: 'count', of: (g) => g.prosecutions },
  { title: 'Considered by both', unit: 'count', of: (g) => g.consideredByBoth },
  { title: 'In time', unit: 'count', of: (g) => g.consideredInTime },
  { title: 'Late', unit: 'count', of: (g) => g.late },
  inTime,
  { title: 'Found without a case', unit: 'count', of: (g) => g.foundWithoutCase },
];
/** From what was found to what victims had. */
const sums: readonly Column[] = [
  { title: 'Identified', unit: 'pence', of: (g) => g.identifiedPence },
  { title: 'Restrained', unit: 'pence', of: (g) => g.restrainedPence },
  { title: 'Ordered', unit: 'pence', of: (g) => g.orderedPence },
  { title: 'Collected', unit: 'pence', of: (g) => g.collectedPence },
  { title: 'To victims', unit: 'pence', of: (g) => g.toVictimsPence },
  { title: 'Recovered otherwise', unit: 'pence', of: (g) => g.recoveredOtherwisePence },
];

/** Confiscation by region and by quarter, small numbers left out. @throws Problem 403 for others than analysts */
export async function showFigures(services: Services, response: Response): Promise<void> {
  const groups = await readGroups(services, response);
  render(response, 'confiscation-figures', {
    title: 'Confiscation figures',
    here: 'confiscation',
    threshold: smallCountThreshold,
    tables: await Promise.all(
      groups.flatMap(({ by, rows }, i) => [
        tableOf(`Considered in time, by ${by.toLowerCase()}`, by, rows, counts, shareChart),
        // All together are the same, whatever they are divided by.
        tableOf(`From identified to victims, by ${by.toLowerCase()}`, by, rows, sums, i === 0 ? sumsChart : undefined),
      ]),
    ),
  });
}

type Draws = (title: string, rows: readonly Row[]) => Promise<{ title: string; svg: string }>;

async function tableOf(title: string, first: string, rows: readonly Row[], columns: readonly Column[], draw?: Draws) {
  return {
    title,
    head: [first, ...columns.map((column) => column.title)],
    rows: rows.map(({ name, group }) => ({ name, cells: columns.map((column) => cellOf(group, column)) })),
    charts: draw ? [await draw(title, rows)] : [],
  };
}

/** The share in time of each group. */
async function shareChart(title: string, rows: readonly Row[]) {
  const bars = rows.map(({ name, group }) => barOf(name, group, inTime));
  return { title: inTime.title, svg: await barsChart(`${title}, ${inTime.title.toLowerCase()}`, bars) };
}

/** The sums of all together, one below the other: what is lost on the way. */
async function sumsChart(title: string, rows: readonly Row[]) {
  const all = rows.at(-1)?.group ?? 'suppressed';
  const bars = sums.map((column) => barOf(column.title, all, column));
  return { title: 'All together', svg: await barsChart(`${title}, all together`, bars) };
}

function barOf(name: string, group: Group, column: Column) {
  const value = group === 'suppressed' ? null : column.of(group);
  return { name, value: value ?? undefined, said: cellOf(group, column) };
}

/** The same numbers for a spreadsheet; what begins like a formula is not one there. */
export async function sendFigures(services: Services, response: Response): Promise<void> {
  const groups = await readGroups(services, response);
  const columns = [...counts, ...sums];
  const rows = groups.flatMap(({ by, rows: all }) =>
    all.map(({ name, group }) => [by, name, ...columns.map((column) => numberOf(group, column))]),
  );
  const head = [
    'By',
    'Group',
    ...columns.map(({ title, unit }) => (unit === 'count' ? title : `${title} (${unitNames[unit]})`)),
  ];
  response
    .type('text/csv')
    .set('Cache-Control', 'no-store')
    .attachment('confiscation.csv')
    .send(stringify([head, ...rows], { escape_formulas: true, bom: true, record_delimiter: 'windows' }));
}

interface Row {
  name: string;
  group: Group;
}

async function readGroups(services: Services, response: Response): Promise<{ by: string; rows: Row[] }[]> {
  const { total, byRegion, byQuarter } = await readConfiscationStatistics(services, actorOf(response), true);
  const rowsOf = (by: Record<string, Group>, say: (key: string) => string): Row[] => [
    ...Object.entries(by).map(([key, group]) => ({ name: say(key), group })),
    { name: 'All', group: total },
  ];
  return [
    { by: 'Region', rows: rowsOf(byRegion, words) },
    { by: 'Quarter', rows: rowsOf(byQuarter, (quarter) => quarter.replace('-', ' ')) },
  ];
}

const unitNames = { percent: 'per cent', pence: 'pounds' } as const;
const leftOut = 'left out';

/** For people. */
function cellOf(group: Group, { unit, of }: Column): string {
  if (group === 'suppressed') return leftOut;
  const value = of(group);
  if (value === null) return 'None yet';
  return unit === 'pence' ? sayPence(value) : unit === 'percent' ? `${value}%` : String(value);
}

/** For a spreadsheet, which wants plain numbers. */
function numberOf(group: Group, { unit, of }: Column): string {
  if (group === 'suppressed') return leftOut;
  const value = of(group);
  if (value === null) return '';
  return unit === 'pence' ? (value / 100).toFixed(2) : String(value);
}
