import type { Span } from '../kernel/calendar';
import type { PolicySetId, PolicyValue } from '../kernel/contract';
import { chosen, policyOf, type AccountsPolicy } from '../provider-payment/policy';
import type { AgencyCode } from '../vocabulary';

/** Every number of this process, with where it comes from. (A type alias, so that it is a kernel `Policy`.) */
export type BudgetPolicy = AccountsPolicy & {
  /** For adults in England and Wales, for one financial year. */
  budgetPence: PolicyValue<number>;
  /** Whose contract managers watch the budget and sign off the monitoring pack. */
  contractWatchers: PolicyValue<readonly AgencyCode[]>;
  warnAtPercent: PolicyValue<readonly number[]>;
  reviewEveryWeeks: PolicyValue<number>;
  /** Over how many days the trend is measured. */
  trendDays: PolicyValue<number>;
  /** For how many nights to come the trend is believed to go on; after that the number of people stays. */
  trendHorizonNights: PolicyValue<number>;
  /** By when it is said what is done about a warning. */
  warningAnswer: PolicyValue<Span>;
  /** How long after the year's end its accounts stay open for what is reported late. */
  accountsClose: PolicyValue<Span>;
};

export const contractWatchers: PolicyValue<readonly AgencyCode[]> = {
  value: ['home-office', 'moj'],
  source: 'Strategy paragraph 37: monitored for the Home Office and the Ministry of Justice',
  effectiveFrom: '2011-07-01',
};

export const policy: Record<PolicySetId, BudgetPolicy> = policyOf({
  budgetPence: { value: 200_000_000, source: 'Strategy paragraph 33: £2 million a year', effectiveFrom: '2011-04-01' },
  contractWatchers,
  warnAtPercent: chosen<readonly number[]>([80, 95, 100]),
  reviewEveryWeeks: chosen(1),
  trendDays: chosen(28),
  trendHorizonNights: chosen(91),
  warningAnswer: chosen<Span>({ count: 10, unit: 'working-days' }),
  accountsClose: chosen<Span>({ count: 3, unit: 'months' }),
});
