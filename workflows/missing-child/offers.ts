import type { EffectResult } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';

/** What reports of missing children may have in common; each under a code that is a keyed hash, never the thing itself. */
export const codeKinds = ['child', 'placement', 'phone', 'address', 'recruiter'] as const;
export type CodeKind = (typeof codeKinds)[number];
export type Codes = Partial<Record<CodeKind, string>>;

/** Another report that shares a code with this one. */
export interface Offer {
  ref: CaseRef;
  kinds: readonly CodeKind[];
  authority: AgencyCode;
  /** ISO instant, UTC. */
  reportedAt: string;
  /** Its stage when it was found. */
  stage: string;
  /** The child's referral to the National Referral Mechanism, when one was recorded there. */
  nrmReferral?: CaseRef;
}

const isCodeKind = (value: unknown): value is CodeKind => codeKinds.some((kind) => kind === value);

function isOffer(value: unknown): value is Offer {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const kinds = fields.get('kinds');
  return (
    ['ref', 'authority', 'reportedAt', 'stage'].every((name) => typeof fields.get(name) === 'string') &&
    ['string', 'undefined'].includes(typeof fields.get('nrmReferral')) &&
    Array.isArray(kinds) &&
    kinds.every(isCodeKind)
  );
}

/** The answer of `match-episodes`; what is not an offer is left out. */
export function offersIn(result: EffectResult): Offer[] {
  const parsed: unknown = JSON.parse(result['matches'] ?? '[]');
  return Array.isArray(parsed) ? parsed.filter(isOffer) : [];
}
