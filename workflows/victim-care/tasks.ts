import type { Task } from '../kernel/contract';
import { bedsDiffer, caseManagers, needsAPlace } from './deadlines';
import { isBedHeld, placeNow, stageOf, type State } from './state';

/** What is open, for whom; each names the deadline that says by when. */
export function tasks(state: State): Task[] {
  const stage = stageOf(state);
  const owner = caseManagers(state);
  const task = (key: string, title: string, ...commands: string[]): Task => ({
    key,
    title,
    owner,
    commands,
    deadline: key,
  });
  if (stage === 'offered') return [task('acceptance', 'Accept the care of this person', 'accept', 'record-declined')];
  const complaints = state.complaints
    .filter(({ answer }) => !answer)
    .map(({ id }) => task(`complaint.${id}`, `Answer the complaint ${id}`, 'answer-complaint'));
  if (stage === 'moved-on')
    return [
      task('move-on', 'Support the person after the exit, then close', 'record-move-on', 'close-care'),
      ...complaints,
    ];
  if (!state.acceptedAt || state.ended) return [];
  return [
    ...assessing(state, task),
    ...placing(state, task),
    ...away(state, task),
    ...leaving(state, task),
    ...complaints,
  ];
}

type Make = (key: string, title: string, ...commands: string[]) => Task;

function assessing({ assessedAt, planAt }: State, task: Make): Task[] {
  if (!assessedAt) return [task('needs', 'Assess the needs', 'assess-needs')];
  return planAt
    ? [task('plan-review', 'Review the support plan', 'review-plan')]
    : [task('support-plan', 'Agree the support plan', 'agree-support-plan')];
}

function placing(state: State, task: Make): Task[] {
  const { placement, move, placeNeededSince } = state;
  const found: Task[] = [];
  if (needsAPlace(state) && placeNeededSince)
    found.push(task('placement', 'Find a place', 'ask-for-places', 'place', 'record-declined'));
  if (move && placement?.status !== 'confirmed')
    found.push(task('move', 'Find the new place', 'ask-for-places', 'place', 'cancel-placement'));
  if (bedsDiffer(state)) found.push(task('beds', 'No bed is held where the person is: put it right', 'move'));
  if (placement?.status === 'confirmed') {
    const arrival = task('arrival', 'Record the arrival', 'record-arrival');
    found.push({ ...arrival, owner: { role: 'support-worker', agency: placement.provider } });
  }
  return found;
}

function away(state: State, task: Make): Task[] {
  const { missing, movements, bedReleasedAt } = state;
  const found: Task[] = [];
  if (movements.at(-1)?.to === 'absent' && isBedHeld(state))
    found.push(task('bed-hold', 'The person is away: find out when they return', 'record-return', 'report-missing'));
  if (missing)
    found.push(
      task('missing-review', 'Review the search for the person', 'review-missing', 'record-return', 'record-exit'),
    );
  else if (bedReleasedAt && !placeNow(state))
    found.push(
      task(
        'absence',
        'The bed was given up: place the person again, or record the exit',
        'ask-for-places',
        'report-missing',
        'record-exit',
      ),
    );
  return found;
}

function leaving({ exitPlanningSince, exitPlan }: State, task: Make): Task[] {
  if (exitPlan) return [task('exit', 'The person leaves as planned', 'record-exit', 'plan-exit')];
  return exitPlanningSince ? [task('exit-plan', 'Plan the exit', 'plan-exit')] : [];
}
