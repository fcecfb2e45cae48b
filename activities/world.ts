import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { BankAccount } from './bank/pain001';
import type { BankAccess } from './bank/transport';
import type { Keys } from '../db/keys';
import type { Effect, EffectKind, EffectResult } from '../workflows/kernel/contract';

/** What activities work with. */
export interface World {
  pool: Pool;
  client: Client;
  keys: Keys;
  taskQueue: string;
  /** Real time; what a case records is the time of its own workflow. */
  now: () => Date;
  /** Where payment files go, and the account that pays; without it nothing is prepared or sent. */
  bank?: Bank;
}

export interface Bank extends BankAccess {
  debtor: BankAccount;
}

/** Does one kind of effect for the case `from`. It may be called twice for the same effect, which is then done once. */
export type Handler<K extends EffectKind> = (
  world: World,
  from: string,
  effect: Extract<Effect, { kind: K }>,
) => Promise<EffectResult>;
