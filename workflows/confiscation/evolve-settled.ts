import type { State } from './state';

/** The step is done or has a new date: whoever was asked because it was late is asked no more. */
export function settled(state: State, what: string): State {
  return state.escalated.includes(what)
    ? { ...state, escalated: state.escalated.filter((key) => key !== what) }
    : state;
}
