import type { Response } from 'express';
import { stringify } from 'csv-stringify/sync';
import { actorOf } from '../auth';
import { Problem } from '../problems';
import type { Services } from '../services';
import { readNrmStatistics, smallCountThreshold } from '../statistics';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { nameOfCode } from './codes';
import { words } from './fields';
import { render } from './render';

type Cell = number | 'suppressed' | null;
interface Table {
  title: string;
  head: readonly string[];
  rows: readonly { name: string; cells: readonly Cell[] }[];
}

/** Referrals in tables, small numbers left out. */
export async function showStatistics(services: Services, response: Response): Promise<void> {
  const tables = await readTables(services, response);
  render(response, 'statistics', {
    title: 'Statistics',
    here: 'statistics',
    threshold: smallCountThreshold,
    tables: tables.map((table) => ({
      ...table,
      rows: table.rows.map(({ name, cells }) => ({ name, cells: cells.map(sayCell) })),
    })),
  });
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
    cells: [...hideASecond(kinds.map((kind) => counts[kind] ?? 0)), counts['total'] ?? 0],
  });
  const list = (title: string, counts: Record<string, Cell>): Table => {
    const cells = hideASecond(Object.values(counts));
    return {
      title,
      head: [words(title.replace(/^Referrals by /, '')), 'Referrals'],
      rows: Object.keys(counts).map((name, i) => ({ name: sayName(name), cells: [cells[i] ?? null] })),
    };
  };
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

/** One number left out is the total less the others: then the smallest of the others is left out as well. */
function hideASecond(counts: readonly Cell[]): Cell[] {
  const shown = counts.filter((cell) => typeof cell === 'number' && cell > 0);
  if (counts.filter((cell) => cell === 'suppressed').length !== 1 || shown.length === 0) return [...counts];
  const second = counts.indexOf(shown.toSorted((a, b) => Number(a) - Number(b))[0] ?? null);
  return counts.map((cell, i) => (i === second ? 'suppressed' : cell));
}

function sayCell(cell: Cell): string {
  return cell === null ? 'None yet' : cell === 'suppressed' ? 'left out' : String(cell);
}
