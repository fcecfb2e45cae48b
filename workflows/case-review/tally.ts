import type { SampledCase } from './sample';
import type { Checklist } from './schemas';

export interface Review {
  ref: string;
  checklist: Checklist;
  /** A reference to the encrypted text. */
  findings: string;
  reviewer: string;
  at: string;
}

/** How much of the checklist was met; what does not apply is not counted. */
export interface Share {
  of: string;
  reviewed: number;
  met: number;
  notMet: number;
  /** Absent when nothing applied. */
  percentMet?: number;
}

export function shareOf(of: string, reviews: readonly Review[]): Share {
  const marked = reviews.flatMap(({ checklist }) => Object.values(checklist));
  const met = marked.filter((m) => m === 'met').length;
  const notMet = marked.filter((m) => m === 'not-met').length;
  const counted = met + notMet;
  const share = { of, reviewed: reviews.length, met, notMet };
  return counted === 0 ? share : { ...share, percentMet: Math.round((100 * met) / counted) };
}

/** One share for each route, or each outcome, in the sample. */
export function sharesBy(
  what: 'route' | 'outcome',
  cases: readonly SampledCase[],
  reviews: readonly Review[],
): Share[] {
  const groups = [...new Set(cases.map((c) => c[what]))].toSorted();
  return groups.map((group) => {
    const refs = new Set(cases.filter((c) => c[what] === group).map(({ ref }) => ref));
    return shareOf(
      group,
      reviews.filter(({ ref }) => refs.has(ref)),
    );
  });
}
