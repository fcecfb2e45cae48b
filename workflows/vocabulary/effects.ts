import type { AgencyCode } from './agencies';
import type { BedStay, PlacementNeeds } from './care';

/** What a case may ask of the world besides telling somebody and other cases. Codes, references, dates and sums only. */
export type WorldEffect = CareEffect | MoneyEffect | ChildEffect | PackEffect | ProsecutionEffect;

export type CareEffect =
  /** Result: `places`, JSON of the places with a free bed that night, for the process to rank. */
  | { kind: 'propose-places'; needs: PlacementNeeds; fromNight: string }
  /** The whole list of this case's stays, in the place of the one before. Refused: bed-taken, place-suspended, no-such-place. */
  | { kind: 'hold-beds'; stays: readonly BedStay[] };

export type MoneyEffect =
  /** Two people's change of a provider's register: a rate card, a place, a suspension. */
  | { kind: 'apply-provider-change'; change: Record<string, unknown> }
  /** Accrues some care cases after `after` up to and with the night of `untilDate`. Result: `after`, `cases`, `entries`, `isLast`. */
  | { kind: 'accrue'; untilDate: string; after: string; limit: number }
  /** Draws what is owed to a provider and stands in no statement yet. Result: `lines`, `totalPence`, `digest`. */
  | { kind: 'draw-statement'; provider: AgencyCode; fromDate: string; untilDate: string }
  /** Takes disputed lines out of a statement, or puts the corrected ones in. Result: `lines`, `totalPence`, `digest`. */
  | { kind: 'settle-statement'; withoutLines: readonly number[] }
  /**
   * Freezes the payments of a batch from agreed statements; none: frees them. Result: `payments`, `totalPence`, `digest`,
   * `editors` (who edited one of its payees at or after `editsSince`).
   */
  | {
      kind: 'prepare-batch';
      statements: readonly string[];
      preparedBy: string;
      preparedAt: string;
      /** YYYY-MM-DD */
      executionDate: string;
      editsSince: string;
    }
  /** Sends the payment file of a batch, unaltered since `digest`. Result: `messageId`. */
  | {
      kind: 'send-batch';
      digest: string;
      preparedBy: string;
      releasedBy: string;
      releasedAt: string;
      /** Who edited a payee at or after this instant does not release a payment to it. */
      editsSince: string;
    }
  /** Waits for the bank's status report. Result: `status`, `settled`, `rejected`. */
  | { kind: 'await-bank'; messageId: string }
  | { kind: 'apply-payee-change'; change: Record<string, unknown> };

export type ChildEffect =
  /**
   * Finds other reports of missing children under the same codes (keyed hashes, by kind: child, placement, phone, address,
   * recruiter). Result: `matches`, JSON of the cases found and of what they share.
   */
  | { kind: 'match-episodes'; codes: Record<string, string> }
  /**
   * Every child of an authority who belongs on an agenda at the cut-off: missing, or at risk on arrival; for the subgroup,
   * missing again and again; for the senior board, unresolved. Result: `children`, JSON; and `counted`, how many the
   * events themselves say there were. For the subgroup also `patterns`, JSON, and `countedPatterns`: linked reports that
   * have something in common.
   */
  | {
      kind: 'compile-agenda';
      level: 'operational-group' | 'lscb-subgroup' | 'senior-board';
      authority: AgencyCode;
      cutOff: string;
    };

export type PackEffect =
  /**
   * Reads a financial year's budget on a day (YYYY-MM-DD, London). Result: `reading`, JSON of sums; or `otherBudget`, the
   * case that keeps the budget of this year already.
   */
  | {
      kind: 'read-budget';
      year: string;
      fromDate: string;
      untilDate: string;
      on: string;
      trendDays: number;
      trendHorizonNights: number;
    }
  /**
   * Compiles and keeps the monitoring pack of a quarter as it stood just before `closingInstant`. Result: `digest` and
   * `headline`, JSON; or `otherPack`, the open case that has the quarter's pack already.
   */
  | {
      kind: 'compile-pack';
      quarter: string;
      fromDate: string;
      untilDate: string;
      closingInstant: string;
      budgetPence: number;
    };

export type ProsecutionEffect =
  /**
   * Opens the confiscation case of every prosecution that was registered up to `until` (an instant) and has none: each is
   * an alarm. Result: `found`, how many.
   */
  { kind: 'reconcile-prosecutions'; until: string };
