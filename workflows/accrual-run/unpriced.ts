import { z } from 'zod';
import type { EffectResult } from '../kernel/contract';
import type { Unpriced } from '../provider-payment/owed';
import { SupportType } from '../vocabulary';

/** Lines of one provider and support for which no rate card has a price, from the first such day to the last. */
export const UnpricedGroup = z.object({
  provider: z.string(),
  type: SupportType,
  fromDate: z.string(),
  untilDate: z.string(),
  lines: z.int(),
});
export type UnpricedGroup = z.infer<typeof UnpricedGroup>;

/** What one chunk did, as the answer of `accrue`. */
export interface Chunk {
  /** The last case of the chunk; the next one begins after it. */
  after: string;
  cases: number;
  /** Transactions, reversals among them. */
  entries: number;
  reversals: number;
  unpriced: readonly UnpricedGroup[];
  isLast: boolean;
}

const count = z.string().regex(/^\d+$/).transform(Number);
const Answer = z.object({
  after: z.string(),
  cases: count,
  entries: count,
  reversals: count,
  unpriced: z.string().transform((json) => z.array(UnpricedGroup).parse(JSON.parse(json))),
  isLast: z.enum(['true', 'false']).transform((text) => text === 'true'),
});

/** A chunk as the answer of an effect: numbers as text, the groups as JSON. */
export function toResult(chunk: Chunk): EffectResult {
  const { after, cases, entries, reversals, unpriced, isLast } = chunk;
  return {
    after,
    cases: `${cases}`,
    entries: `${entries}`,
    reversals: `${reversals}`,
    unpriced: JSON.stringify(unpriced),
    isLast: `${isLast}`,
  };
}

/** @throws ZodError when it is no such answer */
export function fromResult(result: EffectResult): Chunk {
  return Answer.parse(result);
}

/** Lines that have no price, by provider and support. */
export function groupsOf(lines: readonly Unpriced[]): UnpricedGroup[] {
  return merged(lines.map(({ provider, type, on }) => ({ provider, type, fromDate: on, untilDate: on, lines: 1 })));
}

/** Groups of the same provider and support made one, in the order of their names. */
export function merged(groups: readonly UnpricedGroup[]): UnpricedGroup[] {
  const byKey = new Map<string, UnpricedGroup>();
  for (const group of groups) {
    const key = `${group.provider} ${group.type}`;
    const known = byKey.get(key);
    byKey.set(key, known ? together(known, group) : group);
  }
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function together(a: UnpricedGroup, b: UnpricedGroup): UnpricedGroup {
  return {
    ...a,
    fromDate: a.fromDate < b.fromDate ? a.fromDate : b.fromDate,
    untilDate: a.untilDate > b.untilDate ? a.untilDate : b.untilDate,
    lines: a.lines + b.lines,
  };
}
