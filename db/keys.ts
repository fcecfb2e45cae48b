import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keys derived from one secret: for payloads in the engine, texts in the database, references and request hashes. */
export interface Keys {
  keyId: string;
  seal: (purpose: 'payload' | 'text', plain: Uint8Array) => Buffer;
  open: (purpose: 'payload' | 'text', sealed: Uint8Array) => Buffer;
  /** A keyed hash: the same words give the same bytes, and nobody without the secret can guess them. */
  digest: (purpose: 'reference' | 'request' | 'text-id' | 'name', words: readonly string[]) => Buffer;
}

const ivBytes = 12;
const tagBytes = 16;

/** @param secret at least 32 characters, from the environment or a file; the same for API and worker */
export function keysFrom(secret: string): Keys {
  if (secret.length < 32)
    throw new Error(
      'CONCERT_SECRET has fewer than 32 characters. Set it to a long random text; keep it: without it the texts cannot be read.',
    );
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'concert', purpose, 32));
  const ciphers = { payload: derive('payload'), text: derive('text') };
  const hashes = {
    reference: derive('reference'),
    request: derive('request'),
    'text-id': derive('text-id'),
    name: derive('name'),
  };
  return {
    keyId: derive('key-id').toString('hex').slice(0, 8),
    seal(purpose, plain) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', ciphers[purpose], iv);
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', ciphers[purpose], bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
    },
    digest: (purpose, words) => createHmac('sha256', hashes[purpose]).update(JSON.stringify(words)).digest(),
  };
}
