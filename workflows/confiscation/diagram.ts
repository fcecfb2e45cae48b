import type { Process } from '../kernel/contract';
import type { Event } from './events';
import type { ConfiscationPolicy } from './policy';
import type { Stage } from './progress';
import type { State } from './state';

type Edge = Process<State, Event, ConfiscationPolicy>['diagram'][number];
const edge = (from: Stage, event: Edge['event'], to: Stage): Edge => ({ from, event, to });

export const diagram: readonly Edge[] = [
  edge('opening', 'prosecution-registered', 'considering'),
  edge('considering', 'considered', 'awaiting-verdict'),
  edge('considering', 'outcome-recorded', 'timetable'),
  edge('considering', 'outcome-recorded', 'winding-up'),
  edge('awaiting-verdict', 'outcome-recorded', 'timetable'),
  edge('awaiting-verdict', 'outcome-recorded', 'winding-up'),
  edge('timetable', 'considered', 'winding-up'),
  edge('timetable', 'order-not-made', 'winding-up'),
  edge('timetable', 'order-made', 'time-to-pay'),
  edge('timetable', 'appeal-ended', 'winding-up'),
  edge('winding-up', 'considered', 'timetable'),
  edge('winding-up', 'court-proceeded', 'timetable'),
  edge('winding-up', 'order-reconsidered', 'time-to-pay'),
  edge('winding-up', 'order-reconsidered', 'enforcement'),
  edge('winding-up', 'case-ended', 'closed'),
  edge('time-to-pay', 'payment-overdue', 'enforcement'),
  edge('time-to-pay', 'collected', 'winding-up'),
  edge('time-to-pay', 'asset-realised', 'winding-up'),
  edge('time-to-pay', 'order-reconsidered', 'winding-up'),
  edge('enforcement', 'time-to-pay-extended', 'time-to-pay'),
  edge('enforcement', 'collected', 'winding-up'),
  edge('enforcement', 'asset-realised', 'winding-up'),
  edge('enforcement', 'order-reconsidered', 'winding-up'),
];
