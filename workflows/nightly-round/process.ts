import { z } from 'zod';
import { londonDateOf, type Instant } from '../kernel/calendar';
import { commandsOf, opening, personalText } from '../kernel/command';
import type { Context, Deadline, Effect, Fact, KernelEvent, Process, Task } from '../kernel/contract';
import { notOfTheContractor, notOfThisAgency } from '../provider-statement/officers';
import type { AgencyCode } from '../vocabulary';
import { policy, type RoundPolicy } from './policy';

const source = 'Strategy 33 and 36: funding follows the victim, each night to the one who gave the bed';

type Event =
  | { type: 'rounds-began' }
  /** `night`: the last night that is over, YYYY-MM-DD. */
  | { type: 'round-began'; night: string }
  | { type: 'rounds-ended'; reason: string };

interface State {
  agency: AgencyCode;
  stage: 'opening' | 'going-round' | 'ended';
  /** When the last round began; the first night is that of the opening. */
  lastAt: Instant;
  rounds: number;
  night?: string;
}

const initial: State = { agency: '', stage: 'opening', lastAt: '', rounds: 0 };
const Nothing = z.object({});
const command = commandsOf<State, Event, RoundPolicy>();

/** What happens every night, so that nobody has to remember it: the night that is over is accrued [33, 36]. */
export const nightlyRound: Process<State, Event, RoundPolicy> = {
  name: 'nightly-round',
  version: 1,
  prefix: 'NGT',
  title: 'Nightly round',
  source,
  policy,
  opening: opening<Event, RoundPolicy, typeof Nothing>({
    title: 'Begin the nightly rounds',
    hint: 'Once for a deployment. From then on every night in care is accrued when it is over.',
    by: ['payment-officer'],
    input: Nothing,
    decide: (_input, { actor }) => notOfTheContractor(actor) ?? [{ type: 'rounds-began' }],
  }),
  commands: {
    'end-rounds': command({
      title: 'End the nightly rounds',
      hint: 'Nothing is accrued by itself any more, until somebody begins the rounds again.',
      by: ['payment-officer'],
      input: z.object({ reason: personalText('Reason', 'Why the rounds end.', 2000) }),
      when: ({ agency }, { actor }) => notOfThisAgency(agency, actor),
      decide: (_state, { reason }) => [{ type: 'rounds-ended', reason }],
    }),
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks: (): Task[] => [],
  supervisor: officers,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: stage === 'ended' }),
  view: ({ stage, rounds, night }) => ({ stage, rounds, night }),
  figures: ({ stage, rounds }) => ({ stage, rounds }),
  diagram: [
    { from: 'opening', event: 'rounds-began', to: 'going-round' },
    { from: 'going-round', event: 'rounds-ended', to: 'ended' },
  ],
};

const titles: Record<State['stage'], string> = {
  opening: 'Not begun',
  'going-round': 'Goes round every night',
  ended: 'Ended',
};

function officers({ agency }: State) {
  return { role: 'payment-officer', agency } as const;
}

function evolve(state: State, event: Event | KernelEvent, fact: Fact): State {
  switch (event.type) {
    case 'rounds-began':
      return { ...state, stage: 'going-round', agency: fact.actor.agency, lastAt: fact.at };
    case 'round-began':
      return { ...state, lastAt: fact.at, night: event.night, rounds: state.rounds + 1 };
    case 'rounds-ended':
      return { ...state, stage: 'ended' };
    default:
      return state;
  }
}

/** A round that was missed while everything was down is no loss: accrual takes in every night that is not booked yet. */
function respond(_state: State, event: KernelEvent, { now }: Context<RoundPolicy>): Event[] {
  return event.type === 'deadline-passed' && event.deadline === roundKey
    ? [{ type: 'round-began', night: dayBefore(londonDateOf(now)) }]
    : [];
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

const roundKey = 'round';

function deadlines(state: State): Deadline[] {
  if (state.stage !== 'going-round') return [];
  return [
    {
      key: roundKey,
      title: 'The next round',
      from: state.lastAt,
      span: { count: 0, unit: 'calendar-days' },
      rule: 'A round begins when the day is over, at midnight in London.',
      source,
      owner: officers(state),
    },
  ];
}

function react(event: Event | KernelEvent, _state: State, { policy: { roundHours } }: Context<RoundPolicy>): Effect[] {
  if (event.type !== 'round-began') return [];
  const { night: untilDate } = event;
  return [
    {
      kind: 'start-case',
      process: 'accrual-run',
      opening: { untilDate },
      link: 'accrual-run',
      key: 'accrue',
      deliverWithinHours: roundHours.value,
    },
  ];
}
