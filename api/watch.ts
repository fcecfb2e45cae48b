import { Client } from 'pg';
import { recordedChannel } from '../db/records';

const retryMs = 1_000;
const nothing = (): void => undefined;

export interface Announcement {
  done: Promise<void>;
  cancel: () => void;
}

/** Somebody who looks at a case, or at a list that any case may change. */
export interface Follower {
  /** Something was recorded, or may have been while the database was away. */
  changed: () => void;
  /** The service stops: nothing more will be told. */
  ended: () => void;
}

/** Tells when something of a case has been recorded: the record announces each batch, and we listen. */
export class RecordWatch {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly followers = new Map<Follower, string | undefined>();
  private client: Client | undefined;
  private isClosed = false;

  constructor(private readonly url: string) {}

  /** Listens; when the connection breaks, starts again after a second, and waiters go on by asking. */
  async start(): Promise<void> {
    if (this.isClosed) return;
    const client = new Client({
      connectionString: this.url,
      options: '-c role=concert_api',
      application_name: 'concert_watch',
    });
    client.on('notification', (message) => {
      const ref = message.payload?.split(' ')[0] ?? '';
      for (const wake of this.waiting.get(ref) ?? []) wake();
      for (const [follower, followed] of this.followers)
        if (followed === undefined || followed === ref) follower.changed();
    });
    // Said by the call that meets it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`listen ${recordedChannel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    client.once('error', () => {
      this.client = undefined;
      client.end().catch(() => undefined);
      this.startAgain();
    });
    this.client = client;
    for (const follower of this.followers.keys()) follower.changed();
  }

  /** Until it listens again, however long the database is away. */
  private startAgain(): void {
    setTimeout(() => void this.start().catch(() => this.startAgain()), retryMs).unref();
  }

  /** Resolves when something of this case is recorded, or after `ms`. */
  next(ref: string, ms: number): Announcement {
    const wakes = this.waiting.get(ref) ?? new Set();
    this.waiting.set(ref, wakes);
    let finish = nothing;
    const done = new Promise<void>((resolve) => {
      const timer = setTimeout(() => finish(), ms);
      finish = () => {
        clearTimeout(timer);
        wakes.delete(finish);
        if (wakes.size === 0) this.waiting.delete(ref);
        resolve();
      };
      wakes.add(finish);
    });
    return { done, cancel: () => finish() };
  }

  /** Tells `follower` of everything that is recorded: of one case, or of all. Returns how to stop. */
  follow(ref: string | undefined, follower: Follower): () => void {
    this.followers.set(follower, ref);
    return () => void this.followers.delete(follower);
  }

  /** Lets everybody go who follows, so that their connections can be closed. */
  release(): void {
    for (const follower of this.followers.keys()) follower.ended();
    this.followers.clear();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.client?.end();
  }
}
