import type { Actor } from '../../workflows/kernel/contract';
import type { Role } from '../../workflows/vocabulary';
import { Problem } from '../problems';

/** A page that shows more of a case than its own page does, and for whose roles. */
interface Further {
  path: string;
  text: string;
  roles: readonly Role[];
}

export const paymentRoles: readonly Role[] = ['payment-officer', 'provider-manager'];
export const contractRoles: readonly Role[] = ['contract-manager', 'payment-officer', 'case-manager'];
export const careRoles: readonly Role[] = ['case-manager', 'payment-officer', 'support-worker', 'provider-manager'];
export const placeRoles: readonly Role[] = ['case-manager', 'support-worker', 'provider-manager'];

/** By the letters before a reference. */
const further: Readonly<Record<string, Further>> = {
  STM: { path: '/payments/statements', text: 'All lines, and disputes by line', roles: paymentRoles },
  PAY: { path: '/payments/batches', text: 'Every payment, and the nights it is for', roles: ['payment-officer'] },
  BUD: { path: '/contract/budgets', text: 'The year as a chart', roles: contractRoles },
  MON: { path: '/contract/packs', text: 'The pack, to read and to print', roles: contractRoles },
  CAR: { path: '/care/journeys', text: 'The journey as a timeline', roles: careRoles },
};

export const holdsAny = ({ roles }: Actor, wanted: readonly Role[]) => wanted.some((role) => roles.includes(role));

/** The page that shows more of this case, if there is one for this person. */
export function furtherPage(ref: string, actor: Actor): { href: string; text: string } | undefined {
  const page = further[ref.slice(0, 3)];
  return page && holdsAny(actor, page.roles) ? { href: `${page.path}/${ref}`, text: page.text } : undefined;
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
