import type { EffectKind, EffectResult, KernelEvent } from '../../workflows/kernel/contract';
import type { Driver } from '../helpers/driver';

/** What the world answers to an effect: a result, or the code of its refusal. */
export type Answered = EffectResult | string;

/** The world answers the oldest effect of this kind that waits; the case makes of it what the kernel lets it. */
export function answer(driver: Driver, kind: EffectKind, answered: Answered): Driver {
  const { file } = driver.current;
  const effect = Object.values(file.pending).find((e) => e.kind === kind && e.refusedWith === undefined);
  if (!effect) throw new Error(`no ${kind} was asked for`);
  const event: KernelEvent =
    typeof answered === 'string'
      ? { type: 'effect-refused', effect: effect.key, kind, code: answered }
      : { type: 'effect-done', effect: effect.key, kind, result: answered };
  driver.acceptOwn(event);
  return driver;
}

/** Kinds that wait for the world, tells left out. */
export function asked(driver: Driver): string[] {
  return Object.values(driver.current.file.pending)
    .filter((e) => e.kind !== 'tell' && e.kind !== 'command-case' && e.refusedWith === undefined)
    .map((e) => e.kind);
}

/** To whom and what was told, of all effects the case still has to deliver. */
export function told(driver: Driver): string[] {
  return Object.values(driver.current.file.pending).flatMap((e) =>
    e.kind === 'tell' ? [`${e.message} → ${e.to.role} of ${e.to.agency}`] : [],
  );
}
