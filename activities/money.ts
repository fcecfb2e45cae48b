import type { MoneyEffect } from '../workflows/vocabulary';
import { ledger } from './ledger';
import { payments } from './payments';
import type { Handler } from './world';

/** What the accounts ask of the world: rates, the ledger, statements, payments and the bank. */
export const money: { [K in MoneyEffect['kind']]: Handler<K> } = {
  ...ledger,
  ...payments,
};
