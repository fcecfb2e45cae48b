import type { Instant } from '../kernel/calendar';
import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { Compiled } from './compiled';
import type { Headline } from './contents';

/** Texts are references to encrypted rows. */
export type Event =
  | {
      type: 'pack-opened';
      quarter: string;
      contractor: AgencyCode;
      contractKeeper: AgencyCode;
      signers: readonly AgencyCode[];
    }
  /** The quarter's last day is over in London. */
  | { type: 'quarter-closed' }
  | { type: 'compiling-asked' }
  | ({ type: 'pack-compiled' } & Compiled)
  /** Another open case has the pack of this quarter. */
  | { type: 'pack-refused'; otherPack: CaseRef }
  | { type: 'question-asked'; id: string; agency: AgencyCode; text: string }
  | { type: 'question-answered'; id: string; answer: string }
  | { type: 'question-withdrawn'; id: string; reason: string }
  /** `digest`: of the bytes that were read and signed. */
  | { type: 'signed-off'; agency: AgencyCode; digest: string }
  /** Level 1: reminded; level 2: whoever else has the pack hears of it too. */
  | { type: 'sign-off-escalated'; agency: AgencyCode; level: 1 | 2 }
  /** Everybody who has to has signed. */
  | { type: 'pack-agreed' };

export interface Question {
  id: string;
  agency: AgencyCode;
  askedBy: string;
  at: Instant;
  text: string;
  answer?: { at: Instant; answer: string };
  withdrawn?: string;
}

export interface SignOff {
  agency: AgencyCode;
  person: string;
  at: Instant;
  digest: string;
}

export interface State {
  stage:
    | 'opening'
    | 'quarter-runs'
    | 'settling'
    | 'compiling'
    | 'for-sign-off'
    | 'agreed'
    | 'already-compiled'
    | 'not-compiled';
  quarter: string;
  contractor: AgencyCode;
  contractKeeper: AgencyCode;
  signers: readonly AgencyCode[];
  compiledAt: Instant;
  digest: string;
  headline?: Headline;
  earlier?: { ref: CaseRef; isSame: boolean };
  questions: readonly Question[];
  signOffs: readonly SignOff[];
  otherPack?: CaseRef;
}

export const initial: State = {
  stage: 'opening',
  quarter: '',
  contractor: '',
  contractKeeper: '',
  signers: [],
  compiledAt: '',
  digest: '',
  questions: [],
  signOffs: [],
};

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'pack-opened': {
      const { type: _type, ...parts } = event;
      return { ...state, ...parts, stage: 'quarter-runs' };
    }
    case 'quarter-closed':
      return { ...state, stage: 'settling' };
    case 'compiling-asked':
      return { ...state, stage: 'compiling' };
    case 'pack-compiled': {
      const { type: _type, ...compiled } = event;
      return { ...state, ...compiled, stage: 'for-sign-off', compiledAt: at };
    }
    case 'pack-refused':
      return { ...state, stage: 'already-compiled', otherPack: event.otherPack };
    case 'effect-done-by-hand':
      // No hand can compile what the record alone says: the quarter's pack is opened again instead.
      return state.stage === 'compiling' && event.effect.endsWith('-compile')
        ? { ...state, stage: 'not-compiled' }
        : state;
    case 'question-asked': {
      const { id, agency, text } = event;
      return { ...state, questions: [...state.questions, { id, agency, askedBy: actor.person, at, text }] };
    }
    case 'question-answered': {
      const { id, answer } = event;
      return withQuestion(state, id, (question) => ({ ...question, answer: { at, answer } }));
    }
    case 'question-withdrawn':
      return withQuestion(state, event.id, (question) => ({ ...question, withdrawn: event.reason }));
    case 'signed-off': {
      const { agency, digest } = event;
      return { ...state, signOffs: [...state.signOffs, { agency, person: actor.person, at, digest }] };
    }
    case 'pack-agreed':
      return { ...state, stage: 'agreed' };
    default:
      return state;
  }
}

function withQuestion(state: State, id: string, change: (question: Question) => Question): State {
  return { ...state, questions: state.questions.map((question) => (question.id === id ? change(question) : question)) };
}

export const titles: Record<State['stage'], string> = {
  opening: 'Not opened',
  'quarter-runs': 'The quarter runs',
  settling: 'The quarter is over; what was done in it is still being recorded',
  compiling: 'Being compiled',
  'for-sign-off': 'Compiled; waits for the sign-offs',
  agreed: 'Signed off by everybody',
  'already-compiled': 'Not compiled here: another case has the pack of this quarter',
  'not-compiled': 'Could not be compiled; open the quarter again',
};

export const closedStages: readonly State['stage'][] = ['agreed', 'already-compiled', 'not-compiled'];

/** Who has not signed yet, in the order of the policy. */
export function toSign({ signers, signOffs }: State): AgencyCode[] {
  return signers.filter((agency) => !signOffs.some((signed) => signed.agency === agency));
}

export function openQuestions({ questions }: State): Question[] {
  return questions.filter(({ answer, withdrawn }) => !answer && withdrawn === undefined);
}
