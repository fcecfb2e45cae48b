import type { EffectResult } from '../kernel/contract';
import type { CaseRef } from '../vocabulary';

/** A child on an agenda: the case, and how it stood at the cut-off. */
export interface AgendaChild {
  ref: CaseRef;
  situation: string;
  risk: string;
  /** The groups that could not resolve it; on the agenda of the senior board. */
  from?: readonly CaseRef[];
}

/** Two reports that are linked because they have something in common; which of them says so makes no difference. */
export interface Pattern {
  refs: readonly CaseRef[];
  /** What they have in common: placement, phone, address, recruiter; none when somebody linked them by hand. */
  kinds: readonly string[];
}

function isPattern(value: unknown): value is Pattern {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return ['refs', 'kinds'].every((name) => {
    const list = fields.get(name);
    return Array.isArray(list) && list.every((one) => typeof one === 'string');
  });
}

function isChild(value: unknown): value is AgendaChild {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const from = fields.get('from');
  const isFrom = from === undefined || (Array.isArray(from) && from.every((ref) => typeof ref === 'string'));
  return isFrom && ['ref', 'situation', 'risk'].every((name) => typeof fields.get(name) === 'string');
}

export interface Agenda {
  children: AgendaChild[];
  counted: number;
  patterns: Pattern[];
  countedPatterns: number;
}

/** The answer of `compile-agenda`: what is on it, and how much of it the events say there is; undefined when it is none. */
export function agendaIn(result: EffectResult): Agenda | undefined {
  const patterns: unknown = JSON.parse(result['patterns'] ?? '[]');
  const countedPatterns = Number(result['countedPatterns'] ?? 0);
  if (!Array.isArray(patterns) || !patterns.every(isPattern) || !Number.isSafeInteger(countedPatterns))
    return undefined;
  const parsed: unknown = JSON.parse(result['children'] ?? 'null');
  const counted = Number(result['counted'] ?? Number.NaN);
  if (!Array.isArray(parsed) || !parsed.every(isChild) || !Number.isSafeInteger(counted)) return undefined;
  return { children: parsed, counted, patterns, countedPatterns };
}
