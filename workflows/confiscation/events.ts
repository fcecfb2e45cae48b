import type { AgencyCode } from '../vocabulary';
import type { Money } from './amounts';
import type { DefaultTerm, Section } from './law';
import type { AlternativeKind, AppealResult, Decision, Region, Step } from './schemas';

export type Body = 'investigating' | 'prosecuting';
export const bodies: readonly Body[] = ['investigating', 'prosecuting'];
export type HelpKind = 'financial-investigator' | 'regional-team';
export type Outcome = 'convicted' | 'acquitted' | 'discontinued';

/** Dates are YYYY-MM-DD, London; sums are whole pence; reasons, orders and names are references to sealed texts. */
export type Event =
  | {
      type: 'prosecution-registered';
      prosecutionReference: string;
      investigatingBody: AgencyCode;
      prosecutingBody: AgencyCode;
      enforcingAgency: AgencyCode;
      region: Region;
      offence: string;
      registeredOn: string;
      defendant?: string;
    }
  | { type: 'found-without-case'; daysWithout: number }
  | {
      type: 'considered';
      body: Body;
      decision: Decision;
      alternative?: AlternativeKind;
      reasons: string;
      isInTime: boolean;
    }
  | { type: 'court-proceeded'; reasons: string }
  | { type: 'help-asked'; id: string; kind: HelpKind; agency: AgencyCode; reasons: string }
  | { type: 'help-acknowledged'; id: string }
  | ({ type: 'asset-listed'; id: string } & AssetFacts & AssetValue)
  | ({ type: 'asset-valued'; asset: string } & AssetValue)
  | { type: 'restraint-asked'; id: string; assets: readonly string[]; isUrgent: boolean; reasons: string }
  | { type: 'restraint-ordered'; id: string; orderedOn: string; assets: readonly { asset: string; amount: Money }[] }
  | { type: 'restraint-not-made'; id: string; because: 'court-refused' | 'not-applied-for'; reasons: string }
  | { type: 'restraint-discharged'; assets: readonly string[]; dischargedOn: string; reasons: string }
  | { type: 'claim-made'; id: string; asset: string; claimant: string; amount: Money; reasons: string }
  | { type: 'claim-decided'; id: string; allowedPence: number; reasons: string }
  | { type: 'outcome-recorded'; outcome: Outcome; on: string }
  | { type: 'appeal-made'; on: string }
  | { type: 'appeal-ended'; on: string; result: AppealResult }
  | { type: 'statement-given'; on: string }
  | { type: 'response-given'; on: string }
  | { type: 'hearing-held'; on: string }
  | ({ type: 'date-directed' } & Directed)
  | ({ type: 'postponed' } & Directed)
  | ({ type: 'order-made' } & OrderFacts)
  | { type: 'order-not-made'; reasons: string }
  | { type: 'time-to-pay-extended'; payBy: string; appliedOn: string; orderedOn: string; reasons: string }
  | {
      type: 'order-reconsidered';
      section: Section;
      on: string;
      amountPence: number;
      benefitPence?: number;
      reasons: string;
    }
  | { type: 'interest-added'; pence: number }
  | { type: 'collected'; pence: number; on: string }
  | { type: 'asset-realised'; asset: string; amount: Money; on: string }
  | { type: 'paid-out'; to: 'victim' | 'state'; pence: number; on: string; victim?: string }
  | { type: 'default-term-activated'; on: string }
  | { type: 'alternative-referred'; id: string; kind: AlternativeKind; agency: AgencyCode; reasons: string }
  | { type: 'alternative-ended'; id: string; recoveredPence: number; on: string; reasons: string }
  | { type: 'prosecution-concluded' }
  | { type: 'case-ended'; as: EndedAs }
  /** A date has passed and its step is still open: whoever answers for the agency is asked too. */
  | { type: 'escalated'; what: string }
  | { type: 'review-due'; round: number }
  | { type: 'payment-overdue' }
  | { type: 'permitted-period-passed'; until: string };

export type EndedAs = 'acquitted' | 'discontinued' | 'not-pursued' | 'no-order' | 'satisfied';

export interface AssetFacts {
  kind: string;
  description: string;
  country: string;
  place: string;
  owner: string;
}
export interface AssetValue {
  value: Money;
  valuedOn: string;
}

/** A date set by a court, and what policy had it at: the ledger of this date. */
export interface Directed {
  step: Step;
  date: string;
  /** Absent when the step had no date of policy yet. */
  policyDate?: string;
  daysAdded?: number;
  order: string;
  exceptionalCircumstances?: string;
}

export interface OrderFacts {
  orderedOn: string;
  benefitPence: number;
  availablePence: number;
  amountPence: number;
  compensationPence: number;
  payBy: string;
  defaultTerm: DefaultTerm;
  /** The law of the day of the order. */
  mostMonths: number;
  extendedMonths: number;
  lawSource: string;
}
