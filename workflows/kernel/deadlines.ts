import {
  addSpan,
  compareInstants,
  describeSpan,
  londonDateOf,
  spansBetween,
  type Instant,
  type Span,
} from './calendar';
import type { CaseFile, Deadline, KernelEvent, LedgerEntry } from './contract';

/** A deadline with its sum done: base, what was added, what a pause gave back, and the result. */
export interface DueDeadline extends Deadline {
  base: Instant;
  added: number;
  paused: number;
  isPaused: boolean;
  /** While paused, the date as it would stand if the clock started again at once. */
  due: Instant;
  warningsDue: readonly { key: string; at: Instant }[];
  ledger: readonly LedgerEntry[];
  isPassed: boolean;
}

export function dueDeadline(deadline: Deadline, file: CaseFile): DueDeadline {
  const ledger = file.ledger[deadline.key] ?? [];
  const added = sum(ledger, 'extended');
  const paused = sum(ledger, 'resumed');
  const shift = (count: number) => addSpan(deadline.from, { ...deadline.span, count: count + added + paused });
  const due = shift(deadline.span.count);
  return {
    ...deadline,
    base: addSpan(deadline.from, deadline.span),
    added,
    paused,
    isPaused: isPaused(ledger),
    due,
    warningsDue: (deadline.warnings ?? []).map((w) => ({
      key: w.key,
      at: w.span.unit === deadline.span.unit ? shift(w.span.count) : addSpan(deadline.from, w.span),
    })),
    ledger,
    isPassed: file.passed[deadline.key] === due,
  };
}

/** "Why this date?" in one sentence. */
export function whyThisDate(d: DueDeadline): string {
  const added = d.added ? `, ${describeSpan({ ...d.span, count: d.added })} added` : '';
  const paused = d.paused ? `, ${describeSpan({ ...d.span, count: d.paused })} given back for pauses` : '';
  return `${describeSpan(d.span)} from ${londonDateOf(d.from)}${added}${paused}. ${d.rule} (${d.source})`;
}

/** What is next to happen by itself: the earliest warning or due instant that has not happened yet. */
export function nextInstant(deadlines: readonly DueDeadline[], file: CaseFile): Instant | undefined {
  return deadlines
    .filter((d) => !d.isPaused)
    .flatMap((d) => [
      ...(d.isPassed ? [] : [d.due]),
      ...d.warningsDue.filter((w) => !d.isPassed && file.warned[`${d.key}.${w.key}`] !== w.at).map((w) => w.at),
    ])
    .reduce<Instant | undefined>((a, b) => (a === undefined || compareInstants(b, a) < 0 ? b : a), undefined);
}

/** What the clock says of a date. */
export type DateEvent = Extract<KernelEvent, { type: 'deadline-warned' | 'deadline-passed' }>;

/** The kernel events that are due by `now`: warnings first, then what has passed, with how late it was noticed. */
export function dueEvents(deadlines: readonly DueDeadline[], file: CaseFile, now: Instant): DateEvent[] {
  const isDue = (at: Instant) => compareInstants(at, now) <= 0;
  const running = deadlines.filter((d) => !d.isPaused && !d.isPassed);
  const warnings = running.flatMap((d) =>
    d.warningsDue
      .filter((w) => isDue(w.at) && file.warned[`${d.key}.${w.key}`] !== w.at)
      .map((w): DateEvent => ({ type: 'deadline-warned', deadline: d.key, warning: w.key, due: w.at })),
  );
  const passed = running
    .filter((d) => isDue(d.due))
    .map((d): DateEvent => {
      const latenessSeconds = Math.floor((Date.parse(now) - Date.parse(d.due)) / 1000);
      return { type: 'deadline-passed', deadline: d.key, due: d.due, latenessSeconds };
    });
  return [...warnings, ...passed];
}

/** Of several dates that were let pass the one that was due first: what they lead to is the same as if it had been seen. */
export function firstDue(events: readonly DateEvent[]): DateEvent | undefined {
  return events.reduce<DateEvent | undefined>(
    (first, event) => (first && compareInstants(first.due, event.due) <= 0 ? first : event),
    undefined,
  );
}

/** The event that starts a paused deadline again and gives back the units that passed meanwhile. */
export function resumeDeadline(
  file: CaseFile,
  deadline: string,
  span: Span,
  now: Instant,
  reason: string,
): KernelEvent {
  const pausedAt = file.ledger[deadline]?.findLast((e) => e.kind === 'paused')?.at ?? now;
  return { type: 'deadline-resumed', deadline, count: spansBetween(pausedAt, now, span.unit, span.division), reason };
}

export function isPaused(ledger: readonly LedgerEntry[] = []): boolean {
  return ledger.findLast((e) => e.kind !== 'extended')?.kind === 'paused';
}

function sum(ledger: readonly LedgerEntry[], kind: LedgerEntry['kind']): number {
  return ledger.filter((e) => e.kind === kind).reduce((total, e) => total + e.count, 0);
}
