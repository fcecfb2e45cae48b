import { findCase, listCases, listDeadlines, listTasks, loadCase, recordViewing } from '../db/cases';
import { asViewer } from '../db/pool';
import { openTexts } from '../db/texts';
import { allowedCommands } from '../workflows/kernel/case';
import type { Actor } from '../workflows/kernel/contract';
import { notFound } from './problems';
import type { Services } from './services';

/** What the API and the pages read. Looking at a case is written down, whoever looks and through which of them. */

/** A case as this person may see it, with its texts opened and what this person may do now. @throws Problem 404 */
export function readCase({ pool, keys, now }: Services, viewer: Actor, ref: string) {
  return asViewer(pool, viewer, async (client) => {
    const stored = await loadCase(client, ref);
    if (!stored) throw notFound();
    const { process, current } = stored;
    await recordViewing(client, ref, viewer, 'case');
    return {
      ref,
      process: process.name,
      policySet: current.file.policySet,
      ...process.status(current.state),
      openedAt: current.file.openedAt,
      openedBy: current.file.openedBy,
      sharedWith: current.file.sharedWith,
      links: current.file.links,
      view: await openTexts(client, keys, process.view(current.state, viewer)),
      allowed: allowedCommands(process, current, viewer, now().toISOString()),
    };
  });
}

/** What happened, who did it and when; what events hold is shown by the case's view alone, part by part. @throws Problem 404 */
export function readEvents({ pool }: Services, viewer: Actor, ref: string) {
  return asViewer(pool, viewer, async (client) => {
    const stored = await loadCase(client, ref);
    if (!stored) throw notFound();
    await recordViewing(client, ref, viewer, 'events');
    return stored.facts.map(({ seq, at, actor, event }) => ({
      seq,
      at,
      type: event.type,
      agency: actor.agency,
      person: actor.person,
    }));
  });
}

/** @throws Problem 404 */
export function readDeadlines({ pool }: Services, viewer: Actor, ref: string) {
  return asViewer(pool, viewer, async (client) => {
    if (!(await findCase(client, ref))) throw notFound();
    await recordViewing(client, ref, viewer, 'deadlines');
    return listDeadlines(client, ref);
  });
}

export function readTasks({ pool }: Services, viewer: Actor, page: Parameters<typeof listTasks>[2]) {
  return asViewer(pool, viewer, (client) => listTasks(client, viewer, page));
}

export function readCases({ pool }: Services, viewer: Actor, filter: Parameters<typeof listCases>[1]) {
  return asViewer(pool, viewer, (client) => listCases(client, filter));
}
