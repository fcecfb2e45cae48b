import type { Role } from '../vocabulary';
import { refuse } from '../kernel/refusals';
import { byAuthority, byParty, command, refuseField, source } from './rules';
import { DecideRecount, RequestRecount, TakeAccount } from './schemas';
import { asked, openRecounts, type State } from './state';

const whoAsks: readonly Role[] = [
  'social-worker',
  'duty-manager',
  'duty-inspector',
  'prosecutor',
  'immigration-officer',
  'team-leader',
];

/** An approval that its agency has not used yet. */
function approvalFor({ recounts }: State, agency: string) {
  return recounts.find((r) => r.agency === agency && r.decision?.isApproved === true && !r.isUsed);
}

/** The child's account is taken once, for all agencies; to ask again takes the safeguarding lead's word [107]. */
export const takeAccount = command({
  title: "Take the child's account",
  hint: 'Once, for all agencies. Each reads the parts that it needs; nobody asks the child again.',
  by: whoAsks,
  input: TakeAccount,
  when(state, context) {
    const refusal = byParty(state, context);
    const times = asked(state);
    if (refusal || times === 0 || approvalFor(state, context.actor.agency)) return refusal;
    const message = `The child was asked ${times === 1 ? 'once' : `${times} times`}. Read the account. To ask again, request it from the safeguarding lead.`;
    return refuse('account-taken', message, `${source}: one account, many readers`);
  },
  decide(state, account, { actor }) {
    if (Object.values(account).every((part) => part === undefined))
      return refuse('nothing-given', 'Write at least one part of the account.', source);
    const request = approvalFor(state, actor.agency)?.number;
    return [{ type: 'account-taken', account, ...(request === undefined ? {} : { request }) }];
  },
});

export const requestRecount = command({
  title: 'Request to ask the child again',
  hint: 'Say what you need that the account does not say. The safeguarding lead decides.',
  by: whoAsks,
  input: RequestRecount,
  when(state, context) {
    const refusal = byParty(state, context);
    if (refusal) return refusal;
    if (asked(state) === 0)
      return refuse('no-account-yet', 'Nobody has asked the child yet. Take the account.', source);
    const isWaiting = openRecounts(state).some(({ agency }) => agency === context.actor.agency);
    return isWaiting || approvalFor(state, context.actor.agency)
      ? refuse('already-requested', 'Your agency has a request already.', source)
      : undefined;
  },
  decide: ({ recounts }, { reason }) => [{ type: 'recount-requested', number: recounts.length + 1, reason }],
});

export const decideRecount = command({
  title: 'Decide on a request to ask again',
  hint: 'With a reason. Every agency sees how often the child was asked.',
  by: ['safeguarding-lead'],
  input: DecideRecount,
  when: byAuthority,
  decide(state, { number, isApproved, reason }) {
    const request = openRecounts(state).find((r) => r.number === number);
    return request
      ? [{ type: 'recount-decided', number, isApproved, reason }]
      : refuseField('no-such-request', 'number', 'No request with this number waits for your decision.');
  },
});
