import { ApplicationFailure, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { recordedUnder } from '../db/cases';
import { tellAgency } from '../db/notifications';
import { applyRegisterChange } from '../db/register';
import { recordBatch } from '../db/records';
import { drawSample } from '../db/sampling';
import type { Effect, EffectKind, EffectResult } from '../workflows/kernel/contract';
import { commandUpdate, type Activities } from '../workflows/kernel/loop';
import { findProcess, processOfRef, workflowIdOf } from '../workflows/registry';
import { makeCaseRef } from '../workflows/vocabulary';
import { care } from './care';
import { children } from './children';
import { money } from './money';
import { openOther, systemOf } from './openings';
import { pack } from './pack';
import { prosecutions } from './prosecutions';
import { refusalFailure } from './refusal';
import type { Handler, World } from './world';

/** Everything a case may do to the world, one line per kind. Each may run twice and is done once. */
const handlers: { [K in EffectKind]: Handler<K> } = {
  tell: async ({ pool }, from, effect) => {
    await tellAgency(pool, from, effect);
    return {};
  },
  'start-case': async (world, from, effect) => {
    const key = `${from}:${effect.key}`;
    const { prefix, name } = findProcess(effect.process);
    const ref = makeCaseRef(prefix, world.keys.digest('reference', [name, key]));
    await openOther(world, from, { process: name, ref, key, input: effect.opening });
    return { ref };
  },
  'command-case': async ({ client, pool }, from, effect) => {
    const process = processOfRef(effect.ref);
    if (!process) throw refusalFailure('no-such-case');
    const key = `${from}:${effect.key}`;
    // The other case forgets old answers; its record does not.
    if (await recordedUnder(pool, effect.ref, key)) return { ref: effect.ref };
    const command = { name: effect.command, actor: systemOf(from), key, requestHash: key, input: effect.input };
    const handle = client.workflow.getHandle(workflowIdOf(process.name, effect.ref));
    try {
      const answer = await handle.executeUpdate(commandUpdate, { args: [command], updateId: key });
      return { ref: answer.ref };
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
        throw refusalFailure(error.cause.message);
      if (error instanceof WorkflowNotFoundError) throw refusalFailure('case-closed');
      throw error;
    }
  },
  'apply-register-change': async ({ pool }, from, effect) => {
    await applyRegisterChange(pool, from, effect.change);
    return {};
  },
  'draw-sample': ({ pool }, _from, effect) => drawSample(pool, effect),
  ...care,
  ...children,
  ...money,
  ...pack,
  ...prosecutions,
};

export function makeActivities(world: World): Activities {
  return {
    record: (batch) => recordBatch(world.pool, batch),
    runEffect: (ref, effect) => dispatch(world, ref, effect),
  };
}

function dispatch(world: World, from: string, effect: Effect): Promise<EffectResult> {
  switch (effect.kind) {
    case 'tell':
      return handlers.tell(world, from, effect);
    case 'start-case':
      return handlers['start-case'](world, from, effect);
    case 'command-case':
      return handlers['command-case'](world, from, effect);
    case 'apply-register-change':
      return handlers['apply-register-change'](world, from, effect);
    case 'draw-sample':
      return handlers['draw-sample'](world, from, effect);
    case 'propose-places':
      return handlers['propose-places'](world, from, effect);
    case 'match-episodes':
      return handlers['match-episodes'](world, from, effect);
    case 'compile-agenda':
      return handlers['compile-agenda'](world, from, effect);
    case 'hold-beds':
      return handlers['hold-beds'](world, from, effect);
    case 'apply-provider-change':
      return handlers['apply-provider-change'](world, from, effect);
    case 'accrue':
      return handlers['accrue'](world, from, effect);
    case 'draw-statement':
      return handlers['draw-statement'](world, from, effect);
    case 'settle-statement':
      return handlers['settle-statement'](world, from, effect);
    case 'prepare-batch':
      return handlers['prepare-batch'](world, from, effect);
    case 'send-batch':
      return handlers['send-batch'](world, from, effect);
    case 'await-bank':
      return handlers['await-bank'](world, from, effect);
    case 'apply-payee-change':
      return handlers['apply-payee-change'](world, from, effect);
    case 'read-budget':
      return handlers['read-budget'](world, from, effect);
    case 'compile-pack':
      return handlers['compile-pack'](world, from, effect);
    case 'reconcile-prosecutions':
      return handlers['reconcile-prosecutions'](world, from, effect);
  }
}
