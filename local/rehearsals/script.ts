/** What a step can take up from the steps before it. */
export interface Seen {
  /** References of cases, by their names within the script. */
  refs: Readonly<Record<string, string>>;
  /** What whoever acts sees of the case on which they act; empty for an opening. */
  view: Readonly<Record<string, unknown>>;
}

/** What a step sends: known beforehand, or taken up from what has come of the steps before it. */
export type Input = Record<string, unknown> | ((seen: Seen) => Record<string, unknown>);

/** One step of a rehearsal. Cases have names within the script, such as `referral`. */
export type Step =
  | { who: string; opens: string; as: string; input: Input; refused?: string }
  | { who: string; does: string; on: string; input?: Input; refused?: string }
  /** Virtual time for every case of the rehearsal. */
  | { waitDays: number }
  /** Waits until the event is in the record, and fails when it does not come. */
  | { sees: string; on: string }
  /** Fails when the event is in the record. */
  | { neverSees: string; on: string }
  /** The case that another one started. */
  | { follows: string; of: string; as: string; reader?: string }
  | { endsIn: string; on: string }
  /** Every child, and every matter, on a group's agenda, one after the other. */
  | { who: string; discusses: string; decision: string };

export interface Rehearsal {
  name: string;
  title: string;
  steps: readonly Step[];
}

/** The same hour of the day, so many days from when the rehearsal began. */
export type Clock = (days: number) => string;

/** A rehearsal of which the dates hang on the day on which it is played. */
export function dated(name: string, title: string, stepsFrom: (at: Clock) => readonly Step[]): Rehearsal {
  return {
    name,
    title,
    get steps() {
      const began = Date.now();
      return stepsFrom((days) => new Date(began + days * 86_400_000).toISOString());
    },
  };
}

/** A made-up adult, found by the police. */
export const adult = {
  subject: 'adult',
  consent: 'given',
  name: 'Demo Person One',
  birthDate: '1990-02-03',
  exploitationType: 'labour',
  indicators: ['documents-held-by-others', 'debt-bondage', 'little-or-no-pay'],
  countryOfOrigin: 'VN',
  encounteredWhere: 'A car wash that does not exist',
  encounteredOn: '2011-07-01',
  safetyNeeds: 'Not to be placed in the same town',
  interpreterLanguage: 'vi',
  subjectToImmigrationControl: false,
};

export const child = {
  subject: 'child',
  name: 'Demo Child One',
  birthDate: '1996-05-06',
  childrensServices: 'hillingdon-council',
  exploitationType: 'domestic-servitude',
  indicators: ['child-unaccompanied', 'fear-of-authorities'],
  countryOfOrigin: 'NG',
  encounteredWhere: 'An airport arrivals hall',
  encounteredOn: '2011-07-01',
  subjectToImmigrationControl: true,
};

const because = (text: string) => `Made-up reasons: ${text}`;

/** A decision by one person, reviewed by another who agrees. */
export function decided(
  kind: 'reasonable' | 'conclusive',
  outcome: 'positive' | 'negative',
  first: string,
  reviewer: string,
  on = 'referral',
): Step[] {
  return [
    {
      who: first,
      does: `decide-${kind}-grounds`,
      on,
      input: { outcome, reasons: because('the account and the indicators') },
    },
    { who: reviewer, does: 'take-review', on, input: { isIndependent: true } },
    { who: reviewer, does: 'record-own-view', on, input: { outcome, reasons: because('seen afresh') } },
    { who: reviewer, does: 'complete-review', on, input: { agrees: true, reasons: because('both views agree') } },
    { sees: 'decision-effective', on },
  ];
}

export const feedback = (who: string, on = 'referral'): Step => ({
  who,
  does: 'give-feedback',
  on,
  input: { strengths: ['indicators'], weaknesses: ['dates-and-places'], text: 'Made-up feedback' },
});
