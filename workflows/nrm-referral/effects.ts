import type { Context, Effect, EffectBody, Owner } from '../kernel/contract';
import { careAfter, careFollows } from './care';
import { childCasesTold } from './child-cases';
import type { AnyEvent, EventOf } from './events';
import type { NrmPolicy } from './policy';
import type { NrmContext } from './rules';
import { effectiveDecision, isReflecting, reflectionLink, startReflectionKey, type State } from './state';

/** What is told to whom, and what is started. A decision is told to nobody before it has its effect [32]. */
export function react(event: AnyEvent, state: State, context: Context<NrmPolicy>): readonly Effect[] {
  const deliverWithinHours = context.policy.deliveryHours.value;
  return Object.entries({ ...bodies(event, state, context), ...childCasesTold(event, state, context) }).map(
    ([key, body]) => ({ ...body, key, deliverWithinHours }),
  );
}

type Bodies = Record<string, EffectBody>;
type Passing = Extract<AnyEvent, { type: 'deadline-passed' }>;

function bodies(event: AnyEvent, state: State, context: NrmContext): Bodies {
  if (event.type === 'decision-effective') return ofADecision(event, state, context);
  if (event.type === 'reflection-period-asked-again') return { [startReflectionKey]: startReflection(state, context) };
  if (event.type === 'transferred') return { ...reflectionFollows(state, context), ...careFollows(state, context) };
  if (event.type === 'effect-done' && event.link === reflectionLink) return reflectionCatchesUp(state, context);
  if (event.type === 'feedback-given') {
    const facts = {
      decision: event.decision,
      strengths: event.strengths.join(' '),
      weaknesses: event.weaknesses.join(' '),
    };
    return { 'tell-referrer': { kind: 'tell', to: referrer(state), message: 'feedback', facts } };
  }
  if (event.type === 'withdrawn' || event.type === 'death-recorded') return toldThatItCloses(event, state, context);
  if (event.type === 'effect-refused' && event.kind === 'start-case') {
    const to: Owner = { role: 'team-leader', agency: state.competentAuthority };
    const what = event.effect.endsWith(`-${startReflectionKey}`) ? 'reflection-period' : 'care';
    return { 'tell-leader': { kind: 'tell', to, message: `${what}-not-started`, facts: { code: event.code } } };
  }
  if (event.type === 'deadline-passed') return toldOfThePassing(event, state);
  return {};
}

function ofADecision(event: EventOf<'decision-effective'>, state: State, context: NrmContext): Bodies {
  const { decision, outcome } = event;
  const told: Bodies = {
    'tell-referrer': { kind: 'tell', to: referrer(state), message: `outcome-${decision}`, facts: { outcome } },
  };
  const care = careAfter(event, state, context);
  if (decision === 'conclusive-grounds') {
    // A reconsidered one finds the reflection period over.
    const isFirst = state.decisions.filter((d) => d.grounds === decision).length === 1;
    return isFirst ? { ...told, ...endReflection(outcome, state, context), ...care } : { ...told, ...care };
  }
  return outcome === 'negative'
    ? { ...told, ...care }
    : { ...told, [startReflectionKey]: startReflection(state, context), ...care };
}

/** Removal is halted by a case of its own, from the moment the decision had its effect [23]. */
function startReflection(state: State, { ref, now }: NrmContext): EffectBody {
  return {
    kind: 'start-case',
    process: 'reflection-period',
    opening: {
      referral: ref,
      competentAuthority: state.competentAuthority,
      immigrationAuthority: state.immigrationAuthority,
      startedAt: state.reflection?.startedAt ?? now,
    },
    link: reflectionLink,
  };
}

/** The reflection period's case may not be known yet, and one that ended by its own rules needs no word. */
function tellReflection(
  key: string,
  command: string,
  input: Record<string, unknown>,
  state: State,
  { file }: NrmContext,
): Bodies {
  const ref = file.links[reflectionLink];
  if (ref === undefined || state.reflection?.endedGround !== undefined) return {};
  return { [key]: { kind: 'command-case', ref, command, input } };
}

function endReflection(outcome: string, state: State, context: NrmContext): Bodies {
  return tellReflection('end-reflection-period', 'end-with-conclusive-decision', { outcome }, state, context);
}

/** A withdrawal finds the reflection period over; a death may not. */
function endReflectionByDeath(state: State, context: NrmContext): Bodies {
  if (!isReflecting(state)) return {};
  const input = { because: 'death' };
  return tellReflection('end-reflection-period', 'end-with-closed-referral', input, state, context);
}

/** A running reflection period goes with its referral; the number tells which of two transfers was the later one. */
function reflectionFollows(state: State, context: NrmContext): Bodies {
  if (!isReflecting(state)) return {};
  const input = { to: state.competentAuthority, number: context.file.seq };
  return tellReflection('transfer-reflection-period', 'follow-transfer', input, state, context);
}

/** What happened on the referral before its reflection period was known is told to it as soon as it is. */
function reflectionCatchesUp(state: State, context: NrmContext): Bodies {
  if (state.closedBy === 'died') return endReflectionByDeath(state, context);
  const conclusive = effectiveDecision(state, 'conclusive-grounds')?.effective;
  if (conclusive) return endReflection(conclusive.outcome, state, context);
  return state.transfers.length > 0 ? reflectionFollows(state, context) : {};
}

function toldThatItCloses(event: EventOf<'withdrawn' | 'death-recorded'>, state: State, context: NrmContext): Bodies {
  const message = event.type === 'withdrawn' ? 'referral-withdrawn' : 'person-died';
  const leader: Owner = { role: 'team-leader', agency: state.competentAuthority };
  const told: Bodies = {
    'tell-referrer': { kind: 'tell', to: referrer(state), message },
    'tell-leader': { kind: 'tell', to: leader, message },
  };
  if (!state.reflection) return told;
  const immigration: Owner = { role: 'immigration-officer', agency: state.immigrationAuthority };
  return {
    ...told,
    ...endReflectionByDeath(state, context),
    'tell-care': { kind: 'tell', to: state.care, message },
    'tell-immigration': { kind: 'tell', to: immigration, message },
  };
}

/**
 * A target that passes is for the team leader to see to. The reconsideration window is meant to pass. That of the
 * conclusive decision is recorded only: a reflection period that runs escalates the same case at the same moment [23].
 */
function toldOfThePassing({ deadline, latenessSeconds }: Passing, state: State): Bodies {
  if (deadline.startsWith('reconsideration-window') || deadline.startsWith('deliver.')) return {};
  const isEscalatedThere = isReflecting(state) && state.reflection?.opened === 'linked';
  if (deadline === 'conclusive-grounds' && isEscalatedThere) return {};
  const to: Owner = { role: 'team-leader', agency: state.competentAuthority };
  return { 'tell-leader': { kind: 'tell', to, message: 'deadline-passed', facts: { deadline, latenessSeconds } } };
}

function referrer(state: State): Owner {
  return { role: 'first-responder', agency: state.referrer.agency };
}
