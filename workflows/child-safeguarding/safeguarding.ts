import type { z } from 'zod';
import { opening } from '../kernel/command';
import type { CommandDefinition, KernelEvent } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { linkedReferral, referralIn, referredAlready, referringFrom } from '../child-cases/referring';
import type { Role } from '../vocabulary';
import type { ActionName, SafeguardingPolicy } from './policy';
import { byAuthority, byParty, command, refuseField, source, type SafeguardingContext } from './rules';
import { actionInputs, NoInput, OpenSafeguarding, Text, type DecisionPoint } from './schemas';
import {
  agencyOf,
  openActions,
  openPoint,
  openRecounts,
  unacknowledged,
  waitsForAppealReview,
  type Event,
  type State,
} from './state';

/** Where a prosecution stands when the child is found. */
const firstPoint: Partial<Record<z.infer<typeof OpenSafeguarding>['foundAt'], DecisionPoint>> = {
  arrest: 'before-charge',
  charge: 'after-charge',
  court: 'at-court',
};

/** A child is not made a criminal for what others made the child do: the charge is interrupted first [98, 103]. */
export const findChild = opening<Event, SafeguardingPolicy, typeof OpenSafeguarding>({
  title: 'Safeguard a child found in crime or met at a port',
  hint: "For police, prosecutors, port officers and children's services. Whoever says to be a child is treated as one.",
  by: [
    'duty-inspector',
    'prosecutor',
    'immigration-officer',
    'social-worker',
    'duty-manager',
    'first-responder',
    'system',
  ],
  input: OpenSafeguarding,
  decide({ nrmReferral, ...found }, { actor, designated, policy }) {
    const authorities = designated['local-authority'];
    const { childrensServices: authority } = found;
    if (!authorities.includes(authority)) {
      const message = `This agency has no children's services. Give the code of a local authority: ${authorities.join(', ')}.`;
      return refuseField('not-a-local-authority', 'childrensServices', message);
    }
    const referred = referredAlready(nrmReferral);
    if (isRefusal(referred)) return referred;
    const { police: forces, otherwisePolice } = policy.policeForces.value;
    const police = actor.roles.includes('duty-inspector') ? actor.agency : (forces[authority] ?? otherwisePolice);
    const { cps, port, ukhtc } = policy.agencies.value;
    const isCrime = found.foundAt !== 'port' || found.offence !== undefined;
    const needed = [authority, police, ukhtc, ...(isCrime ? [cps] : []), ...(found.foundAt === 'port' ? [port] : [])];
    const shared = [...new Set(needed)]
      .filter((agency) => agency !== actor.agency)
      .map((agency): KernelEvent => ({ type: 'case-shared', agency, reason: 'child-safeguarding' }));
    const point = firstPoint[found.foundAt] ?? (found.foundAt === 'port' && isCrime ? 'before-charge' : undefined);
    const interrupted: Event[] = point ? [{ type: 'charging-interrupted', point }] : [];
    return [{ type: 'child-found', found, authority, police }, ...referred, ...interrupted, ...shared];
  },
});

type Recording = CommandDefinition<State, Event, SafeguardingPolicy>;

function details(input: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, v]) => [name, Array.isArray(v) ? v.join(' ') : String(v)]));
}

function recording(parts: {
  title: string;
  hint: string;
  by: readonly Role[];
  input: z.ZodObject;
  events: (state: State, input: Record<string, unknown>, context: SafeguardingContext) => readonly Event[] | Refusal;
}): Recording {
  return command({ ...parts, when: byParty, decide: parts.events });
}

const services: readonly Role[] = ['social-worker', 'duty-manager', 'assistant-director'];

const whoRefers: readonly Role[] = [
  'social-worker',
  'duty-manager',
  'duty-inspector',
  'immigration-officer',
  'first-responder',
];

/** The referral is started from the case itself, with what is known of the child [106]. */
export const referToNrm = referringFrom<State, SafeguardingPolicy>({
  by: whoRefers,
  when: byParty,
  known: ({ authority, found, done }) => ({
    ...found,
    authority,
    referral: referralIn(done),
  }),
});

export const recordings: Record<`record-${ActionName}`, Recording> = {
  'record-conference': recording({
    title: 'Record the conference',
    hint: "Police, children's services and CPS confer on the same day.",
    by: ['duty-inspector', 'prosecutor', 'duty-manager'],
    input: actionInputs.conference,
    events(state, input) {
      const { attended } = actionInputs.conference.pick({ attended: true }).parse(input);
      const missing = (['police', 'authority', 'cps'] as const)
        .map((party) => agencyOf(state, party))
        .filter((agency) => !attended.includes(agency));
      return missing.length > 0
        ? refuseField('not-all-conferred', 'attended', `These take part too: ${missing.join(', ')}.`)
        : [{ type: 'conference-recorded', details: details(input) }];
    },
  }),
  'record-appropriate-adult': recording({
    title: 'Record the appropriate adult',
    hint: 'Somebody who is on the side of the child is there.',
    by: ['duty-inspector', ...services],
    input: actionInputs['appropriate-adult'],
    events: (_state, input) => [{ type: 'appropriate-adult-recorded', details: details(input) }],
  }),
  'record-safe-accommodation': recording({
    title: 'Record safe accommodation',
    hint: 'Where those who exploit the child do not find the child.',
    by: services,
    input: actionInputs['safe-accommodation'],
    events: (_state, input) => [{ type: 'safe-accommodation-recorded', details: details(input) }],
  }),
  'record-nrm-referral': recording({
    title: 'Record the referral to the National Referral Mechanism',
    hint: 'Links a referral that was made already.',
    by: whoRefers,
    input: actionInputs['nrm-referral'],
    events(_state, input, { file }) {
      const nrmReferral = linkedReferral(input['nrmReferral'], file);
      return typeof nrmReferral === 'string'
        ? [{ type: 'nrm-referral-recorded', details: { nrmReferral } }]
        : nrmReferral;
    },
  }),
  'record-strategy-meeting': recording({
    title: 'Record the strategy meeting',
    hint: 'What the agencies agreed.',
    by: services,
    input: actionInputs['strategy-meeting'],
    events: (_state, input) => [{ type: 'strategy-meeting-recorded', details: details(input) }],
  }),
  'record-plan': recording({
    title: 'Record the plan',
    hint: 'Child in need, or child protection.',
    by: services,
    input: actionInputs.plan,
    events: (_state, input) => [{ type: 'plan-recorded', details: details(input) }],
  }),
  'record-age-assessment': recording({
    title: 'Record the age assessment',
    hint: 'Until it is recorded the child is treated as a child.',
    by: services,
    input: actionInputs['age-assessment'],
    events(state, input) {
      if (state.found.isAgeDisputed !== true)
        return refuse('age-not-disputed', 'Nobody disputes the age of this child.', source);
      const recorded: Event = { type: 'age-assessment-recorded', details: details(input) };
      return input['outcome'] === 'adult' ? [recorded, { type: 'found-adult' }] : [recorded];
    },
  }),
};

export const reviewCase = command({
  title: 'Review the case',
  hint: 'What was done since the last review, and what is next.',
  by: services,
  input: Text,
  when: byAuthority,
  decide: (_state, { text }) => [{ type: 'case-reviewed', text }],
});

/** That the report has arrived is said by a person: what nobody acknowledges goes to a superior [106]. */
export const acknowledge = command({
  title: 'Acknowledge the report',
  hint: 'Says that your agency has it. What nobody acknowledges in time is told to a superior.',
  by: ['duty-inspector', 'team-leader'],
  input: NoInput,
  when: (state, context) =>
    byParty(state, context) ??
    (waitingFor(state, context)
      ? undefined
      : refuse('nothing-to-acknowledge', 'Nothing waits for your acknowledgement.', source)),
  decide(state, _input, context) {
    const waiting = waitingFor(state, context);
    return waiting ? [{ type: 'report-acknowledged', party: waiting.party }] : [];
  },
});

const waitingFor = (state: State, { actor }: SafeguardingContext) =>
  unacknowledged(state).find(
    ({ party, role }) => agencyOf(state, party) === actor.agency && actor.roles.includes(role),
  );

/** The child has gone missing: another case looks for the child, and this one goes on. */
export const reportMissing = command({
  title: 'Report the child missing',
  hint: 'Starts the search at once.',
  by: [...services, 'carer', 'duty-inspector'],
  input: NoInput,
  when: byParty,
  decide: () => [{ type: 'child-missing' }],
});

export const close = command({
  title: 'Close the case',
  hint: 'When everything is done for the child and no charge is in question.',
  by: services,
  input: Text,
  when(state, context) {
    const refusal = byAuthority(state, context);
    if (refusal) return refusal;
    const left = openActions(state).map(({ action }) => action);
    if (left.length > 0) return refuse('not-all-done', `This is still to be done: ${left.join(', ')}.`, source);
    if (state.stage === 'interrupted' || state.stage === 'proceeding' || openPoint(state))
      return refuse('charge-in-question', 'A charge against the child is still in question.', source);
    if (waitsForAppealReview(state))
      return refuse('appeal-not-reviewed', 'The conviction waits for its review.', source);
    return openRecounts(state).length > 0
      ? refuse('recount-not-decided', 'A request to ask the child again waits for its decision.', source)
      : undefined;
  },
  decide: (_state, { text }) => [{ type: 'closed', text }],
});
