import type { Actor, Owner, Process } from '../kernel/contract';
import { answerFromBoard, completeAction, recordMinutes, windUp } from './after-meeting';
import { agreeAction, compileAgain, discussChild, holdMeeting, openGroup } from './commands';
import { deadlines, tasks } from './due';
import { react } from './effects';
import { levels, type Level } from './levels';
import { dealWithMatter, discussMatter, putMatter } from './matters';
import type { GroupPolicy } from './policy';
import { respond } from './respond';
import { source } from './rules';
import { chair, evolve, initialOf, isOpenAction, mattersOf, unanswered, type Event, type State } from './state';

type GroupProcess = Process<State, Event, GroupPolicy>;

/** The operational group of a local authority: every child missing or at risk is discussed every six weeks [99]. */
export const operationalGroup: GroupProcess = groupProcess(levels['operational-group']);
/** Middle managers: policy, and children who are missing again and again, six to eight times a year [99 and box]. */
export const lscbSubgroup: GroupProcess = groupProcess(levels['lscb-subgroup']);
/** Senior managers: what the other two could not resolve [99 and box]. Nobody is above it to answer for it. */
export const seniorBoard: GroupProcess = groupProcess(levels['senior-board']);

function groupProcess(level: Level): GroupProcess {
  return {
    name: level.name,
    version: 1,
    prefix: level.prefix,
    title: level.title,
    source,
    policy: level.policy,
    opening: openGroup(level),
    commands: {
      'compile-again': compileAgain,
      'hold-meeting': holdMeeting,
      'discuss-child': discussChild,
      'agree-action': agreeAction,
      'complete-action': completeAction,
      'record-minutes': recordMinutes,
      ...(level.name === 'lscb-subgroup'
        ? { 'put-matter': putMatter, 'discuss-matter': discussMatter, 'deal-with-matter': dealWithMatter }
        : {}),
      ...(level.name === 'senior-board' ? {} : { 'answer-from-board': answerFromBoard }),
      'wind-up': windUp,
    },
    initial: initialOf(level.name),
    evolve,
    respond,
    deadlines,
    tasks,
    supervisor: chair,
    react,
    status: ({ stage }) => ({ stage, title: titles[stage], isClosed: stage === 'wound-up' }),
    view,
    figures: (state) => ({
      authority: state.authority,
      meeting: state.meeting.number,
      meetingsHeld: state.minutes.length,
      meetingsLapsed: state.lapsed.length,
      children: state.agenda.length,
      openActions: state.actions.filter(isOpenAction).length,
      beforeBoard: unanswered(state).length,
    }),
    diagram: [
      { from: 'not-opened', event: 'meeting-scheduled', to: 'waiting' },
      { from: 'waiting', event: 'cut-off-reached', to: 'compiling' },
      { from: 'compiling', event: 'agenda-compiled', to: 'agenda' },
      { from: 'compiling', event: 'agenda-not-proved', to: 'not-proved' },
      { from: 'not-proved', event: 'agenda-asked-again', to: 'compiling' },
      { from: 'agenda', event: 'meeting-held', to: 'held' },
      { from: 'held', event: 'meeting-scheduled', to: 'waiting' },
      { from: 'agenda', event: 'meeting-scheduled', to: 'waiting' },
      { from: 'compiling', event: 'meeting-scheduled', to: 'waiting' },
      { from: 'not-proved', event: 'meeting-scheduled', to: 'waiting' },
      { from: 'waiting', event: 'wound-up', to: 'wound-up' },
      { from: 'compiling', event: 'wound-up', to: 'wound-up' },
      { from: 'not-proved', event: 'wound-up', to: 'wound-up' },
      { from: 'agenda', event: 'wound-up', to: 'wound-up' },
      { from: 'held', event: 'wound-up', to: 'wound-up' },
    ],
  };
}

const titles: Record<State['stage'], string> = {
  'not-opened': 'Not opened yet',
  waiting: 'Waiting for the cut-off of the next agenda',
  compiling: 'The agenda is being compiled from the cases',
  'not-proved': 'The agenda does not agree with the cases; compile it again',
  agenda: 'The agenda is ready; the meeting is to be held',
  held: 'The meeting is held; decisions and minutes are to be recorded',
  'wound-up': 'The group has ended',
};

/** The authority and its police see everything; an owner of an action or a matter, that one. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, authority, meeting } = state;
  const common = { stage, authority, meeting };
  if (viewer.agency !== authority && viewer.agency !== state.police) {
    const isTheirs = ({ owner }: { owner: Owner }) => owner.agency === viewer.agency;
    const matters = mattersOf(state).filter(isTheirs);
    return { ...common, actions: state.actions.filter(isTheirs), ...(matters.length > 0 ? { matters } : {}) };
  }
  const { agenda, counted, agendaActions, discussed, actions, board: before, minutes, lapsed: missed } = state;
  const held = state.held ? { held: state.held } : {};
  const policyMatters =
    state.level === 'lscb-subgroup' ? { matters: mattersOf(state), agendaMatters: state.agendaMatters ?? [] } : {};
  return {
    ...common,
    ...held,
    agenda,
    counted,
    agendaActions,
    discussed,
    actions,
    ...policyMatters,
    board: before,
    minutes,
    lapsed: missed,
  };
}
