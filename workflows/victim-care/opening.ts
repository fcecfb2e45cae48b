import { opening } from '../kernel/command';
import type { KernelEvent } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { Event } from './events';
import type { CarePolicy } from './policy';
import {
  allOf,
  command,
  isWaitingForAcceptance,
  notLeft,
  ofTheContractor,
  placementLost,
  stopSharing,
  refuseField,
  source,
} from './rules';
import { CareOpening, Empty, WithReason } from './schemas';

/** Care begins with a positive reasonable-grounds decision, or before it in an emergency [33, 36]. Never with a budget. */
export const openCare = opening<Event, CarePolicy, typeof CareOpening>({
  title: 'Open care in an emergency',
  hint: 'Before a decision, where care cannot wait. After a positive decision the referral opens care by itself.',
  by: ['system', 'case-manager', 'first-responder'],
  input: CareOpening,
  decide(input, { actor, policy }) {
    const isSystem = actor.roles.includes('system');
    const contractor = policy.centralContractor.value;
    const { emergencyReason, referral, competentAuthority, immigrationAuthority, subject, jurisdiction } = input;
    if (!isSystem) {
      const refusal = notInAnEmergency(actor, contractor, emergencyReason);
      if (refusal) return refusal;
    } else if (referral === undefined) {
      return refuseField('referral-missing', 'referral', 'Name the referral that opens care.');
    }
    if (referral !== undefined && competentAuthority === undefined) {
      return refuseField('authority-missing', 'competentAuthority', 'Name the competent authority of the referral.');
    }
    const opened: Event = {
      type: 'care-opened',
      isEmergency: !isSystem,
      subject,
      jurisdiction,
      contractor,
      ...(referral === undefined ? {} : { referral }),
      ...(competentAuthority === undefined ? {} : { competentAuthority }),
      ...(immigrationAuthority === undefined ? {} : { immigrationAuthority }),
      ...(emergencyReason === undefined ? {} : { reason: emergencyReason }),
    };
    const events: (Event | KernelEvent)[] = [
      opened,
      { type: 'case-shared', agency: contractor, reason: 'central-contractor' },
      ...(competentAuthority === undefined ? [] : [sharedWithAuthority(competentAuthority)]),
    ];
    if (subject === 'child') return [...events, { type: 'care-handed-over', because: 'child' }];
    if (jurisdiction !== 'england-and-wales') return [...events, { type: 'care-handed-over', because: 'devolved' }];
    // A case manager who opens an emergency has it: nobody else is asked to accept it.
    return actor.agency === contractor ? [...events, { type: 'care-accepted' }] : events;
  },
});

export function sharedWithAuthority(agency: string): KernelEvent {
  return { type: 'case-shared', agency, reason: 'competent-authority' };
}

function notInAnEmergency(
  actor: { agency: string; roles: readonly string[]; designations: readonly string[] },
  contractor: string,
  emergencyReason: string | undefined,
): Refusal | undefined {
  const isResponder = actor.roles.includes('first-responder') && actor.designations.includes('first-responder');
  const isManager = actor.roles.includes('case-manager') && actor.agency === contractor;
  if (!isResponder && !isManager) {
    const message = 'Your organisation is neither a First Responder today nor the central contractor. Ask one that is.';
    return refuse('not-designated', message, 'Strategy paragraphs 28 and 36');
  }
  if (emergencyReason !== undefined) return undefined;
  const message = 'Say why care cannot wait for a decision. After a decision the referral opens care by itself.';
  return refuseField('emergency-reason-missing', 'emergencyReason', message);
}

export const acceptCare = command({
  title: 'Accept the case',
  hint: 'The central contractor takes on the care of this person.',
  by: ['case-manager'],
  input: Empty,
  when: allOf(ofTheContractor, isWaitingForAcceptance),
  decide: () => [{ type: 'care-accepted' }],
});

/** Only the person can turn care down; the contractor and the budget cannot. */
export const recordDeclined = command({
  title: 'Record that the person does not want care',
  hint: 'Before they have arrived anywhere. Care can be opened again whenever they ask.',
  by: ['case-manager'],
  input: WithReason,
  when: allOf(ofTheContractor, notLeft, ({ movements }) =>
    movements.length === 0
      ? undefined
      : refuse('in-care-already', 'The person has been in care. Record their exit instead.', source),
  ),
  decide: (state, { reason }, { file }) => [
    ...placementLost(state, reason),
    { type: 'care-declined', reason },
    ...stopSharing(state, file, [], 'care-declined'),
  ],
});
