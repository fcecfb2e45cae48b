import type { Context, Effect, EffectBody, KernelEvent } from '../kernel/contract';
import type { StatementPolicy } from './policy';
import { upheldLines, type Event, type State } from './state';

type Bodies = Record<string, EffectBody>;

/** What a statement asks of the world after each event. */
export function react(event: Event | KernelEvent, state: State, { policy }: Context<StatementPolicy>): Effect[] {
  const deliverWithinHours = policy.deliveryHours.value;
  return Object.entries(bodies(event, state)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

function bodies(event: Event | KernelEvent, state: State): Bodies {
  switch (event.type) {
    case 'statement-opened':
      return draw(state);
    case 'statement-drawn':
      return tellProvider(state, 'statement-drawn');
    case 'provider-chased':
      return tellProvider(state, 'statement-waits');
    case 'line-disputed':
      return tellOfficers(state, 'line-disputed', { line: event.line });
    case 'dispute-settled':
      return {
        ...tellProvider(state, 'dispute-settled', { line: event.line, outcome: event.outcome }),
        ...takeOut(state),
      };
    case 'provider-agreed':
      return takeOut(state);
    case 'statement-agreed':
    case 'nothing-left':
      return { ...tellProvider(state, event.type), ...tellOfficers(state, event.type) };
    case 'payment-settled':
      return tellProvider(state, event.type, { endToEndId: event.endToEndId });
    case 'payment-rejected': {
      const facts = { endToEndId: event.endToEndId, reasonCode: event.reasonCode };
      return { ...tellProvider(state, event.type, facts), ...tellOfficers(state, event.type, facts) };
    }
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      if (deadline.startsWith('deliver.')) return {};
      const facts = { deadline, latenessSeconds };
      const escalated = tellOfficers(state, 'deadline-passed', facts);
      return deadline === 'agreement' ? { ...escalated, ...tellProvider(state, 'deadline-passed', facts) } : escalated;
    }
    case 'effect-done-by-hand':
      // No hand can draw or settle lines: it clears the way, and the world is asked again.
      if (state.stage === 'drawing' && event.effect.endsWith('-draw')) return draw(state);
      return event.effect.endsWith('-take-out') ? takeOut(state) : {};
    default:
      return {};
  }
}

function draw({ provider, fromDate, untilDate }: State): Bodies {
  return { draw: { kind: 'draw-statement', provider, fromDate, untilDate } };
}

function takeOut(state: State): Bodies {
  if (state.stage !== 'settling') return {};
  return { 'take-out': { kind: 'settle-statement', withoutLines: upheldLines(state) } };
}

type Facts = Record<string, string | number>;

function tellProvider(
  { provider, lines, totalPence }: State,
  message: string,
  facts: Facts = { lines, totalPence },
): Bodies {
  return { 'tell-provider': { kind: 'tell', to: { role: 'provider-manager', agency: provider }, message, facts } };
}

function tellOfficers(
  { agency, lines, totalPence }: State,
  message: string,
  facts: Facts = { lines, totalPence },
): Bodies {
  return { 'tell-officers': { kind: 'tell', to: { role: 'payment-officer', agency }, message, facts } };
}
