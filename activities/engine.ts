import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Client, Connection, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { METADATA_ENCODING_KEY, type DataConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Keys } from '../db/keys';
import type { CaseState } from '../workflows/kernel/contract';
import { loopVersion, type CaseInput } from '../workflows/kernel/loop';
import { workflowIdOf, workflowTypeOf } from '../workflows/registry';

/** Where workers look for work, unless a deployment (or a test) has one of its own. */
export const defaultTaskQueue = 'concert';

const encryptedEncoding = 'binary/encrypted';
/** Below this many bytes packing makes a payload no smaller. */
const packFromBytes = 256;

/** Packs and encrypts every payload (AES-256-GCM); the key's id stands in the metadata, so that a key can be changed. */
export function encryptingConverter(keys: Keys): DataConverter {
  const codec: PayloadCodec = {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => encrypt(keys, payload))),
    decode: (payloads) => Promise.resolve(payloads.map((payload) => decrypt(keys, payload))),
  };
  return { payloadCodecs: [codec], failureConverterPath: require.resolve('./failures') };
}

function encrypt(keys: Keys, payload: Payload): Payload {
  const plain = temporal.api.common.v1.Payload.encode(payload).finish();
  const isPacked = plain.length >= packFromBytes;
  return {
    metadata: {
      [METADATA_ENCODING_KEY]: Buffer.from(encryptedEncoding),
      'encryption-key-id': Buffer.from(keys.keyId),
      ...(isPacked ? { packed: Buffer.from('deflate') } : {}),
    },
    data: keys.seal('payload', isPacked ? deflateRawSync(plain) : plain),
  };
}

function decrypt(keys: Keys, payload: Payload): Payload {
  const encoding = payload.metadata?.[METADATA_ENCODING_KEY];
  if (!encoding || Buffer.from(encoding).toString() !== encryptedEncoding || !payload.data) return payload;
  const opened = keys.open('payload', payload.data);
  const plain = payload.metadata?.['packed'] ? inflateRawSync(opened) : opened;
  return temporal.api.common.v1.Payload.decode(plain);
}

export async function connectEngine(address: string, keys: Keys, namespace = 'default'): Promise<Client> {
  const connection = await Connection.connect({
    address,
    connectTimeout: '10s',
    // The default grows to two minutes, and so long the API would not notice that the engine is back.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 250, 'grpc.max_reconnect_backoff_ms': 1_000 },
  });
  return new Client({ connection, namespace, dataConverter: encryptingConverter(keys) });
}

/**
 * Starts the workflow of a case that is in the record, to go on from there. One that runs, or has come to its end, is left as
 * it is; one that was ended in the engine by force goes on.
 */
export async function startCase(
  client: Client,
  taskQueue: string,
  current: CaseState,
  memo: Record<string, unknown> = {},
): Promise<void> {
  const { process, ref } = current.file;
  const input: CaseInput = { carried: { current, answers: [] }, loopVersion };
  try {
    await client.workflow.start(workflowTypeOf(process), {
      workflowId: workflowIdOf(process, ref),
      taskQueue,
      args: [input],
      memo,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
