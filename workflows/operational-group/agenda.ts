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

function isChild(value: unknown): value is AgendaChild {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const from = fields.get('from');
  const isFrom = from === undefined || (Array.isArray(from) && from.every((ref) => typeof ref === 'string'));
  return isFrom && ['ref', 'situation', 'risk'].every((name) => typeof fields.get(name) === 'string');
}

/** The answer of `compile-agenda`: the children, and how many the events say there were; undefined when it is none. */
export function agendaIn(result: EffectResult): { children: AgendaChild[]; counted: number } | undefined {
  const parsed: unknown = JSON.parse(result['children'] ?? 'null');
  const counted = Number(result['counted'] ?? Number.NaN);
  if (!Array.isArray(parsed) || !parsed.every(isChild) || !Number.isSafeInteger(counted)) return undefined;
  return { children: parsed, counted };
}
