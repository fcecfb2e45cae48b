import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { policy as missingPolicy } from '../missing-child/policy';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type GroupPolicy = {
  everyWeeks: PolicyValue<number>;
  /** How far off the first meeting may be. */
  firstWithinWeeks: PolicyValue<number>;
  cutOffWorkingDays: PolicyValue<number>;
  /** By when a meeting that was not held on its day is held, and by when its minutes are recorded. */
  lateMeetingWorkingDays: PolicyValue<number>;
  minutesWorkingDays: PolicyValue<number>;
  /** By when the senior board answers. */
  boardWorkingDays: PolicyValue<number>;
  /** An action that comes back to so many agendas goes to the senior board. */
  actionReturns: PolicyValue<number>;
  deliverWithinHours: PolicyValue<number>;
  policeForces: (typeof missingPolicy)['strategy-2011']['agencies'];
};

function chosen<V>(value: V): PolicyValue<V> {
  const source = "Concert's default for strategy paragraph 99 and box";
  return { value, source, effectiveFrom: '2009-04-01', isDefault: true };
}

function forSet(set: PolicySetId): GroupPolicy {
  return {
    everyWeeks: {
      value: 6,
      source: 'Human Trafficking Strategy 2011, paragraph 99 and box',
      effectiveFrom: '2009-04-01',
    },
    firstWithinWeeks: chosen(12),
    cutOffWorkingDays: chosen(3),
    lateMeetingWorkingDays: chosen(5),
    minutesWorkingDays: chosen(10),
    boardWorkingDays: chosen(10),
    actionReturns: chosen(2),
    deliverWithinHours: chosen(4),
    policeForces: missingPolicy[set].agencies,
  };
}

export const policy: Record<PolicySetId, GroupPolicy> = {
  'strategy-2011': forSet('strategy-2011'),
  'nationality-and-borders-2022': forSet('nationality-and-borders-2022'),
};
