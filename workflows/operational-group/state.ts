import type { Instant } from '../kernel/calendar';
import type { Fact, KernelEvent, Owner, PolicySetId } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { AgendaChild, Pattern } from './agenda';
import type { Meeting } from './dates';
import { levels } from './levels';
import type { LevelName } from './policy';

export type Decided = 'search-as-planned' | 'search-changed' | 'safeguarding-plan' | 'unresolved';
export type BoardCause = 'unresolved' | 'not-discussed' | 'action-returned';

export type Event =
  | { type: 'group-opened'; authority: AgencyCode; police: AgencyCode; firstMeetingOn: string }
  | ({ type: 'meeting-scheduled' } & Meeting)
  | { type: 'cut-off-reached'; number: number }
  | {
      type: 'agenda-compiled';
      number: number;
      children: readonly AgendaChild[];
      counted: number;
      actions: readonly number[];
      /** Of the subgroup alone. */
      matters?: readonly number[];
    }
  | { type: 'agenda-not-proved'; number: number; found: number; counted: number }
  | { type: 'agenda-asked-again'; number: number }
  | { type: 'meeting-not-held'; number: number }
  | { type: 'meeting-still-not-held'; number: number }
  | { type: 'meeting-held'; number: number; heldOn: string; attended: readonly AgencyCode[] }
  | { type: 'child-discussed'; ref: CaseRef; decision: Decided; text: string }
  | { type: 'action-agreed'; number: number; ref: CaseRef; text: string; owner: Owner; dueOn: string }
  | { type: 'action-done'; number: number; text: string }
  | { type: 'matter-put'; number: number; text?: string; pattern?: Pattern; owner: Owner; dueOn: string }
  | { type: 'matter-discussed'; number: number; meeting: number; text: string; dueOn?: string }
  | { type: 'matter-dealt-with'; number: number; text: string }
  | { type: 'sent-to-board'; ref: CaseRef; because: BoardCause }
  | { type: 'board-answered'; ref: CaseRef; text: string }
  | { type: 'minutes-recorded'; number: number; text: string }
  | { type: 'meeting-lapsed'; number: number; undiscussed: readonly CaseRef[] }
  | { type: 'wound-up'; reason: string };
export type AnyEvent = Event | KernelEvent;
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

export interface Action {
  number: number;
  ref: CaseRef;
  text: string;
  owner: Owner;
  dueOn: string;
  agreedAt: Instant;
  done?: { at: Instant; by: string; text: string };
  /** On how many agendas it has been since. */
  returned: number;
}

/** What the subgroup looks at besides children: a matter of policy, or a link between children. */
export interface Matter {
  number: number;
  text?: string;
  pattern?: Pattern;
  owner: Owner;
  dueOn: string;
  putAt: Instant;
  discussed: readonly { meeting: number; text: string }[];
  dealt?: { at: Instant; by: string; text: string };
  /** On how many agendas it was. */
  returned: number;
}

export interface State {
  stage: 'not-opened' | 'waiting' | 'compiling' | 'not-proved' | 'agenda' | 'held' | 'wound-up';
  level: LevelName;
  policySet: PolicySetId;
  authority: AgencyCode;
  police: AgencyCode;
  firstMeetingOn: string;
  meeting: Meeting;
  /** How often the day of the current meeting has passed without it: 1 after the day, 2 after the late one. */
  missed: number;
  missedAt: Instant;
  compiledAt: Instant;
  agenda: readonly AgendaChild[];
  counted: number;
  agendaActions: readonly number[];
  held?: { at: Instant; heldOn: string; attended: readonly AgencyCode[] };
  discussed: readonly { ref: CaseRef; decision: Decided; text: string }[];
  actions: readonly Action[];
  /** Of the subgroup alone; not there in a group that was opened before there were any. */
  matters?: readonly Matter[];
  agendaMatters?: readonly number[];
  board: readonly { ref: CaseRef; because: BoardCause; at: Instant; answer?: string }[];
  minutes: readonly { number: number; heldOn: string; children: number; text: string }[];
  lapsed: readonly number[];
}

const noMeeting: Meeting = { number: 0, nominalOn: '', meetingOn: '', cutOffOn: '' };

export const initialOf = (level: LevelName): State => ({
  level,
  stage: 'not-opened',
  policySet: 'strategy-2011',
  authority: '',
  police: '',
  firstMeetingOn: '',
  meeting: noMeeting,
  missed: 0,
  missedAt: '',
  compiledAt: '',
  agenda: [],
  counted: 0,
  agendaActions: [],
  discussed: [],
  actions: [],
  board: [],
  minutes: [],
  lapsed: [],
});

export const chair = ({ level, authority: agency }: State): Owner => ({ role: levels[level].chair, agency });
/** Who sees to it that a meeting is held. */
export const superior = ({ level, authority: agency }: State): Owner => ({ role: levels[level].superior, agency });
export const seniorBoard = ({ authority: agency }: State): Owner => ({ role: 'lscb-chair', agency });

export const isOpenAction = ({ done }: Action): boolean => done === undefined;

/** The children on the agenda about whom nothing is recorded yet. */
export function undiscussed({ agenda, discussed }: State): CaseRef[] {
  const known = new Set(discussed.map(({ ref }) => ref));
  return agenda.map(({ ref }) => ref).filter((ref) => !known.has(ref));
}

export const mattersOf = ({ matters = [] }: State): readonly Matter[] => matters;
export const isOpenMatter = ({ dealt }: Matter): boolean => dealt === undefined;
export const openMatter = (state: State, number: number): Matter | undefined =>
  mattersOf(state).find((matter) => matter.number === number && isOpenMatter(matter));

/** The matters on the agenda that are open, and about which nothing is recorded at this meeting. */
export function undiscussedMatters(state: State): number[] {
  const { agendaMatters = [], meeting } = state;
  return agendaMatters.filter(
    (number) => openMatter(state, number)?.discussed.some((d) => d.meeting === meeting.number) === false,
  );
}

export function unanswered({ board }: State) {
  return board.filter(({ answer }) => answer === undefined);
}

export function evolve(state: State, event: AnyEvent, { at, actor }: Fact<AnyEvent>): State {
  switch (event.type) {
    case 'case-opened':
      return { ...state, policySet: event.policySet };
    case 'group-opened': {
      const { authority, police, firstMeetingOn } = event;
      return { ...state, authority, police, firstMeetingOn };
    }
    case 'meeting-scheduled': {
      const { type: _type, ...meeting } = event;
      const { held: _held, ...rest } = state;
      return {
        ...rest,
        stage: 'waiting',
        meeting,
        missed: 0,
        missedAt: '',
        agenda: [],
        agendaActions: [],
        agendaMatters: [],
        discussed: [],
      };
    }
    case 'cut-off-reached':
    case 'agenda-asked-again':
      return { ...state, stage: 'compiling' };
    case 'agenda-not-proved':
      return { ...state, stage: 'not-proved', compiledAt: at };
    case 'agenda-compiled': {
      const back = new Set(event.actions);
      const actions = state.actions.map((a) => (back.has(a.number) ? { ...a, returned: a.returned + 1 } : a));
      const { children: agenda, counted, actions: agendaActions, matters: agendaMatters = [] } = event;
      const matters = mattersOf(state).map((m) =>
        agendaMatters.includes(m.number) ? { ...m, returned: m.returned + 1 } : m,
      );
      const compiled = { compiledAt: at, agenda, counted, agendaActions, agendaMatters, actions, matters };
      return { ...state, stage: 'agenda', ...compiled };
    }
    case 'meeting-not-held':
      return { ...state, missed: 1, missedAt: at };
    case 'meeting-still-not-held':
      return { ...state, missed: 2 };
    case 'meeting-held':
      return { ...state, stage: 'held', held: { at, heldOn: event.heldOn, attended: event.attended } };
    case 'child-discussed': {
      const { ref, decision, text } = event;
      return { ...state, discussed: [...state.discussed.filter((d) => d.ref !== ref), { ref, decision, text }] };
    }
    case 'action-agreed': {
      const { type: _type, ...action } = event;
      return { ...state, actions: [...state.actions, { ...action, agreedAt: at, returned: 0 }] };
    }
    case 'action-done': {
      const done = { at, by: actor.person, text: event.text };
      return { ...state, actions: state.actions.map((a) => (a.number === event.number ? { ...a, done } : a)) };
    }
    case 'matter-put': {
      const { type: _type, ...matter } = event;
      return { ...state, matters: [...mattersOf(state), { ...matter, putAt: at, discussed: [], returned: 0 }] };
    }
    case 'matter-discussed': {
      const { meeting, text } = event;
      return onMatter(state, event.number, (matter) => ({
        ...matter,
        dueOn: event.dueOn ?? matter.dueOn,
        discussed: [...matter.discussed.filter((d) => d.meeting !== meeting), { meeting, text }],
      }));
    }
    case 'matter-dealt-with': {
      const dealt = { at, by: actor.person, text: event.text };
      return onMatter(state, event.number, (matter) => ({ ...matter, dealt }));
    }
    case 'sent-to-board':
      return { ...state, board: [...state.board, { ref: event.ref, because: event.because, at }] };
    case 'board-answered': {
      const answered = (b: State['board'][number]) => b.ref === event.ref && b.answer === undefined;
      return { ...state, board: state.board.map((b) => (answered(b) ? { ...b, answer: event.text } : b)) };
    }
    case 'minutes-recorded': {
      const heldOn = state.held?.heldOn ?? '';
      const minutes = { number: event.number, heldOn, children: state.agenda.length, text: event.text };
      return { ...state, minutes: [...state.minutes, minutes] };
    }
    case 'meeting-lapsed':
      return { ...state, lapsed: [...state.lapsed, event.number] };
    case 'wound-up':
      return { ...state, stage: 'wound-up' };
    default:
      return state;
  }
}

function onMatter(state: State, number: number, change: (matter: Matter) => Matter): State {
  return { ...state, matters: mattersOf(state).map((matter) => (matter.number === number ? change(matter) : matter)) };
}
