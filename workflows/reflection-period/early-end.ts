import type { Context, Decision } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { command, isProtecting, otherAgency, source } from './hold';
import type { ReflectionPolicy } from './policy';
import { EarlyEndRequest, EarlyEndReview, type EarlyEndGround } from './schemas';
import type { Event, State } from './state';

type Ctx = Context<ReflectionPolicy>;

const reviewSource = 'Human Trafficking Strategy 2011, paragraph 32';

/** The only ways in which a period ends before its time: the person's own wish, or two decision-makers [23, 32]. */
export const earlyEndCommands = {
  'request-early-end': command({
    title: 'Ask to end the period early',
    hint: "The person's own informed request ends it at once. Any other ground is a proposal, reviewed by another person.",
    by: ['decision-maker', 'case-manager'],
    input: EarlyEndRequest,
    when(state, context) {
      if (!isProtecting(state)) return refuse('period-ended', 'The reflection period has ended already.', source);
      return outsider(state, context);
    },
    decide: (state, input, context) =>
      input.ground === 'own-informed-request'
        ? endOnOwnRequest(input.informed)
        : propose(state, input.ground, input.reasons, context),
  }),
  'review-early-end': command({
    title: 'Review the proposal to end early',
    hint: 'By a decision-maker who did not make it and took no part in any immigration decision about this person.',
    by: ['decision-maker', 'senior-decision-maker'],
    input: EarlyEndReview,
    when(state, context) {
      if (!state.proposal) return refuse('no-proposal', 'There is no proposal to review.', source);
      if (state.proposal.proposedBy === context.actor.person) {
        return refuse('reviewer-took-part', 'You made this proposal. Another person must review it.', reviewSource);
      }
      return otherAgency(state.competentAuthority, context);
    },
    decide(state, { agrees, tookNoPart, reasons }) {
      if (!tookNoPart) return notIndependent();
      const reviewed: Event = { type: 'early-end-reviewed', agrees, reasons };
      return agrees && state.proposal ? [reviewed, ...endEarly(state.proposal.ground)] : [reviewed];
    },
  }),
};

/** A decision-maker is of the competent authority; a case manager is of an agency that sees the case. */
function outsider(state: State, context: Ctx): Refusal | undefined {
  const { actor, file } = context;
  const isCaring = actor.roles.includes('case-manager') && file.sharedWith.includes(actor.agency);
  return isCaring ? undefined : otherAgency(state.competentAuthority, context);
}

function endOnOwnRequest(informed: boolean | undefined): Decision<Event> {
  if (informed !== true) {
    const message =
      'The period ends on an informed request only. Explain what ending it means, then declare that you did.';
    const fields = [{ pointer: '/informed', message: 'Declare that the person was informed.' }];
    return { ...refuse('not-informed', message, source), fields };
  }
  return endEarly('own-informed-request');
}

function propose(state: State, ground: EarlyEndGround, reasons: string | undefined, context: Ctx): Decision<Event> {
  if (!context.actor.roles.includes('decision-maker')) {
    return refuse(
      'decision-maker-only',
      'Only a decision-maker may propose this. You may record an own request.',
      source,
    );
  }
  const stranger = otherAgency(state.competentAuthority, context);
  if (stranger) return stranger;
  if (state.proposal) return refuse('proposal-open', 'A proposal to end early waits for its review already.', source);
  if (reasons === undefined) {
    const fields = [{ pointer: '/reasons', message: 'Give the reasons.' }];
    return { ...refuse('reasons-missing', 'A proposal on this ground needs its reasons.', source), fields };
  }
  return [{ type: 'early-end-proposed', ground, reasons }];
}

function notIndependent(): Refusal {
  const message =
    'Somebody who took part in an immigration decision about this person may not review. Release the task.';
  const fields = [{ pointer: '/tookNoPart', message: 'Only a person who can declare this may review.' }];
  return { ...refuse('not-independent', message, reviewSource), fields };
}

function endEarly(ground: EarlyEndGround): Event[] {
  return [
    { type: 'ended-early', ground },
    { type: 'hold-lifted', because: 'ended-early' },
  ];
}
