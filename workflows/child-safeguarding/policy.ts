import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { policy as missingPolicy } from '../missing-child/policy';
import type { Role } from '../vocabulary';
import type { AccountPart } from './schemas';

export const actionNames = [
  'conference',
  'appropriate-adult',
  'safe-accommodation',
  'nrm-referral',
  'strategy-meeting',
  'plan',
  'age-assessment',
] as const;
/** What has to be done once for every child; the command is `record-` and its name. */
export type ActionName = (typeof actionNames)[number];

/** Whose person it is. */
export type Party = 'authority' | 'police' | 'cps' | 'port';

export interface Action {
  action: ActionName;
  title: string;
  role: Role;
  party: Party;
  /** For every child, only where a charge is in question, or only where the age is disputed. */
  when: 'always' | 'crime' | 'age-disputed';
  within: Span;
}

export interface Acknowledgement {
  party: 'police' | 'ukhtc';
  role: Role;
  superior: Role;
  within: Span;
}

/** A role of an agency in the case, what it needs the child's account for, and the parts that this takes. */
export interface AccountReader {
  party: Party | 'ukhtc';
  role: Role;
  need: 'safeguarding' | 'daily-care' | 'investigation' | 'prosecution' | 'border' | 'intelligence';
  parts: readonly AccountPart[];
}

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type SafeguardingPolicy = {
  actions: PolicyValue<readonly Action[]>;
  /** Who acknowledges that the report of the child has arrived, and who is told when they do not [106]. */
  acknowledgements: PolicyValue<readonly Acknowledgement[]>;
  /** By when CPS considers at each decision point whether to discontinue. */
  considerWithin: PolicyValue<Span>;
  appealReviewWithin: PolicyValue<Span>;
  recountDecisionWithin: PolicyValue<Span>;
  reviewEvery: PolicyValue<Span>;
  /** Who reads which parts of the one account, and for what: everybody what they need and may see [107]. */
  accountReaders: PolicyValue<readonly AccountReader[]>;
  agencies: PolicyValue<{ cps: string; ukhtc: string; port: string }>;
  policeForces: (typeof missingPolicy)['strategy-2011']['agencies'];
  deliverWithinHours: PolicyValue<number>;
};

const hours = (count: number): Span => ({ count, unit: 'hours' });
const days = (count: number): Span => ({ count, unit: 'calendar-days' });
const workingDays = (count: number): Span => ({ count, unit: 'working-days' });

function chosen<V>(value: V, source = "Concert's default for strategy paragraphs 98, 103, 106, 107"): PolicyValue<V> {
  return { value, source, effectiveFrom: '2009-04-01', isDefault: true };
}

const actions: readonly Action[] = [
  {
    action: 'conference',
    title: "Confer: police, children's services and CPS, before anything else happens about a charge",
    role: 'duty-inspector',
    party: 'police',
    when: 'crime',
    within: days(0),
  },
  {
    action: 'appropriate-adult',
    title: 'See that an appropriate adult is with the child',
    role: 'duty-inspector',
    party: 'police',
    when: 'crime',
    within: hours(2),
  },
  {
    action: 'safe-accommodation',
    title: 'Find accommodation that is safe from those who exploit the child',
    role: 'duty-manager',
    party: 'authority',
    when: 'always',
    within: hours(6),
  },
  {
    action: 'nrm-referral',
    title: 'Refer the child to the National Referral Mechanism; no consent is asked of a child',
    role: 'social-worker',
    party: 'authority',
    when: 'always',
    within: workingDays(1),
  },
  {
    action: 'strategy-meeting',
    title: 'Hold the strategy meeting',
    role: 'duty-manager',
    party: 'authority',
    when: 'always',
    within: workingDays(3),
  },
  {
    action: 'plan',
    title: 'Record the plan: child in need, or child protection',
    role: 'social-worker',
    party: 'authority',
    when: 'always',
    within: workingDays(10),
  },
  {
    action: 'age-assessment',
    title: 'Assess the age; until then the child is a child',
    role: 'social-worker',
    party: 'authority',
    when: 'age-disputed',
    within: workingDays(28),
  },
];

const whole: readonly AccountPart[] = ['recruitment', 'journey', 'border', 'activity', 'safety'];
const accountReaders: readonly AccountReader[] = [
  { party: 'authority', role: 'social-worker', need: 'safeguarding', parts: whole },
  { party: 'authority', role: 'duty-manager', need: 'safeguarding', parts: whole },
  { party: 'authority', role: 'safeguarding-lead', need: 'safeguarding', parts: whole },
  { party: 'authority', role: 'carer', need: 'daily-care', parts: ['safety'] },
  { party: 'police', role: 'duty-inspector', need: 'investigation', parts: whole },
  { party: 'cps', role: 'prosecutor', need: 'prosecution', parts: ['recruitment', 'journey', 'activity'] },
  {
    party: 'ukhtc',
    role: 'team-leader',
    need: 'intelligence',
    parts: ['recruitment', 'journey', 'border', 'activity'],
  },
  { party: 'port', role: 'immigration-officer', need: 'border', parts: ['journey', 'border'] },
];

function forSet(set: PolicySetId): SafeguardingPolicy {
  return {
    actions: chosen(actions),
    acknowledgements: chosen([
      { party: 'police', role: 'duty-inspector', superior: 'force-lead', within: hours(1) },
      { party: 'ukhtc', role: 'team-leader', superior: 'head-of-unit', within: hours(4) },
    ]),
    considerWithin: chosen(workingDays(1)),
    appealReviewWithin: chosen(workingDays(10)),
    recountDecisionWithin: chosen(workingDays(1)),
    reviewEvery: chosen({ count: 2, unit: 'weeks' }),
    accountReaders: chosen(accountReaders),
    agencies: chosen({ cps: 'cps', ukhtc: 'ukhtc', port: 'ukba' }),
    policeForces: missingPolicy[set].agencies,
    deliverWithinHours: chosen(1),
  };
}

export const policy: Record<PolicySetId, SafeguardingPolicy> = {
  'strategy-2011': forSet('strategy-2011'),
  'nationality-and-borders-2022': forSet('nationality-and-borders-2022'),
};
