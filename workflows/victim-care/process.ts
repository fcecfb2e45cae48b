import type { Process, Status } from '../kernel/contract';
import { assessingCommands } from './assessing';
import { correctionCommands } from './correction';
import { caseManagers, deadlines } from './deadlines';
import { react } from './effects';
import type { Event } from './events';
import { evolve } from './evolve';
import { figures } from './figures';
import { leavingCommands } from './leaving';
import { acceptCare, openCare, recordDeclined } from './opening';
import { placingCommands } from './placing';
import { policy, type CarePolicy } from './policy';
import { qualityCommands } from './quality';
import { referralCommands } from './referral';
import { respond } from './respond';
import { source } from './rules';
import { initial, stageOf, type Stage, type State } from './state';
import { tasks } from './tasks';
import { view } from './view';
import { whereaboutsCommands } from './whereabouts';

/** The care of an adult victim, from the offer to the support after the exit, through every provider [33–37]. */
export const victimCare: Process<State, Event, CarePolicy> = {
  name: 'victim-care',
  version: 1,
  prefix: 'CAR',
  title: 'Victim care',
  source,
  policy,
  opening: openCare,
  commands: {
    accept: acceptCare,
    'record-declined': recordDeclined,
    ...referralCommands,
    ...assessingCommands,
    ...placingCommands,
    ...whereaboutsCommands,
    ...correctionCommands,
    ...leavingCommands,
    ...qualityCommands,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: caseManagers,
  react,
  status,
  view,
  figures,
  diagram: [
    { from: 'opening', event: 'care-opened', to: 'offered' },
    { from: 'offered', event: 'care-handed-over', to: 'handed-over' },
    { from: 'offered', event: 'care-accepted', to: 'accepted' },
    { from: 'offered', event: 'care-declined', to: 'declined' },
    { from: 'accepted', event: 'care-declined', to: 'declined' },
    { from: 'accepted', event: 'arrived', to: 'in-care' },
    { from: 'accepted', event: 'missing-reported', to: 'missing' },
    { from: 'accepted', event: 'exited', to: 'moved-on' },
    { from: 'in-care', event: 'absence-recorded', to: 'absent' },
    { from: 'in-care', event: 'missing-reported', to: 'missing' },
    { from: 'in-care', event: 'journey-corrected', to: 'absent' },
    { from: 'in-care', event: 'exited', to: 'moved-on' },
    { from: 'absent', event: 'returned', to: 'in-care' },
    { from: 'absent', event: 'arrived', to: 'in-care' },
    { from: 'absent', event: 'missing-reported', to: 'missing' },
    { from: 'absent', event: 'journey-corrected', to: 'in-care' },
    { from: 'absent', event: 'exited', to: 'moved-on' },
    { from: 'missing', event: 'found', to: 'absent' },
    { from: 'missing', event: 'found', to: 'accepted' },
    { from: 'missing', event: 'exited', to: 'moved-on' },
    { from: 'missing', event: 'care-declined', to: 'declined' },
    { from: 'moved-on', event: 'care-closed', to: 'closed' },
  ],
};

const titles: Record<Stage, string> = {
  opening: 'Not opened',
  offered: 'Waits for the central contractor to accept',
  accepted: 'Accepted; not yet in a place',
  'in-care': 'In care',
  absent: 'Away from the place',
  missing: 'Missing; those who must know have been told',
  'moved-on': 'Left care; support goes on for a while',
  'handed-over': 'Handed over to the arrangements that are responsible',
  declined: 'The person does not want care',
  closed: 'Care and the support after it have ended',
};

function status(state: State): Status {
  const stage = stageOf(state);
  return { stage, title: titles[stage], isClosed: state.ended !== undefined };
}
