import { createHash } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import type { Pool } from 'pg';
import { percentOf } from '../workflows/care-budget/state';
import { daysOfYear, financialYearOf } from '../workflows/care-budget/year';
import type { EffectResult } from '../workflows/kernel/contract';
import { headlineOf, Pack, rowsOf } from '../workflows/monitoring-pack/contents';
import { otherPack, toResult } from '../workflows/monitoring-pack/compiled';
import { Tally } from '../workflows/monitoring-pack/tally';
import type { CaseRef, PackEffect } from '../workflows/vocabulary';
import { inTransaction, type Queries } from './pool';
import { careCases } from './pack-cases';
import { budgetEventsBefore, spendBefore, yearSpendBefore } from './pack-spend';

export type CompilePack = Extract<PackEffect, { kind: 'compile-pack' }>;
export type PackPeriod = Pick<CompilePack, 'quarter' | 'fromDate' | 'untilDate' | 'closingInstant' | 'budgetPence'>;

/** A pack as it is kept; `digest` is SHA-256 (hex) of the bytes of `json`. */
export interface KeptPack {
  digest: string;
  json: string;
  csv: string;
}

/**
 * The pack of a quarter as it stood just before the closing instant, from events and ledger transactions of before it
 * alone: compiled again later it is the same byte for byte. Counts and sums only.
 */
export async function packAsAt(pool: Pool, period: PackPeriod): Promise<KeptPack> {
  const { quarter, fromDate, untilDate, closingInstant, budgetPence } = period;
  const tally = new Tally(period);
  for await (const then of careCases(pool, closingInstant)) tally.add(then);
  tally.addSpend(await spendBefore(pool, period));
  const year = financialYearOf(untilDate);
  const spend = await yearSpendBefore(pool, { ...daysOfYear(year), closingInstant });
  const pack: Pack = {
    version: 1,
    quarter,
    fromDate,
    untilDate,
    closingInstant,
    ...tally.result(),
    budget: {
      year,
      budgetPence,
      ...spend,
      percent: percentOf(spend.committedPence, budgetPence),
      ...(await budgetEventsBefore(pool, year, closingInstant)),
    },
  };
  const json = `${JSON.stringify(Pack.parse(pack), null, 2)}\n`;
  return { digest: createHash('sha256').update(json).digest('hex'), json, csv: csvOf(pack) };
}

/** One line for each figure; no cell is read as a formula by a spreadsheet. */
export function csvOf(pack: Pack): string {
  const columns = ['section', 'of', 'figure', 'value'];
  return stringify(rowsOf(pack), { header: true, columns, escape_formulas: true, record_delimiter: 'windows' });
}

/**
 * Compiles a pack and keeps it under its case, once: a second try gets what is kept. While another case has the
 * quarter's pack and is open nothing is kept. Says whether an earlier pack of the quarter had the same bytes.
 */
export async function compilePack(pool: Pool, from: CaseRef, asked: CompilePack): Promise<EffectResult> {
  const kept = await findPack(pool, from);
  const pack = kept ?? (await packAsAt(pool, asked));
  return inTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('pack:' || $1, 0))`, [asked.quarter]);
    const others = await packsOf(client, asked.quarter, from);
    const open = others.find(({ isOpen }) => isOpen);
    if (!kept && open) return otherPack(open.ref);
    await client.query(
      'insert into monitoring_pack (case_ref, quarter, digest, json, csv) values ($1, $2, $3, $4, $5) on conflict do nothing',
      [from, asked.quarter, pack.digest, pack.json, pack.csv],
    );
    const headline = headlineOf(Pack.parse(JSON.parse(pack.json)));
    const earlier = others.at(-1);
    return toResult({
      digest: pack.digest,
      headline,
      ...(earlier ? { earlier: { ref: earlier.ref, isSame: earlier.digest === pack.digest } } : {}),
    });
  });
}

/** The kept pack of a case; undefined when there is none, or none that this viewer may see. */
export async function findPack(client: Queries, ref: CaseRef): Promise<KeptPack | undefined> {
  const { rows } = await client.query<KeptPack>('select digest, json, csv from monitoring_pack where case_ref = $1', [
    ref,
  ]);
  return rows[0];
}

async function packsOf(
  client: Queries,
  quarter: string,
  except: CaseRef,
): Promise<{ ref: CaseRef; digest: string; isOpen: boolean }[]> {
  const { rows } = await client.query<{ ref: string; digest: string; isOpen: boolean }>(
    `select m.case_ref as ref, m.digest, not f.is_closed as "isOpen"
     from monitoring_pack m join case_file f using (case_ref)
     where m.quarter = $1 and m.case_ref <> $2 order by m.compiled_at, m.case_ref`,
    [quarter, except],
  );
  return rows;
}
