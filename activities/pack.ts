import type { PackEffect } from '../workflows/vocabulary';
import { compilePack } from '../db/pack';
import { readBudget } from '../db/budget';
import type { Handler } from './world';

/** What watching the contract asks of the record: the budget, and the pack of a quarter. */
export const pack: { [K in PackEffect['kind']]: Handler<K> } = {
  'read-budget': ({ pool }, from, effect) => readBudget(pool, from, effect),
  'compile-pack': ({ pool }, from, effect) => compilePack(pool, from, effect),
};
