import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { startApi } from '../api/server';
import { usualCachedCaseWaitMs, type Config } from '../worker/config';
import { londonDateOf } from '../workflows/kernel/calendar';
import { addDays } from '../workflows/operational-group/dates';
import { checkAgendas } from './caseload-children-check';
import type { CaseloadResult } from './caseload';
import { daysToFirstMeeting, episodesOf, readChildren } from './caseload-children-plan';
import { Play, type PlayOptions } from './caseload-children-play';
import { Caller } from './caller';
import { ApiClient } from './client';

type DoorConfig = Pick<
  Config,
  'databaseUrl' | 'temporalAddress' | 'namespace' | 'taskQueue' | 'secret' | 'audience'
> & { issuer: string };

export interface ChildrenOptions extends PlayOptions {
  file: string;
  stateDir: string;
  /** Of the stack; a second door is opened on it, with the clock of the caseload. */
  config: DoorConfig;
  url: string;
}

/**
 * Plays every episode and every meeting on the real engine, meeting by meeting. The clock of a case cannot go back, so
 * the period begins on the day of the first run: years that were, on days to come. Each report is taken at a door whose
 * clock shows its day, and each case is then moved on to the days on which something happens.
 */
export async function runChildren(options: ChildrenOptions): Promise<CaseloadResult> {
  const { print, signal, config, url } = options;
  const { load, hash } = readChildren(options.file);
  const dayZero = dayZeroOf(path.join(options.stateDir, `caseload-${hash}.json`));
  const clock = { now: new Date() };
  const door = await startApi(ownDoor(config), pino({ level: 'silent' }), { now: () => clock.now });
  try {
    const play = new Play(options, load, hash, addDays(dayZero, daysToFirstMeeting), clock, {
      today: new Caller(() => new ApiClient(url, config.issuer), print, signal),
      thatDay: new Caller(() => new ApiClient(door.url, config.issuer), print, signal),
    });
    print(`${load.title}: ${load.children} children, all made up, in ${load.assumed.meetings} meetings.`);
    print(`Assumed: ${load.assumed.why} The period begins on ${dayZero}. Ctrl-C stops it; run again, it goes on.`);
    const episodes = episodesOf(load, hash, dayZero);
    const group = await play.openGroup();
    const isDone = await play.meetings(group, episodes);
    if (!isDone) {
      print('Stopped. Run the same command again to go on; nothing is doubled.');
      return 'stopped';
    }
    const differences = await checkAgendas(config.databaseUrl, { group, hash, episodes, load, print });
    return differences === 0 ? 'equal' : 'different';
  } finally {
    await door.stop();
  }
}

/** A door of this run's own, on any free port. */
function ownDoor(config: DoorConfig): Config {
  return {
    ...config,
    port: 0,
    metricsPort: 0,
    host: '127.0.0.1',
    maxCachedCases: 0,
    cachedCaseWaitMs: usualCachedCaseWaitMs,
    recordWaitMs: 10_000,
  };
}

/** The first run writes it before it opens anything; later runs read it. */
function dayZeroOf(file: string): string {
  const State = z.object({ dayZero: z.iso.date() });
  if (existsSync(file)) return State.parse(JSON.parse(readFileSync(file, 'utf8'))).dayZero;
  const dayZero = londonDateOf(new Date().toISOString());
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ dayZero }));
  renameSync(`${file}.new`, file);
  return dayZero;
}
