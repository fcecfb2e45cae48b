import { z } from 'zod';
import { londonDateOf, type Instant } from '../kernel/calendar';
import { commandsOf, opening, personalText } from '../kernel/command';
import type {
  Actor,
  Context,
  Deadline,
  Effect,
  EffectBody,
  Fact,
  KernelEvent,
  Process,
  Task,
} from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import { notOfTheContractor, refuseField } from '../provider-statement/officers';
import type { AgencyCode, Role } from '../vocabulary';
import { policy, type RoundPolicy } from './policy';

const source = 'Concert: what must not be forgotten is done every night by itself';

/** What a round does, each begun and answered for by those whose work it is. */
const works = {
  accrual: {
    role: 'payment-officer',
    title: 'Accrue the night that is over',
    source: 'Strategy 33 and 36: funding follows the victim, each night to the one who gave the bed',
  },
  prosecutions: {
    role: 'asset-recovery-lead',
    title: 'Find prosecutions without a confiscation case',
    source: 'Strategy 91: confiscation is considered in every trafficking prosecution',
  },
} as const satisfies Record<string, { role: Role; title: string; source: string }>;
type Work = keyof typeof works;

type Event =
  /** `work`: accrual when it is not said. */
  | { type: 'rounds-began'; work?: Work }
  /** `night`: the last night that is over, YYYY-MM-DD. */
  | { type: 'round-began'; night: string }
  | { type: 'rounds-ended'; reason: string };

interface State {
  agency: AgencyCode;
  work: Work;
  stage: 'opening' | 'going-round' | 'ended';
  /** When the last round began; the first night is that of the opening. */
  lastAt: Instant;
  rounds: number;
  night?: string;
  /** Prosecutions that were found without a case, in all rounds. */
  found: number;
}

const initial: State = { agency: '', work: 'accrual', stage: 'opening', lastAt: '', rounds: 0, found: 0 };
const Beginning = z.object({
  work: z.enum(['accrual', 'prosecutions']).optional().meta({
    title: 'Work',
    description: 'Accrual of the nights in care, or prosecutions without a confiscation case. Accrual when left out.',
  }),
});
const command = commandsOf<State, Event, RoundPolicy>();

/**
 * What happens every night, so that nobody has to remember it: the night that is over is accrued [33, 36], and every
 * prosecution without a confiscation case is found [91].
 */
export const nightlyRound: Process<State, Event, RoundPolicy> = {
  name: 'nightly-round',
  version: 1,
  prefix: 'NGT',
  title: 'Nightly round',
  source,
  policy,
  opening: opening<Event, RoundPolicy, typeof Beginning>({
    title: 'Begin the nightly rounds',
    hint: 'Once for a deployment and each work. From then on it is done every night.',
    by: ['payment-officer', 'asset-recovery-lead'],
    input: Beginning,
    decide: ({ work = 'accrual' }, { actor }) =>
      notTheirWork(work, actor) ?? [{ type: 'rounds-began', ...(work === 'accrual' ? {} : { work }) }],
  }),
  commands: {
    'end-rounds': command({
      title: 'End the nightly rounds',
      hint: 'Nothing is done by itself any more, until somebody begins the rounds again.',
      by: ['payment-officer', 'asset-recovery-lead'],
      input: z.object({ reason: personalText('Reason', 'Why the rounds end.', 2000) }),
      when: (state, { actor }) => notOfTheseRounds(state, actor),
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
  status: ({ stage, work }) => ({
    stage,
    title: `${titles[stage]}: ${works[work].title}`,
    isClosed: stage === 'ended',
  }),
  view: ({ stage, work, rounds, night, found }) => ({
    stage,
    work,
    rounds,
    night,
    ...(work === 'prosecutions' ? { foundWithoutCase: found } : {}),
  }),
  figures: ({ stage, work, rounds, found }) => ({ stage, work, rounds, found }),
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

function officers({ agency, work }: State) {
  return { role: works[work].role, agency };
}

function notTheirWork(work: Work, actor: Actor): Refusal | undefined {
  const { role, source: because } = works[work];
  if (!actor.roles.includes(role))
    return refuseField('not-your-work', 'work', `This is begun by: ${role}. Choose the work of your role.`, because);
  return work === 'accrual' ? notOfTheContractor(actor) : undefined;
}

function notOfTheseRounds(state: State, { agency, roles }: Actor): Refusal | undefined {
  const owner = officers(state);
  return agency === owner.agency && roles.includes(owner.role)
    ? undefined
    : refuse('not-your-case', `This is for: ${owner.role} of ${owner.agency}.`, source);
}

function evolve(state: State, event: Event | KernelEvent, fact: Fact): State {
  switch (event.type) {
    case 'rounds-began':
      return {
        ...state,
        stage: 'going-round',
        agency: fact.actor.agency,
        work: event.work ?? 'accrual',
        lastAt: fact.at,
      };
    case 'round-began':
      return { ...state, lastAt: fact.at, night: event.night, rounds: state.rounds + 1 };
    case 'rounds-ended':
      return { ...state, stage: 'ended' };
    case 'effect-done':
      return { ...state, found: state.found + Number(event.result['found'] ?? 0) };
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
      source: works[state.work].source,
      owner: officers(state),
    },
  ];
}

function react(event: Event | KernelEvent, { work }: State, context: Context<RoundPolicy>): Effect[] {
  if (event.type !== 'round-began') return [];
  const { roundHours, openingMinutes } = context.policy;
  const deliverWithinHours = roundHours.value;
  if (work === 'accrual') {
    const accrual: EffectBody = {
      kind: 'start-case',
      process: 'accrual-run',
      opening: { untilDate: event.night },
      link: 'accrual-run',
    };
    return [{ ...accrual, key: 'accrue', deliverWithinHours }];
  }
  const until = new Date(Date.parse(context.now) - openingMinutes.value * 60_000).toISOString();
  return [{ kind: 'reconcile-prosecutions', until, key: 'reconcile', deliverWithinHours }];
}
