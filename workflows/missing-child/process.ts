import { noting } from '../child-cases/noting';
import type { Process } from '../kernel/contract';
import { deadlines, tasks } from './deadlines';
import { react, respond } from './effects';
import type { Event } from './events';
import { evolve } from './evolve';
import { dismissOffer, linkEpisode, recordSubgroup, takeLinkedReport } from './linking';
import { decideAtBoard, recordLocated, reviewAtBoard } from './locating';
import { policy, type MissingPolicy } from './policy';
import { recordings, referToNrm } from './recording';
import { completeReport, report } from './report';
import { source } from './rules';
import { acknowledge, assessRisk, reviewWeek } from './searching';
import { initial, isClosed, type Stage, type State } from './state';
import { figures, view } from './view';

/** A child missing from care, or at risk on arrival: never closed by silence [99 and box, 106, 107]. */
export const missingChild: Process<State, Event, MissingPolicy> = {
  name: 'missing-child',
  version: 1,
  prefix: 'MIS',
  title: 'Missing child',
  source,
  policy,
  opening: report,
  commands: {
    acknowledge,
    'complete-report': completeReport,
    'assess-risk': assessRisk,
    ...recordings,
    'refer-to-nrm': referToNrm,
    'review-week': reviewWeek,
    'link-episode': linkEpisode,
    'take-linked-report': takeLinkedReport,
    'dismiss-offer': dismissOffer,
    ...noting,
    'record-subgroup-findings': recordSubgroup,
    'decide-at-board': decideAtBoard,
    'review-at-board': reviewAtBoard,
    'record-located': recordLocated,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: ({ authority: agency }) => ({ role: 'duty-manager', agency }),
  react,
  status: (state) => ({ stage: state.stage, title: titleOf(state), isClosed: isClosed(state) }),
  view,
  figures,
  diagram: [
    { from: 'not-reported', event: 'reported', to: 'missing' },
    { from: 'missing', event: 'board-decided', to: 'at-rest' },
    { from: 'at-rest', event: 'board-decision-lapsed', to: 'missing' },
    { from: 'missing', event: 'linked-as-same', to: 'linked' },
    { from: 'at-rest', event: 'linked-as-same', to: 'linked' },
    { from: 'missing', event: 'located', to: 'located' },
    { from: 'at-rest', event: 'located', to: 'located' },
    { from: 'located', event: 'closed', to: 'closed' },
  ],
};

const titles: Record<Stage, string> = {
  'not-reported': 'Not reported yet',
  missing: 'A child is missing',
  'at-rest': "Still missing; the search rests until the board's next date",
  located: 'The child is located; what follows is being done',
  closed: 'The child is located and everything that follows is done',
  linked: 'Linked to another report of the same child, where the search goes on',
};

function titleOf({ stage, situation }: State): string {
  return stage === 'missing' && situation === 'at-risk-on-arrival' ? 'A child is at risk on arrival' : titles[stage];
}
