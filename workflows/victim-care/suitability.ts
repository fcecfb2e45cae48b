import { z } from 'zod';
import { placeKinds, type AgencyCode, type PlacementNeeds } from '../vocabulary';

/** A place as the register of places offers it for one night. */
export const PlaceOffer = z.object({
  place: z.string(),
  provider: z.string(),
  takes: z.enum(placeKinds),
  takesChildren: z.boolean(),
  stepFree: z.boolean(),
  languages: z.array(z.string()),
  area: z.string(),
  /** Beds that are free on that night and stay free after it. */
  freeBeds: z.int().min(0),
  /** Why it takes nobody on that night, as a code; absent when it does. */
  suspended: z.string().optional(),
});
export type PlaceOffer = z.infer<typeof PlaceOffer>;

/** Reads the answer of `propose-places`. @throws ZodError when it is not one */
export function offersOf(json: string): PlaceOffer[] {
  return z.array(PlaceOffer).parse(JSON.parse(json));
}

/** Why a place suits, or does not. */
export type Reason =
  | 'women-only'
  | 'men-only'
  | 'takes-anyone'
  | 'takes-children'
  | 'step-free'
  | 'language-spoken'
  | 'away-from-exploiters'
  | 'does-not-take-women'
  | 'does-not-take-men'
  | 'takes-no-children'
  | 'not-step-free'
  | 'language-not-spoken'
  | 'area-to-avoid'
  | 'no-free-bed'
  | 'suspended';

export interface RankedPlace {
  place: string;
  provider: AgencyCode;
  /** From 1; the suitable ones come first. */
  rank: number;
  isSuitable: boolean;
  freeBeds: number;
  /** Why it takes nobody, as a code. */
  suspended?: string;
  reasons: readonly Reason[];
}

/** What rules a place out; a language that nobody speaks there does not, because interpreters can come. */
const rulesOut: ReadonlySet<Reason> = new Set<Reason>([
  'does-not-take-women',
  'does-not-take-men',
  'takes-no-children',
  'not-step-free',
  'area-to-avoid',
  'no-free-bed',
  'suspended',
]);

/** What counts among places that suit, and how much: a house for one's own gender before a shared language. */
const weights: Partial<Record<Reason, number>> = { 'women-only': 4, 'men-only': 4, 'language-spoken': 2 };

/**
 * Ranks places for one person: those that suit first, then by what speaks for them, then by free beds, then by name so
 * that the same places always come in the same order. Places that do not suit are listed with the reason why.
 * Source: processes.md 3 (gender-specific, children with them, location away from exploiters, disability, language).
 */
export function rankPlaces(offers: readonly PlaceOffer[], needs: PlacementNeeds): RankedPlace[] {
  return offers
    .map((offer) => ({ offer, reasons: reasonsFor(offer, needs) }))
    .map(({ offer, reasons }) => {
      const against = reasons.filter((reason) => rulesOut.has(reason)).length;
      const weight = reasons.reduce((sum, reason) => sum + (weights[reason] ?? 0), 0);
      return { offer, reasons, against, weight };
    })
    .toSorted(
      (a, b) =>
        a.against - b.against ||
        b.weight - a.weight ||
        b.offer.freeBeds - a.offer.freeBeds ||
        (a.offer.place < b.offer.place ? -1 : 1),
    )
    .map(({ offer: { place, provider, freeBeds, suspended }, reasons, against }, index) => ({
      place,
      provider,
      rank: index + 1,
      isSuitable: against === 0,
      freeBeds,
      ...(suspended === undefined ? {} : { suspended }),
      reasons,
    }));
}

function reasonsFor(offer: PlaceOffer, needs: PlacementNeeds): Reason[] {
  const { takes, takesChildren, stepFree, languages, area, freeBeds, suspended } = offer;
  const reasons: Reason[] = [genderReason(takes, needs.gender)];
  if (needs.children > 0) reasons.push(takesChildren ? 'takes-children' : 'takes-no-children');
  if (needs.stepFree) reasons.push(stepFree ? 'step-free' : 'not-step-free');
  if (needs.languages.length > 0) {
    const isSpoken = needs.languages.some((language) => languages.includes(language));
    reasons.push(isSpoken ? 'language-spoken' : 'language-not-spoken');
  }
  if (needs.areasToAvoid.length > 0)
    reasons.push(needs.areasToAvoid.includes(area) ? 'area-to-avoid' : 'away-from-exploiters');
  if (freeBeds === 0) reasons.push('no-free-bed');
  if (suspended !== undefined) reasons.push('suspended');
  return reasons;
}

function genderReason(takes: PlaceOffer['takes'], gender: PlacementNeeds['gender']): Reason {
  if (takes === 'anyone') return 'takes-anyone';
  if (gender === 'woman') return takes === 'women' ? 'women-only' : 'does-not-take-women';
  return takes === 'men' ? 'men-only' : 'does-not-take-men';
}
