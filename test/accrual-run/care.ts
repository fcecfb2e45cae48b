import type { Pool } from 'pg';
import { loadFacts } from '../../db/cases';
import { recordBatch } from '../../db/records';
import { foldCase } from '../../workflows/kernel/case';
import type { Actor, EventBase, Fact, KernelEvent } from '../../workflows/kernel/contract';
import { project } from '../../workflows/kernel/projection';
import { findProcess } from '../../workflows/registry';
import type { Event } from '../../workflows/victim-care/events';
import type { Movement } from '../../workflows/victim-care/journey';
import { makeCaseRef } from '../../workflows/vocabulary';

/** Care cases straight in the record, as a worker records them, so that a test can have many with long journeys. */
const process = findProcess('victim-care');
const manager: Actor = { person: 'made-up', agency: 'salvation-army', roles: ['case-manager'], designations: [] };
const reason = 'text:00000000-0000-4000-8000-000000000001';

export const careRef = (n: number) =>
  makeCaseRef(process.prefix, Buffer.from([0, 0, 0, 0, n >> 24, n >> 16, n >> 8, n]));

/** Opens the n-th made-up case; @returns its reference */
export async function openCare(pool: Pool, n: number, at: string, more: readonly Event[] = []): Promise<string> {
  const ref = careRef(n);
  const opened: KernelEvent = {
    type: 'case-opened',
    process: process.name,
    processVersion: process.version,
    policySet: 'strategy-2011',
  };
  const care: Event = {
    type: 'care-opened',
    isEmergency: true,
    subject: 'adult',
    jurisdiction: 'england-and-wales',
    contractor: 'salvation-army',
    reason,
  };
  await record(pool, ref, at, [opened, care, { type: 'care-accepted' } satisfies Event, ...more]);
  return ref;
}

export const correction = (movements: readonly Movement[]): Event => ({
  type: 'journey-corrected',
  movements,
  stays: [],
  reason,
});

export const support = (id: string, on: string, quantity: number, provider = 'ashgrove-house'): Event => ({
  type: 'support-recorded',
  id,
  support: 'counselling',
  provider,
  on,
  quantity,
});

/** Records what became known later. */
export async function record(pool: Pool, ref: string, at: string, events: readonly EventBase[]): Promise<void> {
  const before = await loadFacts(pool, ref);
  const facts = events.map((event, part): Fact => {
    const seq = before.length + part + 1;
    return {
      seq,
      at: new Date(at).toISOString(),
      actor: manager,
      key: `k${before.length}`,
      part,
      requestHash: '',
      event,
    };
  });
  const current = foldCase(process, ref, [...before, ...facts]);
  await recordBatch(pool, { ref, facts, projection: project(process, current) });
}
