import { londonDateOf } from '../workflows/kernel/calendar';
import type { Opening } from '../workflows/kernel/case';
import type { Actor, AnyProcess, CaseState } from '../workflows/kernel/contract';
import { openingBatch } from '../workflows/kernel/recording';
import { isRefusal } from '../workflows/kernel/refusals';
import { findProcess, processOfRef } from '../workflows/registry';
import type { CaseRef } from '../workflows/vocabulary';
import { casesToStart, haveStarted, loadCase } from '../db/cases';
import type { Queries } from '../db/pool';
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
  const asked = { ref, actor: systemOf(from), key, requestHash: key, input };
  const opening = await openingOf(world.pool, findProcess(name), world.now(), asked);
  await carryTexts(world.pool, ref, input);
  await openAndStart(world, opening);
}

/** What opens a case at `now`: by the newest version of its process, and the register and the policy of that day. */
export async function openingOf(
  client: Queries,
  process: AnyProcess,
  now: Date,
  asked: Pick<Opening, 'ref' | 'actor' | 'key' | 'requestHash' | 'input'>,
): Promise<Opening> {
  const openedAt = now.toISOString();
  const register = await registerOn(client, londonDateOf(openedAt));
  return { ...asked, ...register, process: process.name, processVersion: process.version, openedAt };
}

type Opens = Pick<World, 'pool' | 'client' | 'taskQueue'>;

/** Records a case and starts it; one that is in the record goes on from there. @throws refusal by its process's own rules */
export async function openAndStart(world: Opens, opening: Opening, memo?: Record<string, unknown>): Promise<void> {
  const opened = openingBatch(findProcess(opening.process, opening.processVersion), opening);
  if (isRefusal(opened)) throw refusalFailure(opened.code);
  const isFirst = await recordOpening(world.pool, opened);
  await startRecorded(world, opening.ref, isFirst ? opened : await loadCase(world.pool, opening.ref), memo);
}

async function startRecorded(
  { pool, client, taskQueue }: Opens,
  ref: CaseRef,
  stored: { current: CaseState } | undefined,
  memo?: Record<string, unknown>,
): Promise<void> {
  if (stored) await startCase(client, taskQueue, stored.current, memo);
  await haveStarted(pool, [ref]);
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
      await startRecorded(world, ref, await loadCase(world.pool, ref));
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
