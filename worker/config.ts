import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defaultTaskQueue } from '../activities/engine';

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
  RECORD_WAIT_MS: z.coerce.number().int().min(100).default(10_000),
  MAX_CACHED_CASES: z.coerce.number().int().min(0).default(2000),
});

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
  maxCachedCases: number;
  /** How long a caller waits for the record before the answer is 503. */
  recordWaitMs: number;
}

/** Reads the environment once, at the door. @throws Error that names each variable that is missing or wrong */
export function readConfig(env: NodeJS.ProcessEnv): Config {
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
    recordWaitMs: e.RECORD_WAIT_MS,
    maxCachedCases: e.MAX_CACHED_CASES,
  };
}
