import { compareInstants, type Instant } from '../kernel/calendar';
import { opening } from '../kernel/command';
import type { OpeningContext } from '../kernel/contract';
import { referredAlready } from '../child-cases/referring';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { roleNames, type AgencyCode, type Designated } from '../vocabulary';
import type { AnyEvent, Event, EventOf } from './events';
import { after } from './evolve';
import { startLadder, unacknowledged } from './ladders';
import type { Codes } from './offers';
import type { MissingPolicy, Risk } from './policy';
import { byParty, command, refuseField, source } from './rules';
import { CompleteReport, neededFields, ReportMissing, type Particulars } from './schemas';
import { initial, isTrafficking, stepOf, type State } from './state';

/** A child is reported in a minute: whatever is not known yet is asked for afterwards, and holds nothing up [99, 106]. */
export const report = opening<Event, MissingPolicy, typeof ReportMissing>({
  title: 'Report a missing child',
  hint: 'For carers, social workers and the out-of-hours team. Leave out what you do not know: it is asked for later.',
  by: ['carer', 'social-worker', 'duty-manager', 'system'],
  input: ReportMissing,
  decide({ situation = 'missing-from-care', responsibleAuthority, nrmReferral, ...given }, context) {
    const { actor, now, policy } = context;
    const isSystem = actor.roles.includes('system');
    if (!isSystem && !actor.designations.includes('local-authority')) return notAnAuthority;
    const authority = responsibleAuthority ?? actor.agency;
    const refusal = wrongAuthority(authority, context.designated) ?? inFuture(given.lastSeenAt, now);
    if (refusal) return refusal;
    const referred = referredAlready(nrmReferral);
    if (isRefusal(referred)) return referred;
    const { particulars, codes } = split(given);
    const reported: EventOf<'reported'> = {
      type: 'reported',
      situation,
      authority,
      policeForce: policy.agencies.value.police[authority] ?? policy.agencies.value.otherwisePolice,
      reporterRole: roleNames.find((role) => actor.roles.includes(role)) ?? 'system',
      risk: riskOf(particulars, policy),
      particulars,
      codes,
      gaps: neededFields.filter((field) => given[field] === undefined),
    };
    return [...withLadders(reported, context), ...referred];
  },
});

/** The report, the ladders that it starts, and sight of it for all who must act; whoever reports knows already. */
function withLadders(reported: EventOf<'reported'>, { actor, now }: OpeningContext<MissingPolicy>): AnyEvent[] {
  const stamp = { at: now, actor };
  const shared: AnyEvent[] =
    reported.authority === actor.agency
      ? []
      : [{ type: 'case-shared', agency: reported.authority, reason: 'responsible-authority' }];
  const base = after(initial, [reported], stamp);
  const events: AnyEvent[] = [reported, ...shared];
  for (const ladder of ['childrens-services', 'police', 'national'] as const) {
    if (ladder === 'national' && !isTrafficking(base)) continue;
    events.push(...startLadder(base, ladder, sharedIn(events, actor.agency)));
  }
  const informed = unacknowledged(after(initial, events, stamp)).filter(({ ladder, step }) => {
    const role = stepOf(base, ladder, step)?.role;
    return role !== undefined && actor.agency === base.authority && actor.roles.includes(role);
  });
  return [...events, ...informed.map(({ ladder, step }): Event => ({ type: 'step-acknowledged', ladder, step }))];
}

export function sharedIn(events: readonly AnyEvent[], ...first: AgencyCode[]): AgencyCode[] {
  return [...first, ...events.flatMap((event) => (event.type === 'case-shared' ? [event.agency] : []))];
}

/** By the toolkit's indicators; what is not known is taken for the worst. */
export function riskOf({ indicators, trafficking }: Particulars, { riskRule }: MissingPolicy): Risk {
  const { high, manyIndicators, whenNothingIsKnown, otherwise } = riskRule.value;
  if (trafficking === 'known' || trafficking === 'suspected') return 'high';
  if (indicators === undefined) return whenNothingIsKnown;
  const isHigh = indicators.length >= manyIndicators || indicators.some((indicator) => high.includes(indicator));
  return isHigh ? 'high' : otherwise;
}

/** Codes are kept apart: by them other reports are found. */
function split(given: Particulars): { particulars: Particulars; codes: Codes } {
  const { childCode, placementCode, phoneCode, addressCode, recruiterCode, ...particulars } = given;
  const all = {
    child: childCode,
    placement: placementCode,
    phone: phoneCode,
    address: addressCode,
    recruiter: recruiterCode,
  };
  return { particulars: known(particulars), codes: known(all) };
}

function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fields without those that are not there
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const notAnAuthority = refuse(
  'not-a-local-authority',
  'Only a local authority reports a missing child here. In an emergency call the police.',
  source,
);

function wrongAuthority(authority: AgencyCode, designated: Designated): Refusal | undefined {
  const authorities = designated['local-authority'];
  if (authorities.includes(authority)) return undefined;
  const message = `This is not a local authority. Give the code of one: ${authorities.join(', ')}. Or leave it out.`;
  return refuseField('not-a-local-authority', 'responsibleAuthority', message);
}

export function inFuture(instant: Instant | undefined, now: Instant, field = 'lastSeenAt'): Refusal | undefined {
  if (instant === undefined || compareInstants(instant, now) <= 0) return undefined;
  return refuseField('date-in-future', field, 'This time is still to come. Give one up to now, or leave it out.');
}

export const completeReport = command({
  title: 'Complete the report',
  hint: 'Fills in what the report left open, or says that nobody knows it.',
  by: ['carer', 'social-worker', 'duty-manager', 'duty-inspector'],
  input: CompleteReport,
  when: byParty,
  decide(state, { notKnown = [], ...given }, context) {
    const refusal = inFuture(given.lastSeenAt, context.now);
    if (refusal) return refusal;
    if (notKnown.length === 0 && Object.values(given).every((value) => value === undefined))
      return refuse('nothing-given', 'Fill in at least one field, or say which nobody knows.', source);
    const { particulars, codes } = split(given);
    const childCode = codes.child === undefined ? [] : ['childCode'];
    const completed: Event = { type: 'report-completed', particulars, codes, notKnown: [...notKnown, ...childCode] };
    return [completed, ...newlySuspected(state, [completed], context)];
  },
});

/** The national agencies are told as soon as trafficking is known or suspected, whenever that is [106]. */
export function newlySuspected(
  state: State,
  events: readonly AnyEvent[],
  {
    now,
    actor,
    file,
  }: { now: Instant; actor: Parameters<typeof after>[2]['actor']; file: { sharedWith: readonly string[] } },
): AnyEvent[] {
  const next = after(state, events, { at: now, actor });
  if (next.stage !== 'missing' || !isTrafficking(next) || next.ladders.national !== undefined) return [];
  return startLadder(next, 'national', file.sharedWith);
}
