import type { EffectResult } from '../kernel/contract';
import type { CaseRef } from '../vocabulary';
import { Headline } from './contents';

/** What compiling came to. `earlier`: the pack that the same quarter had before, and whether its bytes were the same. */
export interface Compiled {
  digest: string;
  headline: Headline;
  earlier?: { ref: CaseRef; isSame: boolean };
}

export function toResult({ digest, headline, earlier }: Compiled): EffectResult {
  const before: EffectResult = earlier ? { earlierPack: earlier.ref, isSame: String(earlier.isSame) } : {};
  return { digest, headline: JSON.stringify(headline), ...before };
}

/** The answer while another case has the pack of this quarter. */
export function otherPack(ref: CaseRef): EffectResult {
  return { otherPack: ref };
}

/** @throws ZodError when it is no such answer */
export function fromResult(result: EffectResult): Compiled | { otherPack: CaseRef } {
  const { otherPack: other, digest = '', headline = 'null', earlierPack, isSame } = result;
  if (other !== undefined) return { otherPack: other };
  const earlier = earlierPack === undefined ? {} : { earlier: { ref: earlierPack, isSame: isSame === 'true' } };
  return { digest, headline: Headline.parse(JSON.parse(headline)), ...earlier };
}
