import { addSpan, compareInstants, londonDateOf, startOfLondonDay } from '../kernel/calendar';
import { refuse } from '../kernel/refusals';
import { closingWhenSettled } from './closing';
import type { Event } from './events';
import { inFuture } from './report';
import { byAuthority, byParty, command, refuseField, source, whileMissing } from './rules';
import { DecideAtBoard, RecordLocated, ReviewWeek } from './schemas';
import type { State } from './state';

export const recordLocated = command({
  title: 'Record that the child is located',
  hint: 'The ladders stop. A check, an interview, a plan and a review of the placement follow.',
  by: ['carer', 'social-worker', 'duty-manager', 'duty-inspector', 'force-lead', 'ceop-national-lead'],
  input: RecordLocated,
  when: (state, context) => byParty(state, context) ?? whileMissing(state),
  decide(state, { outcome, locatedAt, where, foundInCrime = false }, context) {
    const refusal = inFuture(locatedAt, context.now, 'locatedAt');
    if (refusal) return refusal;
    const at = locatedAt ?? context.now;
    if (compareInstants(at, state.reportedAt) < 0)
      return refuseField('before-the-report', 'locatedAt', 'This is before the child was reported. Give a later time.');
    return closingWhenSettled(state, [{ type: 'located', outcome, locatedAt: at, where, foundInCrime }], context);
  },
});

/** A child is never closed by silence: the board decides, and has to look again on the days that it names [99]. */
export const decideAtBoard = command({
  title: "Record the board's decision",
  hint: 'The search rests, and the board looks again on the days that it names. Only the senior board can do this.',
  by: ['lscb-chair'],
  input: DecideAtBoard,
  when: (state, context) => byAuthority(state, context) ?? whileMissing(state),
  decide(_state, { reasons, reviewOn }, { now, policy: { boardReviewWithinDays } }) {
    const count = boardReviewWithinDays.value;
    const dates = [londonDateOf(now), ...reviewOn];
    for (const [i, day] of reviewOn.entries()) {
      const before = dates[i] ?? day;
      if (day <= before)
        return refuseField('dates-not-in-order', 'reviewOn', 'Give days after today, each later than the one before.');
      const latest = addSpan(startOfLondonDay(before), { count, unit: 'calendar-days' });
      if (compareInstants(startOfLondonDay(day), latest) >= 0)
        return refuseField(
          'too-far',
          'reviewOn',
          `The board looks again at least every ${count} days. Give earlier days.`,
        );
    }
    return [{ type: 'board-decided', reasons, reviewOn }];
  },
});

export const reviewAtBoard = command({
  title: "Record the board's review",
  hint: 'The board has looked at a search that rests. After its last date it decides again.',
  by: ['lscb-chair'],
  input: ReviewWeek,
  when: (state, context) =>
    byAuthority(state, context) ??
    (state.stage === 'at-rest' ? undefined : refuse('not-at-rest', 'This search does not rest.', source)),
  decide: ({ board }: State, { findings }): Event[] | ReturnType<typeof refuse> =>
    board && board.reviewOn.length > 1
      ? [{ type: 'board-reviewed', findings }]
      : refuse(
          'no-further-date',
          'This is the last date. Decide again, with further dates, or record that the child is located.',
          source,
        ),
});
