import type { KernelEvent } from '../kernel/contract';
import { tasks } from './dates';
import { command } from './hold';
import { FollowTransfer } from './schemas';

/** A period goes with its referral: the other authority takes over its tasks and dates, and the dates stay. */
export const followTransfer = command({
  title: 'Go with the referral to another authority',
  hint: 'Sent by the referral when it is transferred.',
  by: ['system'],
  input: FollowTransfer,
  decide(state, { to, number }, { file }) {
    // Two transfers may be told in the wrong order: the later one stands.
    if (number <= state.transferNumber) return [];
    const shared: KernelEvent = { type: 'case-shared', agency: to, reason: 'competent-authority' };
    const letGo = tasks(state)
      .filter(({ key, owner }) => owner.agency === state.competentAuthority && key in file.claims)
      .map(({ key: task }): KernelEvent => ({ type: 'task-released', task }));
    return [
      { type: 'competent-authority-changed', to, number },
      ...(file.sharedWith.includes(to) ? [] : [shared]),
      ...letGo,
    ];
  },
});
