import type { Span } from '../kernel/calendar';
import type { Role } from '../vocabulary';
import type { AgencyKind, Condition } from './policy-ladders';

export const actionNames = [
  'strategy-discussion',
  'recovery-plan',
  'circulation',
  'media-decision',
  'nrm-referral',
  'safe-and-well-check',
  'return-interview',
  'safeguarding-plan',
  'placement-review',
] as const;
/** What has to be done once for every child; the command is `record-` and its name. */
export type ActionName = (typeof actionNames)[number];

export interface Action {
  action: ActionName;
  title: string;
  role: Role;
  agency: AgencyKind;
  /** While the child is missing, once the child is located, or whichever it is. */
  phase: 'missing' | 'located' | 'both';
  when: Condition;
  within: Record<'low' | 'medium' | 'high', Span>;
}

const hours = (count: number): Span => ({ count, unit: 'hours' });
const workingDays = (count: number): Span => ({ count, unit: 'working-days' });

export const actions: readonly Action[] = [
  {
    action: 'strategy-discussion',
    title: 'Hold the strategy discussion and record it',
    role: 'duty-manager',
    agency: 'authority',
    phase: 'missing',
    when: 'always',
    within: { low: hours(24), medium: hours(24), high: hours(12) },
  },
  {
    action: 'recovery-plan',
    title: 'Record the plan to recover the child',
    role: 'duty-inspector',
    agency: 'police',
    phase: 'missing',
    when: 'always',
    within: { low: hours(48), medium: hours(24), high: hours(12) },
  },
  {
    action: 'circulation',
    title: 'Circulate the child to ports',
    role: 'duty-inspector',
    agency: 'police',
    phase: 'missing',
    when: 'always',
    within: { low: hours(24), medium: hours(8), high: hours(3) },
  },
  {
    action: 'media-decision',
    title: 'Decide whether to ask the public',
    role: 'duty-inspector',
    agency: 'police',
    phase: 'missing',
    when: 'always',
    within: { low: hours(72), medium: hours(48), high: hours(24) },
  },
  {
    action: 'nrm-referral',
    title: 'Refer the child to the National Referral Mechanism; no consent is asked of a child',
    role: 'social-worker',
    agency: 'authority',
    phase: 'both',
    when: 'trafficking',
    within: { low: workingDays(2), medium: workingDays(1), high: workingDays(1) },
  },
  {
    action: 'safe-and-well-check',
    title: 'See that the child is safe and well',
    role: 'duty-inspector',
    agency: 'police',
    phase: 'located',
    when: 'always',
    within: { low: hours(24), medium: hours(12), high: hours(6) },
  },
  {
    action: 'return-interview',
    title: 'Hold the return interview, joined with the one debrief',
    role: 'social-worker',
    agency: 'authority',
    phase: 'located',
    when: 'always',
    within: { low: hours(72), medium: hours(72), high: hours(48) },
  },
  {
    action: 'safeguarding-plan',
    title: 'Record how the child is kept safe from now on',
    role: 'social-worker',
    agency: 'authority',
    phase: 'located',
    when: 'always',
    within: { low: workingDays(5), medium: workingDays(5), high: workingDays(2) },
  },
  {
    action: 'placement-review',
    title: 'Review whether the placement is right',
    role: 'duty-manager',
    agency: 'authority',
    phase: 'located',
    when: 'always',
    within: { low: workingDays(10), medium: workingDays(10), high: workingDays(5) },
  },
];
