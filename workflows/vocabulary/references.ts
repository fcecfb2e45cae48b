/** Crockford's base 32: no I, L, O or U, so that a reference survives the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 12;

/** A case's reference, for example `NRM-7F3K-9Q2M-4TBW-X`: prefix, 60 bits nobody can guess, a check character. */
export type CaseRef = string;

/** `prefix` as in a process's `prefix`; `bytes`: at least 8, from a keyed hash, so that the same opening gets the same reference. */
export function makeCaseRef(prefix: string, bytes: Uint8Array): CaseRef {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 8)) bits = (bits << 8n) | BigInt(byte);
  let body = '';
  for (let i = 0; i < bodyLength; i += 1) {
    body = `${alphabet[Number(bits & 31n)]}${body}`;
    bits >>= 5n;
  }
  return `${prefix}-${(body.match(/.{4}/g) ?? []).join('-')}-${checkCharacter(body)}`;
}

/**
 * Reads what a person typed: any case, spaces or hyphens, O for 0, I or L for 1.
 * @returns the reference as it is written, or undefined when it cannot be one (a slip is caught by the check character).
 */
export function parseCaseRef(text: string): CaseRef | undefined {
  const match = /^\s*([A-Z]{3})[\s-]*(.+?)[\s-]*(\S)\s*$/.exec(text.toUpperCase());
  if (!match) return undefined;
  const [, prefix = '', typed = '', typedCheck = ''] = match;
  const body = asWritten(typed.replace(/[\s-]/g, ''));
  const check = asWritten(typedCheck);
  if (body.length !== bodyLength || /[^0-9A-HJKMNP-TV-Z]/.test(body)) return undefined;
  if (checkCharacter(body) !== check) return undefined;
  return `${prefix}-${(body.match(/.{4}/g) ?? []).join('-')}-${check}`;
}

const asWritten = (typed: string) => typed.replace(/O/g, '0').replace(/[IL]/g, '1');

/** The prefix of a reference, which names its process. */
export function prefixOf(ref: CaseRef): string {
  return ref.slice(0, 3);
}

/** ISO 7064's hybrid system MOD (M + 1, M) with M = 32: finds every single slip and every swap of neighbours but one pair. */
function checkCharacter(body: string): string {
  const m = alphabet.length;
  let product = m;
  for (const c of body) {
    const sum = (product + alphabet.indexOf(c)) % m || m;
    product = (2 * sum) % (m + 1);
  }
  return alphabet.charAt((m + 1 - product) % m);
}
