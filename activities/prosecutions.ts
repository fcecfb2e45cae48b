import { prosecutionsWithoutCase } from '../db/prosecutions';
import type { ProsecutionEffect } from '../workflows/vocabulary';
import { openOther } from './openings';
import type { Handler } from './world';

/** What the nightly round asks about prosecutions [91]. */
export const prosecutions: { [K in ProsecutionEffect['kind']]: Handler<K> } = {
  'reconcile-prosecutions': async (world, from, { until }) => {
    const found = await prosecutionsWithoutCase(world.pool, new Date(until));
    for (const { caseRef, ...prosecution } of found) {
      const input = { ...prosecution, foundWithoutCase: true };
      await openOther(world, from, { process: 'confiscation', ref: caseRef, key: `${from}:${caseRef}`, input });
    }
    return { found: String(found.length) };
  },
};
