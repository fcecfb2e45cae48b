import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { z } from 'zod';
import { startApi } from '../api/server';
import type { Config } from '../worker/config';
import { endOfLondonDay, londonDateOf } from '../workflows/kernel/calendar';
import { addDays } from '../workflows/operational-group/dates';
import { checkAgendas } from './caseload-children-check';
import type { CaseloadResult } from './caseload';
import {
  daysBetween,
  daysToFirstMeeting,
  episodesOf,
  readChildren,
  type Episode,
  type Load,
} from './caseload-children-plan';
import { Caller } from './caller';
import { ApiClient } from './client';
import { fastForwardTo } from './clock';
import { missing } from './rehearsals/children';

type DoorConfig = Pick<
  Config,
  'databaseUrl' | 'temporalAddress' | 'namespace' | 'taskQueue' | 'secret' | 'audience'
> & { issuer: string };

export interface ChildrenOptions {
  file: string;
  stateDir: string;
  /** Of the stack; a second door is opened on it, with the clock of the caseload. */
  config: DoorConfig;
  url: string;
  engine: Client;
  print: (line: string) => void;
  signal?: AbortSignal;
  inFlight?: number;
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
  const door = await startApi(ownDoor(config), pino({ level: 'silent' }), () => clock.now);
  try {
    const play = new Play(options, load, hash, clock, {
      today: new Caller(() => new ApiClient(url, config.issuer), print, signal),
      thatDay: new Caller(() => new ApiClient(door.url, config.issuer), print, signal),
    });
    print(`${load.title}: ${load.children} children, all made up, in ${load.assumed.meetings} meetings.`);
    print(`Assumed: ${load.assumed.why} The period begins on ${dayZero}. Ctrl-C stops it; run again, it goes on.`);
    const episodes = episodesOf(load, hash, dayZero);
    const group = await play.openGroup(addDays(dayZero, daysToFirstMeeting));
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
  return { ...config, port: 0, metricsPort: 0, host: '127.0.0.1', maxCachedCases: 0, recordWaitMs: 10_000 };
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

const Group = z.object({
  meeting: z.object({ number: z.int(), meetingOn: z.iso.date(), cutOffOn: z.iso.date() }),
  stage: z.string(),
  agenda: z.array(z.object({ ref: z.string() })),
  discussed: z.array(z.object({ ref: z.string() })),
  actions: z.array(z.object({ number: z.int(), done: z.unknown().optional() })),
});
type Group = z.infer<typeof Group>;

const text = 'Made-up text.';
const weekMs = 7 * 86_400_000;

/** One run of the caseload. Every step has its own key, so that a run that goes on doubles nothing. */
class Play {
  private readonly refs = new Map<number, string>();
  private readonly who: Record<'chair' | 'board' | 'carer' | 'social' | 'duty', string>;

  constructor(
    private readonly options: ChildrenOptions,
    private readonly load: Load,
    private readonly hash: string,
    private readonly clock: { now: Date },
    private readonly callers: { today: Caller; thatDay: Caller },
  ) {
    const { authority: a } = load;
    this.who = {
      chair: `gc-${a}-1`,
      board: `lscb-${a}-1`,
      carer: `carer-${a}-1`,
      social: `sw-${a}-1`,
      duty: `duty-${a}-1`,
    };
  }

  async openGroup(firstMeetingOn: string): Promise<string> {
    const key = `caseload-${this.hash}-group`;
    const { body } = await this.callers.today.post(this.who.chair, '/v1/operational-group', key, { firstMeetingOn });
    return z.string().parse(body['ref']);
  }

  /** @returns false when it was asked to stop */
  async meetings(group: string, episodes: readonly Episode[]): Promise<boolean> {
    const { meetings } = this.load.assumed;
    for (;;) {
      const { meeting, stage } = await this.read(group);
      if (meeting.number > meetings) return true;
      const cutOff = endOfLondonDay(meeting.cutOffOn);
      if (stage === 'waiting' && !(await this.upTo(cutOff, episodes))) return false;
      if (this.options.signal?.aborted) return false;
      await fastForwardTo(this.options.engine, 'operational-group', group, cutOff);
      const agenda = await this.hold(group, meeting.meetingOn, () => this.rest(episodes, meeting.meetingOn, cutOff));
      const reported = episodes.filter(({ reportedAt }) => reportedAt < cutOff).length;
      this.options.print(
        `  meeting ${meeting.number} of ${meetings}, ${meeting.meetingOn}: ${agenda} on the agenda; ${reported} of ${episodes.length} reported so far`,
      );
    }
  }

  /** What happens to every child before a cut-off. */
  private upTo(cutOff: string, episodes: readonly Episode[]): Promise<boolean> {
    return this.each(
      episodes.filter(({ reportedAt }) => reportedAt < cutOff),
      async (episode) => {
        const ref = await this.report(episode);
        await this.review(episode, ref, cutOff);
        if (episode.locatedAt !== undefined && episode.locatedAt < cutOff) await this.locate(episode, ref);
      },
    );
  }

  private async report({ number, key, reportedAt }: Episode): Promise<string> {
    const known = this.refs.get(number);
    if (known !== undefined) return known;
    const who = [this.who.carer, this.who.social, this.who.duty][number % 3] ?? this.who.duty;
    const { lastSeenAt: _lastSeenAt, ...particulars } = missing;
    const situation = number % 3 === 0 ? 'at-risk-on-arrival' : 'missing-from-care';
    // The door reads its clock while it has this request in hand: one report at a time.
    const ref = await this.alone(async () => {
      this.clock.now = new Date(reportedAt);
      const input = { ...particulars, situation, childName: `Demo Child ${number}` };
      const { body } = await this.callers.thatDay.post(who, '/v1/missing-child', key, input);
      return z.string().parse(body['ref']);
    });
    this.refs.set(number, ref);
    await fastForwardTo(this.options.engine, 'missing-child', ref, reportedAt);
    return ref;
  }

  private last: Promise<unknown> = Promise.resolve();
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private readonly reviewed = new Set<number>();
  /** Every week until the child is located, or until the first meeting; from then on the board has it. */
  private async review({ number, key, reportedAt, locatedAt }: Episode, ref: string, cutOff: string): Promise<void> {
    if (this.reviewed.has(number)) return;
    const end = Date.parse(locatedAt !== undefined && locatedAt < cutOff ? locatedAt : cutOff);
    for (let week = 1, at = Date.parse(reportedAt) + week * weekMs; at < end; week += 1, at += weekMs) {
      await fastForwardTo(this.options.engine, 'missing-child', ref, new Date(at).toISOString());
      const route = `/v1/missing-child/${ref}/review-week`;
      await this.callers.today.post(this.who.duty, route, `${key}-review-${week}`, { findings: text });
    }
    this.reviewed.add(number);
  }

  private readonly located = new Set<number>();
  private async locate({ number, key, locatedAt = '' }: Episode, ref: string): Promise<void> {
    if (this.located.has(number)) return;
    await fastForwardTo(this.options.engine, 'missing-child', ref, locatedAt);
    const act = (who: string, command: string, input: Record<string, unknown>) =>
      this.callers.today.post(who, `/v1/missing-child/${ref}/${command}`, `${key}-${command}`, input);
    await act(this.who.carer, 'record-located', { outcome: number % 2 === 0 ? 'found' : 'returned' });
    await act('di-met-police-1', 'record-safe-and-well-check', { isSafe: true, text });
    await act(this.who.social, 'record-return-interview', { outcome: 'held', debrief: 'joined', text });
    await act(this.who.social, 'record-safeguarding-plan', { text });
    await act(this.who.duty, 'record-placement-review', { outcome: 'kept', text });
    this.located.add(number);
  }

  /**
   * Holds the meeting on its day: everybody on the agenda is discussed, one action is agreed, the last one is done. The
   * minutes come last, after what was `decided`: with them the next meeting begins.
   */
  private async hold(group: string, meetingOn: string, decided: () => Promise<unknown>): Promise<number> {
    const before = await this.until(group, ({ stage }) => stage !== 'waiting' && stage !== 'compiling', 'the agenda');
    const { number } = before.meeting;
    if (before.stage === 'not-proved') throw new Error(`The agenda of meeting ${number} could not be proved.`);
    await fastForwardTo(this.options.engine, 'operational-group', group, `${meetingOn}T10:00:00.000Z`);
    const act = (who: string, command: string, input: Record<string, unknown>, what = '') =>
      this.callers.today.post(
        who,
        `/v1/operational-group/${group}/${command}`,
        `caseload-${this.hash}-meeting-${number}-${command}${what}`,
        input,
      );
    await act(this.who.chair, 'hold-meeting', { attended: [this.load.authority, 'met-police', 'ukba'] });
    const { agenda, actions } = await this.read(group);
    for (const { number: action } of actions.filter(({ done }) => done === undefined))
      await act(this.who.chair, 'complete-action', { number: action, text }, `-${action}`);
    for (const [i] of agenda.entries())
      await act(this.who.chair, 'discuss-child', { item: i + 1, decision: 'search-as-planned', text }, `-${i + 1}`);
    if (agenda.length > 0) {
      const owner = { role: 'duty-inspector', agency: 'met-police' };
      await act(this.who.chair, 'agree-action', { item: 1, text, ...owner, dueOn: addDays(meetingOn, daysBetween) });
    }
    await decided();
    await act(this.who.chair, 'record-minutes', { text });
    return agenda.length;
  }

  /** The board looks at every child who is missing still, and the search rests until after the next meeting. */
  private rest(episodes: readonly Episode[], meetingOn: string, cutOff: string): Promise<boolean> {
    const at = `${meetingOn}T10:00:00.000Z`;
    const still = episodes.filter(
      ({ reportedAt, locatedAt }) => reportedAt < cutOff && (locatedAt === undefined || locatedAt > at),
    );
    return this.each(still, async (episode) => {
      const ref = await this.report(episode);
      await fastForwardTo(this.options.engine, 'missing-child', ref, at);
      const key = `${episode.key}-board-${meetingOn}`;
      const input = { reasons: text, reviewOn: [addDays(meetingOn, daysBetween + 21)] };
      await this.callers.today.post(this.who.board, `/v1/missing-child/${ref}/decide-at-board`, key, input);
    });
  }

  private async read(group: string): Promise<Group> {
    const what = `reading ${group}`;
    const { body } = await this.callers.today.send((api) => api.get(this.who.chair, `/v1/cases/${group}`), what);
    return Group.parse(body['view']);
  }

  private async until(group: string, isThere: (seen: Group) => boolean, what: string): Promise<Group> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const seen = await this.read(group);
      if (isThere(seen)) return seen;
      if (Date.now() > end) throw new Error(`${group} waited ${patienceMs / 1000} s for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** @returns false when it was asked to stop */
  private async each(episodes: readonly Episode[], work: (episode: Episode) => Promise<void>): Promise<boolean> {
    const waiting = episodes.values();
    const lane = async () => {
      for (const episode of waiting) {
        if (this.options.signal?.aborted) return;
        await work(episode);
      }
    };
    await Promise.all(Array.from({ length: this.options.inFlight ?? 8 }, lane));
    return this.options.signal?.aborted !== true;
  }
}

const patienceMs = 60_000;
