import type { EffectBody, EventBase, KernelEvent } from '../kernel/contract';
import type { CaseRef } from '../vocabulary';

const key = 'note-account';

interface Asked {
  /** This case, and how often it has asked the child itself. */
  ref: CaseRef;
  timesAsked: number;
  /** The other cases about the child that it knows. */
  others: readonly CaseRef[];
}

/**
 * The effects by which the cases about one child tell each other how often the child was asked [107]: when one starts
 * another, when one is heard of for the first time, and whenever the child was `asked` once more.
 */
export function tellAsked(
  event: EventBase | KernelEvent,
  asked: string,
  { ref, timesAsked, others }: Asked,
): Record<string, EffectBody> {
  const to = event.type === asked ? others : newcomers(event, timesAsked);
  return Object.fromEntries(
    to.map((other) => [
      `${key}-${other}`,
      { kind: 'command-case', ref: other, command: key, input: { otherRef: ref, timesAsked } },
    ]),
  );
}

function newcomers(event: EventBase | KernelEvent, timesAsked: number): CaseRef[] {
  if (event.type === 'effect-done' && 'link' in event && 'result' in event) {
    const { ref } = event.result;
    const isAboutTheChild = event.link === 'missing-child' || event.link === 'child-safeguarding';
    return isAboutTheChild && ref !== undefined ? [ref] : [];
  }
  const isNews = event.type === 'account-noted' && 'isFirst' in event && event.isFirst === true && timesAsked > 0;
  return isNews && 'otherRef' in event && typeof event.otherRef === 'string' ? [event.otherRef] : [];
}

/** What was not told because the other case is over: it asks the child nothing any more, and nobody has to see to it. */
export function toldTooLate(event: KernelEvent): KernelEvent | undefined {
  const isTooLate =
    event.type === 'effect-refused' && event.code === 'case-closed' && event.effect.includes(`-${key}-`);
  return isTooLate ? { type: 'effect-done-by-hand', effect: event.effect, reason: event.code } : undefined;
}
