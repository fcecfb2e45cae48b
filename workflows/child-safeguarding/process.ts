import { noting } from '../child-cases/noting';
import type { Process } from '../kernel/contract';
import { decideRecount, requestRecount, takeAccount } from './account';
import {
  considerDiscontinuance,
  reachDecisionPoint,
  recordProceeding,
  recordVerdict,
  reviewForAppeal,
} from './charging';
import { deadlines, tasks } from './due';
import { react, respond } from './effects';
import { policy, type SafeguardingPolicy } from './policy';
import { source } from './rules';
import { acknowledge, close, findChild, recordings, referToNrm, reportMissing, reviewCase } from './safeguarding';
import { asked, evolve, initial, ownerOf, type Event, type State } from './state';
import { view } from './view';

/** A child found in crime or met at a port is safeguarded, not made a criminal [98, 103, 106, 107]. */
export const childSafeguarding: Process<State, Event, SafeguardingPolicy> = {
  name: 'child-safeguarding',
  version: 2,
  prefix: 'SAF',
  title: 'Safeguarding of a child who may be trafficked',
  source,
  policy,
  opening: findChild,
  commands: {
    acknowledge,
    ...recordings,
    'refer-to-nrm': referToNrm,
    'reach-decision-point': reachDecisionPoint,
    'consider-discontinuance': considerDiscontinuance,
    'record-proceeding': recordProceeding,
    'record-verdict': recordVerdict,
    'review-for-appeal': reviewForAppeal,
    'take-account': takeAccount,
    ...noting,
    'request-recount': requestRecount,
    'decide-recount': decideRecount,
    'report-missing': reportMissing,
    'review-case': reviewCase,
    close,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: (state) => ownerOf(state, 'duty-manager', 'authority'),
  react,
  status: (state) => ({
    stage: state.stage,
    title: titles[state.stage],
    isClosed: state.stage === 'closed' || state.stage === 'found-adult',
  }),
  view,
  figures: (state) => ({
    authority: state.authority,
    foundAt: state.found.foundAt,
    offence: state.found.offence ?? 'none',
    isAgeDisputed: state.found.isAgeDisputed === true,
    timesAsked: asked(state),
    recountsRequested: state.recounts.length,
    pointsConsidered: state.points.filter(({ considered }) => considered).length,
    appealReview: state.appealReview?.outcome ?? 'none',
  }),
  diagram: [
    { from: 'not-opened', event: 'child-found', to: 'safeguarding' },
    { from: 'not-opened', event: 'child-found', to: 'convicted' },
    { from: 'safeguarding', event: 'charging-interrupted', to: 'interrupted' },
    { from: 'interrupted', event: 'charge-proceeds', to: 'proceeding' },
    { from: 'proceeding', event: 'decision-point-reached', to: 'interrupted' },
    { from: 'interrupted', event: 'discontinued', to: 'discontinued' },
    { from: 'proceeding', event: 'acquitted', to: 'acquitted' },
    { from: 'proceeding', event: 'convicted', to: 'convicted' },
    ...(['safeguarding', 'interrupted', 'proceeding', 'discontinued', 'acquitted', 'convicted'] as const).map(
      (from) => ({ from, event: 'found-adult', to: 'found-adult' }) as const,
    ),
    ...(['safeguarding', 'discontinued', 'acquitted', 'convicted'] as const).map(
      (from) => ({ from, event: 'closed', to: 'closed' }) as const,
    ),
  ],
};

/** Until its last case has closed: it asks for no acknowledgement. */
export const childSafeguardingV1: typeof childSafeguarding = { ...childSafeguarding, version: 1 };

const titles: Record<State['stage'], string> = {
  'not-opened': 'Not opened yet',
  safeguarding: 'A child is being safeguarded',
  interrupted: 'A charge is interrupted: the agencies confer, and CPS considers whether to discontinue',
  proceeding: 'The charge proceeds, after the conference and the consideration of discontinuance',
  discontinued: 'The prosecution is discontinued; the child is being safeguarded',
  acquitted: 'The child is acquitted; the child is being safeguarded',
  convicted: 'The child was convicted: the conviction is reviewed for appeal',
  'found-adult': 'Assessed to be an adult',
  closed: 'Everything is done for the child',
};
