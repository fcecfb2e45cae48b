import { z } from 'zod';
import { londonDateOf } from '../kernel/calendar';
import { commandsOf, opening } from '../kernel/command';
import type { Actor, Context, Deadline, Effect, EffectBody, KernelEvent, Process, Task } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { notOfTheContractor, refuseField } from '../provider-statement/officers';
import { date, reason } from '../victim-care/fields';
import { policy, type AccrualPolicy } from './policy';
import { closedStages, evolve, initial, titles, type Event, type State, type Totals } from './state';
import { fromResult, merged } from './unpriced';

const source = 'Strategy 33 and 36: funding follows the victim, each night to the one who gave the bed';
const command = commandsOf<State, Event, AccrualPolicy>();
type Ctx = Context<AccrualPolicy>;

const OpenRun = z.object({
  untilDate: date.meta({ title: 'Until', description: 'The last night that is accrued. It must be over.' }),
});

function notUnpriced({ stage }: State, { actor }: Ctx): Refusal | undefined {
  const refusal = notOfTheContractor(actor);
  if (refusal) return refusal;
  return stage === 'unpriced'
    ? undefined
    : refuse('nothing-unpriced', 'The run goes on by itself. Nothing waits for a price now.', source);
}

/** Brings the ledger in line with every journey up to a night, in chunks; it goes on where it was interrupted. */
export const accrualRun: Process<State, Event, AccrualPolicy> = {
  name: 'accrual-run',
  version: 1,
  prefix: 'ACR',
  title: 'Accrual of nights and supports',
  source,
  policy,
  opening: opening<Event, AccrualPolicy, typeof OpenRun>({
    title: 'Accrue up to a night',
    hint: 'Every person in care, every night and support, up to and with this night. It can be repeated at any time.',
    by: ['payment-officer', 'system'],
    input: OpenRun,
    decide({ untilDate }, { now, actor, policy: { centralContractor } }) {
      const refusal = actor.roles.includes('system') ? undefined : notOfTheContractor(actor);
      if (refusal) return refusal;
      if (untilDate >= londonDateOf(now))
        return refuseField('night-not-over', 'untilDate', 'This night is not over. Give an earlier one.', source);
      const contractor = centralContractor.value;
      const shared: KernelEvent = { type: 'case-shared', agency: contractor, reason: 'accounts' };
      return [{ type: 'run-opened', untilDate, contractor }, ...(actor.agency === contractor ? [] : [shared])];
    },
  }),
  commands: {
    'accrue-again': command({
      title: 'Accrue again',
      hint: 'When the missing prices are there. What was accrued already stays as it is.',
      by: ['payment-officer'],
      input: z.object({}),
      when: notUnpriced,
      decide: () => [{ type: 'accrued-again' }],
    }),
    'leave-unpriced': command({
      title: 'Leave what has no price',
      hint: 'The run closes. The next one finds the same lines again, as long as they have no price.',
      by: ['payment-officer'],
      input: z.object({ reason }),
      when: notUnpriced,
      decide: (_state, input) => [{ type: 'left-unpriced', reason: input.reason }],
    }),
  },
  initial,
  evolve,
  respond,
  deadlines: (state, { prices }) => (state.stage === 'unpriced' ? [pricesDeadline(state, prices)] : []),
  tasks,
  supervisor: officers,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: closedStages.includes(stage) }),
  view,
  figures: (state) => ({
    stage: state.stage,
    untilDate: state.untilDate,
    ...totalsOf(state),
    unpriced: unpriced(state),
  }),
  diagram: [
    { from: 'opening', event: 'run-opened', to: 'accruing' },
    { from: 'accruing', event: 'all-accrued', to: 'accrued' },
    { from: 'accruing', event: 'prices-missing', to: 'unpriced' },
    { from: 'accruing', event: 'effect-done-by-hand', to: 'given-up' },
    { from: 'unpriced', event: 'accrued-again', to: 'accruing' },
    { from: 'unpriced', event: 'left-unpriced', to: 'left-unpriced' },
  ],
};

function officers({ contractor }: State) {
  return { role: 'payment-officer', agency: contractor } as const;
}

function totalsOf({ cases, entries, reversals }: Totals): Totals {
  return { cases, entries, reversals };
}

/** How many lines have no price. */
function unpriced(state: State): number {
  return state.unpriced.reduce((sum, { lines }) => sum + lines, 0);
}

function respond(state: State, event: KernelEvent): Event[] {
  if (state.stage !== 'accruing' || event.type !== 'effect-done' || event.kind !== 'accrue') return [];
  const chunk = fromResult(event.result);
  const accrued: Event = { type: 'cases-accrued', ...chunk };
  if (!chunk.isLast) return [accrued];
  const totals = {
    cases: state.cases + chunk.cases,
    entries: state.entries + chunk.entries,
    reversals: state.reversals + chunk.reversals,
  };
  const isWhole = merged([...state.unpriced, ...chunk.unpriced]).length === 0;
  return [accrued, { type: isWhole ? 'all-accrued' : 'prices-missing', ...totals }];
}

function pricesDeadline(state: State, { value, source: from }: AccrualPolicy['prices']): Deadline {
  return {
    key: 'prices',
    title: 'What has no price gets one, or is left for the next run',
    from: state.unpricedSince,
    span: value,
    rule: 'A provider waits for what was given: a missing price is seen to in this time.',
    source: from,
    owner: officers(state),
  };
}

function tasks(state: State): Task[] {
  if (state.stage !== 'unpriced') return [];
  return state.unpriced.map(({ provider, type, fromDate, untilDate, lines }) => ({
    key: `price.${provider}.${type}`,
    title: `No price for ${type} of ${provider}, ${fromDate} to ${untilDate}: ${lines} not accrued. Have a rate card approved, then accrue again`,
    owner: officers(state),
    commands: ['accrue-again', 'leave-unpriced'],
    deadline: 'prices',
  }));
}

function react(event: Event | KernelEvent, state: State, { policy: { deliverWithinHours, casesPerChunk } }: Ctx) {
  const effect = (key: string, body: EffectBody): Effect[] => [
    { ...body, key, deliverWithinHours: deliverWithinHours.value },
  ];
  const { untilDate, after } = state;
  switch (event.type) {
    case 'run-opened':
    case 'accrued-again':
      return effect('accrue', { kind: 'accrue', untilDate, after, limit: casesPerChunk.value });
    case 'cases-accrued':
      // The last chunk is followed by an event that says so; until then there is a next one.
      return event.isLast ? [] : effect('accrue', { kind: 'accrue', untilDate, after, limit: casesPerChunk.value });
    case 'all-accrued':
    case 'prices-missing': {
      const facts = { untilDate, ...totalsOf(event), unpriced: unpriced(state) };
      return effect('tell-officers', { kind: 'tell', to: officers(state), message: event.type, facts });
    }
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      if (deadline.startsWith('deliver.')) return [];
      const facts = { deadline, latenessSeconds };
      return effect('tell-officers', { kind: 'tell', to: officers(state), message: 'deadline-passed', facts });
    }
    default:
      return [];
  }
}

/** Sums for whoever sees the run; how far it got and why something was left, for those who pay. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, untilDate, after, rounds, unpriced: groups, reason: because } = state;
  const seen = { stage, untilDate, ...totalsOf(state), unpriced: groups };
  return viewer.roles.includes('payment-officer') ? { ...seen, rounds, after, reason: because } : seen;
}
