import { compareInstants, endOfLondonDay } from '../kernel/calendar';
import type { Context, Effect, EffectBody, KernelEvent, Owner } from '../kernel/contract';
import { daysOf, quarterOf } from '../case-review/quarter';
import { addDays } from '../victim-care/stays';
import type { AgencyCode } from '../vocabulary';
import type { PackPolicy } from './policy';
import { closedStages, type Event, type State } from './state';

type Ctx = Context<PackPolicy>;
type Facts = Record<string, string | number>;

export function react(event: Event | KernelEvent, state: State, context: Ctx): Effect[] {
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  return Object.entries(bodies(event, state, context)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

function bodies(event: Event | KernelEvent, state: State, { now, policy }: Ctx): Record<string, EffectBody> {
  const { quarter, contractor, signers } = state;
  switch (event.type) {
    case 'compiling-asked': {
      const days = daysOf(quarter);
      const closingInstant = endOfLondonDay(days.untilDate);
      const { value: budgetPence } = policy.budgetPence;
      return { compile: { kind: 'compile-pack', quarter, ...days, closingInstant, budgetPence } };
    }
    case 'pack-compiled':
      return { ...told([...watchers(signers), answering(contractor)], event.type, { quarter }), ...next(quarter, now) };
    case 'question-asked':
      return told([answering(contractor)], event.type, { quarter, question: event.id, agency: event.agency });
    case 'question-answered': {
      const asked = state.questions.find(({ id }) => id === event.id);
      return asked ? told(watchers([asked.agency]), event.type, { quarter, question: event.id }) : {};
    }
    case 'signed-off':
      return told([answering(contractor)], event.type, { quarter, agency: event.agency });
    case 'pack-agreed':
      return told([...watchers(signers), answering(contractor)], event.type, { quarter });
    case 'sign-off-escalated': {
      const { agency, level } = event;
      const whom = level === 1 ? watchers([agency]) : [...watchers(signers), answering(contractor)];
      return told(whom, event.type, { quarter, agency, level });
    }
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      const asked = state.questions.find(({ id }) => deadline === `question.${id}`);
      if (!asked || closedStages.includes(state.stage)) return {};
      const whom = [answering(contractor), ...watchers([asked.agency])];
      return told(whom, 'deadline-passed', { quarter, deadline, latenessSeconds });
    }
    default:
      return {};
  }
}

/** The pack of the quarter after it, unless that one is over too: whoever asks for an old pack gets that one alone. */
function next(quarter: string, now: string): Record<string, EffectBody> {
  const after = quarterOf(addDays(daysOf(quarter).untilDate, 1));
  if (compareInstants(endOfLondonDay(daysOf(after).untilDate), now) <= 0) return {};
  return {
    next: { kind: 'start-case', process: 'monitoring-pack', opening: { quarter: after }, link: 'next-quarter' },
  };
}

function watchers(agencies: readonly AgencyCode[]): Owner[] {
  return agencies.map((agency) => ({ role: 'contract-manager', agency }));
}

export function answering(contractor: AgencyCode): Owner {
  return { role: 'case-manager', agency: contractor };
}

function told(whom: readonly Owner[], message: string, facts: Facts): Record<string, EffectBody> {
  return Object.fromEntries(
    whom.map((to): [string, EffectBody] => [`tell-${to.role}-${to.agency}`, { kind: 'tell', to, message, facts }]),
  );
}
