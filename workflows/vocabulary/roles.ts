/** The roles a person can hold. Each is one word of the field, the same in claims, tasks, commands and pages. */
export const roles = {
  'first-responder': 'First Responder: refers potential victims [strategy 24, 28]',
  'allocation-officer': 'Allocates a referral to a competent authority',
  'decision-maker': 'Takes and reviews decisions for a competent authority [32]',
  'senior-decision-maker': 'Decides when the first decision-maker and the reviewer disagree',
  'team-leader': 'Leads a team of decision-makers',
  'head-of-unit': 'Answers for the decisions of a competent authority',
  'immigration-officer': 'Holds, and later lifts the hold on, removal [23]',
  'case-manager': 'Case manager of the central contractor [36]',
  'support-worker': 'Works with victims at a provider; reports who slept where [36]',
  'provider-manager': "Answers for a provider's places and its statements",
  'payment-officer': 'Prepares and releases payments for the central contractor, always two together',
  'contract-manager': 'Keeps the care contract and signs off its quarterly monitoring [37]',
  'social-worker': "Children's services of a local authority",
  'duty-manager': "Duty manager of a local authority's children's services",
  carer: 'Looks after a child in a home or a foster placement of a local authority [106]',
  'assistant-director': "Answers for a local authority's children's services",
  'lscb-chair': 'Chairs the senior board of a Local Safeguarding Children Board [99]',
  'group-chair': 'Chairs the operational group on missing and trafficked children of a local authority [99]',
  'safeguarding-lead': 'Guards how often a child is asked for its account [107]',
  'duty-inspector': 'Police inspector on duty: takes a missing child now',
  'force-lead': "A police force's lead on missing children",
  'ceop-national-lead': 'National lead on missing children from 1 July 2011 [106]',
  prosecutor: 'Crown prosecutor: decides on charges and reviews them [89, 98]',
  'investigating-officer':
    'Investigates the trafficking offence, and considers confiscation for the investigating body [91]',
  'financial-investigator': 'Traces assets: at the UKHTC, or of a police force [92]',
  'asset-recovery-officer': 'Officer of a Regional Asset Recovery Team [92]',
  'enforcement-officer': 'Collects what a confiscation order orders, for the courts',
  'asset-recovery-lead': 'Answers for confiscation in an agency: hears of what is late [89, 91]',
  'case-auditor': 'Reviews closed decisions in which they took no part [27]',
  analyst: 'Reads figures, never cases',
  administrator: 'Keeps the register of agencies and adopts policy sets, always two together',
} as const;

export type Role = keyof typeof roles;

const isRole = (name: string): name is Role => name in roles;

export const roleNames: readonly Role[] = Object.keys(roles).filter(isRole);
