import type { Span } from '../kernel/calendar';
import type { Role } from '../vocabulary';

export const ladderNames = ['childrens-services', 'police', 'national'] as const;
export type LadderName = (typeof ladderNames)[number];

/** Whose person it is: the child's authority, its police force, or a national agency. */
export type AgencyKind = 'authority' | 'police' | 'ukhtc' | 'ceop';

/** When a step or an action is there at all. */
export type Condition = 'always' | 'trafficking' | 'not-trafficking';

/** One step of a ladder. High risk shortens every span. */
export interface LadderStep {
  step: string;
  role: Role;
  agency: AgencyKind;
  when: Condition;
  /** How long the child has been reported missing when this step is reached, whoever acknowledged the one before. */
  after: Record<'low' | 'medium' | 'high', Span>;
  /** By when it is acknowledged; if not, the next step is reached at once. */
  acknowledge: Record<'low' | 'medium' | 'high', Span>;
  /** First day on which the step is there, YYYY-MM-DD. */
  from?: string;
}

export interface Ladder {
  ladder: LadderName;
  title: string;
  /** From the lowest to the highest. */
  steps: readonly LadderStep[];
}

const hours = (count: number): Span => ({ count, unit: 'hours' });
const days = (count: number): Span => ({ count, unit: 'calendar-days' });
const workingDays = (count: number): Span => ({ count, unit: 'working-days' });
const atOnce = { low: hours(0), medium: hours(0), high: hours(0) };
const withinAnHour = { low: hours(1), medium: hours(1), high: hours(1) };

/** The three ladders run side by side [99, 106]. */
export const ladders: readonly Ladder[] = [
  {
    ladder: 'childrens-services',
    title: "Children's services",
    steps: [
      {
        step: 'carer',
        role: 'carer',
        agency: 'authority',
        when: 'always',
        after: atOnce,
        acknowledge: { low: hours(4), medium: hours(2), high: hours(1) },
      },
      {
        step: 'duty-manager',
        role: 'duty-manager',
        agency: 'authority',
        when: 'always',
        after: atOnce,
        acknowledge: { low: hours(4), medium: hours(2), high: hours(1) },
      },
      {
        step: 'assistant-director',
        role: 'assistant-director',
        agency: 'authority',
        when: 'always',
        after: { low: hours(72), medium: hours(24), high: hours(6) },
        acknowledge: { low: workingDays(1), medium: hours(12), high: hours(4) },
      },
      {
        step: 'lscb-chair',
        role: 'lscb-chair',
        agency: 'authority',
        when: 'always',
        after: { low: workingDays(5), medium: hours(72), high: hours(24) },
        acknowledge: { low: workingDays(2), medium: days(1), high: hours(12) },
      },
    ],
  },
  {
    ladder: 'police',
    title: 'Police',
    steps: [
      {
        step: 'duty-inspector',
        role: 'duty-inspector',
        agency: 'police',
        when: 'always',
        after: atOnce,
        acknowledge: withinAnHour,
      },
      {
        step: 'force-lead',
        role: 'force-lead',
        agency: 'police',
        when: 'always',
        after: { low: workingDays(5), medium: hours(48), high: hours(12) },
        acknowledge: { low: workingDays(1), medium: hours(24), high: hours(4) },
      },
      {
        step: 'ceop-after-force',
        role: 'ceop-national-lead',
        agency: 'ceop',
        when: 'not-trafficking',
        after: { low: days(28), medium: days(14), high: days(3) },
        acknowledge: { low: workingDays(2), medium: workingDays(1), high: hours(24) },
        from: '2011-07-01',
      },
    ],
  },
  {
    ladder: 'national',
    title: 'National, where trafficking is known or suspected',
    steps: [
      {
        step: 'ukhtc',
        role: 'team-leader',
        agency: 'ukhtc',
        when: 'trafficking',
        after: atOnce,
        acknowledge: { low: hours(24), medium: hours(8), high: hours(4) },
      },
      {
        step: 'ceop',
        role: 'ceop-national-lead',
        agency: 'ceop',
        when: 'trafficking',
        after: atOnce,
        acknowledge: { low: hours(24), medium: hours(8), high: hours(4) },
        from: '2011-07-01',
      },
    ],
  },
];
