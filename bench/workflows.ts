import {
  allHandlersFinished,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';

export interface NoteActivities {
  /** Appends one event to the chain of its case; gives its sequence number. */
  append: (ref: string, key: string, text: string) => Promise<number>;
}

export const noteUpdate = defineUpdate<number, [key: string, text: string]>('note');
export const closeSignal = defineSignal('close');

const { append } = proxyActivities<NoteActivities>({ startToCloseTimeout: '15s' });

/** (a) An update that does nothing but answer. */
export async function bareUpdate(): Promise<void> {
  let count = 0;
  let isClosed = false;
  setHandler(noteUpdate, () => ++count);
  setHandler(closeSignal, () => void (isClosed = true));
  await condition(() => isClosed && allHandlersFinished());
}

/** (b) What one would write by hand for this one thing: validate, record, answer. It records as safely as Concert does (docs/adr/0008). */
export async function handWritten(ref: string): Promise<void> {
  let isClosed = false;
  setHandler(noteUpdate, (key, text) => append(ref, key, text), {
    validator: (_key, text) => {
      if (text.length === 0) throw new Error('empty');
    },
  });
  setHandler(closeSignal, () => void (isClosed = true));
  await condition(() => isClosed && allHandlersFinished());
}

/** For the opening loop: started, and at its end. */
export async function bareStart(): Promise<void> {
  await condition(() => false);
}

/** A timer and nothing else: the floor of every step that falls due. */
export async function bareTimer(dueMs: number): Promise<void> {
  await sleep(Math.max(1, dueMs - Date.now()));
}

/** A step of a ladder as one would write it by hand: when it falls due it is recorded. */
export async function handWrittenStep(ref: string, dueMs: number): Promise<void> {
  await sleep(Math.max(1, dueMs - Date.now()));
  await append(ref, 'step', 'A step is reached.');
}
