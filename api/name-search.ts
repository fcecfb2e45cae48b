import { z } from 'zod';
import { loadCase } from '../db/cases';
import { findByName, recordSearch, wordsOfName } from '../db/names';
import { asViewer } from '../db/pool';
import { parseInput } from '../workflows/kernel/command';
import type { Actor, PolicyValue } from '../workflows/kernel/contract';
import type { Role } from '../workflows/vocabulary';
import { Problem, refusalProblem } from './problems';
import type { Services } from './services';

/** Who may search for a case by the name of a person: those whose work it is to know whether somebody came before. */
export const nameSearchers: PolicyValue<readonly Role[]> = {
  value: [
    'first-responder',
    'allocation-officer',
    'decision-maker',
    'senior-decision-maker',
    'team-leader',
    'head-of-unit',
    'immigration-officer',
    'case-manager',
    'social-worker',
    'duty-manager',
    'safeguarding-lead',
    'duty-inspector',
    'force-lead',
    'ceop-national-lead',
    'prosecutor',
    'investigating-officer',
    'financial-investigator',
  ],
  source: "Concert's default: the roles that must know whether a person was referred or missed before",
  effectiveFrom: '2011-07-01',
  isDefault: true,
};

/** A search shows at most so many cases, and says so: a longer name finds fewer. */
export const mostFound = 40;

export const NameSearch = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Write a name.')
    .max(200, 'Use at most 200 characters.')
    .refine((name) => wordsOfName(name).length > 0, 'Write at least one word of the name.')
    .meta({
      title: 'Name',
      description: 'One word of it, or several in any order, each in full. Accents and capitals do not matter.',
    }),
  reason: z
    .string()
    .trim()
    .min(1, 'Write why.')
    .max(500, 'Use at most 500 characters.')
    .meta({ title: 'Reason', description: 'Why you search. Everybody who sees a case that you find can read it.' }),
});

export const maySearchByName = (viewer: Actor): boolean =>
  nameSearchers.value.some((role) => viewer.roles.includes(role));

/** @throws Problem 403 when this person's roles do not search by name */
export function assertMaySearch(viewer: Actor): void {
  if (!maySearchByName(viewer))
    throw new Problem(403, 'wrong-role', 'Your roles do not search by name. Ask for the reference of the case.', {
      source: nameSearchers.source,
    });
}

/**
 * Searches for cases by a name, and writes the search down. A case is found when this person sees it, and its page shows
 * the name to this person: searching tells nothing that looking would not.
 * @returns the id under which the search is written down
 */
export function searchByName({ pool, keys }: Services, viewer: Actor, input: unknown): Promise<string> {
  assertMaySearch(viewer);
  const parsed = parseInput(NameSearch, input);
  if (!parsed.ok) throw refusalProblem(parsed.refusal);
  const { name, reason } = parsed.value;
  return asViewer(pool, viewer, async (client) => {
    const candidates = await findByName(client, keys, wordsOfName(name), mostFound);
    const refs: string[] = [];
    for (const { ref, texts } of candidates) {
      const stored = await loadCase(client, ref);
      const shown = stored ? JSON.stringify(stored.process.view(stored.current.state, viewer)) : '';
      if (texts.some((text) => shown.includes(text))) refs.push(ref);
    }
    return recordSearch(client, keys, viewer, { name, reason, refs });
  });
}
