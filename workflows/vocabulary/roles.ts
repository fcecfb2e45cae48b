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
  'social-worker': "Children's services of a local authority",
  'duty-manager': "Duty manager of a local authority's children's services",
  'case-auditor': 'Reviews closed decisions in which they took no part [27]',
  analyst: 'Reads figures, never cases',
  administrator: 'Keeps the register of agencies and adopts policy sets, always two together',
} as const;

export type Role = keyof typeof roles;

const isRole = (name: string): name is Role => name in roles;

export const roleNames: readonly Role[] = Object.keys(roles).filter(isRole);
