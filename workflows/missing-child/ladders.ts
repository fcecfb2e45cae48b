import { londonDateOf } from '../kernel/calendar';
import type { Context, Deadline, KernelEvent, Task } from '../kernel/contract';
import type { AnyEvent, Event, EventOf } from './events';
import type { MissingPolicy } from './policy';
import type { LadderName, LadderStep } from './policy-ladders';
import { agencyOf, isTrafficking, ownerOf, policyOf, stepOf, type ReachedStep, type State } from './state';

type Reached = EventOf<'step-reached'>;

/** The steps of a ladder that this case has: by what is known of trafficking, and by the day of the report. */
export function stepsOf(state: State, ladder: LadderName): LadderStep[] {
  const day = londonDateOf(state.reportedAt);
  const found = policyOf(state).ladders.value.find((l) => l.ladder === ladder);
  return (found?.steps ?? []).filter(
    ({ when, from }) =>
      (from === undefined || from <= day) && (when === 'always' || (when === 'trafficking') === isTrafficking(state)),
  );
}

function isReached(state: State, ladder: LadderName, { step }: LadderStep): boolean {
  return state.reached.some((r) => r.ladder === ladder && r.step === step);
}

/** The lowest step that was not reached yet. */
export function nextStep(state: State, ladder: LadderName): LadderStep | undefined {
  return stepsOf(state, ladder).find((step) => !isReached(state, ladder, step));
}

function runningLadders(state: State): LadderName[] {
  if (state.stage !== 'missing') return [];
  return policyOf(state)
    .ladders.value.map(({ ladder }) => ladder)
    .filter((ladder) => state.ladders[ladder] !== undefined);
}

/** Reached, and neither acknowledged nor about a child who was located meanwhile. */
export function unacknowledged(state: State): ReachedStep[] {
  return state.stage === 'missing' ? state.reached.filter(({ acknowledged }) => acknowledged === undefined) : [];
}

const comingKey = (ladder: LadderName, step: string) => `ladder.${ladder}.${step}`;
const acknowledgeKey = ({ ladder, step }: Pick<ReachedStep, 'ladder' | 'step'>) => `acknowledge.${ladder}.${step}`;

/** The next step of each ladder, which is reached when its time has come; and each acknowledgement that is waited for. */
export function ladderDeadlines(state: State, { ladders: { source } }: MissingPolicy): Deadline[] {
  const coming = runningLadders(state).flatMap((ladder): Deadline[] => {
    const next = nextStep(state, ladder);
    const from = state.ladders[ladder];
    if (!next || from === undefined) return [];
    return [
      {
        key: comingKey(ladder, next.step),
        title: `Find the child, or this goes to the ${next.role}`,
        from,
        span: next.after[state.risk],
        rule: `A child who is still missing then is taken to the next step of the ladder (risk: ${state.risk}).`,
        source,
        owner: holderOf(state, ladder) ?? ownerOf(state, next),
      },
    ];
  });
  const waitedFor = unacknowledged(state).flatMap((reached): Deadline[] => {
    const step = stepOf(state, reached.ladder, reached.step);
    if (!step) return [];
    const risk = reached.missed?.risk ?? state.risk;
    return [
      {
        key: acknowledgeKey(reached),
        title: `Acknowledged by the ${step.role}`,
        from: reached.at,
        span: step.acknowledge[risk],
        rule: `A step that nobody acknowledges in this time goes on to the next one (risk: ${risk}).`,
        source,
        owner: ownerOf(state, step),
      },
    ];
  });
  return [...coming, ...waitedFor];
}

/** Who was reached last on a ladder. */
function holderOf(state: State, ladder: LadderName) {
  const last = state.reached.findLast((r) => r.ladder === ladder);
  const step = last && stepOf(state, ladder, last.step);
  return step ? ownerOf(state, step) : undefined;
}

export function ladderTasks(state: State): Task[] {
  return unacknowledged(state).flatMap((reached): Task[] => {
    const step = stepOf(state, reached.ladder, reached.step);
    if (!step) return [];
    const key = acknowledgeKey(reached);
    const title = 'A child is missing: acknowledge, and say what you do';
    return [{ key, title, owner: ownerOf(state, step), commands: ['acknowledge'], deadline: key }];
  });
}

/** Reaching a step, with sight of the case for its agency. */
export function reach(
  state: State,
  ladder: LadderName,
  step: LadderStep,
  because: Reached['because'],
  sharedWith: readonly string[],
): AnyEvent[] {
  const agency = agencyOf(state, step.agency);
  const shared: KernelEvent[] = sharedWith.includes(agency)
    ? []
    : [{ type: 'case-shared', agency, reason: 'missing-child' }];
  return [{ type: 'step-reached', ladder, step: step.step, because }, ...shared];
}

/** Starts a ladder: the steps that are due at once are reached with it. */
export function startLadder(state: State, ladder: LadderName, sharedWith: readonly string[]): AnyEvent[] {
  const seen = new Set(sharedWith);
  const steps = stepsOf(state, ladder);
  const later = steps.findIndex(({ after }) => after[state.risk].count > 0);
  const events = (later === -1 ? steps : steps.slice(0, later)).flatMap((step) => {
    const reached = isReached(state, ladder, step) ? [] : reach(state, ladder, step, 'at-once', [...seen]);
    seen.add(agencyOf(state, step.agency));
    return reached;
  });
  return steps.length === 0 ? [] : [{ type: 'ladder-started', ladder }, ...events];
}

/** What follows when one of a ladder's dates has passed; no step is reached twice. */
export function climb(state: State, deadline: string, { file }: Pick<Context, 'file'>): readonly AnyEvent[] {
  for (const ladder of runningLadders(state)) {
    const next = nextStep(state, ladder);
    if (next && comingKey(ladder, next.step) === deadline)
      return reach(state, ladder, next, 'still-missing', file.sharedWith);
  }
  const missed = unacknowledged(state).find((r) => acknowledgeKey(r) === deadline && r.missed === undefined);
  if (!missed) return [];
  const { ladder, step } = missed;
  const event: Event = { type: 'acknowledgement-missed', ladder, step, risk: state.risk };
  const isLast = state.reached.findLast((r) => r.ladder === ladder)?.step === step;
  const next = nextStep(state, ladder);
  return next && isLast ? [event, ...reach(state, ladder, next, 'not-acknowledged', file.sharedWith)] : [event];
}
