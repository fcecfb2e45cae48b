import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { actions, type Action } from './policy-actions';
import { ladders, type Ladder } from './policy-ladders';
import type { AgencyCode, indicators } from '../vocabulary';

export const risks = ['low', 'medium', 'high'] as const;
type Indicator = (typeof indicators)[number];
export type Risk = (typeof risks)[number];
export type ByRisk = Record<Risk, Span>;

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type MissingPolicy = {
  ladders: PolicyValue<readonly Ladder[]>;
  actions: PolicyValue<readonly Action[]>;
  /** The toolkit's indicators: any one of `high`, or so many of all, make the risk high. */
  riskRule: PolicyValue<{
    high: readonly Indicator[];
    manyIndicators: number;
    whenNothingIsKnown: Risk;
    otherwise: Risk;
  }>;
  /** By when what is missing from a report is filled in. */
  completeWithin: PolicyValue<ByRisk>;
  /** How often the search is reviewed, and how often it is asked for when it was not. */
  reviewEvery: PolicyValue<ByRisk>;
  reviewOverdueEvery: PolicyValue<Span>;
  /** By when somebody looks at the links that are offered: the same child reported twice, and a pattern. */
  sameChildWithin: PolicyValue<ByRisk>;
  patternsWithin: PolicyValue<ByRisk>;
  /** So many episodes of one child in so many days go to the subgroup, which has so long. */
  repeatEpisodes: PolicyValue<{ atLeast: number; days: number }>;
  subgroupWithin: PolicyValue<Span>;
  /** The farthest that the board may put off its next look. */
  boardReviewWithinDays: PolicyValue<number>;
  agencies: PolicyValue<{
    police: Record<AgencyCode, AgencyCode>;
    otherwisePolice: AgencyCode;
    ukhtc: AgencyCode;
    ceop: AgencyCode;
    ports: AgencyCode;
  }>;
  deliverWithinHours: PolicyValue<number>;
};

const strategyBox = "Concert's default for strategy paragraphs 99 and box, 106, 107";

function chosen<V>(value: V, source = strategyBox): PolicyValue<V> {
  return { value, source, effectiveFrom: '2009-04-01', isDefault: true };
}

const hours = (count: number): Span => ({ count, unit: 'hours' });
const days = (count: number): Span => ({ count, unit: 'calendar-days' });
const weeks = (count: number): Span => ({ count, unit: 'weeks' });

const shared: MissingPolicy = {
  ladders: chosen(ladders),
  actions: chosen(actions),
  riskRule: chosen({
    high: [
      'child-unaccompanied',
      'child-with-unrelated-adult',
      'movement-controlled',
      'debt-bondage',
      'child-found-in-crime',
    ],
    manyIndicators: 2,
    whenNothingIsKnown: 'high',
    otherwise: 'medium',
  }),
  completeWithin: chosen({ low: hours(24), medium: hours(8), high: hours(4) }),
  reviewEvery: chosen({ low: weeks(1), medium: weeks(1), high: days(3) }),
  reviewOverdueEvery: chosen(hours(24)),
  sameChildWithin: chosen({ low: hours(8), medium: hours(4), high: hours(2) }),
  patternsWithin: chosen({ low: weeks(1), medium: days(3), high: days(1) }),
  repeatEpisodes: chosen({ atLeast: 3, days: 90 }),
  subgroupWithin: chosen(weeks(9), "Concert's default: the subgroup meets six to eight times a year (strategy 99)"),
  boardReviewWithinDays: chosen(90),
  agencies: chosen(
    {
      police: { 'hillingdon-council': 'met-police' },
      otherwisePolice: 'met-police',
      ukhtc: 'ukhtc',
      ceop: 'ceop',
      ports: 'ukba',
    },
    "Concert's default: the register knows one police force",
  ),
  deliverWithinHours: chosen(1),
};

/** The Act of 2022 changes nothing here. */
export const policy: Record<PolicySetId, MissingPolicy> = {
  'strategy-2011': shared,
  'nationality-and-borders-2022': shared,
};
