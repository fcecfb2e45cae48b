import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { Client as DatabaseClient, type Pool } from 'pg';
import { payments } from '../../activities/payments';
import type { Bank, World } from '../../activities/world';
import { keysFrom, type Keys } from '../../db/keys';
import { postTransaction } from '../../db/ledger';
import { inTransaction, openPool } from '../../db/pool';
import { postingsOf } from '../../workflows/provider-payment/accounts';
import { makeCaseRef } from '../../workflows/vocabulary';
import type { Config } from '../../worker/config';
import { freshConfig } from '../helpers/world';

/** Made-up account of the contractor, and two of providers that fit Vocalink's rules (its own examples). */
export const debtor = { name: 'Made-up contractor', sortCode: '089999', accountNumber: '66374958' };
export const goodAccount = { sortCode: '089999', accountNumber: '66374958' };
export const otherGoodAccount = { sortCode: '202959', accountNumber: '63748472' };

let made = 0;
/** A reference that was not used before. */
export function newRef(prefix: string): string {
  made += 1;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(made) * 7_919n);
  return makeCaseRef(prefix, bytes);
}

/** The accounts of one database, seen as its owner and as the worker. */
export class Books {
  private constructor(
    readonly config: Config,
    readonly owner: DatabaseClient,
    readonly pool: Pool,
    readonly keys: Keys,
  ) {}

  static async open(config?: Config): Promise<Books> {
    const own = config ?? (await freshConfig());
    const owner = new DatabaseClient({ connectionString: own.databaseUrl });
    await owner.connect();
    return new Books(own, owner, openPool(own.databaseUrl, 'concert_worker', 6), keysFrom(own.secret));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.owner.end();
  }

  /** What activities work with; no engine is asked for by what is tested with it. */
  world(bank?: Bank): World {
    const noEngine = {} as Client;
    const { pool, keys, config } = this;
    const world = { pool, keys, client: noEngine, taskQueue: config.taskQueue, now: () => new Date() };
    return bank ? { ...world, bank } : world;
  }

  /** Books one line of care: plus accrues it, minus reverses it. */
  async book(careRef: string, night: string, provider: string, pence: number): Promise<void> {
    const kind = pence > 0 ? 'accrual' : 'reversal';
    const line = `night:${night}`;
    const postings = postingsOf({ kind, line, on: night, provider, pence: Math.abs(pence) });
    const care = { careRef, line, on: night };
    await inTransaction(this.pool, (client) =>
      postTransaction(client, { key: randomUUID(), kind, care, provider, postings }),
    );
  }

  /** Balances of all accounts that are not 0. */
  async balances(): Promise<Record<string, number>> {
    const { rows } = await this.owner.query<{ account: string; pence: number }>(
      'select account, sum(pence)::int as pence from ledger_posting group by account having sum(pence) <> 0 order by account',
    );
    return Object.fromEntries(rows.map(({ account, pence }) => [account, pence]));
  }

  /** Where a statement's case stands, as its projection has it. */
  async stage(ref: string, stage: string): Promise<void> {
    const { rows } = await this.owner.query<{ pence: number }>(
      'select coalesce(sum(pence), 0)::int as pence from statement_entry where statement_ref = $1 and taken_out is null',
      [ref],
    );
    await this.owner.query(
      `insert into case_file values ($1, 'provider-statement', 1, 'strategy-2011', now(), 'salvation-army', $2, $2, false, 1, $3, '{}')
       on conflict (case_ref) do update set stage = excluded.stage, figures = excluded.figures`,
      [ref, stage, JSON.stringify({ totalPence: rows[0]?.pence })],
    );
  }

  /** Two sealed texts of a change of a bank account. */
  async sealAccount(changeRef: string, account = goodAccount): Promise<{ sortCode: string; accountNumber: string }> {
    const [sortCode = '', accountNumber = ''] = await Promise.all(
      [account.sortCode, account.accountNumber].map((text) => this.sealText(changeRef, text)),
    );
    return { sortCode, accountNumber };
  }

  private async sealText(ref: string, text: string): Promise<string> {
    const id = randomUUID();
    await this.owner.query(
      `insert into personal_text (id, case_ref, agency, key_id, sealed) values ($1, $2, 'salvation-army', $3, $4)`,
      [id, ref, this.keys.keyId, this.keys.seal('text', Buffer.from(text))],
    );
    return `text:${id}`;
  }

  /** A step of a change of a bank account, as its case asks for it. */
  changePayee(ref: string, fields: object) {
    const change: Record<string, unknown> = { ...fields };
    const effect = { kind: 'apply-payee-change', change, key: 'k', deliverWithinHours: 1 } as const;
    return payments['apply-payee-change'](this.world(), ref, effect);
  }

  /** An account in use, changed by these two; it came into use eight days after `at`. */
  async usePayee(
    provider: string,
    account = goodAccount,
    at = '2011-06-20T09:00:00.000Z',
    people: readonly string[] = ['cat', 'dan'],
  ): Promise<void> {
    const ref = newRef('PYE');
    const sealed = await this.sealAccount(ref, account);
    await this.changePayee(ref, { step: 'record', provider, people, at });
    const later = new Date(Date.parse(at) + 8 * 86_400_000).toISOString();
    await this.changePayee(ref, { step: 'apply', provider, ...sealed, people, at: later });
  }

  async count(from: string, values: unknown[] = []): Promise<number> {
    const { rows } = await this.owner.query<{ n: number }>(`select count(*)::int as n from ${from}`, values);
    return rows[0]?.n ?? NaN;
  }
}

/** The code of a refusal of the world, or of what it says is not done yet. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; isFinal: boolean } | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const { message, nonRetryable } = error as { message: string; nonRetryable?: boolean };
    return { code: message, isFinal: nonRetryable === true };
  }
}
export const refusal = (code: string) => ({ code, isFinal: true });
export const notYet = (code: string) => ({ code, isFinal: false });
