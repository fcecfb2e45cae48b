import type { Actor, Context, Deadline, Effect, EffectBody, KernelEvent, Process, Task } from '../kernel/contract';
import { openQuarter, recordFindings, reviewDecision, sampleAlreadyDrawn, source } from './commands';
import { policy, type ReviewPolicy } from './policy';
import { daysOf } from './quarter';
import { fromResult, otherReviewOf } from './sample';
import { evolve, initial, toReview, type Event, type State } from './state';
import { shareOf } from './tally';

/** The quarterly review of a stratified random sample of the decisions one competent authority has closed [27]. */
export const caseReview: Process<State, Event, ReviewPolicy> = {
  name: 'case-review',
  version: 1,
  prefix: 'CRV',
  title: 'Case review and audit',
  source,
  policy,
  opening: openQuarter,
  commands: { 'review-decision': reviewDecision, 'record-findings': recordFindings },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor: auditors,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: closedStages.includes(stage) }),
  view,
  figures({ quarter, competentAuthority, cases, reviews }) {
    const { percentMet } = shareOf('all', reviews);
    const counts = { quarter, competentAuthority, sampled: cases.length, reviewed: reviews.length };
    return percentMet === undefined ? counts : { ...counts, percentMet };
  },
  diagram: [
    { from: 'opening', event: 'quarter-opened', to: 'drawing' },
    { from: 'drawing', event: 'sample-drawn', to: 'reviewing' },
    { from: 'drawing', event: 'nothing-to-review', to: 'nothing-to-review' },
    { from: 'drawing', event: 'sample-refused', to: 'already-drawn' },
    { from: 'drawing', event: 'effect-done-by-hand', to: 'not-drawn' },
    { from: 'reviewing', event: 'decision-reviewed', to: 'all-reviewed' },
    { from: 'all-reviewed', event: 'findings-recorded', to: 'closed' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  drawing: 'The sample is being drawn',
  reviewing: 'Decisions are being reviewed',
  'all-reviewed': 'Reviewed; the findings are to be recorded',
  closed: 'Findings recorded',
  'nothing-to-review': 'No decision was closed in the quarter',
  'already-drawn': 'Not reviewed here: another review has the sample of this quarter',
  'not-drawn': 'The sample could not be drawn; open the quarter again',
};
const closedStages: readonly State['stage'][] = ['closed', 'nothing-to-review', 'already-drawn', 'not-drawn'];

function auditors({ auditingAgency }: State) {
  return { role: 'case-auditor', agency: auditingAgency } as const;
}

function respond(state: State, event: KernelEvent): Event[] {
  if (state.stage !== 'drawing' || event.type !== 'effect-done' || event.kind !== 'draw-sample') return [];
  const otherReview = otherReviewOf(event.result);
  if (otherReview !== undefined) return [{ type: 'sample-refused', otherReview }];
  const cases = fromResult(event.result);
  return cases.length === 0 ? [{ type: 'nothing-to-review' }] : [{ type: 'sample-drawn', cases }];
}

/** While the sample is being drawn the kernel's own date for that runs. */
function deadlines(state: State, { reviewWorkingDays, findingsWorkingDays }: ReviewPolicy): Deadline[] {
  const owner = auditors(state);
  if (state.stage === 'reviewing') {
    return [
      {
        key: 'review',
        title: 'Every decision of the sample is reviewed',
        from: state.drawnAt,
        span: { count: reviewWorkingDays.value, unit: 'working-days' },
        rule: 'The decisions of a sample are reviewed in this time from when it was drawn.',
        source: reviewWorkingDays.source,
        owner,
      },
    ];
  }
  if (state.stage !== 'all-reviewed') return [];
  return [
    {
      key: 'findings',
      title: 'The findings are recorded',
      from: state.reviews.at(-1)?.at ?? state.drawnAt,
      span: { count: findingsWorkingDays.value, unit: 'working-days' },
      rule: 'The findings are recorded in this time from the last review.',
      source: findingsWorkingDays.source,
      owner,
    },
  ];
}

function tasks(state: State): Task[] {
  const owner = auditors(state);
  if (state.stage === 'reviewing') {
    return toReview(state).map(({ ref }) => {
      const title = `Review the decisions of ${ref}`;
      return { key: `review.${ref}`, title, owner, commands: ['review-decision'], deadline: 'review', about: ref };
    });
  }
  if (state.stage !== 'all-reviewed') return [];
  const title = 'Record the trends and what should be done';
  return [{ key: 'findings', title, owner, commands: ['record-findings'], deadline: 'findings' }];
}

function react(event: Event | KernelEvent, state: State, context: Context<ReviewPolicy>): Effect[] {
  const deliverWithinHours = context.policy.deliveryHours.value;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

function bodies(
  event: Event | KernelEvent,
  state: State,
  { ref, policy: { samplePercent, sampleAtLeast } }: Context<ReviewPolicy>,
): Record<string, EffectBody> {
  const { quarter, competentAuthority } = state;
  switch (event.type) {
    case 'quarter-opened': {
      const { value: percent } = samplePercent;
      const { value: minimum } = sampleAtLeast;
      return {
        draw: { kind: 'draw-sample', competentAuthority, ...daysOf(quarter), percent, minimum, seed: ref },
      };
    }
    case 'findings-recorded': {
      const { reviewed, percentMet } = event.shares.all;
      const facts = { quarter, reviewed, ...(percentMet === undefined ? {} : { percentMet }) };
      const to = { role: 'head-of-unit', agency: competentAuthority } as const;
      return { 'tell-head': { kind: 'tell', to, message: 'case-review-findings', facts } };
    }
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      if (deadline.startsWith('deliver.')) return {};
      const facts = { deadline, latenessSeconds };
      return { 'tell-auditors': { kind: 'tell', to: auditors(state), message: 'deadline-passed', facts } };
    }
    default:
      return {};
  }
}

/** Its auditors see everything, the authority what was found once that is recorded; who took part is for auditors. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, quarter, competentAuthority, auditingAgency, cases, reviews, findings, otherReview } = state;
  const seen = { stage, quarter, competentAuthority, auditingAgency };
  if (otherReview !== undefined) return { ...seen, otherReview, refusal: sampleAlreadyDrawn };
  if (viewer.agency === auditingAgency && viewer.roles.includes('case-auditor'))
    return { ...seen, cases, reviews, findings };
  if (viewer.agency !== competentAuthority || !findings) return seen;
  const found = reviews.map(({ ref, checklist, findings: text }) => ({ ref, checklist, findings: text }));
  return { ...seen, sampled: cases.length, reviews: found, findings };
}
