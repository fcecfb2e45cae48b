import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { policy as missingPolicy } from '../missing-child/policy';

export const levelNames = ['operational-group', 'lscb-subgroup', 'senior-board'] as const;
/** The three levels of the response to missing children [99 and box]: each is a process, and all meet by the same rules. */
export type LevelName = (typeof levelNames)[number];

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

const box = 'Human Trafficking Strategy 2011, paragraph 99 and box';

/** The strategy says six weeks of the operational group, and six to eight times a year of the subgroup. */
const everyWeeks: Record<LevelName, PolicyValue<number>> = {
  'operational-group': { value: 6, source: box, effectiveFrom: '2009-04-01' },
  'lscb-subgroup': { value: 7, source: `${box}: six to eight times a year`, effectiveFrom: '2009-04-01' },
  'senior-board': chosen(13),
};

function forSet(level: LevelName, set: PolicySetId): GroupPolicy {
  return {
    everyWeeks: everyWeeks[level],
    firstWithinWeeks: chosen(12),
    cutOffWorkingDays: chosen(level === 'operational-group' ? 3 : 5),
    lateMeetingWorkingDays: chosen(5),
    minutesWorkingDays: chosen(10),
    boardWorkingDays: chosen(10),
    actionReturns: chosen(2),
    deliverWithinHours: chosen(4),
    policeForces: missingPolicy[set].agencies,
  };
}

export function policyOfLevel(level: LevelName): Record<PolicySetId, GroupPolicy> {
  return {
    'strategy-2011': forSet(level, 'strategy-2011'),
    'nationality-and-borders-2022': forSet(level, 'nationality-and-borders-2022'),
  };
}

/** Of the operational group. */
export const policy = policyOfLevel('operational-group');
