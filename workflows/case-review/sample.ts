import type { EffectResult } from '../kernel/contract';
import type { CaseRef } from '../vocabulary';

/** A closed case that may be drawn. `order`: a keyed hash of its reference, so that nobody chooses and it can be repeated. */
export interface Candidate {
  ref: CaseRef;
  stratum: string;
  order: string;
}

/** A case of the sample, and what is counted of it. */
export interface SampledCase {
  ref: CaseRef;
  subject: string;
  outcome: string;
  /** The agency of the First Responder who referred it. */
  route: string;
  /** Who took part in it: opaque identifiers, who may not review it. */
  participants: readonly string[];
}

/**
 * A stratified sample: of each stratum its share, rounded up and never nothing; then the next ones in order, whatever
 * their stratum, until there are at least `minimum`; everything when there are fewer.
 */
export function drawStrata(candidates: readonly Candidate[], percent: number, minimum: number): CaseRef[] {
  const inOrder = candidates.toSorted(byOrder);
  const strata = new Map<string, Candidate[]>();
  for (const one of inOrder) strata.set(one.stratum, [...(strata.get(one.stratum) ?? []), one]);
  const shares = [...strata.values()].flatMap((s) => s.slice(0, Math.max(1, Math.ceil((s.length * percent) / 100))));
  const drawn = new Set(shares.map(({ ref }) => ref));
  for (const { ref } of inOrder) if (drawn.size < minimum) drawn.add(ref);
  return [...drawn].toSorted();
}

function byOrder(a: Candidate, b: Candidate): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.ref < b.ref ? -1 : 1;
}

/** The answer when another review has the sample of the quarter, or is drawing it. */
export function drawnBefore(otherReview: CaseRef): EffectResult {
  return { drawnBefore: otherReview };
}

/** The review that has the sample instead, when the answer says so. */
export function otherReviewOf(result: EffectResult): CaseRef | undefined {
  return result['drawnBefore'];
}

/** The sample as the answer of an effect, which holds codes only: `ref:code|code,ref:…`; each code percent-encoded. */
export function toResult(cases: readonly SampledCase[]): EffectResult {
  return {
    refs: cases.map(({ ref }) => ref).join(','),
    kinds: cases.map((c) => line(c.ref, [c.subject, c.outcome, c.route])).join(','),
    participants: cases.map((c) => line(c.ref, c.participants)).join(','),
  };
}

export function fromResult({ refs = '', kinds = '', participants = '' }: EffectResult): SampledCase[] {
  const kindOf = linesOf(kinds);
  const partOf = linesOf(participants);
  return partsOf(refs, ',').map((ref) => {
    const [subject = '', outcome = '', route = ''] = kindOf.get(ref) ?? [];
    return { ref, subject, outcome, route, participants: partOf.get(ref) ?? [] };
  });
}

function line(ref: CaseRef, codes: readonly string[]): string {
  return `${ref}:${codes.map(encodeURIComponent).join('|')}`;
}

function linesOf(text: string): Map<CaseRef, string[]> {
  return new Map(
    partsOf(text, ',').map((entry) => {
      const [ref = '', codes = ''] = entry.split(':');
      return [ref, partsOf(codes, '|').map(decodeURIComponent)];
    }),
  );
}

function partsOf(text: string, by: string): string[] {
  return text === '' ? [] : text.split(by);
}
