import type { z } from 'zod';
import { londonDateOf, type Instant } from '../kernel/calendar';
import { parseInput } from '../kernel/command';
import type { Actor } from '../kernel/contract';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import { checkRateCard } from '../provider-payment/rates';
import { refuseField } from '../provider-statement/officers';
import type { AgencyCode, Role } from '../vocabulary';
import { wholes, type ChangeKind, type Proposal, type ProviderChange } from './schemas';

export const source = "Concert: a provider's register changes by two people (after the strategy, paragraphs 36 and 37)";

/** Who of the central contractor keeps which part of the register. */
export const keepers: Record<ChangeKind, Role> = {
  'rate-card': 'payment-officer',
  place: 'case-manager',
  'suspend-place': 'case-manager',
  'resume-place': 'case-manager',
  'suspend-provider': 'case-manager',
  'resume-provider': 'case-manager',
};

/** Why this person may neither propose nor decide such a change. */
export function notTheirs(change: ChangeKind, contractKeeper: AgencyCode, actor: Actor): Refusal | undefined {
  const isContractor = actor.designations.includes('central-contractor') && actor.roles.includes(keepers[change]);
  const isKeeper = actor.agency === contractKeeper && actor.roles.includes('contract-manager');
  if (isContractor || isKeeper) return undefined;
  const message = `This is for a ${keepers[change]} of the central contractor, or the contract-manager of ${contractKeeper}.`;
  return refuse('not-your-register', message, source);
}

/** The change that these fields describe, when they are all the fields of that change and it can be. */
export function wholeChange({ reason, ...given }: z.infer<typeof Proposal>, now: Instant): ProviderChange | Refusal {
  const parsed = parseWhole(given);
  if (isRefusal(parsed)) return parsed;
  return impossible(parsed) ?? (reason === undefined ? unexplained(parsed, now) : undefined) ?? parsed;
}

function parseWhole(given: Omit<z.infer<typeof Proposal>, 'reason'>): ProviderChange | Refusal {
  const read = <I extends z.ZodObject>(schema: I) => {
    const parsed = parseInput(schema, given);
    return parsed.ok ? parsed.value : parsed.refusal;
  };
  switch (given.change) {
    case 'rate-card':
      return read(wholes['rate-card']);
    case 'place':
      return read(wholes.place);
    case 'suspend-place':
      return read(wholes['suspend-place']);
    case 'resume-place':
      return read(wholes['resume-place']);
    case 'suspend-provider':
      return read(wholes['suspend-provider']);
    case 'resume-provider':
      return read(wholes['resume-provider']);
  }
}

function impossible(change: ProviderChange): Refusal | undefined {
  if (change.change === 'rate-card') return checkRateCard(change.lines);
  if (!('fromDate' in change) || change.untilDate === undefined) return undefined;
  return change.untilDate < change.fromDate
    ? refuseField('dates-reversed', 'untilDate', 'Give a night that is not before fromDate.', source)
    : undefined;
}

/** What has been accrued already is put right by the next accrual, and somebody will ask why. */
function unexplained(change: ProviderChange, now: Instant): Refusal | undefined {
  if (firstDayOf(change) >= londonDateOf(now)) return undefined;
  return refuseField('reason-needed', 'reason', 'This begins on a day that is over. Give the reason.', source);
}

function firstDayOf(change: ProviderChange): string {
  switch (change.change) {
    case 'rate-card':
      return change.lines.map(({ fromDate }) => fromDate).reduce((a, b) => (a < b ? a : b));
    case 'suspend-place':
    case 'suspend-provider':
      return change.fromDate;
    case 'resume-place':
    case 'resume-provider':
      return change.untilDate;
    case 'place':
      return '9999-12-31'; // it holds from when it is applied
  }
}
