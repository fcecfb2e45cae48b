import { londonDateOf } from '../kernel/calendar';
import { commandsOf } from '../kernel/command';
import type { ActorRole, Context, Decision, KernelEvent } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import type { z } from 'zod';
import { evolve } from './evolve';
import type { Event } from './events';
import type { ConfiscationPolicy } from './policy';
import { endOf, isFinished, isInTimetable } from './progress';
import type { Asset, Order, State } from './state';

export type ConfiscationContext = Context<ConfiscationPolicy>;
export type ConfiscationDecision = Decision<Event>;
export type Rule = (state: State, context: ConfiscationContext) => Refusal | undefined;

export const source = 'Strategy paragraphs 89 to 92';
export const poca = (section: string) => `Proceeds of Crime Act 2002, section ${section}`;

interface Parts<I extends z.ZodObject> {
  title: string;
  hint: string;
  by: readonly ActorRole[];
  input: I;
  when?: Rule;
  decide: (state: State, input: z.infer<I>, context: ConfiscationContext) => ConfiscationDecision;
}

const plain = commandsOf<State, Event, ConfiscationPolicy>();

/** A command of this process; whichever is the last that was missing also ends the case. */
export function command<I extends z.ZodObject>(parts: Parts<I>) {
  const { decide, ...rest } = parts;
  return plain<I>({
    ...rest,
    decide: (state, input, context) => withEnd(state, decide(state, input, context), context),
  });
}

function withEnd(state: State, decided: ConfiscationDecision, context: ConfiscationContext): ConfiscationDecision {
  if (isRefusal(decided)) return decided;
  const { now: at, actor, file } = context;
  const after = decided.reduce((before, event, part) => {
    const fact = { seq: file.seq + 1 + part, at, actor, key: '', part, requestHash: '', event };
    return evolve(before, event, fact);
  }, state);
  return isFinished(after) ? [...decided, { type: 'case-ended', as: endOf(after) }] : decided;
}

/** All of them must hold; the first that does not is the answer. */
export function allOf(...rules: readonly Rule[]): Rule {
  return (state, context) => {
    for (const rule of rules) {
      const refusal = rule(state, context);
      if (refusal) return refusal;
    }
    return undefined;
  };
}

export function refuseField(code: string, field: string, message: string, because = source): Refusal {
  return { ...refuse(code, message, because), fields: [{ pointer: `/${field}`, message }] };
}

/** Of one of the two bodies, whatever the role. */
export const ofABody: Rule = ({ investigatingBody, prosecutingBody }, { actor }) =>
  actor.agency === investigatingBody || actor.agency === prosecutingBody
    ? undefined
    : refuse('not-your-case', `This is for ${investigatingBody} and ${prosecutingBody}.`, source);

export const ofTheProsecution: Rule = ({ prosecutingBody }, { actor }) =>
  actor.agency === prosecutingBody
    ? undefined
    : refuse('not-your-case', `This is for the prosecutors of ${prosecutingBody}.`, source);

export const ofEnforcement: Rule = ({ enforcingAgency }, { actor }) =>
  actor.agency === enforcingAgency
    ? undefined
    : refuse('not-your-case', `This is for the enforcement officers of ${enforcingAgency}.`, source);

/** The two bodies, and whoever was asked to help. */
export const whoInvestigates: Rule = (state, context) => {
  const { actor } = context;
  return state.helps.some(({ agency }) => agency === actor.agency) ? undefined : ofABody(state, context);
};

/** After conviction, when confiscation is proceeded with, and before the order. */
export const inTimetable: Rule = (state) => {
  if (state.order) return refuse('order-made', 'The order has been made. Use what follows it.', poca('6'));
  if (state.outcome?.outcome !== 'convicted')
    return refuse(
      'not-convicted',
      'There is no conviction. Record the outcome of the prosecution first.',
      poca('6(2)'),
    );
  return isInTimetable(state)
    ? undefined
    : refuse('not-proceeding', 'Nobody decided to proceed with confiscation. Record that first.', poca('6(3)'));
};

export const ordered: Rule = ({ order }) =>
  order ? undefined : refuse('no-order', 'There is no confiscation order. Record it first.', poca('6'));

export function inTheFuture(day: string, field: string, { now }: ConfiscationContext): Refusal | undefined {
  return day > londonDateOf(now)
    ? refuseField('in-the-future', field, 'This day has not come yet. Give today or an earlier day.')
    : undefined;
}

export function beforeConviction({ outcome }: State, day: string, field: string): Refusal | undefined {
  return outcome && day < outcome.on
    ? refuseField(
        'before-conviction',
        field,
        `The conviction was on ${outcome.on}. Give that day or a later one.`,
        poca('6(2)'),
      )
    : undefined;
}

export function noSuchAsset(state: State, id: string, field = 'asset'): Refusal | undefined {
  return state.assets.some((asset) => asset.id === id)
    ? undefined
    : refuseField('no-such-asset', field, `There is no asset ${id}. List it first.`);
}

export function assetOf({ assets }: State, id: string): Asset | Refusal {
  return assets.find((asset) => asset.id === id) ?? refuseField('no-such-asset', 'asset', `There is no asset ${id}.`);
}

/** The order, of which `ordered` has made sure. */
export function orderOf({ order }: State): Order | Refusal {
  return order ?? refuse('no-order', 'There is no confiscation order. Record it first.', poca('6'));
}

/** The first refusal of several questions about the input. */
export function firstOf(...refusals: readonly (Refusal | undefined)[]): Refusal | undefined {
  return refusals.find((one) => one !== undefined);
}

/** The agency sees the case from now on; nothing when it does already. */
export function sharedWith(context: ConfiscationContext, agency: string, reason: string): KernelEvent[] {
  return context.file.sharedWith.includes(agency) ? [] : [{ type: 'case-shared', agency, reason }];
}
