import type { Process } from '../kernel/contract';
import { considerResidencePermit, giveFeedback, recordCareExitPlan, requestReconsideration } from './after-decision';
import {
  giveInformation,
  recordDeath,
  recordDuplicate,
  registerInvolvement,
  requestInformation,
  transfer,
  withdraw,
} from './casework';
import { deadlines } from './deadlines';
import { linkChildCase } from './child-cases';
import { decideConclusiveGrounds, decideReasonableGrounds } from './decisions';
import { diagram } from './diagram';
import { react } from './effects';
import type { Event } from './events';
import { evolve } from './evolve';
import { figures } from './figures';
import { policies, type NrmPolicy } from './policy';
import { refer } from './referral';
import {
  followReflectionClock,
  linkReflectionPeriod,
  recordReflectionEnded,
  recordReflectionMinimumPassed,
  restartReflectionPeriod,
} from './reflection';
import { respond } from './respond';
import { completeReview, decideAsThird, recordOwnView, releaseReview, takeReview } from './review';
import { initial, stageOf, type Stage, type State } from './state';
import { tasks } from './tasks';
import { view } from './view';

/** The National Referral Mechanism: from a referral to decisions that two people stand for [24, 27, 28, 32 and box]. */
export const nrmReferral: Process<State, Event, NrmPolicy> = {
  name: 'nrm-referral',
  version: 1,
  prefix: 'NRM',
  title: 'Referral of a potential victim',
  source: 'Strategy paragraphs 23, 24, 27, 28, 32 and the box on the National Referral Mechanism',
  policy: policies,
  opening: refer,
  commands: {
    transfer,
    'register-involvement': registerInvolvement,
    'record-duplicate': recordDuplicate,
    'link-child-case': linkChildCase,
    'request-information': requestInformation,
    'give-information': giveInformation,
    'decide-reasonable-grounds': decideReasonableGrounds,
    'decide-conclusive-grounds': decideConclusiveGrounds,
    'take-review': takeReview,
    'record-own-view': recordOwnView,
    'complete-review': completeReview,
    'release-review': releaseReview,
    'decide-as-third': decideAsThird,
    'record-reflection-minimum-passed': recordReflectionMinimumPassed,
    'record-reflection-ended': recordReflectionEnded,
    'follow-reflection-clock': followReflectionClock,
    'restart-reflection-period': restartReflectionPeriod,
    'link-reflection-period': linkReflectionPeriod,
    'request-reconsideration': requestReconsideration,
    'consider-residence-permit': considerResidencePermit,
    'record-care-exit-plan': recordCareExitPlan,
    'give-feedback': giveFeedback,
    withdraw,
    'record-death': recordDeath,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: ({ competentAuthority }) => ({ role: 'team-leader', agency: competentAuthority }),
  react,
  status(state) {
    const stage = stageOf(state);
    return { stage, title: titles[stage], isClosed: stage === 'closed' };
  },
  view,
  figures,
  diagram,
};

/** Says nothing about an outcome that has no effect yet: everybody who sees the case sees it. */
const titles: Record<Stage, string> = {
  'not-opened': 'Not referred yet',
  'reasonable-grounds': 'Waiting for the reasonable-grounds decision',
  'reasonable-grounds-review': 'The reasonable-grounds decision is being reviewed',
  'reasonable-grounds-third-decision': 'A senior decision-maker decides on reasonable grounds',
  'reflection-period': 'The reflection period is running',
  'conclusive-grounds': 'Waiting for the conclusive decision',
  'conclusive-grounds-review': 'The conclusive decision is being reviewed',
  'conclusive-grounds-third-decision': 'A senior decision-maker decides on conclusive grounds',
  'after-positive': 'Conclusively identified as a victim; the last steps are open',
  'after-negative': 'Negative decision; reconsideration may be asked for, or last steps are open',
  closed: 'Closed',
};
