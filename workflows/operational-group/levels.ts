import type { PolicySetId } from '../kernel/contract';
import type { Role } from '../vocabulary';
import { policyOfLevel, type GroupPolicy, type LevelName } from './policy';

export interface Level {
  name: LevelName;
  /** Three letters before a reference. */
  prefix: string;
  title: string;
  opens: { title: string; hint: string };
  /** Who leads the meetings. */
  chair: Role;
  /** Who is told, and must act, when a meeting is not held. */
  superior: Role;
  policy: Record<PolicySetId, GroupPolicy>;
}

export const levels: Record<LevelName, Level> = {
  'operational-group': {
    name: 'operational-group',
    prefix: 'OPG',
    title: 'Operational group on missing children',
    opens: {
      title: 'Open an operational group',
      hint: 'One for each local authority. It meets every six weeks, and its agenda is made from the cases.',
    },
    chair: 'group-chair',
    superior: 'lscb-chair',
    policy: policyOfLevel('operational-group'),
  },
  'lscb-subgroup': {
    name: 'lscb-subgroup',
    prefix: 'SUB',
    title: 'Subgroup on trafficking, exploitation and missing children',
    opens: {
      title: 'Open a subgroup',
      hint: 'One for each local authority. It meets six to eight times a year about policy, and about children who are missing again and again.',
    },
    chair: 'group-chair',
    superior: 'lscb-chair',
    policy: policyOfLevel('lscb-subgroup'),
  },
  'senior-board': {
    name: 'senior-board',
    prefix: 'SEN',
    title: 'Senior board on missing children',
    opens: {
      title: 'Open a senior board',
      hint: 'One for each local authority. What the other two levels could not resolve is on its agenda until it is answered.',
    },
    chair: 'lscb-chair',
    superior: 'assistant-director',
    policy: policyOfLevel('senior-board'),
  },
};
