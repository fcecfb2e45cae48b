import type { ConfiscationView } from './confiscation-view';

export interface Section {
  /** What of the law asks for it. */
  section: string;
  title: string;
  /** Keys of its dates in the case, as they begin. */
  keys: readonly string[];
  /** The day on which it was done, as the case shows it. */
  done?: (view: ConfiscationView) => string | undefined;
  /** Why it has no date now. */
  waitsFor: (view: ConfiscationView) => string;
}

const poca = (section: string) => `Proceeds of Crime Act 2002, section ${section}`;

/** In the order in which a case goes through them. */
export const sections: readonly Section[] = [
  {
    section: 'Strategy, paragraph 91',
    title: 'Considered by the investigating body',
    keys: ['consideration.investigating'],
    done: (view) => view.considered?.investigating?.at,
    waitsFor: () => '',
  },
  {
    section: 'Strategy, paragraph 91',
    title: 'Considered by the prosecuting body',
    keys: ['consideration.prosecuting'],
    done: (view) => view.considered?.prosecuting?.at,
    waitsFor: () => '',
  },
  {
    section: poca('41'),
    title: 'Restraint',
    keys: ['restraint.'],
    done: lastRestraint,
    waitsFor: () => 'Nobody waits for a restraint.',
  },
  {
    section: poca('10A and 51'),
    title: 'Claims of third parties',
    keys: ['claim.'],
    waitsFor: () => 'No claim is open.',
  },
  {
    section: poca('16'),
    title: 'Statement of information',
    keys: ['statement'],
    done: (view) => view.done?.statement,
    waitsFor: () => 'Counted from the conviction, when confiscation is proceeded with.',
  },
  {
    section: poca('17'),
    title: "Defendant's response",
    keys: ['response'],
    done: (view) => view.done?.response,
    waitsFor: () => 'Counted from the statement, or set by the court.',
  },
  {
    section: poca('6'),
    title: 'Hearing',
    keys: ['hearing'],
    done: (view) => view.done?.hearing,
    waitsFor: () => 'Counted from the statement, or set by the court.',
  },
  {
    section: poca('6'),
    title: 'Order',
    keys: ['order'],
    done: (view) => view.order?.orderedOn,
    waitsFor: () => 'Counted from the hearing, or set by the court.',
  },
  {
    section: poca('14'),
    title: 'End of the permitted period',
    keys: ['permitted-period'],
    waitsFor: ({ order, appeals = [] }) => {
      if (order) return 'The order was made.';
      return appeals.some(({ ended }) => !ended)
        ? 'An appeal against the conviction is open. The period does not end before it is decided.'
        : 'Runs from a conviction to the order.';
    },
  },
  {
    section: poca('11'),
    title: 'Time to pay',
    keys: ['payment'],
    waitsFor: ({ order }) =>
      order?.outstandingPence === 0 ? 'The order is paid.' : 'Runs from an order until it is paid.',
  },
  {
    section: poca('35'),
    title: 'Default term',
    keys: [],
    done: (view) => view.order?.defaultTermOn,
    waitsFor: () => 'Activated by the court when an order is not paid in time.',
  },
  {
    section: poca('13 and 55'),
    title: 'Paying out, victims first',
    keys: ['pay-out'],
    waitsFor: () => 'Nothing is collected that has not been paid out.',
  },
  {
    section: poca('42'),
    title: 'Discharge of restraint',
    keys: ['discharge'],
    waitsFor: () => 'Restraint is not to be lifted.',
  },
];

export function hasDate({ keys }: Section, date: string): boolean {
  return keys.some((key) => (key.endsWith('.') ? date.startsWith(key) : date === key));
}

function lastRestraint({ assets = [] }: ConfiscationView): string | undefined {
  return assets
    .flatMap(({ restraints }) => restraints.map(({ orderedOn }) => orderedOn))
    .toSorted()
    .at(-1);
}
