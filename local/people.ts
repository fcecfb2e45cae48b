import type { AgencyCode, Role } from '../workflows/vocabulary';

/** A demo person of the local stack. All are made up; the name says so. */
export interface DemoPerson {
  id: string;
  name: string;
  agency: AgencyCode;
  roles: readonly Role[];
}

const shortNames = {
  'first-responder': 'fr',
  'allocation-officer': 'ao',
  'decision-maker': 'dm',
  'senior-decision-maker': 'sdm',
  'team-leader': 'tl',
  'head-of-unit': 'hou',
  'immigration-officer': 'io',
  'case-manager': 'cm',
  'support-worker': 'spw',
  'provider-manager': 'pm',
  'payment-officer': 'po',
  'contract-manager': 'con',
  'social-worker': 'sw',
  'duty-manager': 'duty',
  carer: 'carer',
  'assistant-director': 'ad',
  'lscb-chair': 'lscb',
  'group-chair': 'gc',
  'safeguarding-lead': 'sgl',
  'duty-inspector': 'di',
  'force-lead': 'fl',
  'ceop-national-lead': 'cnl',
  prosecutor: 'pros',
  'investigating-officer': 'inv',
  'financial-investigator': 'fi',
  'asset-recovery-officer': 'aro',
  'enforcement-officer': 'eo',
  'asset-recovery-lead': 'arl',
  'case-auditor': 'ca',
  analyst: 'an',
  administrator: 'admin',
} as const satisfies Record<Role, string>;

const firstResponders = [
  'met-police',
  'ukba',
  'kent-council',
  'hillingdon-council',
  'poppy-project',
  'nspcc-ctail',
  'barnardos',
  'gla',
];
const competentAuthorities = ['ukba', 'ukhtc'];
const councils = ['kent-council', 'hillingdon-council'];

const providers = ['ashgrove-house', 'beacon-refuge', 'cedar-trust'];

const posts: readonly [Role, readonly AgencyCode[], number][] = [
  ['first-responder', firstResponders, 2],
  ['allocation-officer', competentAuthorities, 1],
  ['decision-maker', competentAuthorities, 4],
  ['senior-decision-maker', competentAuthorities, 2],
  ['team-leader', competentAuthorities, 1],
  ['head-of-unit', competentAuthorities, 1],
  ['case-auditor', [...competentAuthorities, 'home-office'], 2],
  ['immigration-officer', ['ukba'], 2],
  ['social-worker', councils, 1],
  ['duty-manager', councils, 1],
  ['carer', councils, 1],
  ['assistant-director', councils, 1],
  ['lscb-chair', councils, 1],
  ['group-chair', councils, 1],
  ['safeguarding-lead', councils, 1],
  ['duty-inspector', ['met-police'], 1],
  ['force-lead', ['met-police'], 1],
  ['ceop-national-lead', ['ceop'], 1],
  ['prosecutor', ['cps'], 1],
  ['case-manager', ['salvation-army'], 2],
  ['support-worker', providers, 1],
  ['provider-manager', providers, 1],
  ['payment-officer', ['salvation-army'], 3],
  ['contract-manager', ['home-office', 'moj'], 1],
  ['investigating-officer', ['met-police'], 2],
  ['financial-investigator', ['ukhtc', 'met-police'], 1],
  ['asset-recovery-officer', ['rart'], 1],
  ['enforcement-officer', ['hmcts'], 1],
  ['asset-recovery-lead', ['met-police', 'cps', 'ukhtc', 'rart', 'hmcts'], 1],
  ['administrator', ['home-office'], 2],
  ['analyst', ['home-office', 'moj', 'cps', 'occc', 'ceop'], 1],
];

/** `dm-ukhtc-1` is the first decision-maker of the UKHTC. */
export const demoPeople: readonly DemoPerson[] = posts.flatMap(([role, agencies, count]) =>
  agencies.flatMap((agency) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${shortNames[role]}-${agency}-${i + 1}`,
      name: `Demo ${role} ${i + 1} of ${agency}`,
      agency,
      roles: [role],
    })),
  ),
);

export function findPerson(id: string): DemoPerson | undefined {
  return demoPeople.find((person) => person.id === id);
}
