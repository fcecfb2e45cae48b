import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
import { startWhatWaits } from '../activities/openings';
import { keysFrom } from '../db/keys';
import type { World } from '../activities/world';
import { openPool } from '../db/pool';
import type { Config } from './config';

/** All processes in one bundle, made once. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const workflows = path.join(__dirname, '..', 'workflows');
  return bundleWorkflowCode({
    workflowsPath: path.join(workflows, 'index.ts'),
    preloadModules: [path.join(workflows, 'kernel', 'shared.ts')],
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
const lookEveryMs = 5_000;

/**
 * The engine's client library speaks up only when something is wrong. At `metricsAddress` (`127.0.0.1:9465`) it tells
 * Prometheus what the workers of this program do. One setting per program.
 * @throws Error that says what to set when nothing can listen there
 */
export function quietEngineLibrary(metricsAddress?: string): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  const metrics = metricsAddress === undefined ? {} : { metrics: { prometheus: { bindAddress: metricsAddress } } };
  try {
    Runtime.install({
      logger: new DefaultLogger('WARN'),
      telemetryOptions: { logging: { filter }, ...metrics },
      shutdownSignals: [],
    });
  } catch (error) {
    if (metricsAddress === undefined) throw error;
    throw new Error(
      `The worker was not started: it cannot tell its metrics at ${metricsAddress}. Set WORKER_METRICS_PORT to a free port, and HOST to an IP address of this machine.`,
      { cause: error },
    );
  }
}

/** Connects and starts one worker of every process. Run as many as you need. */
export async function startWorker(config: Config, bundle: WorkflowBundleWithSourceMap): Promise<RunningWorker> {
  const keys = keysFrom(config.secret);
  const pool = openPool(config.databaseUrl, 'concert_worker', poolSize);
  const closes: (() => Promise<void>)[] = [() => pool.end()];
  const close = async () => void (await Promise.all(closes.map((end) => end())));
  const create = async () => {
    const client = await connectEngine(config.temporalAddress, keys, config.namespace);
    closes.push(() => client.connection.close());
    const connection = await NativeConnection.connect({ address: config.temporalAddress });
    closes.push(() => connection.close());
    const world: World = {
      pool,
      client,
      keys,
      taskQueue: config.taskQueue,
      now: () => new Date(),
      ...(config.bank === undefined ? {} : { bank: config.bank }),
    };
    const worker = await Worker.create({
      connection,
      namespace: config.namespace,
      taskQueue: config.taskQueue,
      workflowBundle: bundle,
      activities: makeActivities(world),
      dataConverter: encryptingConverter(keys),
      maxCachedWorkflows: config.maxCachedCases,
      stickyQueueScheduleToStartTimeout: config.cachedCaseWaitMs,
      shutdownGraceTime: '5s',
    });
    return { worker, world };
  };
  const { worker, world } = await create().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const run = async () => {
    const stopping = new AbortController();
    const starting = keepStarting(world, stopping.signal);
    try {
      await worker.run();
    } finally {
      stopping.abort();
      await starting;
      await close();
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

/** Looks for cases that wait to be started until it is told to stop. What fails, because a server is away, is tried again. */
async function keepStarting(world: World, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await startWhatWaits(world, (ref, error) => warn(`${ref} is kept and was`, error)).catch((error: unknown) =>
      warn('Cases that are kept were', error),
    );
    await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

function warn(what: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  Runtime.instance().logger.warn(`${what} not started in the engine: ${name}. Tried again in ${lookEveryMs} ms.`);
}
