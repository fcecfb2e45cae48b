import { refuse } from '../kernel/refusals';
import type { Event } from './events';
import {
  allOf,
  command,
  impossibleMoment,
  ofTheContractor,
  placementLost,
  refuseField,
  source,
  stopSharing,
  underway,
  type Rule,
} from './rules';
import type { State } from './state';
import { today } from './stays';
import { Empty } from './schemas';
import { MoveOn, PlanExit, RecordExit } from './stay-schemas';

const planExit = command({
  title: 'Plan the exit',
  hint: 'How the person leaves care safely, and on which day.',
  by: ['case-manager'],
  input: PlanExit,
  when: allOf(ofTheContractor, underway),
  decide: (_state, { plan, exitOn }, { now }) =>
    exitOn < today(now)
      ? refuseField('day-is-over', 'exitOn', 'This day is over. Give today or a later day.')
      : [{ type: 'exit-planned', plan, exitOn }],
});

/** Leaving is told to those who must know; the journey ends at that moment. */
const recordExit = command({
  title: 'Record the exit',
  hint: 'The person has left care. The competent authority and the provider are told.',
  by: ['case-manager'],
  input: RecordExit,
  when: allOf(ofTheContractor, underway),
  decide(state, input, { now, file }) {
    const { at, because, destination, reason } = input;
    const refusal = impossibleMoment(state, at, now);
    if (refusal) return refusal;
    if (state.movements.length === 0 && because !== 'died') {
      const message = 'The person has not arrived anywhere. Record that they do not want care.';
      return refuse('never-in-care', message, source);
    }
    if (because === 'planned' && !state.exitPlan) {
      return refuseField('no-exit-plan', 'because', 'No exit is planned. Plan it, or say why the person leaves.');
    }
    if (because !== 'planned' && reason === undefined) {
      return refuseField('reason-missing', 'reason', 'Say how it came that the person leaves.');
    }
    const why = reason === undefined ? {} : { reason };
    const police = state.missing ? { police: state.missing.police } : {};
    const exited: Event = { type: 'exited', at, because, destination, ...why, ...police };
    const closed: Event[] = because === 'died' ? [{ type: 'care-closed' }] : [];
    return [...placementLost(state, reason), exited, ...stopSharing(state, file, [], 'left-care'), ...closed];
  },
});

const movedOn: Rule = (state: State) =>
  state.exit ? undefined : refuse('still-in-care', 'The person has not left care.', source);

const recordMoveOn = command({
  title: 'Record move-on support',
  hint: 'Help after the exit: a visit, a call, an introduction.',
  by: ['case-manager'],
  input: MoveOn,
  when: allOf(ofTheContractor, movedOn),
  decide: (_state, { text }) => [{ type: 'move-on-recorded', text }],
});

const closeCare = command({
  title: 'Close the case',
  hint: 'When the support after the exit is over, and every complaint has been answered.',
  by: ['case-manager'],
  input: Empty,
  when: allOf(ofTheContractor, movedOn, ({ complaints }) =>
    complaints.some(({ answer }) => !answer)
      ? refuse('complaint-open', 'A complaint has not been answered. Answer it first.', source)
      : undefined,
  ),
  decide: () => [{ type: 'care-closed' }],
});

export const leavingCommands = {
  'plan-exit': planExit,
  'record-exit': recordExit,
  'record-move-on': recordMoveOn,
  'close-care': closeCare,
};
