import type { z } from 'zod';
import { londonDateOf } from '../kernel/calendar';
import { opening } from '../kernel/command';
import type { OpeningContext, Owner } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import type { Designated } from '../vocabulary';
import type { AnyEvent, Event, Referral } from './events';
import type { NrmPolicy } from './policy';
import { nrmBox, refuseField } from './rules';
import { Refer } from './schemas';

type ReferInput = z.infer<typeof Refer>;

/** A First Responder of a designated organisation refers a potential victim [24, 28, box on the NRM]. */
export const refer = opening<Event, NrmPolicy, typeof Refer>({
  title: 'Refer a potential victim',
  hint: 'For designated First Responders. An adult must agree; if not, only the fact is counted, without identity.',
  by: ['first-responder', 'system'],
  input: Refer,
  decide(input, context) {
    const refusal = mayRefer(input, context);
    if (refusal) return refusal;
    if (input.encounteredOn > londonDateOf(context.now)) return dateInFuture;
    if (input.subject === 'child') return referChild(input, context);
    if (input.childrensServices !== undefined) return childrensServicesForAdult;
    if (input.consent === undefined) return consentMissing;
    return input.consent === 'refused' ? notify(input) : referPerson(input, context);
  },
});

/** A person refers in their own name. Concert refers a child for the First Responder who did so in the child's own case. */
function mayRefer({ onBehalfOf, subject }: ReferInput, { actor, designated }: OpeningContext<NrmPolicy>) {
  if (!actor.roles.includes('system')) {
    if (onBehalfOf) return notForAnother;
    return actor.designations.includes('first-responder') ? undefined : notDesignated;
  }
  if (!onBehalfOf || subject !== 'child') return referrerMissing;
  return designated['first-responder'].includes(onBehalfOf.agency) ? undefined : notDesignated;
}

/** A child is referred without being asked for consent, and children's services are told [box on the NRM]. */
function referChild(input: ReferInput, context: OpeningContext<NrmPolicy>) {
  if (input.consent !== undefined) return consentNotForChild;
  if (input.childrensServices === undefined) return childrensServicesMissing;
  const authorities = context.designated['local-authority'];
  return authorities.includes(input.childrensServices) ? referPerson(input, context) : notALocalAuthority(authorities);
}

function referPerson(input: ReferInput, { policy, designated }: OpeningContext<NrmPolicy>) {
  const { consent: _consent, onBehalfOf, name, birthDate, ...rest } = input;
  if (name === undefined || birthDate === undefined) return identityMissing(name === undefined ? 'name' : 'birthDate');
  const referral: Referral = { ...rest, name, birthDate };
  const { childrensServices } = referral;
  const referred: Event = { type: 'referred', referral, ...(onBehalfOf ? { referrer: onBehalfOf } : {}) };
  const events: AnyEvent[] = [referred, allocate(referral, policy, designated)];
  const competentAuthority = competentAuthorityFor(referral, policy);
  events.push({ type: 'case-shared', agency: competentAuthority, reason: 'competent-authority' });
  if (childrensServices) events.push({ type: 'case-shared', agency: childrensServices, reason: 'childrens-services' });
  if (onBehalfOf && ![competentAuthority, childrensServices].includes(onBehalfOf.agency))
    events.push({ type: 'case-shared', agency: onBehalfOf.agency, reason: 'first-responder' });
  return events;
}

/** UKBA decides about those subject to immigration control, UKHTC about everybody else: a rule of policy. */
function competentAuthorityFor({ subjectToImmigrationControl }: Referral, { allocation }: NrmPolicy): string {
  return subjectToImmigrationControl ? allocation.value.subjectToImmigrationControl : allocation.value.otherwise;
}

/** A child's care is with its local authority, an adult's with whoever holds the contract on the day of the referral. */
function careOf(
  { subject, childrensServices }: Referral,
  { centralContractor }: NrmPolicy,
  designated: Designated,
): Owner {
  if (subject === 'child' && childrensServices) return { role: 'social-worker', agency: childrensServices };
  const [contractor] = designated['central-contractor'];
  return { role: 'case-manager', agency: contractor ?? centralContractor.value };
}

function allocate(referral: Referral, policy: NrmPolicy, designated: Designated): Event {
  return {
    type: 'allocated',
    competentAuthority: competentAuthorityFor(referral, policy),
    rule: referral.subjectToImmigrationControl ? 'subject-to-immigration-control' : 'otherwise',
    immigrationAuthority: policy.immigrationAuthority.value,
    care: careOf(referral, policy, designated),
  };
}

/** An adult who does not agree is counted without identity, and goes no further [box on the NRM]. */
function notify({ name, birthDate, ...input }: ReferInput) {
  if (name !== undefined || birthDate !== undefined) {
    return identityWithoutConsent(
      Object.entries({ name, birthDate }).flatMap(([field, v]) => (v === undefined ? [] : [field])),
    );
  }
  const { exploitationType, indicators, countryOfOrigin, encounteredOn } = input;
  const notification = { exploitationType, indicators, countryOfOrigin, encounteredOn };
  return [{ type: 'notified-without-consent', notification } as const];
}

const notDesignated = refuse(
  'not-designated',
  'Your organisation is not designated as a First Responder today, so it cannot refer.',
  'Strategy 28',
);
const notForAnother = refuseField(
  'not-for-another',
  'onBehalfOf',
  'You refer in your own name. Leave this out.',
  nrmBox,
);
const referrerMissing = refuseField(
  'referrer-missing',
  'onBehalfOf',
  "Concert refers only a child, for the First Responder who asked for it in the child's own case.",
  nrmBox,
);
const dateInFuture = refuseField(
  'date-in-future',
  'encounteredOn',
  'This day is still to come. Give a day up to today.',
  nrmBox,
);
const consentMissing = refuseField(
  'consent-missing',
  'consent',
  'Say whether the adult agrees to be referred.',
  nrmBox,
);
const consentNotForChild = refuseField(
  'consent-not-for-child',
  'consent',
  'A child is not asked. Leave this out.',
  nrmBox,
);
const childrensServicesMissing = refuseField(
  'childrens-services-missing',
  'childrensServices',
  "Name the local authority whose children's services look after the child.",
  nrmBox,
);
const notALocalAuthority = (authorities: readonly string[]) =>
  refuseField(
    'not-a-local-authority',
    'childrensServices',
    `This agency has no children's services. Give the code of a local authority: ${authorities.join(', ')}.`,
    nrmBox,
  );
const childrensServicesForAdult = refuseField(
  'childrens-services-for-adult',
  'childrensServices',
  "Children's services are for a child. Leave this out, or choose child.",
  nrmBox,
);

function identityMissing(field: string): Refusal {
  const help =
    field === 'name' ? 'Write "not known" if it is not known.' : 'Give your best estimate if it is not known.';
  return refuseField('identity-missing', field, `A referral needs this. ${help}`, nrmBox);
}

function identityWithoutConsent(fields: readonly string[]): Refusal {
  const message = 'This adult does not agree to be referred, so nothing that identifies them is kept. Leave this out.';
  return {
    ...refuse('identity-without-consent', message, nrmBox),
    fields: fields.map((f) => ({ pointer: `/${f}`, message })),
  };
}
