import type { Actor } from '../../workflows/kernel/contract';
import { levelNames } from '../../workflows/operational-group/policy';
import { findProcess } from '../../workflows/registry';
import { roleNames, type Role } from '../../workflows/vocabulary';
import { Problem } from '../problems';

/** A page that shows more of a case than its own page does, and for whose roles: without any, whoever sees the case. */
interface Further {
  path: (ref: string) => string;
  text: string;
  roles?: readonly Role[];
}

export const paymentRoles: readonly Role[] = ['payment-officer', 'provider-manager'];
export const contractRoles: readonly Role[] = ['contract-manager', 'payment-officer', 'case-manager'];
export const careRoles: readonly Role[] = ['case-manager', 'payment-officer', 'support-worker', 'provider-manager'];
export const placeRoles: readonly Role[] = ['case-manager', 'support-worker', 'provider-manager'];

const confiscation = findProcess('confiscation');
const actsIn = (role: Role) =>
  [confiscation.opening, ...Object.values(confiscation.commands)].some(({ by }) => by.includes(role));
/** Who does something in confiscation; an analyst reads figures there, never cases. */
export const confiscationRoles: readonly Role[] = roleNames.filter(actsIn);

const ofGroups: readonly Further[] = [{ path: (ref) => `/groups/${ref}`, text: 'Agenda, actions and minutes' }];

/** By the name of the process. */
const further: Readonly<Record<string, readonly Further[]>> = {
  'provider-statement': [
    { path: (ref) => `/payments/statements/${ref}`, text: 'All lines, and disputes by line', roles: paymentRoles },
  ],
  'payment-batch': [
    {
      path: (ref) => `/payments/batches/${ref}`,
      text: 'Every payment, and the nights it is for',
      roles: ['payment-officer'],
    },
  ],
  'care-budget': [{ path: (ref) => `/contract/budgets/${ref}`, text: 'The year as a chart', roles: contractRoles }],
  'monitoring-pack': [
    { path: (ref) => `/contract/packs/${ref}`, text: 'The pack, to read and to print', roles: contractRoles },
  ],
  'victim-care': [{ path: (ref) => `/care/journeys/${ref}`, text: 'The journey as a timeline', roles: careRoles }],
  confiscation: [
    {
      path: (ref) => `/confiscation/${ref}/timetable`,
      text: 'Timetable, section by section',
      roles: confiscationRoles,
    },
    { path: (ref) => `/confiscation/${ref}/assets`, text: 'Asset register', roles: confiscationRoles },
  ],
  ...Object.fromEntries(levelNames.map((name) => [name, ofGroups])),
};

export const holdsAny = ({ roles }: Actor, wanted: readonly Role[]) => wanted.some((role) => roles.includes(role));

/** The pages that show more of this case to this person. */
export function furtherPages(process: string, ref: string, actor: Actor): { href: string; text: string }[] {
  return (further[process] ?? [])
    .filter(({ roles }) => roles === undefined || holdsAny(actor, roles))
    .map(({ path, text }) => ({ href: path(ref), text }));
}

/** Links that stand on every page, for the roles whose work they are. */
export function workLinks(actor: Actor): { href: string; text: string }[] {
  return [
    ...(holdsAny(actor, paymentRoles) ? [{ href: '/payments', text: 'Payments' }] : []),
    ...(holdsAny(actor, contractRoles) ? [{ href: '/contract', text: 'Budget and packs' }] : []),
    ...(holdsAny(actor, placeRoles) ? [{ href: '/care', text: 'Places' }] : []),
  ];
}

/** @throws Problem 403 when the person holds none of the roles */
export function assertHolds(actor: Actor, wanted: readonly Role[]): void {
  if (holdsAny(actor, wanted)) return;
  throw new Problem(403, 'wrong-role', `This page is for: ${wanted.join(', ')}. You do not hold any of these roles.`);
}
