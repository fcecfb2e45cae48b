import { z } from 'zod';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor, Effect, EffectResult } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import type { AgendaChild, Pattern } from '../../workflows/operational-group/agenda';
import { lscbSubgroup, operationalGroup, seniorBoard } from '../../workflows/operational-group/process';
import type { LevelName } from '../../workflows/operational-group/policy';
import { makeCaseRef } from '../../workflows/vocabulary';
import { CaseDriver, opened, person, sealed } from '../helpers/driver';

export const process = foldProcess(operationalGroup);
export const processes = {
  'operational-group': process,
  'lscb-subgroup': foldProcess(lscbSubgroup),
  'senior-board': foldProcess(seniorBoard),
};
export const now = '2011-07-01T09:00:00Z';
export const authority = 'hillingdon-council';
export const chair: Actor = { ...person('gus', authority, 'group-chair'), designations: ['local-authority'] };
export const board: Actor = { ...person('lee', authority, 'lscb-chair'), designations: ['local-authority'] };
export const director = person('ada', authority, 'assistant-director');
export const other: Actor = { ...person('kim', 'kent-council', 'group-chair'), designations: ['local-authority'] };
export const social = person('sue', authority, 'social-worker');
export const inspector = person('ian', 'met-police', 'duty-inspector');
export const system = person('system:senior-board', 'concert', 'system');
export const crowd = [chair, board, other, social, inspector];

export const refs = [1, 2, 3, 4].map((n) => makeCaseRef('MIS', new Uint8Array(8).fill(n)));
export const child = (n: number): AgendaChild => ({ ref: refs[n] ?? '', situation: 'missing-from-care', risk: 'high' });

const Meeting = z.looseObject({ number: z.int() });

/** A group whose cases are in `missing`; the record answers with them. */
export class Group extends CaseDriver {
  missing: readonly AgendaChild[] = [child(0), child(1)];
  /** What the events count, when that is not what the cases say. */
  counted: number | undefined;
  /** Whom the record named for the agenda of each meeting. */
  readonly answered = new Map<number, readonly AgendaChild[]>();
  /** Children with something in common, and how many of these the events count. */
  patterns: readonly Pattern[] = [];
  countedPatterns: number | undefined;

  static open(firstMeetingOn = '2011-07-14', at = now, level: LevelName = 'operational-group'): Group {
    const start = opened({
      process: processes[level],
      ref: makeCaseRef(processes[level].prefix, new Uint8Array(8)),
      actor: level === 'senior-board' ? board : chair,
      input: { firstMeetingOn },
      now: at,
    });
    if (isRefusal(start)) throw new Error(`${start.code}: ${start.message}`);
    return new Group(processes[level], start, at);
  }

  protected override resultOf(effect: Effect): EffectResult {
    if (effect.kind !== 'compile-agenda') return {};
    const { number } = Meeting.parse(this.view(board)['meeting']);
    this.answered.set(number, this.missing);
    return {
      children: JSON.stringify(this.missing),
      counted: String(this.counted ?? this.missing.length),
      patterns: JSON.stringify(this.patterns),
      countedPatterns: String(this.countedPatterns ?? this.patterns.length),
    };
  }

  /** Up to the agenda of the next meeting. */
  toAgenda(): this {
    const cutOff = this.deadlines().find(({ key }) => key.startsWith('cut-off.'))?.due ?? this.now;
    this.advanceTo(cutOff);
    return this.deliver();
  }

  hold(actor = chair): this {
    this.send('hold-meeting', actor, { attended: [authority, 'met-police'] });
    return this;
  }

  discussAll(decision = 'search-as-planned', actor = chair): this {
    for (const [i] of this.missing.entries())
      this.send('discuss-child', actor, { item: i + 1, decision, text: sealed });
    return this;
  }
}

export const atAgenda = () => Group.open().toAgenda();
export const held = () => atAgenda().hold();
export const discussed = () => held().discussAll();
export const action = { item: 1, text: sealed, role: 'duty-inspector', agency: 'met-police', dueOn: '2011-07-20' };
