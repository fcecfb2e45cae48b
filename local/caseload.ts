import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { exploitationTypes, type ExploitationType } from '../workflows/vocabulary';
import { Caller } from './caller';
import type { ApiClient } from './client';
import { fastForward } from './clock';
import { adult, child } from './rehearsals/script';

const subjects = ['child', 'adult'] as const;
type Subject = (typeof subjects)[number];
const columns = [...exploitationTypes, 'total'] as const;

const Count = z.number().int().min(0).max(100_000);
const Row = z
  .strictObject({ sexual: Count, labour: Count, 'domestic-servitude': Count, unspecified: Count, total: Count })
  .refine(
    (row) => exploitationTypes.reduce((sum, type) => sum + row[type], 0) === row.total,
    'its types do not add up',
  );
const Caseload = z
  .strictObject({
    title: z.string().min(1),
    source: z.string().min(1),
    licence: z.string().min(1),
    period: z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
    child: Row,
    adult: Row,
    total: Count.min(1),
  })
  .refine(
    (load) => load.child.total + load.adult.total === load.total,
    'children and adults do not add up to the total',
  );
type Caseload = z.infer<typeof Caseload>;

const Table = z.object({ total: Count, child: Row, adult: Row });
type Table = z.infer<typeof Table>;
/** What was counted before the caseload's first referral, so that other cases of the stack are not taken for its own. */
const Baseline = z.object({ takenAt: z.iso.datetime(), referrals: Table });

/** A published table, and a short hash of the file that names this caseload in every key. */
export function readCaseload(file: string): { load: Caseload; hash: string } {
  return readLoad(file, Caseload);
}

/** Whether a file tells of missing children; anything else is taken for a table of referrals, and refused as one. */
export function isAboutChildren(file: string): boolean {
  return readLoad(file, z.looseObject({ kind: z.string().optional() })).load.kind === 'missing-children';
}

export function readLoad<T>(file: string, schema: z.ZodType<T>): { load: T; hash: string } {
  const failed = (why: string) => new Error(`${file} is not a caseload: ${why}. Nothing was opened.`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw failed('it cannot be read');
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw failed('it is not JSON');
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.');
    throw failed(`${where ? `${where}: ` : ''}${issue?.message.replace(/\.$/, '') ?? 'it has another form'}`);
  }
  return { load: parsed.data, hash: createHash('sha256').update(text).digest('hex').slice(0, 12) };
}

interface Person {
  number: number;
  key: string;
  subject: Subject;
  type: ExploitationType;
}

function peopleOf(load: Caseload, hash: string): Person[] {
  const cells = subjects.flatMap((subject) =>
    exploitationTypes.flatMap((type) => Array.from({ length: load[subject][type] }, () => ({ subject, type }))),
  );
  return cells.map((cell, i) => ({
    ...cell,
    number: i + 1,
    key: `caseload-${hash}-${String(i + 1).padStart(4, '0')}`,
  }));
}

export interface CaseloadOptions {
  file: string;
  /** Where the figures from before the first run are kept: the stack's data folder. */
  stateDir: string;
  /** A client with fresh sign-ins. */
  connect: () => ApiClient;
  /** The local stack's engine, on which a case's days can be skipped. */
  engine: Client;
  print: (line: string) => void;
  /** Ends the run after the cases in hand. */
  signal?: AbortSignal;
  inFlight?: number;
  onDone?: (done: number) => void;
}

export type CaseloadResult = 'equal' | 'different' | 'stopped';

/** Opens every referral of a published table, takes each through its decisions, and compares what the API then counts. */
export async function runCaseload(options: CaseloadOptions): Promise<CaseloadResult> {
  const { print, signal } = options;
  const { load, hash } = readCaseload(options.file);
  const people = peopleOf(load, hash);
  const caller = new Caller(options.connect, print, signal);
  const stateFile = path.join(options.stateDir, `caseload-${hash}.json`);
  const baseline = await baselineOf(stateFile, caller);
  print(`${load.title}: ${number(people.length)} people, all made up. Ctrl-C stops it; run again, it goes on.`);
  if (baseline.referrals.total > 0)
    print(
      `${number(baseline.referrals.total)} referrals were here before its first run, and are not counted as its own.`,
    );

  const refs = new Map<number, string>();
  const waiting = people.values();
  const began = Date.now();
  let failure: Error | undefined;
  const work = async () => {
    for (const person of waiting) {
      if (failure || signal?.aborted) return;
      try {
        refs.set(person.number, await take(person, caller, options.engine));
        options.onDone?.(refs.size);
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error));
      }
    }
  };
  const counts = [0];
  const progress = setInterval(() => {
    counts.push(refs.size);
    print(progressLine(counts, people.length));
  }, progressEveryMs);
  try {
    await Promise.all(Array.from({ length: options.inFlight ?? 20 }, work));
  } finally {
    clearInterval(progress);
  }
  if (signal?.aborted && refs.size < people.length) {
    print(
      `Stopped after ${number(refs.size)} of ${number(people.length)}. Run the same command again to go on; nothing is doubled.`,
    );
    return 'stopped';
  }
  if (failure) throw new Error(`${failure.message} Run the same command again to go on; nothing is doubled.`);
  const distinct = new Set(refs.values()).size;
  const seconds = Math.round((Date.now() - began) / 1000);
  print(
    `${number(distinct)} referrals, each with its own reference, have been through their decisions and reviews; this run took ${seconds} s.`,
  );
  return compare(load, baseline, await countedBy(caller), print);
}

const progressEveryMs = 5_000;
/** A minute. A run that goes on first passes over what is done already: that says nothing of how fast the rest is. */
const recentCounts = 12;

/** @param counts how many were done at the beginning and at each line since, this one last */
export function progressLine(counts: readonly number[], all: number): string {
  const done = counts.at(-1) ?? 0;
  const recent = counts.slice(-recentCounts - 1);
  const rate = (done - (recent[0] ?? 0)) / (((recent.length - 1) * progressEveryMs) / 1000);
  const left = rate > 0 ? `about ${Math.ceil((all - done) / rate)} s left` : 'time left not known yet';
  return `  ${number(done)} of ${number(all)}, ${rate.toFixed(1)} a second, ${left}`;
}

async function countedBy(caller: Caller): Promise<Table> {
  const { body } = await caller.send(
    (api) => api.get('an-home-office-1', '/v1/statistics/nrm'),
    'reading the statistics',
  );
  return Table.parse(body['referrals']);
}

/** The first run writes it before it opens anything; later runs read it. */
async function baselineOf(file: string, caller: Caller): Promise<z.infer<typeof Baseline>> {
  if (existsSync(file)) {
    try {
      return Baseline.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      throw new Error(
        `${file} holds what was counted before the caseload, and cannot be read. Start afresh: npm start -- --fresh.`,
      );
    }
  }
  const baseline = { takenAt: new Date().toISOString(), referrals: await countedBy(caller) };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(baseline));
  renameSync(`${file}.new`, file);
  return baseline;
}

/**
 * Opens one person's referral and takes it through both decisions, each with its independent review, and the days of the
 * reflection period between them. Every step has its own key.
 */
async function take({ number: n, key, subject, type }: Person, caller: Caller, engine: Client): Promise<string> {
  const agencies =
    subject === 'child'
      ? ['nspcc-ctail', 'barnardos', 'kent-council', 'hillingdon-council', 'ukba']
      : ['met-police', 'ukba', 'poppy-project', 'gla', 'kent-council', 'hillingdon-council'];
  const isControlled = n % 2 === 0;
  const authority = isControlled ? 'ukba' : 'ukhtc';
  const { body } = await caller.post(`fr-${pick(agencies, n)}-${(n % 2) + 1}`, '/v1/nrm-referral', key, {
    ...(subject === 'child' ? child : adult),
    name: `Demo ${subject} ${n}`,
    exploitationType: type,
    countryOfOrigin: 'XX',
    subjectToImmigrationControl: isControlled,
  });
  const ref = z.string().parse(body['ref']);
  const decide = async (grounds: 'reasonable' | 'conclusive', outcome: 'positive' | 'negative', agrees: boolean) => {
    const step = (who: string, name: string, input: Record<string, unknown>) =>
      caller.post(who, `/v1/nrm-referral/${ref}/${name}`, `${key}-${grounds}-${name}`, input);
    const first = `dm-${authority}-${(n % 4) + 1}`;
    const reviewer = `dm-${authority}-${((n + 1) % 4) + 1}`;
    await step(first, `decide-${grounds}-grounds`, { outcome, reasons });
    await step(reviewer, 'take-review', { isIndependent: true });
    await step(reviewer, 'record-own-view', { outcome: agrees ? outcome : 'positive', reasons });
    await step(reviewer, 'complete-review', { agrees, reasons });
    if (!agrees) await step(`sdm-${authority}-1`, 'decide-as-third', { outcome: 'positive', reasons });
    return agrees ? outcome : 'positive';
  };
  const reasonable = await decide('reasonable', n % 3 === 0 ? 'negative' : 'positive', n % 25 !== 0);
  if (reasonable === 'negative') return ref;
  await liveThroughReflection(ref, `dm-${authority}-1`, caller, engine);
  await decide('conclusive', n % 5 === 0 ? 'negative' : 'positive', true);
  return ref;
}

const reasons = 'Made-up reasons.';
const SeenCase = z.object({ stage: z.string(), links: z.record(z.string(), z.string()) });
/** The policy's days, and one more so that the last is over. */
const reflectionSeconds = 46 * 86_400;

/** Skips the days of the reflection period in both cases; a run that goes on after a stop does not skip them twice. */
async function liveThroughReflection(ref: string, reader: string, caller: Caller, engine: Client): Promise<void> {
  const read = async () =>
    SeenCase.parse((await caller.send((api) => api.get(reader, `/v1/cases/${ref}`), `reading ${ref}`)).body);
  const until = async (isThere: (seen: z.infer<typeof SeenCase>) => boolean, what: string) => {
    const end = Date.now() + patienceMs;
    for (;;) {
      const seen = await read();
      if (isThere(seen)) return seen;
      if (Date.now() > end) throw new Error(`${ref} waited ${patienceMs / 1000} s for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const { links, stage } = await until((seen) => 'reflection-period' in seen.links, 'its reflection period to start');
  if (stage !== 'reflection-period') return;
  await Promise.all([
    fastForward(engine, 'nrm-referral', ref, reflectionSeconds),
    fastForward(engine, 'reflection-period', links['reflection-period'] ?? '', reflectionSeconds),
  ]);
  await until((seen) => seen.stage !== 'reflection-period', 'its reflection period to pass');
}

const patienceMs = 60_000;
const pick = (from: readonly string[], n: number) => from[n % from.length] ?? '';
const number = (n: number) => n.toLocaleString('en-GB');

function compare(
  load: Caseload,
  baseline: z.infer<typeof Baseline>,
  now: Table,
  print: (line: string) => void,
): CaseloadResult {
  const before = baseline.referrals;
  const differences: string[] = [];
  const line = (name: string, cells: readonly (string | number)[]) =>
    print(`  ${name.padEnd(10)}${cells.map((cell) => String(cell).padStart(20)).join('')}`);
  print(`Counted by GET /v1/statistics/nrm${before.total > 0 ? ', less what was there before' : ''}:`);
  line('', columns);
  const check = (cell: string, counted: number, published: number) => {
    if (counted !== published) differences.push(`${cell}: counted ${number(counted)}, published ${number(published)}`);
    return number(counted);
  };
  for (const subject of subjects) {
    const cells = columns.map((c) => check(`${subject} ${c}`, now[subject][c] - before[subject][c], load[subject][c]));
    line(subject, cells);
  }
  line('total', ['', '', '', '', check('all', now.total - before.total, load.total)]);
  if (differences.length === 0) {
    print(`Equal to the published table, cell by cell. Source: ${load.source} ${load.licence}.`);
    return 'equal';
  }
  for (const difference of differences) print(`  differs: ${difference}`);
  print(
    `Not equal to the published table. Referrals made or linked by others since ${baseline.takenAt} are in the difference; ` +
      'for a table of the caseload alone, start afresh with npm start -- --fresh and run it before anything else.',
  );
  return 'different';
}
