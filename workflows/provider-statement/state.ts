import type { Fact, KernelEvent } from '../kernel/contract';
import type { AgencyCode, CaseRef } from '../vocabulary';
import type { DisputeOutcome, DisputeReason } from './schemas';

/** What a statement comes to: how many lines, their sum in pence, and a digest over each line. */
export interface Sum {
  lines: number;
  totalPence: number;
  digest: string;
}

export type Event =
  | { type: 'statement-opened'; provider: AgencyCode; fromDate: string; untilDate: string }
  | ({ type: 'statement-drawn' } & Sum)
  | { type: 'nothing-owed' }
  | { type: 'not-drawn'; code: string }
  | { type: 'line-disputed'; line: number; reasonCode: DisputeReason; text: string }
  | { type: 'dispute-settled'; line: number; outcome: DisputeOutcome; reason: string }
  | { type: 'provider-agreed' }
  | { type: 'provider-chased' }
  | ({ type: 'lines-taken-out' } & Sum)
  | { type: 'nothing-left' }
  | { type: 'statement-agreed' }
  | { type: 'taken-into-batch'; batch: CaseRef; endToEndId: string }
  | { type: 'batch-withdrawn'; batch: CaseRef }
  | { type: 'payment-settled'; batch: CaseRef; endToEndId: string }
  | { type: 'payment-rejected'; batch: CaseRef; endToEndId: string; reasonCode: string };

export interface Dispute {
  line: number;
  reasonCode: DisputeReason;
  text: string;
  at: string;
  outcome?: DisputeOutcome;
  reason?: string;
  settledBy?: string;
}

export interface State extends Sum {
  stage:
    | 'opening'
    | 'drawing'
    | 'nothing-owed'
    | 'not-drawn'
    | 'with-provider'
    | 'disputed'
    | 'settling'
    | 'nothing-left'
    | 'agreed'
    | 'in-batch'
    | 'payment-rejected'
    | 'paid';
  /** Whose officers drew it, and who of them. */
  agency: AgencyCode;
  drawnBy: string;
  provider: AgencyCode;
  fromDate: string;
  untilDate: string;
  /** From when the provider's time is counted. */
  askedAt: string;
  /** The provider's time is over and nobody has asked it again. */
  isOverdue: boolean;
  /** How many lines there were when it was drawn: line numbers stay as they were. */
  linesDrawn: number;
  disputes: readonly Dispute[];
  providerAgreedAt?: string;
  agreedAt: string;
  batch?: CaseRef;
  /** Batches that have told the last they have to tell, so that a late word of them changes nothing. */
  endedBatches: readonly CaseRef[];
  rejections: readonly { batch: CaseRef; endToEndId: string; reasonCode: string }[];
  code?: string;
}

export const initial: State = {
  stage: 'opening',
  agency: '',
  drawnBy: '',
  provider: '',
  fromDate: '',
  untilDate: '',
  askedAt: '',
  lines: 0,
  totalPence: 0,
  digest: '',
  isOverdue: false,
  linesDrawn: 0,
  disputes: [],
  agreedAt: '',
  endedBatches: [],
  rejections: [],
};

export const openDisputes = ({ disputes }: Pick<State, 'disputes'>) => disputes.filter((d) => d.outcome === undefined);

/** The numbers of the lines that are to be taken out. */
export const upheldLines = ({ disputes }: Pick<State, 'disputes'>) =>
  disputes
    .filter((d) => d.outcome === 'upheld')
    .map((d) => d.line)
    .toSorted((a, b) => a - b);

/** Where a statement is while provider and contractor talk about it; agreed is said by an event of its own. */
function talking(state: State): State {
  if (state.providerAgreedAt === undefined) return { ...state, stage: 'with-provider' };
  if (openDisputes(state).length > 0) return { ...state, stage: 'disputed' };
  return upheldLines(state).length > 0 ? { ...state, stage: 'settling' } : state;
}

/** After a batch's last word, which may come when the statement is in the next one already. */
function afterBatch(state: State, batch: CaseRef, stage: State['stage']): State {
  const endedBatches = [...state.endedBatches, batch];
  if (state.batch !== undefined && state.batch !== batch) return { ...state, endedBatches };
  const { batch: _ended, ...rest } = state;
  return { ...rest, endedBatches, stage };
}

export function evolve(state: State, event: Event | KernelEvent, fact: Fact<Event | KernelEvent>): State {
  const { at, actor } = fact;
  switch (event.type) {
    case 'statement-opened': {
      const { provider, fromDate, untilDate } = event;
      const { agency, person } = actor;
      return { ...state, stage: 'drawing', agency, drawnBy: person, provider, fromDate, untilDate };
    }
    case 'statement-drawn': {
      const { lines, totalPence, digest } = event;
      return { ...state, stage: 'with-provider', lines, totalPence, digest, linesDrawn: lines, askedAt: at };
    }
    case 'not-drawn':
      return { ...state, stage: 'not-drawn', code: event.code };
    case 'line-disputed': {
      const { line, reasonCode, text } = event;
      return talking({ ...state, disputes: [...state.disputes, { line, reasonCode, text, at }] });
    }
    case 'dispute-settled': {
      const { line, outcome, reason } = event;
      const settled = (d: Dispute) => (d.line === line ? { ...d, outcome, reason, settledBy: actor.person } : d);
      return talking({ ...state, disputes: state.disputes.map(settled) });
    }
    case 'provider-agreed':
      return talking({ ...state, providerAgreedAt: at });
    case 'provider-chased':
      return { ...state, askedAt: at, isOverdue: false };
    case 'deadline-passed':
      return event.deadline === 'agreement' ? { ...state, isOverdue: true } : state;
    case 'lines-taken-out': {
      const { lines, totalPence, digest } = event;
      return { ...state, lines, totalPence, digest };
    }
    case 'nothing-owed':
    case 'nothing-left':
      return { ...state, stage: event.type };
    case 'statement-agreed':
      return { ...state, stage: 'agreed', agreedAt: at };
    case 'taken-into-batch':
      return { ...state, stage: 'in-batch', batch: event.batch };
    case 'batch-withdrawn':
      return afterBatch(state, event.batch, state.rejections.length > 0 ? 'payment-rejected' : 'agreed');
    case 'payment-settled':
      return { ...state, stage: 'paid', batch: event.batch };
    case 'payment-rejected': {
      const { batch, endToEndId, reasonCode } = event;
      const rejections = [...state.rejections, { batch, endToEndId, reasonCode }];
      return afterBatch({ ...state, rejections }, batch, 'payment-rejected');
    }
    default:
      return state;
  }
}
