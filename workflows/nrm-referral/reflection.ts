import type { CaseFile, KernelEvent } from '../kernel/contract';
import { commandsOf } from '../kernel/command';
import { dueDeadline, isPaused } from '../kernel/deadlines';
import { refuse } from '../kernel/refusals';
import { parseCaseRef, prefixOf } from '../vocabulary';
import { targetDeadline } from './deadlines';
import type { AnyEvent, Event } from './events';
import type { NrmPolicy } from './policy';
import { allOf, ofTheCompetentAuthority, refuseField, type NrmContext, type Rule } from './rules';
import { Empty, FollowReflectionClock, LinkReflectionPeriod, ReflectionEnded } from './schemas';
import { isReflecting, reflectionLink, type State } from './state';

const command = commandsOf<State, Event, NrmPolicy>();
const source = 'Strategy 23';

/** The prefix of a reflection period's reference. (Its process is not imported: the registry knows both.) */
export const reflectionPrefix = 'RFL';

const reflectionBegan: Rule = (state) =>
  state.reflection ? undefined : refuse('no-reflection-period', 'No reflection period has begun on this case.', source);

export const recordReflectionMinimumPassed = command({
  title: "The reflection period's minimum has passed",
  hint: 'Told by the reflection period itself.',
  by: ['system'],
  input: Empty,
  when: reflectionBegan,
  decide: () => [{ type: 'reflection-minimum-passed' }],
});

export const recordReflectionEnded = command({
  title: 'The reflection period has ended',
  hint: 'Told by the reflection period itself, with the ground on which it ended.',
  by: ['system'],
  input: ReflectionEnded,
  when: reflectionBegan,
  decide: (_state, { ground }) => [{ type: 'reflection-ended', ground }],
});

/**
 * The minimum was extended, stopped or started again: the target of the conclusive decision moves with it, or it would
 * pass before anybody may decide. Word may come late or out of order, so each tells the whole clock and has a number.
 */
export const followReflectionClock = command({
  title: "The reflection period's clock has changed",
  hint: 'Told by the reflection period itself: the target of the conclusive decision moves alike.',
  by: ['system'],
  input: FollowReflectionClock,
  when: reflectionBegan,
  decide(state, told, context) {
    const known = state.reflection?.clock;
    if (!known || told.number <= known.number) return [];
    const days = Math.max(0, told.daysAdded - known.daysAdded);
    return [{ type: 'reflection-clock-followed', ...told }, ...targetFollows(state, days, told.isStopped, context)];
  },
});

function targetFollows(state: State, days: number, isStopped: boolean, { policy, file }: NrmContext): AnyEvent[] {
  const target = state.awaited?.grounds === 'conclusive-grounds' ? targetDeadline(state, policy) : undefined;
  if (!target || state.awaited?.round !== 1) return [];
  const { key: deadline } = target;
  const reason = 'reflection-period';
  const { ledger, isPassed } = dueDeadline(target, file);
  const isStoppedByPeriod = isPaused(ledger) && ledger.findLast((e) => e.kind === 'paused')?.reason === reason;
  if (!isStopped && isStoppedByPeriod) {
    return [{ type: 'deadline-resumed', deadline, count: days, reason }];
  }
  const events: KernelEvent[] = days > 0 ? [{ type: 'deadline-extended', deadline, count: days, reason }] : [];
  const stops = isStopped && !isPaused(ledger) && !isPassed;
  return stops ? [...events, { type: 'deadline-paused', deadline, reason }] : events;
}

export const restartReflectionPeriod = command({
  title: 'Start the reflection period again',
  hint: 'When its own case could not be opened. Removal is not held until it is.',
  by: ['team-leader', 'head-of-unit'],
  input: Empty,
  when: allOf(ofTheCompetentAuthority, (state) =>
    isReflecting(state) && (state.reflection?.opened === 'refused' || state.reflection?.opened === 'by-hand')
      ? undefined
      : refuse('reflection-period-started', 'The reflection period has been started, or is not needed.', source),
  ),
  decide: () => [{ type: 'reflection-period-asked-again' }],
});

/** What was started by hand is known to nobody but the person who did it, until they say which case it is. */
export const linkReflectionPeriod = command({
  title: 'Give the reference of the reflection period',
  hint: 'When its case was opened by hand. From then on both cases tell each other what happens.',
  by: ['team-leader', 'head-of-unit'],
  input: LinkReflectionPeriod,
  when: allOf(ofTheCompetentAuthority, reflectionBegan, (_state, { file }) => {
    if (file.links[reflectionLink] !== undefined) {
      return refuse('reflection-period-linked', 'The reflection period of this case is known already.', source);
    }
    return startsOf(file).some((effect) => !effect.isUndelivered)
      ? refuse('reflection-period-being-started', 'The system is opening the reflection period. Wait for it.', source)
      : undefined;
  }),
  decide(_state, { reflectionRef }, { file }) {
    const ref = parseCaseRef(reflectionRef);
    if (!ref || prefixOf(ref) !== reflectionPrefix) {
      const message = 'This is not the reference of a reflection period. Check it for slips.';
      return refuseField('not-a-reference', 'reflectionRef', message, source);
    }
    const waiting = startsOf(file).map(({ key }) => key);
    const effects = waiting.length > 0 ? waiting : ['started-by-hand'];
    return effects.map((effect): KernelEvent => ({
      type: 'effect-done',
      effect,
      kind: 'start-case',
      link: reflectionLink,
      result: { ref },
    }));
  },
});

function startsOf({ pending }: CaseFile) {
  return Object.values(pending).filter((effect) => effect.kind === 'start-case' && effect.link === reflectionLink);
}
