import { londonDateOf } from '../workflows/kernel/calendar';
import type { Opening } from '../workflows/kernel/case';
import type { Actor } from '../workflows/kernel/contract';
import { openingBatch } from '../workflows/kernel/recording';
import { isRefusal } from '../workflows/kernel/refusals';
import { findProcess, processOfRef } from '../workflows/registry';
import type { CaseRef } from '../workflows/vocabulary';
import { casesToStart, haveStarted, loadCase } from '../db/cases';
import { recordOpening } from '../db/records';
import { registerOn } from '../db/register';
import { carryTexts } from '../db/texts';
import { startCase } from './engine';
import { refusalFailure } from './refusal';
import type { World } from './world';

export interface OtherCase {
  process: string;
  ref: CaseRef;
  /** Under which it is recorded: the same one is opened once. */
  key: string;
  input: Record<string, unknown>;
}

/** Opens a case for the case `from`. @throws refusal with the code by which its process refuses */
export async function openOther(
  world: World,
  from: CaseRef,
  { process: name, ref, key, input }: OtherCase,
): Promise<void> {
  const process = findProcess(name);
  const openedAt = world.now().toISOString();
  const opening: Opening = {
    ref,
    process: process.name,
    processVersion: process.version,
    ...(await registerOn(world.pool, londonDateOf(openedAt))),
    openedAt,
    actor: systemOf(from),
    key,
    requestHash: key,
    input,
  };
  await carryTexts(world.pool, ref, input);
  await openAndStart(world, opening);
}

type Opens = Pick<World, 'pool' | 'client' | 'taskQueue'>;

/** Records a case and starts it; one that is in the record goes on from there. @throws refusal by its process's own rules */
export async function openAndStart(world: Opens, opening: Opening, memo?: Record<string, unknown>): Promise<void> {
  const opened = openingBatch(findProcess(opening.process, opening.processVersion), opening);
  if (isRefusal(opened)) throw refusalFailure(opened.code);
  const isFirst = await recordOpening(world.pool, opened);
  const stored = isFirst ? opened : await loadCase(world.pool, opening.ref);
  if (stored) await startCase(world.client, world.taskQueue, stored.current, memo);
  await haveStarted(world.pool, [opening.ref]);
}

const isLateAfterSeconds = 10;
const atMost = 1_000;

/**
 * Starts cases that are in the record and were left by whoever recorded them: cut off, or without the engine. One that cannot
 * be started waits on, and keeps no other waiting.
 */
export async function startWhatWaits(world: Opens, onFailure: (ref: CaseRef, error: unknown) => void): Promise<void> {
  for (const ref of await casesToStart(world.pool, isLateAfterSeconds, atMost)) {
    try {
      const stored = await loadCase(world.pool, ref);
      if (stored) await startCase(world.client, world.taskQueue, stored.current);
      await haveStarted(world.pool, [ref]);
    } catch (error) {
      onFailure(ref, error);
    }
  }
}

/** Concert itself, on behalf of a case. */
export function systemOf(from: CaseRef): Actor {
  const process = processOfRef(from);
  return { person: `system:${process?.name ?? 'unknown'}`, agency: 'concert', roles: ['system'], designations: [] };
}
