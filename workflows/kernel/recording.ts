import { applyAll, openCase, systemActor, withResponse, type Opening } from './case';
import type { AnyProcess, CaseState, Effect, Fact, PendingEffect } from './contract';
import type { Instant } from './calendar';
import { project, type Projection } from './projection';
import { isRefusal, type Refusal } from './refusals';

type TellEffect = Extract<Effect, { kind: 'tell' }>;
export type Tell = Pick<TellEffect, 'key' | 'to' | 'message' | 'facts'>;

/**
 * A batch of facts with the projection that follows from them; recorded in one statement or not at all. Tasks, deadlines
 * and agencies are left out while they stand as they were recorded last.
 */
export interface Batch {
  ref: string;
  facts: readonly Fact[];
  /** Messages for agencies that the facts call for. */
  tells?: readonly Tell[];
  projection: Projection | Pick<Projection, 'caseFile'>;
}

/** The first batch of a case, and the case after it. */
export interface Opened {
  current: CaseState;
  batch: Batch & { projection: Projection };
}

/** What opens a case, as it is recorded: decided once, by whoever opens it (docs/adr/0017). */
export function openingBatch(process: AnyProcess, opening: Opening): Opened | Refusal {
  const opened = openCase(process, opening);
  if (isRefusal(opened)) return opened;
  const { current, facts, tells } = tellAll(process, opened.state, opening.openedAt);
  const projection = project(process, current);
  return { current, batch: { ref: opening.ref, facts: [...opened.facts, ...facts], tells, projection } };
}

/**
 * Messages need nothing but the database: they are written with the events that call for them, and are done with them
 * (docs/adr/0015).
 */
export function tellAll(process: AnyProcess, before: CaseState, now: Instant) {
  const facts: Fact[] = [];
  const tells: Tell[] = [];
  let current = before;
  for (;;) {
    const tell = Object.values(current.file.pending).find(isTell);
    if (!tell) return { current, facts, tells };
    const { key, to, message, facts: told } = tell;
    tells.push({ key, to, message, ...(told ? { facts: told } : {}) });
    const done = withResponse(process, current, { type: 'effect-done', effect: key, kind: 'tell', result: {} }, now);
    const applied = applyAll(process, current, done, ownStamp(current, now));
    current = applied.state;
    facts.push(...applied.facts);
  }
}

/** Of what a case does by itself. */
export function ownStamp({ file }: CaseState, now: Instant) {
  return { at: now, actor: systemActor(file), key: `own:${file.seq + 1}`, requestHash: '' };
}

function isTell(effect: PendingEffect): effect is PendingEffect & TellEffect {
  return effect.kind === 'tell' && effect.refusedWith === undefined;
}
