import { z } from 'zod';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, Effect, EffectKind, EffectResult } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { victimCare } from '../../workflows/victim-care/process';
import { isSame, withinHeld } from '../../workflows/victim-care/stays';
import type { PlaceOffer } from '../../workflows/victim-care/suitability';
import { makeCaseRef, type BedStay } from '../../workflows/vocabulary';
import { CaseDriver, opened, person, sealed } from '../helpers/driver';

export const process = foldProcess(victimCare);
export const ref = makeCaseRef('CAR', new Uint8Array(8).fill(3));
export const referral = makeCaseRef('NRM', new Uint8Array(8).fill(4));
export const otherReferral = makeCaseRef('NRM', new Uint8Array(8).fill(5));

export const system = person('system:nrm-referral', 'concert', 'system');
export const mia = person('mia', 'salvation-army', 'case-manager');
export const payer = person('paul', 'salvation-army', 'payment-officer');
export const ashley = person('ashley', 'ashgrove-house', 'support-worker');
export const bea = person('bea', 'beacon-refuge', 'support-worker');
export const beaHead = person('bert', 'beacon-refuge', 'provider-manager');
export const cedric = person('cedric', 'cedar-trust', 'support-worker');
export const police: Actor = {
  ...person('pc-adams', 'met-police', 'first-responder'),
  designations: ['first-responder'],
};
export const decider = person('dora', 'ukhtc', 'decision-maker');
export const keeper = person('kate', 'home-office', 'contract-manager');
export const everybody = [system, mia, payer, ashley, bea, beaHead, cedric, police, decider, keeper];

/** Wednesday 3 August 2011, noon in London. */
export const noon = '2011-08-03T11:00:00Z';
export const offered = {
  referral,
  competentAuthority: 'ukhtc',
  immigrationAuthority: 'ukba',
  subject: 'adult',
  jurisdiction: 'england-and-wales',
};
export const emergency = { subject: 'adult', jurisdiction: 'england-and-wales', emergencyReason: sealed };

export const needs = { gender: 'woman', children: 0, stepFree: false, languages: ['vi'], areasToAvoid: ['london'] };
export const levels = {
  accommodation: 'urgent',
  medical: 'some',
  psychological: 'some',
  'training-and-education': 'none',
  translation: 'some',
  'legal-advice': 'none',
  'material-help': 'none',
};
export const assessed = { needs: levels, placement: needs, text: sealed };
export const ask = { fromNight: '2011-08-03', needs };

const offer = (place: string, provider: string, changes: Partial<PlaceOffer> = {}): PlaceOffer => ({
  place,
  provider,
  takes: 'women',
  takesChildren: false,
  stepFree: false,
  languages: ['en'],
  area: 'wales',
  freeBeds: 1,
  ...changes,
});
/** The places in the order in which they are ranked for `needs`. */
export const offers: readonly PlaceOffer[] = [
  offer('ash', 'ashgrove-house', { languages: ['vi'] }),
  offer('bea', 'beacon-refuge'),
  offer('cedar', 'cedar-trust', { takes: 'anyone' }),
  offer('city', 'beacon-refuge', { area: 'london' }),
  offer('full', 'cedar-trust', { freeBeds: 0 }),
  offer('shut', 'cedar-trust', { suspended: 'under-review' }),
];

const Seen = z.object({
  movements: z.array(
    z.object({
      at: z.string(),
      to: z.union([z.enum(['absent', 'left']), z.object({ provider: z.string(), place: z.string() })]),
    }),
  ),
  held: z.array(z.object({ place: z.string(), fromNight: z.string(), untilNight: z.string().nullable() })),
  supports: z.array(z.object({ id: z.string(), on: z.string(), quantity: z.number() })),
  placement: z.object({ place: z.string(), status: z.string() }).optional(),
  proposal: z.object({ places: z.array(z.object({ place: z.string(), isSuitable: z.boolean() })) }).optional(),
});

/** One case, with registers of places and beds that answer as the real ones do. */
export class CareDriver extends CaseDriver {
  /** Places whose beds were given to somebody else meanwhile. */
  readonly taken = new Set<string>();
  /** What the register of beds holds for this case. */
  beds: readonly BedStay[] = [];
  readonly asked: (readonly BedStay[])[] = [];

  static open(actor: Actor, input: object, now = noon): CareDriver {
    const start = opened({ process, ref, actor, input, now });
    if (isRefusal(start)) throw new Error(`${start.code}: ${start.message}`);
    return new CareDriver(process, start, now);
  }

  /** @throws Error when it is refused */
  give(name: string, actor: Actor, input: object = {}): this {
    const answer = this.attempt(name, actor, input);
    if (isRefusal(answer)) throw new Error(`${name}: ${answer.code}: ${JSON.stringify(answer.fields ?? '')}`);
    return this;
  }

  override deliver(): this {
    for (let [effect] = this.pending(); effect; [effect] = this.pending()) this.answer(effect);
    return this;
  }

  /** The first thing of one kind that is asked for is answered; everything else waits. */
  deliverOne(kind: EffectKind): this {
    const effect = this.pending().find((one) => one.kind === kind);
    if (effect) this.answer(effect);
    return this;
  }

  private answer(effect: Effect): void {
    const { key, kind } = effect;
    const isRefused = effect.kind === 'hold-beds' && !this.hold(effect.stays);
    if (isRefused) this.acceptOwn({ type: 'effect-refused', effect: key, kind, code: 'bed-taken' });
    else this.acceptOwn({ type: 'effect-done', effect: key, kind, result: this.resultOf(effect) });
  }

  private pending(): Effect[] {
    return Object.values(this.current.file.pending).filter((effect) => effect.refusedWith === undefined);
  }

  /** What is held already can always be had, and less of it. */
  private hold(stays: readonly BedStay[]): boolean {
    this.asked.push(stays);
    const isMore = (stay: BedStay) => !isSame(withinHeld([stay], this.beds), [stay]);
    if (stays.some((stay) => this.taken.has(stay.place) && isMore(stay))) return false;
    this.beds = stays;
    return true;
  }

  protected override resultOf(effect: Effect): EffectResult {
    if (effect.kind === 'propose-places') return { places: JSON.stringify(offers) };
    if (effect.kind !== 'hold-beds') return {};
    return { placements: JSON.stringify(effect.stays.map(({ place }, i) => ({ place, bed: i + 1 }))) };
  }

  /** What the case manager sees of the journey and the beds. */
  seen() {
    return Seen.parse(this.view(mia));
  }

  stage(): string {
    return this.status().stage;
  }

  at(instant: string): this {
    return this.advanceTo(instant);
  }

  hours(count: number): this {
    return this.advanceTo(new Date(Date.parse(this.now) + count * 3_600_000).toISOString());
  }

  arrive(actor: Actor = mia): this {
    return this.give('record-arrival', actor, { at: this.now });
  }
}

export const offeredCare = () => CareDriver.open(system, offered).deliver();
export const acceptedCare = () => offeredCare().give('accept', mia).deliver();
export const proposedCare = () => acceptedCare().give('ask-for-places', mia, ask).deliver();
export const placedCare = () => proposedCare().give('place', mia, { place: 'ash' }).deliver();
/** In the place called ash since 3 August 2011, 18:00 in London. */
export const inCare = () => placedCare().at('2011-08-03T17:00:00Z').arrive(ashley).deliver();
export const absentCare = () =>
  inCare().at('2011-08-05T12:00:00Z').give('record-absence', ashley, { at: '2011-08-05T11:00:00Z' }).deliver();
export const missingCare = () =>
  inCare()
    .at('2011-08-05T12:00:00Z')
    .give('report-missing', ashley, { at: '2011-08-05T11:00:00Z', police: 'met-police', reason: sealed })
    .deliver();
/** The bed was given up on the night of 8 August. */
export const releasedCare = () => absentCare().at('2011-08-08T12:00:00Z');
export const leftCare = () =>
  inCare()
    .at('2011-08-20T12:00:00Z')
    .give('record-exit', mia, {
      at: '2011-08-20T09:00:00Z',
      because: 'own-wish',
      destination: 'family-or-friends',
      reason: sealed,
    })
    .deliver();

/** Moves to another place of the proposal; the person stays until they arrive there. */
export function moveStarted(driver: CareDriver, place: string, fromNight: string): CareDriver {
  return driver
    .give('move', mia, { fromNight, because: 'needs-changed', reason: sealed })
    .deliver()
    .give('place', mia, { place, reason: sealed })
    .deliver();
}
