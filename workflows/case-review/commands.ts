import { commandsOf, opening } from '../kernel/command';
import type { Actor, Context, KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { ReviewPolicy } from './policy';
import { isOver } from './quarter';
import { OpenQuarter, RecordFindings, ReviewDecision } from './schemas';
import { toReview, type Event, type State } from './state';
import { shareOf, sharesBy } from './tally';

export const source = 'Strategy paragraph 27 and action 4';
const independence = 'Strategy paragraphs 27 and 32: reviewed by someone who took no part';

const command = commandsOf<State, Event, ReviewPolicy>();

function refuseField(code: string, field: string, message: string, because = source): Refusal {
  return { ...refuse(code, message, because), fields: [{ pointer: `/${field}`, message }] };
}

/** An authority's auditors review its own decisions; those of an agency with oversight review everybody's. */
function mayAudit({ agency, designations }: Actor, competentAuthority: string): boolean {
  return agency === competentAuthority || designations.includes('oversight');
}

export const openQuarter = opening<Event, ReviewPolicy, typeof OpenQuarter>({
  title: 'Review a quarter',
  hint: 'Draws a random sample of the decisions that one competent authority closed in a quarter that is over.',
  by: ['case-auditor'],
  input: OpenQuarter,
  decide({ competentAuthority, quarter }, { now, actor }) {
    if (!mayAudit(actor, competentAuthority)) {
      const message = 'Your agency reviews its own decisions only. An agency with oversight may review others.';
      return refuseField('not-your-authority', 'competentAuthority', message);
    }
    if (!isOver(quarter, now)) {
      return refuseField(
        'quarter-not-over',
        'quarter',
        'This quarter is not over. Give one whose last day has passed.',
      );
    }
    return [{ type: 'quarter-opened', competentAuthority, quarter }];
  },
});

/**
 * Why a second review of a quarter closes without a sample. An opening is decided before the record is asked, so the
 * draw itself finds out: whoever could draw again until the sample pleases would have chosen it.
 */
export const sampleAlreadyDrawn = refuse(
  'sample-already-drawn',
  "Another review has the sample of this authority's quarter, or is drawing it. Go on in that review.",
  `${source}: one random sample of each quarter`,
);

function ofTheAuditingAgency(state: State, { actor }: Context<ReviewPolicy>): Refusal | undefined {
  return actor.agency === state.auditingAgency
    ? undefined
    : refuse('not-your-case', 'This is for the auditors of the agency that opened this review.', source);
}

function nothingDrawn({ stage }: State): Refusal | undefined {
  return stage === 'drawing'
    ? refuse('sample-not-drawn', 'The sample is being drawn. Try again in a moment.', source)
    : undefined;
}

export const reviewDecision = command({
  title: 'Review a decision',
  hint: 'One case of the sample, in which you took no part, against the checklist.',
  by: ['case-auditor'],
  input: ReviewDecision,
  when: (state, context) =>
    ofTheAuditingAgency(state, context) ??
    nothingDrawn(state) ??
    (toReview(state).length > 0
      ? undefined
      : refuse('all-reviewed', 'Every case of the sample has been reviewed. Record the findings.', source)),
  decide(state, { ref, checklist, findings }, { actor }) {
    const sampled = state.cases.find((c) => c.ref === ref);
    if (!sampled) return refuseField('not-in-sample', 'ref', 'This case is not in the sample. Give one that is.');
    if (state.reviews.some((r) => r.ref === ref)) {
      return refuseField('already-reviewed', 'ref', 'This case has been reviewed. Give one that has not.');
    }
    if (sampled.participants.includes(actor.person)) {
      const message = 'You took part in this case. Another auditor reviews it.';
      return refuseField('auditor-took-part', 'ref', message, independence);
    }
    return [{ type: 'decision-reviewed', ref, checklist, findings }];
  },
});

/** Closes the review; from here on the competent authority sees it. */
export const recordFindings = command({
  title: 'Record the findings',
  hint: 'When every case of the sample has been reviewed. The competent authority is told.',
  by: ['case-auditor'],
  input: RecordFindings,
  when: (state, context) =>
    ofTheAuditingAgency(state, context) ??
    nothingDrawn(state) ??
    (toReview(state).length === 0
      ? undefined
      : refuse('not-all-reviewed', 'Some cases of the sample have not been reviewed yet. Review them first.', source)),
  decide({ cases, reviews, competentAuthority }, { trends, actions }, { file }) {
    const shares = {
      all: shareOf('all', reviews),
      byRoute: sharesBy('route', cases, reviews),
      byOutcome: sharesBy('outcome', cases, reviews),
    };
    const shared: KernelEvent = { type: 'case-shared', agency: competentAuthority, reason: 'findings-recorded' };
    const told = file.sharedWith.includes(competentAuthority) ? [] : [shared];
    return [{ type: 'findings-recorded', trends, actions, shares }, ...told];
  },
});
