import { dueDeadline } from '../kernel/deadlines';
import { refuse } from '../kernel/refusals';
import type { Event, EventOf, Moved } from './events';
import { after } from './evolve';
import { ladderDeadlines, unacknowledged } from './ladders';
import { childrensServices } from './recording';
import { newlySuspected } from './report';
import { byAuthority, byParty, command, source, whileMissing, type MissingContext } from './rules';
import { AssessRisk, NoInput, ReviewWeek } from './schemas';
import { ownerOf, stepOf, type State } from './state';

/** The steps that wait for this person's word. */
function theirs(state: State, { actor }: MissingContext) {
  return unacknowledged(state).filter((reached) => {
    const step = stepOf(state, reached.ladder, reached.step);
    return step && actor.agency === ownerOf(state, step).agency && actor.roles.includes(step.role);
  });
}

export const acknowledge = command({
  title: 'Acknowledge',
  hint: 'You know that this child is missing and act. It stops this step; the search goes on.',
  by: [
    'carer',
    'duty-manager',
    'assistant-director',
    'lscb-chair',
    'duty-inspector',
    'force-lead',
    'team-leader',
    'ceop-national-lead',
  ],
  input: NoInput,
  when: (state, context) =>
    theirs(state, context).length > 0
      ? undefined
      : refuse('nothing-to-acknowledge', 'No step of this case waits for your acknowledgement.', source),
  decide: (state, _input, context) =>
    theirs(state, context).map(({ ladder, step }): Event => ({ type: 'step-acknowledged', ladder, step })),
});

export const assessRisk = command({
  title: 'Assess the risk again',
  hint: 'Raises or lowers what is still to come; each date that moves is written down.',
  by: ['social-worker', 'duty-manager', 'assistant-director', 'duty-inspector', 'force-lead'],
  input: AssessRisk,
  when: (state, context) => byParty(state, context) ?? whileMissing(state),
  decide(state, { risk, trafficking, reasons }, context) {
    const told = trafficking ?? (state.trafficking === 'not-said' ? undefined : state.trafficking);
    const assessed: EventOf<'risk-assessed'> = {
      type: 'risk-assessed',
      from: state.risk,
      risk,
      trafficking: told ?? 'not-suspected',
      reasons,
      moved: [],
    };
    const next = after(state, [assessed], { at: context.now, actor: context.actor });
    const noted = { ...assessed, moved: movedBetween(state, next, context) };
    return [noted, ...newlySuspected(state, [noted], context)];
  },
});

/** The dates of the ladders before and after; a step that is not there any more has none. */
function movedBetween(before: State, later: State, { policy, file }: MissingContext): Moved[] {
  const duesOf = (state: State) =>
    new Map(ladderDeadlines(state, policy).map((d) => [d.key, dueDeadline(d, file).due] as const));
  const [old, now] = [duesOf(before), duesOf(later)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((deadline) => ({ deadline, before: old.get(deadline) ?? null, after: now.get(deadline) ?? null }))
    .filter((moved) => moved.before !== moved.after);
}

export const reviewWeek = command({
  title: 'Review the search',
  hint: 'What was done since the last review, and what is next.',
  by: childrensServices,
  input: ReviewWeek,
  when: (state, context) =>
    byAuthority(state, context) ??
    (state.stage === 'missing' || state.stage === 'located'
      ? undefined
      : refuse('nothing-to-review', 'The board looks at this case on its own dates.', source)),
  decide: (_state, { findings }) => [{ type: 'week-reviewed', findings }],
});
