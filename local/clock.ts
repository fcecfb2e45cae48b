import { randomUUID } from 'node:crypto';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
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
  await client.withDeadline(Date.now() + 30_000, () =>
    client.workflowService.pollWorkflowExecutionTimeSkipping({ ...target, fastForwardId: id }),
  );
}
