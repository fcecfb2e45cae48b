import type { Instant } from '../kernel/calendar';
import type { Fact, KernelEvent, Owner, PolicySetId } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { AgendaChild } from './agenda';
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
    }
  | { type: 'agenda-not-proved'; number: number; found: number; counted: number }
  | { type: 'agenda-asked-again'; number: number }
  | { type: 'meeting-not-held'; number: number }
  | { type: 'meeting-still-not-held'; number: number }
  | { type: 'meeting-held'; number: number; heldOn: string; attended: readonly AgencyCode[] }
  | { type: 'child-discussed'; ref: CaseRef; decision: Decided; text: string }
  | { type: 'action-agreed'; number: number; ref: CaseRef; text: string; owner: Owner; dueOn: string }
  | { type: 'action-done'; number: number; text: string }
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
      const { children: agenda, counted, actions: agendaActions } = event;
      return { ...state, stage: 'agenda', compiledAt: at, agenda, counted, agendaActions, actions };
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
