import type { KernelEvent } from '../kernel/contract';
import { refuse } from '../kernel/refusals';
import type { Event } from './events';
import { sharedWithAuthority } from './opening';
import { command, refuseField, source } from './rules';
import { FollowTransfer, LinkReferral, RecordDecision, StartExitPlanning } from './schemas';

/** Until then nobody but the contractor and the police hears when the person goes missing. */
const linkReferral = command({
  title: 'Say which referral belongs to this emergency',
  hint: 'When the person is referred after care has begun. The competent authority then hears what it must know.',
  by: ['case-manager', 'first-responder'],
  input: LinkReferral,
  when(state, { actor, file }) {
    if (actor.agency !== state.contractor && actor.agency !== file.openedBy)
      return refuse('not-your-case', 'This is for the central contractor and for who opened the case.', source);
    return state.referral === undefined
      ? undefined
      : refuse('referral-known', 'The referral of this person is known already.', source);
  },
  decide(_state, { referral, competentAuthority }, { file }) {
    const shared = file.sharedWith.includes(competentAuthority) ? [] : [sharedWithAuthority(competentAuthority)];
    return [{ type: 'referral-linked', referral, competentAuthority }, ...shared];
  },
});

const recordDecision = command({
  title: 'Record the decision after an emergency',
  hint: 'Sent by the referral when its reasonable-grounds decision takes effect.',
  by: ['system'],
  input: RecordDecision,
  when: (state) =>
    state.isEmergency
      ? undefined
      : refuse('decided-before', 'This care was opened by a decision. There is none to link.', source),
  decide(state, { referral, competentAuthority, outcome }, { file }) {
    if (state.referral !== undefined && state.referral !== referral) {
      return refuseField('other-referral', 'referral', 'This care belongs to another referral.');
    }
    const shared = file.sharedWith.includes(competentAuthority) ? [] : [sharedWithAuthority(competentAuthority)];
    const decided: Event = { type: 'decision-recorded', referral, competentAuthority, outcome };
    const ending: Event[] =
      outcome === 'negative' && !state.exit
        ? [{ type: 'exit-planning-started', outcome, because: 'negative-decision' }]
        : [];
    return [decided, ...shared, ...ending];
  },
});

const startExitPlanning = command({
  title: 'Start exit planning',
  hint: 'Sent by the referral when its conclusive-grounds decision takes effect.',
  by: ['system'],
  input: StartExitPlanning,
  decide: (_state, { outcome }) => [{ type: 'exit-planning-started', outcome, because: 'conclusive-decision' }],
});

const followTransfer = command({
  title: 'Go with the referral to another authority',
  hint: 'Sent by the referral when it is transferred. The new authority hears what it must know, the old one no more.',
  by: ['system'],
  input: FollowTransfer,
  decide(state, { to, number }, { file }) {
    // Two transfers may be told in the wrong order: the later one stands.
    if (number <= state.transferNumber) return [];
    const { competentAuthority: before } = state;
    const isLeft =
      before !== undefined && before !== to && before !== file.openedBy && file.sharedWith.includes(before);
    const stopped: KernelEvent[] = isLeft ? [{ type: 'sharing-stopped', agency: before, reason: 'transferred' }] : [];
    const shared = file.sharedWith.includes(to) ? [] : [sharedWithAuthority(to)];
    return [{ type: 'competent-authority-changed', to, number }, ...shared, ...stopped];
  },
});

/** What the referral and the care of one person tell each other. */
export const referralCommands = {
  'link-referral': linkReferral,
  'record-decision': recordDecision,
  'start-exit-planning': startExitPlanning,
  'follow-transfer': followTransfer,
};
