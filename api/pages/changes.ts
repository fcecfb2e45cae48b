import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { countUnread, lastEventOf, tasksOfTeam } from '../../db/pages';
import { asViewer } from '../../db/pool';
import type { Actor } from '../../workflows/kernel/contract';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import type { Services } from '../services';
import { idleSeconds } from './sign-in';

/** An open page is told that what it shows has changed, by server-sent events; without JavaScript nobody asks. */

/** One person's streams: the oldest makes room, because a browser has six connections to one address in all. */
const mostOfAPerson = 3;
/** Above this many, a page is told to do without. */
const mostOfAll = 1_000;
const heartbeatMs = 25_000;
/** A list that any case may change is looked at no more often than this. */
const listEveryMs = 2_000;
export const tasksPerPage = 50;

interface Watched {
  /** The case, or undefined when any may matter. */
  ref: string | undefined;
  /** What the page would show now, as a mark; undefined when this person may not see it any more. */
  markNow: () => Promise<string | undefined>;
  everyMs: number;
}

/** The streams that are open, and what opens them. */
export class Streams {
  private readonly open = new Map<string, (() => void)[]>();

  constructor(private readonly services: Services) {}

  /** Tells the page of a case when something of it was recorded after the event with the number that the page shows. */
  async ofCase(request: Request, response: Response, ref: string): Promise<void> {
    const viewer = actorOf(response);
    const { pool } = this.services;
    const markNow = () => asViewer(pool, viewer, async (client) => markOfCase(await lastEventOf(client, ref)));
    await this.stream(request, response, viewer, { ref, markNow, everyMs: 0 });
  }

  /** Tells the task list when the person's tasks or messages are not those that it shows. */
  async ofTasks(request: Request, response: Response): Promise<void> {
    const viewer = actorOf(response);
    const { pool } = this.services;
    const markNow = () =>
      asViewer(pool, viewer, async (client) =>
        markOfTasks(
          await tasksOfTeam(client, { ...viewer, limit: tasksPerPage + 1 }),
          await countUnread(client, viewer.roles, 1),
        ),
      );
    await this.stream(request, response, viewer, { ref: undefined, markNow, everyMs: listEveryMs });
  }

  private async stream(request: Request, response: Response, viewer: Actor, watched: Watched): Promise<void> {
    const { since } = request.query;
    const first = await watched.markNow();
    if (first === undefined) throw notFound();
    // The page may have been left meanwhile.
    if (response.destroyed) return;
    if (this.count() >= mostOfAll) {
      response.status(204).end();
      return;
    }
    response
      .status(200)
      .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' })
      .flushHeaders();
    // The browser asks again by itself; after `over` it does not, until the page is looked at again.
    const end = () => response.end();
    const over = () => response.end('event: over\ndata: over\n\n');
    this.makeRoom(viewer.person, over);
    let isLooking = false;
    let isWanted = false;
    const look = async () => {
      isWanted = true;
      if (isLooking) return;
      isLooking = true;
      while (isWanted && !response.writableEnded) {
        isWanted = false;
        const mark = await watched.markNow();
        if (mark === undefined) over();
        else if (mark !== since) response.end('event: changed\ndata: changed\n\n');
        if (watched.everyMs > 0) await new Promise((resolve) => setTimeout(resolve, watched.everyMs).unref());
      }
      isLooking = false;
    };
    const changed = () => void look().catch(end);
    const unfollow = this.services.watch.follow(watched.ref, { changed, ended: end });
    const beat = setInterval(() => response.write(': still here\n\n'), heartbeatMs).unref();
    const idle = setTimeout(over, idleSeconds * 1000).unref();
    response.on('close', () => {
      unfollow();
      clearInterval(beat);
      clearTimeout(idle);
      this.remove(viewer.person, over);
    });
    // What was recorded between the page and this stream.
    changed();
  }

  private count(): number {
    return [...this.open.values()].reduce((sum, ends) => sum + ends.length, 0);
  }

  private makeRoom(person: string, end: () => void): void {
    const ends = [...(this.open.get(person) ?? []), end];
    for (const oldest of ends.splice(0, Math.max(0, ends.length - mostOfAPerson))) oldest();
    this.open.set(person, ends);
  }

  private remove(person: string, end: () => void): void {
    const left = (this.open.get(person) ?? []).filter((one) => one !== end);
    if (left.length === 0) this.open.delete(person);
    else this.open.set(person, left);
  }
}

/** What a case's page shows, as a mark: the number of its last event. */
export const markOfCase = (seq: number | undefined): string | undefined => seq?.toString();

/** What a task list shows, as a mark. Nothing of it can be read from the mark. */
export function markOfTasks(
  tasks: readonly { ref: string; key: string; title: string; due: Date | null; claimedBy: string | null }[],
  unread: number,
): string {
  const shown = tasks.map(({ ref, key, title, due, claimedBy }) => [ref, key, title, due, claimedBy]);
  return createHash('sha256')
    .update(JSON.stringify([shown, unread > 0]))
    .digest('base64url')
    .slice(0, 22);
}
