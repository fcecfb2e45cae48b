import { londonDateOf, spansBetween, startOfLondonDay } from '../kernel/calendar';
import type { EffectResult, KernelEvent } from '../kernel/contract';
import { refuse } from '../kernel/refusals';
import type { CaseRef } from '../vocabulary';
import { closingWhenSettled } from './closing';
import type { AnyEvent, Event } from './events';
import { after } from './evolve';
import { offersIn, type Offer } from './offers';
import {
  byAuthority,
  byParty,
  command,
  otherReport,
  refuseField,
  source,
  whileMissing,
  type MissingContext,
} from './rules';
import { DismissOffer, LinkEpisode, ReviewWeek, TakeLinkedReport } from './schemas';
import { isClosed, isMissing, policyOf, type State } from './state';

/** Its number of the child is the same: the child may have been reported already. */
export function isSameChild({ kinds }: Pick<Offer, 'kinds'>): boolean {
  return kinds.includes('child');
}

export const linkEpisode = command({
  title: 'Link another report',
  hint: 'The same child reported twice, missing before, or something in common with another child.',
  by: ['social-worker', 'duty-manager', 'duty-inspector', 'force-lead', 'ceop-national-lead'],
  input: LinkEpisode,
  when: (state, context) =>
    byParty(state, context) ?? (isClosed(state) ? refuse('not-missing', 'This case is over.', source) : undefined),
  decide(state, { otherRef: typed, relation, reportedOn }, context) {
    const otherRef = otherReport(typed, context);
    if (typeof otherRef !== 'string') return otherRef;
    const offer = state.offers.find(({ ref }) => ref === otherRef);
    if (relation === 'pattern') return [{ type: 'pattern-linked', otherRef, kinds: offer?.kinds ?? [] }];
    if (relation === 'earlier-episode') {
      const day = reportedOn ?? (offer && londonDateOf(offer.reportedAt));
      if (day === undefined)
        return refuseField('date-missing', 'reportedOn', 'Give the day on which the child was reported then.');
      if (day > londonDateOf(state.reportedAt))
        return refuseField('date-in-future', 'reportedOn', 'This day is after the report of this case.');
      if (state.earlier.some(({ ref }) => ref === otherRef))
        return refuseField('already-linked', 'otherRef', 'That episode is linked already.');
      return counted(state, [episodeLinked(otherRef, day, offer)], context);
    }
    const notMissing = whileMissing(state);
    if (notMissing) return notMissing;
    if (state.asked !== undefined)
      return refuse('link-waits', `${state.asked} was asked to take this report. Wait for its answer.`, source);
    return [{ type: 'link-asked', otherRef }];
  },
});

/** Of two reports that would each be taken by the other, neither is: a child is never lost between them. */
export const takeLinkedReport = command({
  title: 'Take a linked report',
  hint: 'Sent by another report of the same child, which then closes.',
  by: ['system'],
  input: TakeLinkedReport,
  when: (state) =>
    isMissing(state) && state.asked === undefined
      ? undefined
      : refuse(
          'not-searching',
          'This report cannot take another one: it is not searching, or is being linked itself.',
          source,
        ),
  decide: (_state, { otherRef }) => [{ type: 'linked-report-taken', otherRef }],
});

export const dismissOffer = command({
  title: 'Put a link away',
  hint: 'Says that a link that was offered is none.',
  by: ['social-worker', 'duty-manager', 'duty-inspector', 'force-lead', 'ceop-national-lead'],
  input: DismissOffer,
  when: byParty,
  decide(state, { otherRef: typed, reason }, context) {
    const otherRef = otherReport(typed, context);
    if (typeof otherRef !== 'string') return otherRef;
    return state.offers.some(({ ref }) => ref === otherRef)
      ? [{ type: 'offer-dismissed', otherRef, reason }]
      : refuseField('not-offered', 'otherRef', 'This link was not offered.');
  },
});

export const recordSubgroup = command({
  title: 'Record what the subgroup found',
  hint: 'For a child who is missing again and again.',
  by: ['group-chair', 'lscb-chair', 'system'],
  input: ReviewWeek,
  when: (state, context) =>
    (context.actor.roles.includes('system') ? undefined : byAuthority(state, context)) ??
    (state.repeat && state.repeat.considered === undefined
      ? undefined
      : refuse('nothing-to-consider', 'This child is not before the subgroup.', source)),
  decide: (state, { findings }, context) =>
    closingWhenSettled(state, [{ type: 'repeat-considered', findings }], context),
});

/** This episode and the earlier ones that were reported in the days before it. */
export function episodesCounted(state: State): number {
  const { days } = policyOf(state).repeatEpisodes.value;
  const within = state.earlier.filter(
    ({ reportedOn }) => spansBetween(startOfLondonDay(reportedOn), state.reportedAt, 'calendar-days') <= days,
  );
  return within.length + 1;
}

/** The events, and word to the subgroup when they make it three episodes in ninety days. */
function counted(
  state: State,
  events: readonly AnyEvent[],
  { now, actor }: Pick<MissingContext, 'now' | 'actor'>,
): AnyEvent[] {
  const next = after(state, events, { at: now, actor });
  const episodes = episodesCounted(next);
  const isRepeat = episodes >= policyOf(state).repeatEpisodes.value.atLeast && state.repeat === undefined;
  return isRepeat ? [...events, { type: 'repeat-referred', episodes }] : [...events];
}

function episodeLinked(otherRef: CaseRef, reportedOn: string, offer: Offer | undefined): Event {
  const nrmReferral = offer?.nrmReferral;
  return { type: 'episode-linked', otherRef, reportedOn, ...(nrmReferral === undefined ? {} : { nrmReferral }) };
}

/** The child's referral of an earlier episode, or of a report that seems to be about the same child. */
export function referredBefore({ earlier, offers }: State): CaseRef | undefined {
  const same = [...earlier, ...offers.filter(isSameChild)];
  return same.findLast(({ nrmReferral }) => nrmReferral !== undefined)?.nrmReferral;
}

function isEarlier(offer: Offer): boolean {
  return isSameChild(offer) && (offer.stage === 'located' || offer.stage === 'closed');
}

/** What the record found: earlier episodes of the same child are linked at once, everything else is offered. */
export function onMatches(state: State, result: EffectResult, context: MissingContext): AnyEvent[] {
  if (isClosed(state)) return [];
  const known = new Set([
    ...state.earlier.map(({ ref }) => ref),
    ...state.patterns.map(({ ref }) => ref),
    ...state.offers.map(({ ref }) => ref),
    ...state.linkedReports,
  ]);
  const news = offersIn(result).filter(({ ref, stage }) => !known.has(ref) && stage !== 'linked');
  const isBefore = ({ reportedAt }: Offer) => Date.parse(reportedAt) <= Date.parse(state.reportedAt);
  const earlier = news
    .filter((offer) => isEarlier(offer) && isBefore(offer))
    .map((offer) => episodeLinked(offer.ref, londonDateOf(offer.reportedAt), offer));
  const offers = news.filter((offer) => !isEarlier(offer));
  const offered: Event[] = offers.length === 0 ? [] : [{ type: 'links-offered', offers }];
  return counted(state, [...earlier, ...offered], context);
}

/** The other report's answer: this one closes only when the other one has taken it. */
export function onAnswer(
  state: State,
  event: Extract<KernelEvent, { type: 'effect-done' | 'effect-refused' | 'effect-done-by-hand' }>,
): Event[] {
  const { asked } = state;
  if (asked === undefined || !event.effect.endsWith(askKey)) return [];
  if (event.type === 'effect-done') return isMissing(state) ? [{ type: 'linked-as-same', otherRef: asked }] : [];
  return [{ type: 'link-not-taken', otherRef: asked }];
}
export const askKey = 'ask-to-take';
