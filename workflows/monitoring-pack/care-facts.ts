import { z } from 'zod';
import { needNames, type NeedName } from '../victim-care/fields';
import { incidentKinds, visitResults } from '../victim-care/stay-schemas';

const at = z.string();
const provider = z.string();

/** What the pack reads of a care case, whatever else it keeps; references to texts are left behind. */
const CareFacts = z.object({
  jurisdiction: z.string(),
  isEmergency: z.boolean(),
  offeredAt: at,
  acceptedAt: at.optional(),
  ended: z.string().optional(),
  needs: z.partialRecord(z.enum(needNames), z.string()).optional(),
  movements: z.array(
    z.object({ at, to: z.union([z.object({ provider, place: z.string() }), z.enum(['absent', 'left'])]) }),
  ),
  supports: z.array(z.object({ provider, on: z.string(), quantity: z.int() })),
  reviews: z.array(z.object({ at, met: z.array(z.enum(needNames)) })),
  exit: z.object({ at, recordedAt: at }).optional(),
  complaints: z.array(z.object({ provider, at, answer: z.object({ isUpheld: z.boolean() }).optional() })),
  incidents: z.array(z.object({ provider, at, kind: z.enum(incidentKinds), isSerious: z.boolean() })),
  visits: z.array(z.object({ provider, at, result: z.enum(visitResults) })),
  outcomes: z.array(z.object({ provider, at, need: z.enum(needNames), isMet: z.boolean() })),
});
export type CareFacts = z.infer<typeof CareFacts>;

/** @throws ZodError when the state is not that of a care case */
export function careFactsOf(state: unknown): CareFacts {
  return CareFacts.parse(state);
}

/** The needs that somebody has, and whether each is met by the last word about it: a review, or an outcome. */
export function needsOf({ needs = {}, reviews, outcomes }: CareFacts): { need: NeedName; isMet: boolean }[] {
  const words = [
    ...reviews.map((review) => ({ at: review.at, isMet: (need: NeedName) => review.met.includes(need) })),
    ...outcomes.map((outcome) => ({
      at: outcome.at,
      isMet: (need: NeedName) => (outcome.need === need ? outcome.isMet : undefined),
    })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return needNames
    .filter((need) => (needs[need] ?? 'none') !== 'none')
    .map((need) => ({ need, isMet: words.reduce((met, word) => word.isMet(need) ?? met, false) }));
}
