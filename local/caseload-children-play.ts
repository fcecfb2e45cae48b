import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { endOfLondonDay } from '../workflows/kernel/calendar';
import { addDays, cutOffOf, meetingOf } from '../workflows/operational-group/dates';
import { policy } from '../workflows/operational-group/policy';
import type { Caller } from './caller';
import { daysBetween, type Episode, type Load } from './caseload-children-plan';
import { fastForwardTo } from './clock';
import { missing } from './rehearsals/children';

export interface PlayOptions {
  engine: Client;
  print: (line: string) => void;
  signal?: AbortSignal;
  inFlight?: number;
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
export class Play {
  private readonly refs = new Map<number, string>();
  private readonly who: Record<'chair' | 'board' | 'carer' | 'social' | 'duty', string>;

  constructor(
    private readonly options: PlayOptions,
    private readonly load: Load,
    private readonly hash: string,
    private readonly firstMeetingOn: string,
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

  async openGroup(): Promise<string> {
    const { firstMeetingOn } = this;
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
      const since = this.cutOffBefore(meeting.number);
      if (stage === 'waiting' && !(await this.upTo(cutOff, since, episodes))) return false;
      if (this.options.signal?.aborted) return false;
      await fastForwardTo(this.options.engine, 'operational-group', group, cutOff);
      const agenda = await this.hold(group, meeting.meetingOn, () => this.rest(episodes, meeting.meetingOn, cutOff));
      const reported = episodes.filter(({ reportedAt }) => reportedAt < cutOff).length;
      this.options.print(
        `  meeting ${meeting.number} of ${meetings}, ${meeting.meetingOn}: ${agenda} on the agenda; ${reported} of ${episodes.length} reported so far`,
      );
    }
  }

  private cutOffBefore(number: number): string {
    if (number === 1) return '';
    const { everyWeeks, cutOffWorkingDays } = policy['strategy-2011'];
    return cutOffOf(meetingOf(this.firstMeetingOn, number - 1, everyWeeks.value, cutOffWorkingDays.value));
  }

  /** What happens to every child before a cut-off; `since`: the one before it. */
  private upTo(cutOff: string, since: string, episodes: readonly Episode[]): Promise<boolean> {
    return this.each(
      episodes.filter(({ reportedAt }) => reportedAt < cutOff),
      async (episode) => {
        const ref = await this.report(episode);
        if (episode.reportedAt >= since) await this.review(episode, ref, cutOff);
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

  /** Every week until the child is located, or until the first meeting; from then on the board has it. */
  private async review({ key, reportedAt, locatedAt }: Episode, ref: string, cutOff: string): Promise<void> {
    const end = Date.parse(locatedAt !== undefined && locatedAt < cutOff ? locatedAt : cutOff);
    for (let week = 1, at = Date.parse(reportedAt) + week * weekMs; at < end; week += 1, at += weekMs) {
      await fastForwardTo(this.options.engine, 'missing-child', ref, new Date(at).toISOString());
      const route = `/v1/missing-child/${ref}/review-week`;
      await this.callers.today.post(this.who.duty, route, `${key}-review-${week}`, { findings: text });
    }
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
    let failure: unknown;
    const lane = async () => {
      for (const episode of waiting) {
        if (failure !== undefined || this.options.signal?.aborted) return;
        await work(episode).catch((error: unknown) => void (failure ??= error));
      }
    };
    await Promise.all(Array.from({ length: this.options.inFlight ?? 8 }, lane));
    if (failure !== undefined) throw failure;
    return this.options.signal?.aborted !== true;
  }
}

const patienceMs = 60_000;
