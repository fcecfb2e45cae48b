import type { Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import type { SafeguardingContext } from './rules';
import {
  asked,
  isAboutCrime,
  isOver,
  openActions,
  ownerOf,
  policyOf,
  unacknowledged,
  type AnyEvent,
  type State,
} from './state';
import { linkTo, referralIn, startedReferral, startReferral } from '../child-cases/referring';
import { tellAsked, toldTooLate } from '../child-cases/recount';

export function respond(state: State, event: KernelEvent): AnyEvent[] {
  const tooLate = toldTooLate(event);
  if (tooLate) return [tooLate];
  const nrmReferral = startedReferral(event);
  if (nrmReferral !== undefined) return [{ type: 'nrm-referral-recorded', details: { nrmReferral } }];
  const isReview = event.type === 'deadline-passed' && event.deadline === `review.${state.review.round}`;
  return isReview && !isOver(state) ? [{ type: 'review-missed', round: state.review.round }] : [];
}

/** Whom to tell, and which case to start. */
export function react(event: AnyEvent, state: State, context: SafeguardingContext): Effect[] {
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  return Object.entries({ ...bodies(event, state, context), ...wordOfAccounts(event, state, context) }).map(
    ([key, body]) => ({
      ...body,
      key,
      deliverWithinHours,
    }),
  );
}

function tell(to: Owner, message: string, facts: Record<string, string | number> = {}): EffectBody {
  return { kind: 'tell', to, message, facts };
}

function bodies(event: AnyEvent, state: State, { ref }: SafeguardingContext): Record<string, EffectBody> {
  const services = ownerOf(state, 'duty-manager', 'authority');
  const director = ownerOf(state, 'assistant-director', 'authority');
  const inspector = ownerOf(state, 'duty-inspector', 'police');
  const prosecutor = ownerOf(state, 'prosecutor', 'cps');
  const safeguarding = ownerOf(state, 'safeguarding-lead', 'authority');
  switch (event.type) {
    case 'child-found': {
      const facts = { foundAt: event.found.foundAt };
      const ukhtc: Owner = { role: 'team-leader', agency: policyOf(state).agencies.value.ukhtc };
      return {
        'tell-services': tell(services, 'child-to-safeguard', facts),
        'tell-police': tell(inspector, 'child-to-safeguard', facts),
        'tell-ukhtc': tell(ukhtc, 'child-to-safeguard', facts),
        ...(isAboutCrime(state) ? { 'tell-cps': tell(prosecutor, 'charging-interrupted', facts) } : {}),
      };
    }
    case 'decision-point-reached':
      return { 'tell-cps': tell(prosecutor, 'decision-point', { point: event.point }) };
    case 'charge-proceeds':
    case 'discontinued':
      return {
        'tell-services': tell(services, event.type, { point: event.point }),
        'tell-police': tell(inspector, event.type, { point: event.point }),
      };
    case 'convicted':
      return { 'tell-services': tell(services, 'convicted'), 'tell-safeguarding': tell(safeguarding, 'convicted') };
    case 'account-taken':
      return {
        'tell-services': tell(services, 'account-to-read', { timesAsked: asked(state) }),
        'tell-police': tell(inspector, 'account-to-read', { timesAsked: asked(state) }),
      };
    case 'nrm-referral-asked':
      return { 'start-referral': startReferral(event) };
    case 'nrm-referral-recorded':
      return { 'link-referral': linkTo(event.details['nrmReferral'], ref) };
    case 'nrm-decided': {
      const facts = { decision: event.decision, outcome: event.outcome };
      const told = { 'tell-services': tell(services, 'nrm-decided', facts) };
      return isAboutCrime(state) ? { ...told, 'tell-cps': tell(prosecutor, 'nrm-decided', facts) } : told;
    }
    case 'recount-requested':
      return { 'tell-safeguarding': tell(safeguarding, 'recount-requested', { number: event.number }) };
    case 'child-missing':
      return { 'start-search': searchFor(state) };
    case 'review-missed':
      return { 'tell-director': tell(director, 'review-missed', { round: event.round }) };
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      if (deadline.startsWith('deliver.') || deadline.startsWith('review.')) return {};
      const unanswered = unacknowledged(state).find(({ party }) => deadline === `acknowledge.${party}`);
      if (unanswered) {
        const over = ownerOf(state, unanswered.superior, unanswered.party);
        return { 'tell-superior': tell(over, 'report-not-acknowledged', { deadline, latenessSeconds }) };
      }
      const ofPolice = openActions(state).some(({ action, party }) => action === deadline && party === 'police');
      const to = ofPolice ? ownerOf(state, 'force-lead', 'police') : director;
      return { 'tell-superior': tell(to, 'deadline-passed', { deadline, latenessSeconds }) };
    }
    default:
      return {};
  }
}

/** What is known of the child goes with the report, so that the search starts with it. */
function searchFor({ authority, found, done }: State): EffectBody {
  const { childName, birthDate, circumstances, countryOfOrigin, language, indicators } = found;
  const nrmReferral = referralIn(done);
  const known = { childName, birthDate, circumstances, countryOfOrigin, language, indicators, nrmReferral };
  const particulars = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  const opening = {
    situation: 'missing-from-care',
    responsibleAuthority: authority,
    trafficking: 'suspected',
    ...particulars,
  };
  return { kind: 'start-case', process: 'missing-child', opening, link: 'missing-child' };
}

/** A search for this child that begins, or is heard of, is told how often the child was asked; so are all, when it is again. */
function wordOfAccounts(event: AnyEvent, { accounts, askedElsewhere }: State, { ref }: SafeguardingContext) {
  return tellAsked(event, 'account-taken', { ref, timesAsked: accounts.length, others: Object.keys(askedElsewhere) });
}
