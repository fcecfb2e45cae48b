import { Client, Connection, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { METADATA_ENCODING_KEY, type DataConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Keys } from '../db/keys';
import type { Opening } from '../workflows/kernel/case';
import { workflowIdOf, workflowTypeOf } from '../workflows/registry';

/** Where workers look for work, unless a deployment (or a test) has one of its own. */
export const defaultTaskQueue = 'concert';

/** Encrypts every payload (AES-256-GCM); the key's id stands in the metadata, so that a key can be changed. */
export function encryptingConverter(keys: Keys): DataConverter {
  const encoding = 'binary/encrypted';
  const codec: PayloadCodec = {
    encode: (payloads) =>
      Promise.resolve(
        payloads.map((payload): Payload => ({
          metadata: { [METADATA_ENCODING_KEY]: Buffer.from(encoding), 'encryption-key-id': Buffer.from(keys.keyId) },
          data: keys.seal('payload', temporal.api.common.v1.Payload.encode(payload).finish()),
        })),
      ),
    decode: (payloads) =>
      Promise.resolve(
        payloads.map((payload): Payload => {
          const name = payload.metadata?.[METADATA_ENCODING_KEY];
          if (!name || Buffer.from(name).toString() !== encoding || !payload.data) return payload;
          return temporal.api.common.v1.Payload.decode(keys.open('payload', payload.data));
        }),
      ),
  };
  return { payloadCodecs: [codec], failureConverterPath: require.resolve('./failures') };
}

export async function connectEngine(address: string, keys: Keys, namespace = 'default'): Promise<Client> {
  const connection = await Connection.connect({ address, connectTimeout: '10s' });
  return new Client({ connection, namespace, dataConverter: encryptingConverter(keys) });
}

/** Starts the workflow of a case; a case that was started already is left as it is. */
export async function startCase(
  client: Client,
  taskQueue: string,
  opening: Opening,
  memo: Record<string, unknown> = {},
): Promise<void> {
  try {
    await client.workflow.start(workflowTypeOf(opening.process), {
      workflowId: workflowIdOf(opening.process, opening.ref),
      taskQueue,
      args: [{ opening }],
      memo,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
