import type { Context, Effect, EffectBody, Owner } from '../kernel/contract';
import { cutOffOf } from './dates';
import type { GroupPolicy } from './policy';
import { chair, seniorBoard, superior, type AnyEvent, type EventOf, type State } from './state';

/** Whom to tell, and when to ask the record for an agenda. */
export function react(event: AnyEvent, state: State, context: Context<GroupPolicy>): Effect[] {
  const deliverWithinHours = context.policy.deliverWithinHours.value;
  return Object.entries(bodies(event, state)).map(([key, body]) => ({ ...body, key, deliverWithinHours }));
}

function tell(to: Owner, message: string, facts: Record<string, string | number> = {}): EffectBody {
  return { kind: 'tell', to, message, facts };
}

function bodies(event: AnyEvent, state: State): Record<string, EffectBody> {
  const director: Owner = { role: 'assistant-director', agency: state.authority };
  const { number } = state.meeting;
  switch (event.type) {
    case 'cut-off-reached':
    case 'agenda-asked-again':
      return {
        [`compile-${number}`]: {
          kind: 'compile-agenda',
          level: state.level,
          authority: state.authority,
          cutOff: cutOffOf(state.meeting),
        },
      };
    case 'agenda-compiled': {
      const facts = {
        meeting: number,
        on: state.meeting.meetingOn,
        children: event.children.length,
        actions: event.actions.length,
      };
      const police: Owner = { role: 'duty-inspector', agency: state.police };
      return {
        'tell-chair': tell(chair(state), 'agenda-ready', facts),
        'tell-police': tell(police, 'agenda-ready', facts),
      };
    }
    case 'agenda-not-proved':
      return { 'tell-chair': tell(chair(state), 'agenda-not-proved', { found: event.found, counted: event.counted }) };
    case 'meeting-not-held':
      return {
        'tell-superior': tell(superior(state), 'meeting-not-held', { meeting: number }),
        'tell-director': tell(director, 'meeting-not-held', { meeting: number }),
      };
    case 'meeting-still-not-held':
      return { 'tell-superior': tell(superior(state), 'meeting-still-not-held', { meeting: number }) };
    case 'meeting-lapsed':
      return {
        'tell-superior': tell(superior(state), 'meeting-lapsed', {
          meeting: event.number,
          undiscussed: event.undiscussed.length,
        }),
      };
    case 'sent-to-board':
      return {
        [`tell-board-${event.ref}`]: tell(seniorBoard(state), 'child-unresolved', {
          ref: event.ref,
          because: event.because,
        }),
      };
    case 'child-discussed':
      return event.decision === 'unresolved' ? {} : passedOn(event, state);
    case 'action-agreed':
      return { 'tell-owner': tell(event.owner, 'action-agreed', { action: event.number, dueOn: event.dueOn }) };
    case 'matter-put':
      return { 'tell-owner': tell(event.owner, 'matter-put', { matter: event.number, dueOn: event.dueOn }) };
    case 'deadline-passed': {
      const { deadline, latenessSeconds } = event;
      const facts = { deadline, latenessSeconds };
      if (deadline.startsWith('action.')) return { 'tell-chair': tell(chair(state), 'action-overdue', facts) };
      if (deadline.startsWith('matter.')) return { 'tell-superior': tell(superior(state), 'matter-overdue', facts) };
      if (deadline.startsWith('minutes.')) return { 'tell-superior': tell(superior(state), 'minutes-overdue', facts) };
      return deadline.startsWith('board.') ? { 'tell-director': tell(director, 'board-silent', facts) } : {};
    }
    default:
      return {};
  }
}

/** What a level decides about a child is told to the case that waits for it. */
function passedOn({ ref, text }: EventOf<'child-discussed'>, state: State): Record<string, EffectBody> {
  if (state.level === 'lscb-subgroup') {
    const input = { findings: text };
    return { 'record-findings': { kind: 'command-case', ref, command: 'record-subgroup-findings', input } };
  }
  const from = state.agenda.find((child) => child.ref === ref)?.from ?? [];
  return Object.fromEntries(
    from.map((group) => [
      `answer-${group}`,
      { kind: 'command-case', ref: group, command: 'answer-from-board', input: { ref, text } },
    ]),
  );
}
