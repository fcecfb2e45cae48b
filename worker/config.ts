import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defaultTaskQueue } from '../activities/engine';
import type { Bank } from '../activities/world';

/** A thousand dates at one instant are worked off in this time on two cores. */
export const usualCachedCaseWaitMs = 30_000;

const Environment = z.object({
  DATABASE_URL: z.string().min(1),
  TEMPORAL_ADDRESS: z.string().min(1),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TASK_QUEUE: z.string().min(1).default(defaultTaskQueue),
  CONCERT_SECRET: z.string().min(32).optional(),
  CONCERT_SECRET_FILE: z.string().min(1).optional(),
  CONCERT_ISSUER: z.url().optional(),
  CONCERT_AUDIENCE: z.string().min(1).default('https://concert.example/api'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9464),
  WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9465),
  RECORD_WAIT_MS: z.coerce.number().int().min(100).default(10_000),
  MAX_CACHED_CASES: z.coerce.number().int().min(0).default(2000),
  CACHED_CASE_WAIT_MS: z.coerce.number().int().min(1_000).default(usualCachedCaseWaitMs),
  CONCERT_PAGES_URL: z.url().optional(),
  CONCERT_PAGES_CLIENT_ID: z.string().min(1).default('concert-pages'),
  CONCERT_PAGES_CLIENT_SECRET: z.string().min(1).optional(),
  CONCERT_PAGES_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  BANK_URL: z.url().optional(),
  BANK_TOKEN: z.string().min(1).optional(),
  BANK_DEBTOR_FILE: z.string().min(1).optional(),
});

/** The account that pays, as its file holds it. */
const Debtor = z.strictObject({
  name: z.string().min(1),
  sortCode: z.string().regex(/^\d{6}$/),
  accountNumber: z.string().regex(/^\d{8}$/),
});

/** Where the pages are reached, and how they are known to the OpenID provider. */
export interface PagesAccess {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
}

export interface Config {
  databaseUrl: string;
  temporalAddress: string;
  namespace: string;
  taskQueue: string;
  secret: string;
  issuer: string | undefined;
  audience: string;
  port: number;
  host: string;
  metricsPort: number;
  /** Where the worker's own program tells its metrics; beside an API the port is another. */
  workerMetricsPort?: number;
  maxCachedCases: number;
  /**
   * How long the step of a case waits for the worker that has the case in memory, before any worker may take it and read the
   * case's whole history first. When dates of ten thousand cases fall due at one instant the last waits about four minutes,
   * and each that gives up its place costs the engine more when it has least to spare: where that is to be expected, five
   * minutes (bench/README.md). The price: after a worker was killed, and not stopped, what was handed to it before and in
   * the ten seconds after, until the engine sees that it is gone, waits so long.
   */
  cachedCaseWaitMs: number;
  /** How long a caller waits for the record before the answer is 503. */
  recordWaitMs: number;
  /** Where payments go; without it statements are made, and batches wait. */
  bank?: Bank;
  /** Without it there is an API and no pages. */
  pages?: PagesAccess;
}

/** Reads the environment once, at the door. @throws Error that names each variable that is missing or wrong */
export function readConfig(env: NodeJS.ProcessEnv): Config & { workerMetricsPort: number } {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Concert cannot start: the environment is not complete.\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  const secret = e.CONCERT_SECRET ?? (e.CONCERT_SECRET_FILE ? readFileSync(e.CONCERT_SECRET_FILE, 'utf8').trim() : '');
  if (secret.length < 32)
    throw new Error(
      'Concert cannot start: set CONCERT_SECRET or CONCERT_SECRET_FILE to at least 32 random characters, and keep them.',
    );
  return {
    databaseUrl: e.DATABASE_URL,
    temporalAddress: e.TEMPORAL_ADDRESS,
    namespace: e.TEMPORAL_NAMESPACE,
    taskQueue: e.TASK_QUEUE,
    secret,
    issuer: e.CONCERT_ISSUER,
    audience: e.CONCERT_AUDIENCE,
    port: e.PORT,
    host: e.HOST,
    metricsPort: e.METRICS_PORT,
    workerMetricsPort: e.WORKER_METRICS_PORT,
    recordWaitMs: e.RECORD_WAIT_MS,
    maxCachedCases: e.MAX_CACHED_CASES,
    cachedCaseWaitMs: e.CACHED_CASE_WAIT_MS,
    ...(e.BANK_URL === undefined ? {} : { bank: readBank(e.BANK_URL, e.BANK_TOKEN, e.BANK_DEBTOR_FILE) }),
    ...(e.CONCERT_PAGES_URL === undefined ? {} : { pages: readPages(e, e.CONCERT_PAGES_URL) }),
  };
}

function readPages(e: z.infer<typeof Environment>, url: string): PagesAccess {
  const file = e.CONCERT_PAGES_CLIENT_SECRET_FILE;
  const clientSecret = e.CONCERT_PAGES_CLIENT_SECRET ?? (file ? readFileSync(file, 'utf8').trim() : '');
  if (clientSecret === '')
    throw new Error(
      'Concert cannot start: CONCERT_PAGES_URL is set, so set CONCERT_PAGES_CLIENT_SECRET or CONCERT_PAGES_CLIENT_SECRET_FILE to the secret of the pages at the OpenID provider.',
    );
  return { baseUrl: url.replace(/\/+$/, ''), clientId: e.CONCERT_PAGES_CLIENT_ID, clientSecret };
}

/** What stands in the file is shown to nobody: it is an account. */
function readBank(url: string, token: string | undefined, debtorFile: string | undefined): Bank {
  const form = 'a JSON object with name, sortCode (six digits) and accountNumber (eight digits)';
  const why = `Concert cannot start: BANK_URL is set, so BANK_DEBTOR_FILE must name a file with the account that pays: ${form}.`;
  const debtor = Debtor.safeParse(debtorFile === undefined ? undefined : jsonIn(debtorFile));
  if (!debtor.success) throw new Error(why);
  return { url, debtor: debtor.data, ...(token === undefined ? {} : { token }) };
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
