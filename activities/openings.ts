import { londonDateOf } from '../workflows/kernel/calendar';
import { openCase, type Opening } from '../workflows/kernel/case';
import type { Actor } from '../workflows/kernel/contract';
import { isRefusal } from '../workflows/kernel/refusals';
import { findProcess, processOfRef } from '../workflows/registry';
import type { CaseRef } from '../workflows/vocabulary';
import { designatedBy, policySetOn } from '../db/register';
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
    policySet: await policySetOn(world.pool, londonDateOf(openedAt)),
    designated: await designatedBy(world.pool, londonDateOf(openedAt)),
    openedAt,
    actor: systemOf(from),
    key,
    requestHash: key,
    input,
  };
  const decided = openCase(process, opening);
  if (isRefusal(decided)) throw refusalFailure(decided.code);
  await carryTexts(world.pool, ref, input);
  await startCase(world.client, world.taskQueue, opening);
}

/** Concert itself, on behalf of a case. */
export function systemOf(from: CaseRef): Actor {
  const process = processOfRef(from);
  return { person: `system:${process?.name ?? 'unknown'}`, agency: 'concert', roles: ['system'], designations: [] };
}
