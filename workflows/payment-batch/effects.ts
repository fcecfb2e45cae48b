import type { Context, Effect, EffectBody, KernelEvent } from '../kernel/contract';
import type { BatchPolicy } from './policy';
import type { Event, State } from './state';
import { startOfWindow } from './window';

type Bodies = Record<string, EffectBody>;
type Ctx = Context<BatchPolicy>;

/** What a batch asks of the world after each event. */
export function react(event: Event | KernelEvent, state: State, context: Ctx): Effect[] {
  const { deliveryHours, bankAnswerHours } = context.policy;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => {
    return { ...body, key, deliverWithinHours: (body.kind === 'await-bank' ? bankAnswerHours : deliveryHours).value };
  });
}

function bodies(event: Event | KernelEvent, state: State, context: Ctx): Bodies {
  switch (event.type) {
    case 'batch-opened':
      return prepare(state, context, state.statements);
    case 'batch-prepared':
      return { ...tellOfficers(state, event.type), ...tellStatements(state, context, () => ({ outcome: 'prepared' })) };
    case 'batch-not-prepared':
    case 'release-refused':
      return tellOfficers(state, event.type, { code: event.code });
    case 'batch-released':
      return send(state, context);
    case 'batch-sent':
      return awaitBank(state);
    case 'bank-answered':
      return {
        ...tellOfficers(state, event.type, { status: event.status }),
        ...tellStatements(state, context, outcomeOf(state)),
      };
    case 'withdrawal-asked':
    case 'batch-lapsed':
      // The list of what is frozen becomes empty, so that the statements are free again.
      return { ...prepare(state, context, []), ...tellOfficers(state, event.type) };
    case 'batch-withdrawn':
      return tellStatements(state, context, () => ({ outcome: 'withdrawn' }));
    case 'effect-undelivered':
      return event.kind === 'await-bank' ? tellOfficers(state, 'bank-silent') : {};
    case 'effect-done-by-hand':
      return askedAgain(event.effect, state, context);
    default:
      return {};
  }
}

/** No hand freezes or sends a batch, or says what the bank did: it clears the way, and the world is asked again. */
function askedAgain(effect: string, state: State, context: Ctx): Bodies {
  if (effect.endsWith('-prepare') && state.stage === 'preparing') return prepare(state, context, state.statements);
  if (effect.endsWith('-prepare') && state.stage === 'withdrawing') return prepare(state, context, []);
  if (effect.endsWith('-send') && state.stage === 'sending') return send(state, context);
  return effect.endsWith('-await') && state.stage === 'sent' ? awaitBank(state) : {};
}

function prepare(state: State, { now, policy }: Ctx, statements: readonly string[]): Bodies {
  const { preparedBy, openedAt: preparedAt, executionDate } = state;
  const editsSince = startOfWindow(now, policy.payeeEditWorkingDays.value);
  return { prepare: { kind: 'prepare-batch', statements, preparedBy, preparedAt, executionDate, editsSince } };
}

/** The window is counted from the release, however long the sending takes. */
function send({ digest, preparedBy, releasedBy = '', releasedAt = '' }: State, { policy }: Ctx): Bodies {
  const editsSince = startOfWindow(releasedAt, policy.payeeEditWorkingDays.value);
  return { send: { kind: 'send-batch', digest, preparedBy, releasedBy, releasedAt, editsSince } };
}

function awaitBank({ messageId = '' }: State): Bodies {
  return { await: { kind: 'await-bank', messageId } };
}

type Word = { outcome: 'prepared' | 'withdrawn' | 'settled' | 'rejected'; reasonCode?: string };

function outcomeOf({ answer }: State) {
  return (endToEndId: string): Word => {
    const rejection = answer?.rejected.find((r) => r.endToEndId === endToEndId);
    return rejection ? { outcome: 'rejected', reasonCode: rejection.reasonCode } : { outcome: 'settled' };
  };
}

function tellStatements({ payments }: State, { ref }: Ctx, wordOf: (endToEndId: string) => Word): Bodies {
  const words = payments.map(({ endToEndId, statement }, i) => {
    const input = { batch: ref, endToEndId, ...wordOf(endToEndId) };
    const body: EffectBody = { kind: 'command-case', ref: statement, command: 'record-payment', input };
    return [`tell-statement-${i + 1}`, body] as const;
  });
  return Object.fromEntries(words);
}

function tellOfficers(state: State, message: string, facts: Record<string, string | number> = sumOf(state)): Bodies {
  const to = { role: 'payment-officer', agency: state.agency } as const;
  return { 'tell-officers': { kind: 'tell', to, message, facts } };
}

function sumOf({ payments, totalPence }: State) {
  return { payments: payments.length, totalPence };
}
