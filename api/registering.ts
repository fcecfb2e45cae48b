import type { PoolClient } from 'pg';
import { z } from 'zod';
import { claimGroup } from '../db/groups';
import { findProsecution, registerProsecution, type Prosecution } from '../db/prosecutions';
import { Opening as ConfiscationOpening } from '../workflows/confiscation/schemas';
import { londonDateOf } from '../workflows/kernel/calendar';
import type { Opening } from '../workflows/kernel/case';
import type { Actor } from '../workflows/kernel/contract';
import { refuse } from '../workflows/kernel/refusals';
import { levelNames } from '../workflows/operational-group/policy';
import { source as groupSource } from '../workflows/operational-group/rules';
import { Problem, refusalProblem } from './problems';

/** What registers a prosecution. */
export const Registration = ConfiscationOpening.omit({ foundWithoutCase: true });

/** The particulars that the register holds; who is prosecuted is in the case alone. */
const Particulars = Registration.omit({ defendant: true });
type Particulars = z.infer<typeof Particulars>;

/** How the register is read: in pages, and up to how many days ahead. */
export const RegisterQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^(CON-[0-9A-Z-]{16})?$/)
    .default(''),
  days: z.coerce.number().int().min(0).max(366).default(28),
});

/** What is done in the transaction that records the opening of a case, before it is recorded, by process. @throws Problem */
export const beforeOpening: Record<
  string,
  (client: PoolClient, actor: Actor, opening: Opening) => Promise<void> | undefined
> = { confiscation: registerFirst, ...Object.fromEntries(levelNames.map((level) => [level, onlyGroup])) };

/** A local authority has one group of each level: children are never on two agendas, and on neither in full. */
async function onlyGroup(client: PoolClient, actor: Actor, { ref, process }: Opening): Promise<void> {
  const stands = await claimGroup(client, process, actor.agency, ref);
  if (stands === ref) return;
  const message = `Your authority has such a group: ${stands}. Nothing was recorded. Act on that one, or let the board end it first.`;
  throw refusalProblem(refuse('group-exists', message, groupSource), { ref: stands });
}

/** The prosecution is in the register with its case, and has one, however many people open one at the same moment [91]. */
async function registerFirst(client: PoolClient, actor: Actor, { ref, openedAt, input }: Opening): Promise<void> {
  const given = Particulars.loose().parse(input);
  const { prosecutionReference, investigatingBody, prosecutingBody, region, offence } = given;
  const registeredOn = given.registeredOn ?? londonDateOf(openedAt);
  const facts = { prosecutionReference, investigatingBody, prosecutingBody, region, offence, registeredOn };
  const stands = await registerProsecution(client, actor, { ...facts, caseRef: ref }).catch(asProblem);
  refuseIfDifferent(stands, given);
  if (stands.caseRef !== ref)
    throw new Problem(
      409,
      'prosecution-known',
      `This prosecution is registered, and its case is ${stands.caseRef}. Nothing was recorded. Act on that case.`,
      { ref: stands.caseRef },
    );
}

/** The case of a prosecution that is in the register already. @throws Problem `prosecution-differs` */
export async function knownCase(client: PoolClient, given: Particulars): Promise<string | undefined> {
  const stands = await findProsecution(client, given);
  if (!stands?.hasCase) return undefined;
  refuseIfDifferent(stands, given);
  return stands.caseRef;
}

/** A day that was left out is no difference. */
function refuseIfDifferent(stands: Prosecution, given: Particulars): void {
  const compared = ['investigatingBody', 'region', 'offence', 'registeredOn'] as const;
  const different = compared.filter((name) => given[name] !== undefined && given[name] !== stands[name]);
  if (different.length === 0) return;
  throw new Problem(
    409,
    'prosecution-differs',
    'This prosecution is in the register with other particulars. Nothing was recorded. Put the line right, or correct the case.',
    { errors: different.map((name) => ({ pointer: `/${name}`, message: `The register has ${stands[name]}.` })) },
  );
}

/** An agency that is not in the register of agencies. */
function asProblem(error: unknown): never {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code !== '23503') throw error;
  const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
  const field = constraint.includes('investigating') ? 'investigatingBody' : 'prosecutingBody';
  const message = 'There is no such agency in the register of agencies.';
  throw new Problem(400, 'no-such-agency', `${message} Nothing was recorded.`, {
    errors: [{ pointer: `/${field}`, message }],
  });
}
