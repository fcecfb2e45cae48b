/**
 * Law that follows the date of an order, not the day on which a case opened: it is looked up by that date, in a table
 * with one row for each time that it changed. It is not part of a policy set, because nobody adopts it.
 */
export interface TimeToPayLaw {
  /** First day of orders that it governs, YYYY-MM-DD. */
  from: string;
  /** Months, starting with the day of the order. */
  months: number;
  extendedMonths: number;
  source: string;
}

const began = '2003-03-24';
const changed = '2015-06-01';

const timeToPay: readonly TimeToPayLaw[] = [
  { from: began, months: 6, extendedMonths: 12, source: 'Proceeds of Crime Act 2002, section 11, as enacted' },
  {
    from: changed,
    months: 3,
    extendedMonths: 6,
    source: 'Proceeds of Crime Act 2002, section 11, as substituted by section 5 of the Serious Crime Act 2015',
  },
];

export interface DefaultTermLaw {
  from: string;
  /** In order; the last has no `upToPence`. */
  bands: readonly { upToPence?: number; most: DefaultTerm }[];
  source: string;
}

export interface DefaultTerm {
  count: number;
  unit: 'days' | 'months';
}

const band = (pounds: number, count: number, unit: DefaultTerm['unit'] = 'months') => ({
  upToPence: pounds * 100,
  most: { count, unit },
});

const defaultTerms: readonly DefaultTermLaw[] = [
  {
    from: began,
    bands: [
      band(200, 7, 'days'),
      band(500, 14, 'days'),
      band(1_000, 28, 'days'),
      band(2_500, 45, 'days'),
      band(5_000, 3),
      band(10_000, 6),
      band(20_000, 12),
      band(50_000, 18),
      band(100_000, 24),
      band(250_000, 36),
      band(1_000_000, 60),
      { most: { count: 120, unit: 'months' } },
    ],
    source: 'Proceeds of Crime Act 2002, section 35; Powers of Criminal Courts (Sentencing) Act 2000, section 139(4)',
  },
  {
    from: changed,
    bands: [band(10_000, 6), band(500_000, 60), band(1_000_000, 84), { most: { count: 168, unit: 'months' } }],
    source: 'Proceeds of Crime Act 2002, section 35(2A), inserted by section 10 of the Serious Crime Act 2015',
  },
];

/** The law of the day of an order; undefined before there was one. */
export function timeToPayOn(orderedOn: string): TimeToPayLaw | undefined {
  return timeToPay.findLast(({ from }) => from <= orderedOn);
}

/** The longest default term for an order of this amount made on this day. */
export function defaultTermOn(orderedOn: string, pence: number): (DefaultTerm & { source: string }) | undefined {
  const law = defaultTerms.findLast(({ from }) => from <= orderedOn);
  const found = law?.bands.find(({ upToPence }) => upToPence === undefined || pence <= upToPence);
  return law && found && { ...found.most, source: law.source };
}

/** Whether a term is no longer than another. A month is no shorter than 28 days, whichever month it is. */
export function isWithinTerm(term: DefaultTerm, most: DefaultTerm): boolean {
  if (term.unit === most.unit) return term.count <= most.count;
  return term.unit === 'days' ? term.count <= most.count * 28 : term.count === 0;
}

/** For how long a court may postpone, starting with the date of conviction. */
export const permittedPeriod = {
  months: 24,
  /** After an appeal against the conviction was decided, when that ends later. */
  monthsAfterAppeal: 3,
  source: 'Proceeds of Crime Act 2002, section 14(3) to (6)',
} as const;

/** Sections under which an order, once made, is looked at again. */
export const reconsiderations = {
  's21-benefit': { title: 'More benefit found', withinMonths: 72, source: 'Proceeds of Crime Act 2002, section 21' },
  's22-available': { title: 'More is available', source: 'Proceeds of Crime Act 2002, section 22' },
  's23-inadequate': { title: 'Less is available', source: 'Proceeds of Crime Act 2002, section 23' },
  's24-discharge': {
    title: 'Little is left and it cannot be had',
    outstandingPence: 1_000_00,
    source: 'Proceeds of Crime Act 2002, section 24',
  },
  's25-discharge': {
    title: 'A small amount is left',
    outstandingPence: 50_00,
    source: 'Proceeds of Crime Act 2002, section 25',
  },
} as const;
export type Section = keyof typeof reconsiderations;
const isSection = (name: string): name is Section => name in reconsiderations;
export const sections: readonly Section[] = Object.keys(reconsiderations).filter(isSection);

/** Whether an order under this section ends what is still to be paid. */
export function isDischarge(section: Section): boolean {
  return 'outstandingPence' in reconsiderations[section];
}

/** What is ordered when nothing is available: a nominal amount (section 7(2)). */
export const nominalPence = 100;
