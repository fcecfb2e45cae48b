import type { Pool } from 'pg';
import { haveStarted } from '../db/cases';

const everyMs = 500;

/**
 * Cases that the engine has taken, written down some at a time: they need not be started again. What is not written down
 * here, because the database or this program went away, the worker finds out by itself (`startWhatWaits`).
 */
export class StartedCases {
  private refs: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(ref: string): void {
    this.refs.push(ref);
    this.timer ??= setTimeout(() => void this.writeDown(), everyMs);
  }

  /** Writes down what there is; called once more before the pool is closed. */
  async writeDown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const refs = this.refs.splice(0);
    if (refs.length > 0) await haveStarted(this.pool, refs).catch(this.onError);
  }
}
