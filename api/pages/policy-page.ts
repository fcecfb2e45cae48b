import { isDeepStrictEqual } from 'node:util';
import type { Response } from 'express';
import { z } from 'zod';
import { adoptions, openChanges } from '../../db/administration';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { describeSpan } from '../../workflows/kernel/calendar';
import {
  policySetIds,
  type AnyProcess,
  type Policy,
  type PolicySetId,
  type PolicyValue,
} from '../../workflows/kernel/contract';
import { allProcesses } from '../../workflows/registry';
import { actorOf } from '../auth';
import { nameSearchers } from '../name-search';
import { notFound } from '../problems';
import type { Services } from '../services';
import { administrationPath } from './administration';
import { words } from './fields';
import { render } from './render';
import { say } from './said';

/** Values that belong to no process, the same in every set. */
const ofThePages: Policy = { whoMaySearchByName: nameSearchers };
const pagesName = 'pages';
/** A policy value names no case. */
const noCases: ReadonlySet<string> = new Set();
const firstSet: PolicySetId = 'strategy-2011';

const Span = z.strictObject({
  count: z.int(),
  unit: z.enum(['hours', 'calendar-days', 'working-days', 'weeks', 'months']),
  division: z.string().optional(),
});

/** Which policy set holds from when, what is proposed, and the processes whose values can be looked at. */
export async function showPolicy({ pool }: Services, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const { adopted, changes } = await asViewer(pool, viewer, async (client) => ({
    adopted: await adoptions(client),
    changes: await openChanges(client, 'register-change'),
  }));
  render(response, 'policy', {
    title: 'Policy',
    here: 'administration',
    back: administrationPath,
    isAdministrator: viewer.roles.includes('administrator'),
    adopted,
    changes,
    processes: [
      ...allProcesses.map(({ name, title, policy }) => ({
        name,
        title,
        count: Object.keys(policy[firstSet]).length,
      })),
      { name: pagesName, title: 'Pages', count: Object.keys(ofThePages).length },
    ],
  });
}

/** Every value of one process, set by set, with its source and its first day. @throws Problem 404 */
export async function showPolicyOf({ pool }: Services, response: Response, name: string | undefined): Promise<void> {
  const viewer = actorOf(response);
  const process = allProcesses.find((p) => p.name === name);
  if (!process && name !== pagesName) throw notFound();
  const agencies = await asViewer(pool, viewer, agencyNames);
  render(response, 'policy-values', {
    title: `Policy: ${process?.title ?? 'Pages'}`,
    here: 'administration',
    back: `${administrationPath}/policy`,
    heading: process?.title ?? 'Pages',
    source: process?.source,
    sets: (process ? policySetIds : [firstSet]).map((set) => ({
      name: process ? `Set: ${words(set)}` : 'In every set',
      isShort: process !== undefined && set !== firstSet,
      values: differing(process, set).map(([key, { value, source, effectiveFrom, isDefault }]) => ({
        name: words(key.replace(/Pence$/, '')),
        value: say(inWords(value), { agencies, visible: noCases }, key),
        source,
        effectiveFrom,
        isDefault: isDefault === true,
      })),
    })),
  });
}

/** A value ready for `say`: lengths of time as a person says them, and what is nested deep on one line. */
function inWords(value: unknown, depth = 0): unknown {
  const span = Span.safeParse(value);
  if (span.success) return describeSpan({ count: span.data.count, unit: span.data.unit });
  if (Array.isArray(value)) return value.map((item) => inWords(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, inWords(inner, depth + 1)] as const);
  const isFlat = entries.every(([, inner]) => typeof inner !== 'object');
  if (depth === 0 || !isFlat) return Object.fromEntries(entries);
  return entries.map(([key, inner]) => `${words(key).toLowerCase()}: ${said(inner)}`).join(', ');
}

const said = (value: unknown) =>
  typeof value === 'string' && /^[a-z][a-z-]*$/.test(value) ? words(value) : String(value);

/** Of a set after the first one, what is not as in the first. */
function differing(process: AnyProcess | undefined, set: PolicySetId): [string, PolicyValue<unknown>][] {
  const values = Object.entries(process?.policy[set] ?? ofThePages);
  const first = process?.policy[firstSet];
  return set === firstSet || !first
    ? values
    : values.filter(
        ([key, value]) => !isDeepStrictEqual(value.value, first[key]?.value) || value.source !== first[key]?.source,
      );
}
