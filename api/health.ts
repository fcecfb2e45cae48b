import { temporal } from '@temporalio/proto';
import type { RequestHandler } from 'express';
import type { Services } from './services';

const checkMs = 3_000;
const pollerFreshMs = 120_000;

/** 200 only when a case can be opened: the record answers, the engine answers, and a worker polls it. */
export function health({ pool, client, taskQueue }: Services): RequestHandler {
  return async (_request, response) => {
    const checks = {
      postgresql: within(checkMs, pool.query('select 1')),
      temporal: client.withDeadline(Date.now() + checkMs, () => client.workflowService.getSystemInfo({})),
      worker: client.withDeadline(Date.now() + checkMs, async () => {
        const queue = {
          namespace: client.options.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        };
        const { pollers } = await client.workflowService.describeTaskQueue(queue);
        const isFresh = pollers.some((p) => Date.now() - Number(p.lastAccessTime?.seconds ?? 0) * 1000 < pollerFreshMs);
        if (!isFresh) throw new Error('no worker');
      }),
    };
    const settled = await Promise.all(
      Object.entries(checks).map(
        async ([name, check]) =>
          [
            name,
            await check.then(
              () => 'UP',
              () => 'DOWN',
            ),
          ] as const,
      ),
    );
    const isUp = settled.every(([, state]) => state === 'UP');
    response.status(isUp ? 200 : 503).json({ status: isUp ? 'UP' : 'DOWN', components: Object.fromEntries(settled) });
  };
}

/** Rejects when `work` takes longer: what does not answer is away too. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
