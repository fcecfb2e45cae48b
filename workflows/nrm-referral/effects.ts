import type { Context, Effect, EffectBody, Owner } from '../kernel/contract';
import type { AnyEvent, EventOf } from './events';
import type { NrmPolicy } from './policy';
import type { NrmContext } from './rules';
import type { State } from './state';

/** What is told to whom, and what is started. A decision is told to nobody before it has its effect [32]. */
export function react(event: AnyEvent, state: State, context: Context<NrmPolicy>): readonly Effect[] {
  const deliverWithinHours = context.policy.deliveryHours.value;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

type Bodies = Record<string, EffectBody>;

function bodies(event: AnyEvent, state: State, context: NrmContext): Bodies {
  if (event.type === 'decision-effective') return ofADecision(event, state, context);
  if (event.type === 'reflection-period-asked-again')
    return { 'start-reflection-period': startReflection(state, context) };
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
    return {
      'tell-leader': { kind: 'tell', to, message: 'reflection-period-not-started', facts: { code: event.code } },
    };
  }
  if (event.type === 'deadline-passed') return toldOfThePassing(event.deadline, event.latenessSeconds, state);
  return {};
}

function ofADecision(event: EventOf<'decision-effective'>, state: State, context: NrmContext): Bodies {
  const { decision, outcome } = event;
  const outcomeTold: Bodies = {
    'tell-referrer': { kind: 'tell', to: referrer(state), message: `outcome-${decision}`, facts: { outcome } },
  };
  if (decision === 'conclusive-grounds') return { ...outcomeTold, ...endReflection(outcome, state, context) };
  if (outcome === 'negative') return outcomeTold;
  return {
    ...outcomeTold,
    'start-reflection-period': startReflection(state, context),
    'offer-care': { kind: 'tell', to: state.care, message: 'care-offered', facts: { subject: state.referral.subject } },
  };
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
    link: 'reflection-period',
  };
}

/** Once: a reconsidered conclusive decision finds the reflection period over. */
function endReflection(outcome: string, state: State, { file }: NrmContext): Bodies {
  const ref = file.links['reflection-period'];
  const isFirst = state.decisions.filter((d) => d.grounds === 'conclusive-grounds').length === 1;
  if (ref === undefined || !isFirst) return {};
  return {
    'end-reflection-period': {
      kind: 'command-case',
      ref,
      command: 'end-with-conclusive-decision',
      input: { outcome },
    },
  };
}

function toldThatItCloses(event: EventOf<'withdrawn' | 'death-recorded'>, state: State, { file }: NrmContext): Bodies {
  const message = event.type === 'withdrawn' ? 'referral-withdrawn' : 'person-died';
  const leader: Owner = { role: 'team-leader', agency: state.competentAuthority };
  const told: Bodies = {
    'tell-referrer': { kind: 'tell', to: referrer(state), message },
    'tell-leader': { kind: 'tell', to: leader, message },
  };
  if (!state.reflection) return told;
  const immigration: Owner = { role: 'immigration-officer', agency: state.immigrationAuthority };
  const ref = file.links['reflection-period'];
  const because = event.type === 'withdrawn' ? 'withdrawn' : 'death';
  const ending: Bodies =
    ref === undefined
      ? {}
      : {
          'end-reflection-period': {
            kind: 'command-case',
            ref,
            command: 'end-with-closed-referral',
            input: { because },
          },
        };
  return {
    ...told,
    ...ending,
    'tell-care': { kind: 'tell', to: state.care, message },
    'tell-immigration': { kind: 'tell', to: immigration, message },
  };
}

/** A target that passes is for the team leader to see to. The reconsideration window is meant to pass. */
function toldOfThePassing(deadline: string, latenessSeconds: number, state: State): Bodies {
  if (deadline.startsWith('reconsideration-window') || deadline.startsWith('deliver.')) return {};
  const to: Owner = { role: 'team-leader', agency: state.competentAuthority };
  return { 'tell-leader': { kind: 'tell', to, message: 'deadline-passed', facts: { deadline, latenessSeconds } } };
}

function referrer(state: State): Owner {
  return { role: 'first-responder', agency: state.referrer.agency };
}
