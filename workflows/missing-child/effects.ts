import type { Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import { linkTo, referralIn, startedReferral, startReferral } from '../child-cases/referring';
import { tellAsked, toldTooLate } from '../child-cases/recount';
import { actionsOf, closingWhenSettled } from './closing';
import type { AnyEvent, EventOf } from './events';
import { climb } from './ladders';
import { askKey, onAnswer, onMatches } from './linking';
import type { MissingContext } from './rules';
import { askedHere, isMissing, ownerOf, policyOf, stepOf, type State } from './state';

type Bodies = Record<string, EffectBody>;

/** What the kernel's own events lead to: the next step of a ladder, a review asked for again, links that were found. */
export function respond(state: State, event: KernelEvent, context: MissingContext): readonly AnyEvent[] {
  const tooLate = toldTooLate(event);
  if (tooLate) return [tooLate];
  const nrmReferral = startedReferral(event);
  if (nrmReferral !== undefined)
    return closingWhenSettled(state, [{ type: 'nrm-referral-recorded', details: { nrmReferral } }], context);
  if (event.type === 'effect-done' && event.kind === 'match-episodes') return onMatches(state, event.result, context);
  if (event.type === 'effect-done' || event.type === 'effect-refused' || event.type === 'effect-done-by-hand')
    return onAnswer(state, event);
  if (event.type !== 'deadline-passed') return [];
  if (event.deadline === `review.${state.review.round}`) return [{ type: 'review-missed', round: state.review.round }];
  const { board } = state;
  if (state.stage === 'at-rest' && board && event.deadline === `board.${board.round}`)
    return [{ type: 'board-decision-lapsed', reviewOn: board.reviewOn[0] ?? '' }];
  return climb(state, event.deadline, context);
}

/** Whom to tell, and what to ask of the record. */
export function react(event: AnyEvent, state: State, context: MissingContext): Effect[] {
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  const { ref } = context;
  const others = Object.keys(state.askedElsewhere);
  const word = tellAsked(event, 'return-interview-recorded', { ref, timesAsked: askedHere(state), others });
  return Object.entries({ ...bodies(event, state, context), ...word }).map(([key, body]) => ({
    ...body,
    key,
    deliverWithinHours,
  }));
}

function tell(to: Owner, message: string, facts: Record<string, string | number> = {}): EffectBody {
  return { kind: 'tell', to, message, facts };
}

function bodies(event: AnyEvent, state: State, { ref }: MissingContext): Bodies {
  const director: Owner = { role: 'assistant-director', agency: state.authority };
  const chair: Owner = { role: 'lscb-chair', agency: state.authority };
  switch (event.type) {
    case 'reported':
    case 'report-completed':
      return Object.keys(event.codes).length === 0
        ? {}
        : { match: { kind: 'match-episodes', codes: { ...event.codes } } };
    case 'step-reached':
      return { 'tell-step': toldOfTheStep(event, state) };
    case 'risk-assessed':
      return tellAll(state, 'risk-assessed', { from: event.from, risk: event.risk, trafficking: event.trafficking });
    case 'circulation-recorded':
      return {
        'tell-ports': tell(
          { role: 'immigration-officer', agency: policyOf(state).agencies.value.ports },
          'circulate-missing-child',
          { ref },
        ),
      };
    case 'link-asked':
      return {
        [askKey]: {
          kind: 'command-case',
          ref: event.otherRef,
          command: 'take-linked-report',
          input: { otherRef: ref },
        },
      };
    case 'nrm-referral-asked':
      return { 'start-referral': startReferral(event) };
    case 'nrm-referral-recorded':
      return { 'link-referral': linkTo(event.details['nrmReferral'], ref) };
    case 'nrm-decided':
      return tellAll(state, 'nrm-decided', { decision: event.decision, outcome: event.outcome });
    case 'linked-as-same':
      return tellAll(state, 'linked-as-same', { otherRef: event.otherRef });
    case 'repeat-referred':
      return {
        'tell-subgroup': tell({ role: 'group-chair', agency: state.authority }, 'missing-again', {
          episodes: event.episodes,
        }),
      };
    case 'review-missed':
      return { 'tell-director': tell(director, 'review-missed', { round: event.round }) };
    case 'board-decision-lapsed':
      return { 'tell-chair': tell(chair, 'board-decision-lapsed', { reviewOn: event.reviewOn }) };
    case 'located':
      return located(event, state);
    case 'deadline-passed':
      return superior(event.deadline, event.latenessSeconds, state);
    default:
      return {};
  }
}

function toldOfTheStep({ ladder, step, because }: EventOf<'step-reached'>, state: State): EffectBody {
  const described = stepOf(state, ladder, step);
  const to = described ? ownerOf(state, described) : { role: 'duty-manager' as const, agency: state.authority };
  const message = because === 'at-once' ? 'child-missing' : 'child-missing-escalated';
  return tell(to, message, { ladder, step, because, risk: state.risk, situation: state.situation });
}

/** Everybody who was reached on a ladder, each once. */
function tellAll(state: State, message: string, facts: Record<string, string | number>): Bodies {
  const owners = state.reached.flatMap(({ ladder, step }) => {
    const described = stepOf(state, ladder, step);
    return described ? [ownerOf(state, described)] : [];
  });
  return Object.fromEntries(owners.map((to) => [`tell-${to.role}-${to.agency}`, tell(to, message, facts)]));
}

function located({ outcome, foundInCrime }: EventOf<'located'>, state: State): Bodies {
  const told = tellAll(state, 'child-located', { outcome });
  const board: Owner = { role: 'lscb-chair', agency: state.authority };
  if (outcome === 'died') return { ...told, 'tell-board': tell(board, 'child-died') };
  return foundInCrime ? { ...told, [safeguardingLink]: safeguard(state) } : told;
}

const safeguardingLink = 'child-safeguarding';

/** A child who was made to commit a crime is safeguarded, not charged: a case of its own, with what is known [98, 103]. */
function safeguard({ authority, particulars, done }: State): EffectBody {
  const { childName, birthDate, countryOfOrigin, language } = particulars;
  const nrmReferral = referralIn(done);
  const known = Object.entries({ childName, birthDate, countryOfOrigin, language, nrmReferral }).filter(
    ([, value]) => value !== undefined,
  );
  const indicators = [...new Set([...(particulars.indicators ?? []), 'child-found-in-crime'])];
  const opening = { foundAt: 'arrest', childrensServices: authority, indicators, ...Object.fromEntries(known) };
  return { kind: 'start-case', process: safeguardingLink, opening, link: safeguardingLink };
}

/** An action that is late, a gap or a link that nobody saw to: told to who answers for its owner. */
function superior(deadline: string, latenessSeconds: number, state: State): Bodies {
  const ofPolice: Owner = { role: 'force-lead', agency: state.policeForce };
  const ofServices: Owner = { role: 'assistant-director', agency: state.authority };
  const facts = { deadline, latenessSeconds };
  const action = actionsOf(state).find((a) => a.action === deadline);
  if (action)
    return { 'tell-superior': tell(action.agency === 'police' ? ofPolice : ofServices, 'deadline-passed', facts) };
  if (deadline === 'complete-report') return { 'tell-superior': tell(ofServices, 'deadline-passed', facts) };
  if (deadline === 'subgroup')
    return { 'tell-superior': tell({ role: 'lscb-chair', agency: state.authority }, 'deadline-passed', facts) };
  if (deadline.startsWith('offer.') && isMissing(state))
    return {
      'tell-superior': tell(ofServices, 'deadline-passed', facts),
      'tell-police': tell(ofPolice, 'deadline-passed', facts),
    };
  return {};
}
