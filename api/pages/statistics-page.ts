import type { Response } from 'express';
import { stringify } from 'csv-stringify/sync';
import { actorOf } from '../auth';
import { Problem } from '../problems';
import type { Services } from '../services';
import { readNrmStatistics } from '../statistics';
import { smallCountThreshold, type PublishedCount } from '../suppression';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { barsChart } from './bars';
import { nameOfCode } from './codes';
import { words } from './fields';
import { render } from './render';

type Cell = PublishedCount | null;
interface Table {
  title: string;
  head: readonly string[];
  rows: readonly Row[];
}
interface Row {
  name: string;
  cells: readonly Cell[];
}

/** Referrals in tables and charts, small numbers left out. */
export async function showStatistics(services: Services, response: Response): Promise<void> {
  const tables = await readTables(services, response);
  render(response, 'statistics', {
    title: 'Statistics',
    here: 'statistics',
    threshold: smallCountThreshold,
    tables: await Promise.all(
      tables.map(async (table) => ({
        ...table,
        rows: table.rows.map(({ name, cells }) => ({ name, cells: cells.map(sayCell) })),
        charts: await chartsOf(table),
      })),
    ),
  });
}

/** A table of one column is one chart; of several, each row is a chart of its own, without the total. */
async function chartsOf({ title, head, rows }: Table): Promise<{ title: string; svg: string }[]> {
  const [, column = ''] = head;
  if (rows.length === 0) return [];
  if (head.length === 2) return [await chartOf('', `${title}, ${column.toLowerCase()}`, rows)];
  return Promise.all(
    rows.map(({ name, cells }) => {
      const parts = cells.slice(0, -1).map((cell, i) => ({ name: head[i + 1] ?? '', cells: [cell] }));
      return chartOf(name, `${title}, ${name.toLowerCase()}`, parts);
    }),
  );
}

async function chartOf(title: string, description: string, rows: readonly Row[]) {
  const bars = rows.map(({ name, cells: [cell = null] }) => ({
    name,
    value: typeof cell === 'number' ? cell : undefined,
    said: sayCell(cell),
  }));
  return { title, svg: await barsChart(description, bars) };
}

/** The same numbers for a spreadsheet; what begins like a formula is not one there. */
export async function sendStatisticsFile(services: Services, response: Response): Promise<void> {
  const tables = await readTables(services, response);
  const rows = tables.flatMap((table) =>
    table.rows.flatMap(({ name, cells }) =>
      cells.map((cell, i) => [table.title, name, table.head[i + 1] ?? '', sayCell(cell)]),
    ),
  );
  response
    .type('text/csv')
    .set('Cache-Control', 'no-store')
    .attachment('referrals.csv')
    .send(stringify([['Table', 'Row', 'Column', 'Count'], ...rows], { escape_formulas: true, bom: true }));
}

async function readTables(services: Services, response: Response): Promise<Table[]> {
  const viewer = actorOf(response);
  if (!viewer.roles.includes('analyst')) throw new Problem(403, 'wrong-role', 'Statistics are for analysts.');
  const s = await readNrmStatistics(services, viewer, true);
  const agencies = await asViewer(services.pool, viewer, agencyNames);
  const sayName = (name: string) => agencies[name] ?? nameOfCode('country', name) ?? words(name);
  const kinds = Object.keys(s.referrals.adult).filter((kind) => kind !== 'total');
  const row = (name: string, counts: Record<string, Cell>) => ({
    name,
    cells: [...kinds.map((kind) => counts[kind] ?? 0), counts['total'] ?? 0],
  });
  const list = (title: string, counts: Record<string, Cell>): Table => ({
    title,
    head: [words(title.replace(/^Referrals by /, '')), 'Referrals'],
    rows: Object.entries(counts).map(([name, cell]) => ({ name: sayName(name), cells: [cell] })),
  });
  return [
    {
      title: 'Referrals by exploitation',
      head: ['Person', ...kinds.map(words), 'Total'],
      rows: [row('Children', s.referrals.child), row('Adults', s.referrals.adult)],
    },
    list('Referrals by route', s.byRoute),
    list('Referrals by outcome', s.byOutcome),
    list('Referrals by country of origin', s.byCountryOfOrigin),
    {
      title: 'Days to a decision',
      head: ['Decision', 'Median days'],
      rows: [
        { name: 'Reasonable grounds', cells: [s.medianDaysToReasonableGrounds] },
        { name: 'Conclusive grounds', cells: [s.medianDaysToConclusiveGrounds] },
      ],
    },
  ];
}

function sayCell(cell: Cell): string {
  return cell === null ? 'None yet' : cell === 'suppressed' ? 'left out' : String(cell);
}
