import {
  allHandlersFinished,
  condition,
  defineSignal,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';

export interface NoteActivities {
  /** Appends one event to the chain of its case; gives its sequence number. */
  append: (ref: string, key: string, text: string) => Promise<number>;
}

export const noteUpdate = defineUpdate<number, [key: string, text: string]>('note');
export const closeSignal = defineSignal('close');

const { append } = proxyLocalActivities<NoteActivities>({ startToCloseTimeout: '15s' });

/** (a) An update that does nothing but answer. */
export async function bareUpdate(): Promise<void> {
  let count = 0;
  let isClosed = false;
  setHandler(noteUpdate, () => ++count);
  setHandler(closeSignal, () => void (isClosed = true));
  await condition(() => isClosed && allHandlersFinished());
}

/** (b) What one would write by hand for this one thing: validate, record, answer. */
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
