import path from 'node:path';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { makeActivities } from '../activities';
import { connectEngine, encryptingConverter } from '../activities/engine';
import { keysFrom } from '../db/keys';
import { openPool } from '../db/pool';
import type { Config } from './config';

/** All processes in one bundle, made once. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: path.join(__dirname, '..', 'workflows', 'index.ts'),
    logger: new DefaultLogger('WARN'),
  });
}

export interface RunningWorker {
  /** Resolves when it has stopped; rejects when it broke. */
  finished: Promise<void>;
  /** Lets what is in hand finish, then stops. */
  stop: () => Promise<void>;
}

const poolSize = 10;

/** The engine's client library speaks up only when something is wrong; one setting per program. */
export function quietEngineLibrary(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('WARN'),
    telemetryOptions: { logging: { filter } },
    shutdownSignals: [],
  });
}

/** Connects and starts one worker of every process. Run as many as you need. */
export async function startWorker(config: Config, bundle: WorkflowBundleWithSourceMap): Promise<RunningWorker> {
  const keys = keysFrom(config.secret);
  const pool = openPool(config.databaseUrl, 'concert_worker', poolSize);
  const client = await connectEngine(config.temporalAddress, keys, config.namespace);
  const connection = await NativeConnection.connect({ address: config.temporalAddress });
  const worker = await Worker.create({
    connection,
    namespace: config.namespace,
    taskQueue: config.taskQueue,
    workflowBundle: bundle,
    activities: makeActivities({ pool, client, keys, taskQueue: config.taskQueue, now: () => new Date() }),
    dataConverter: encryptingConverter(keys),
    maxCachedWorkflows: config.maxCachedCases,
    shutdownGraceTime: '5s',
  });
  const run = async () => {
    try {
      await worker.run();
    } finally {
      await Promise.all([pool.end(), client.connection.close(), connection.close()]);
    }
  };
  const finished = run();
  return {
    finished,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}
