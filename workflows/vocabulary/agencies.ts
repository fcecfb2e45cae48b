/**
 * What an organisation may be designated as. A designation has dates: an organisation acts as a First Responder
 * or competent authority only while it is designated [strategy 28, 29].
 */
export const designations = {
  'first-responder': 'May refer potential victims',
  'competent-authority': 'Decides who is a victim',
  'immigration-authority': 'Removes people, and must hold removal while a reflection period runs',
  'local-authority': 'Looks after children',
  'central-contractor': 'Manages the care of adult victims',
  'care-provider': 'Gives adult victims a bed and support, paid by the night',
  oversight: 'Reads figures and audits decisions',
} as const;

export type DesignationName = keyof typeof designations;
const isDesignation = (name: string): name is DesignationName => name in designations;
export const designationNames: readonly DesignationName[] = Object.keys(designations).filter(isDesignation);

/** An agency's code: short, stable, the same in claims, records and URLs. */
export type AgencyCode = string;

export interface Designation {
  agency: AgencyCode;
  designation: DesignationName;
  /** First day on which it holds, YYYY-MM-DD. */
  from: string;
  /** Last day on which it held; absent while it still holds. */
  until?: string;
}

export interface Agency {
  code: AgencyCode;
  name: string;
}

/** The agencies of the 2011 strategy. A deployment's register starts from these; changes take two administrators. */
export const initialAgencies: readonly Agency[] = [
  { code: 'met-police', name: 'Metropolitan Police Service' },
  { code: 'ukba', name: 'UK Border Agency' },
  { code: 'ukhtc', name: 'UK Human Trafficking Centre' },
  { code: 'kent-council', name: 'Kent County Council' },
  { code: 'hillingdon-council', name: 'London Borough of Hillingdon' },
  { code: 'poppy-project', name: 'Poppy Project' },
  { code: 'nspcc-ctail', name: 'NSPCC Child Trafficking Advice and Information Line' },
  { code: 'barnardos', name: "Barnardo's" },
  { code: 'gla', name: 'Gangmasters Licensing Authority' },
  { code: 'salvation-army', name: 'The Salvation Army' },
  { code: 'ashgrove-house', name: 'Ashgrove House (made up)' },
  { code: 'beacon-refuge', name: 'Beacon Refuge (made up)' },
  { code: 'cedar-trust', name: 'Cedar Trust (made up)' },
  { code: 'cps', name: 'Crown Prosecution Service' },
  { code: 'home-office', name: 'Home Office' },
  { code: 'moj', name: 'Ministry of Justice' },
  { code: 'occc', name: 'Organised Crime Coordination Centre' },
  { code: 'hmcts', name: 'HM Courts and Tribunals Service' },
  { code: 'rart', name: 'Regional Asset Recovery Teams' },
  { code: 'ceop', name: 'Child Exploitation and Online Protection Centre' },
];

/** The day the National Referral Mechanism began [strategy 23, 24]. */
const nrmBegan = '2009-04-01';

/** Designations at the start: strategy paragraphs 24, 28 and the box on the NRM; the contract of 1 July 2011 [36]. */
export const initialDesignations: readonly Designation[] = [
  ...['met-police', 'ukba', 'kent-council', 'hillingdon-council', 'poppy-project', 'gla'].map(
    (agency): Designation => ({ agency, designation: 'first-responder', from: nrmBegan }),
  ),
  { agency: 'nspcc-ctail', designation: 'first-responder', from: '2011-04-01' },
  { agency: 'barnardos', designation: 'first-responder', from: '2011-04-01' },
  { agency: 'ukba', designation: 'competent-authority', from: nrmBegan },
  { agency: 'ukhtc', designation: 'competent-authority', from: nrmBegan },
  { agency: 'ukba', designation: 'immigration-authority', from: nrmBegan },
  { agency: 'kent-council', designation: 'local-authority', from: nrmBegan },
  { agency: 'hillingdon-council', designation: 'local-authority', from: nrmBegan },
  { agency: 'salvation-army', designation: 'central-contractor', from: '2011-07-01' },
  ...['ashgrove-house', 'beacon-refuge', 'cedar-trust'].map((agency): Designation => ({
    agency,
    designation: 'care-provider',
    from: '2011-07-01',
  })),
  { agency: 'home-office', designation: 'oversight', from: nrmBegan },
  { agency: 'moj', designation: 'oversight', from: nrmBegan },
];

/** Who is designated as what on one day. */
export type Designated = Record<DesignationName, readonly AgencyCode[]>;

/** Who is designated on a day (YYYY-MM-DD), by a list of designations with dates. */
export function designatedOn(list: readonly Designation[], day: string): Designated {
  const holders = (name: DesignationName) =>
    list
      .filter((d) => d.designation === name && d.from <= day && (d.until === undefined || d.until >= day))
      .map(({ agency }) => agency);
  return {
    'first-responder': holders('first-responder'),
    'competent-authority': holders('competent-authority'),
    'immigration-authority': holders('immigration-authority'),
    'local-authority': holders('local-authority'),
    'central-contractor': holders('central-contractor'),
    'care-provider': holders('care-provider'),
    oversight: holders('oversight'),
  };
}
