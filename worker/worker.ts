import path from 'node:path';
import { bundleWorkflowCode, NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import { makeActivities, type World } from '../activities';
import { encryptingConverter, taskQueue } from '../activities/engine';

export const workflowsPath = path.join(__dirname, '..', 'workflows', 'index.ts');

export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath });
}

export interface WorkerOptions {
  address: string;
  world: World;
  bundle: WorkflowBundleWithSourceMap;
  namespace?: string;
  /** Cases kept in memory; keep it above the number that are busy at once. */
  maxCachedWorkflows?: number;
}

/** Makes a worker; `run()` it, and `shutdown()` lets what is in hand finish. */
export async function createWorker({ address, world, bundle, namespace = 'default', maxCachedWorkflows = 2000 }: WorkerOptions) {
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: bundle,
    activities: makeActivities(world),
    dataConverter: encryptingConverter(world.keys),
    maxCachedWorkflows,
    shutdownGraceTime: '5s',
  });
  return { worker, close: () => connection.close() };
}

export type { Client };
