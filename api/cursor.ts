import { z } from 'zod';

/** Where a list goes on, as one opaque word: the values of its last row, an instant (or `infinity`) first. */
export function makeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The `length` values of a cursor, or undefined when it is not one that `makeCursor` made. */
export function readCursor(cursor: string, length: number): string[] | undefined {
  try {
    const parts = z
      .array(z.string())
      .length(length)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    const [instant] = parts;
    return instant === 'infinity' || !Number.isNaN(Date.parse(instant ?? '')) ? parts : undefined;
  } catch {
    return undefined;
  }
}
