import { z } from 'zod';
import type { CaseRef } from './references';

/** A decision of the National Referral Mechanism about a child, as other cases about the child hear of it. */
export interface NrmDecision {
  referral: CaseRef;
  decision: 'reasonable-grounds' | 'conclusive-grounds';
  outcome: 'positive' | 'negative';
}

export const NoteNrmDecision = z
  .object({
    referral: z.string().min(1).max(60).meta({ title: 'Referral', description: 'The reference of the referral.' }),
    decision: z.enum(['reasonable-grounds', 'conclusive-grounds']).meta({
      title: 'Decision',
      description: 'Which of the two decisions has its effect.',
    }),
    outcome: z.enum(['positive', 'negative']).meta({ title: 'Outcome', description: 'What was decided.' }),
  })
  .meta({ title: 'Decision', description: "Sent by the child's referral to the National Referral Mechanism." });
