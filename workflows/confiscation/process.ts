import type { Process, Status } from '../kernel/contract';
import { collecting } from './collecting';
import { considering, open } from './considering';
import { court } from './court';
import { deadlines } from './deadlines';
import { diagram } from './diagram';
import { early } from './early';
import { react } from './effects';
import { ending } from './ending';
import type { Event } from './events';
import { evolve } from './evolve';
import { figures } from './figures';
import { orders } from './orders';
import { policy, type ConfiscationPolicy } from './policy';
import { stageOf, type Stage } from './progress';
import { respond } from './respond';
import { restraint } from './restraint';
import { source } from './rules';
import { initial, leadOf, type State } from './state';
import { tasks } from './tasks';
import { view } from './view';

/** Confiscation, considered in every trafficking-related prosecution, by both bodies, in time [89-92]. */
export const confiscation: Process<State, Event, ConfiscationPolicy> = {
  name: 'confiscation',
  version: 1,
  prefix: 'CON',
  title: 'Confiscation',
  source,
  policy,
  opening: open,
  commands: { ...considering, ...early, ...restraint, ...court, ...orders, ...collecting, ...ending },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: ({ prosecutingBody }) => leadOf(prosecutingBody),
  react,
  status,
  view,
  figures,
  diagram,
};

const titles: Record<Stage, string> = {
  opening: 'Not opened',
  considering: 'Confiscation is being considered',
  'awaiting-verdict': 'Both bodies have considered; waits for the verdict',
  timetable: 'Convicted; on the way to a confiscation order',
  'time-to-pay': 'Ordered; the time to pay runs',
  enforcement: 'Not paid in time; the order is enforced',
  'winding-up': 'Nothing more is to be ordered or collected; some things are to be finished',
  closed: 'Closed',
};

function status(state: State): Status {
  const stage = stageOf(state);
  return { stage, title: titles[stage], isClosed: stage === 'closed' };
}
