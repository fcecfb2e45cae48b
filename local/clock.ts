import { randomUUID } from 'node:crypto';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { temporal } from '@temporalio/proto';
import { workflowIdOf } from '../workflows/registry';

/**
 * Moves one case's clock forward on the engine. Only the local stack's engine allows it. Always by a duration:
 * without one the engine would run through every timer to the end.
 * @throws Error with a way out when the engine does not skip time
 */
export async function fastForward(client: Client, process: string, ref: string, seconds: number): Promise<void> {
  if (seconds < 1) return;
  const id = randomUUID();
  const target = { namespace: client.options.namespace, workflowExecution: { workflowId: workflowIdOf(process, ref) } };
  try {
    await client.workflowService.updateWorkflowExecutionOptions({
      ...target,
      workflowExecutionOptions: {
        timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: msToTs(Math.ceil(seconds) * 1000) } },
      },
      updateMask: { paths: ['time_skipping_config'] },
    });
  } catch (error) {
    if (!isGrpcServiceError(error) || !error.message.includes('UNIMPLEMENTED')) throw error;
    throw new Error(
      `This Temporal does not skip time (${error.details}). The case is as it was. Allow it with --dynamic-config-value frontend.WorkflowTimeSkippingEnabled=true on server 1.32 or newer, or unset TEMPORAL_ADDRESS and Concert brings its own.`,
      { cause: error },
    );
  }
  const end = Date.now() + patienceMs;
  // The engine answers a poll after a while, whether the days are over or not.
  for (let isOver = false; !isOver;) {
    if (Date.now() > end) throw new Error(`${ref} did not live through its days in ${patienceMs / 1000} s.`);
    const { fastForwardPollingResult: result } = await client.withDeadline(Date.now() + 30_000, () =>
      client.workflowService.pollWorkflowExecutionTimeSkipping({ ...target, fastForwardId: id }),
    );
    isOver = result !== temporal.api.enums.v1.FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT;
  }
}

const patienceMs = 300_000;

/** What time it is in one case: the engine's own word, so that a play that goes on skips nothing twice. */
async function clockOf(client: Client, workflowId: string): Promise<number> {
  const request = { namespace: client.options.namespace, execution: { workflowId } };
  const { workflowExtendedInfo: info } = await client.workflowService.describeWorkflowExecution(request);
  const current = info?.timeSkippingInfo?.currentTime;
  return current ? tsToMs(current) : Date.now();
}

/** Moves one case's clock forward to an instant; a clock that is there already is left as it is. */
export async function fastForwardTo(client: Client, process: string, ref: string, instant: string): Promise<void> {
  const left = Date.parse(instant) - (await clockOf(client, workflowIdOf(process, ref)));
  await fastForward(client, process, ref, left / 1000);
}
