import type { Request, Response } from 'express';
import { z } from 'zod';
import { listDrafts } from '../../db/drafts';
import { listCases } from '../../db/cases';
import { agencyNames, countUnread, markRead, messagesTo, tasksOfTeam } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { allProcesses, processOfRef } from '../../workflows/registry';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { makeCursor, readCursor } from '../cursor';
import { maySearchByName } from '../name-search';
import { Problem } from '../problems';
import type { Services } from '../services';
import { markOfTasks, tasksPerPage } from './changes';
import { linksFor } from './openings';
import { render } from './render';
import { sentOf } from './sent';
import { sayDone, takeDone } from './session';

const casesPerPage = 50;
const messagesShown = 100;

const Query = z.object({
  process: z.string().max(60).optional().catch(undefined),
  after: z.string().max(400).optional().catch(undefined),
  ref: z.string().max(200).optional().catch(undefined),
});

/** My tasks and my team's, due first. */
export async function showTasks({ pool, now }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const query = Query.parse(request.query);
  const chosen = allProcesses.find((p) => p.name === query.process);
  const after = placeOf(query.after, 3);
  const { tasks, drafts, unread } = await asViewer(pool, viewer, async (client) => ({
    tasks: await tasksOfTeam(client, {
      ...viewer,
      limit: tasksPerPage + 1,
      ...(chosen ? { prefix: chosen.prefix } : {}),
      ...(after ? { after: [after[0] ?? '', after[1] ?? '', after[2] ?? ''] as const } : {}),
    }),
    drafts: await listDrafts(client),
    unread: await countUnread(client, viewer.roles, 1),
  }));
  const shown = tasks.slice(0, tasksPerPage);
  const last = tasks.length > tasksPerPage ? shown.at(-1) : undefined;
  render(response, 'tasks', {
    title: 'My tasks',
    here: 'tasks',
    // A list that is filtered or goes on from another is not followed.
    live:
      chosen || after
        ? undefined
        : {
            source: `/tasks/changes?since=${markOfTasks(tasks, unread)}`,
            words: 'Your tasks or messages have changed.',
          },
    done: takeDone(request),
    processes: allProcesses.map(({ name, title }) => ({ value: name, text: title, selected: name === chosen?.name })),
    chosen: chosen?.name ?? '',
    isLater: after !== undefined,
    drafts: drafts.length,
    // Where minutes count, nobody opens a menu first.
    hurried: linksFor(viewer),
    tasks: shown.map((task) => ({
      ...task,
      process: processOfRef(task.ref)?.title ?? '',
      isOverdue: task.due !== null && task.due < now(),
      isMine: task.claimedBy === viewer.person,
      link: linkOf(task),
    })),
    next: last ? makeCursor([last.due?.toISOString() ?? 'infinity', last.ref, last.key]) : undefined,
  });
}

/** Straight to the form when one command does the task, else to the case. */
function linkOf({ ref, commands }: { ref: string; commands: readonly string[] }): string {
  const [only, ...others] = commands;
  const isOwn = only !== undefined && processOfRef(ref)?.commands[only] !== undefined;
  return isOwn && others.length === 0 ? `/cases/${ref}/${only}` : `/cases/${ref}`;
}

/** The cases the person's agency sees, newest first, and one found by its reference. */
export async function showCases({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const query = Query.parse(request.query);
  const typed = query.ref?.trim() ?? '';
  const ref = typed === '' ? undefined : parseCaseRef(typed);
  if (ref !== undefined) {
    response.redirect(303, `/cases/${ref}`);
    return;
  }
  const before = placeOf(query.after, 2);
  const filter = {
    limit: casesPerPage + 1,
    ...(before ? { before: [before[0] ?? '', before[1] ?? ''] as [string, string] } : {}),
  };
  const cases = await asViewer(pool, viewer, (client) => listCases(client, filter));
  const shown = cases.slice(0, casesPerPage);
  const last = cases.length > casesPerPage ? shown.at(-1) : undefined;
  const wrong = 'That is not a reference: check each letter and number';
  render(
    response,
    'cases',
    {
      title: 'Cases',
      here: 'cases',
      typed,
      wrong: typed === '' ? '' : wrong,
      isSearcher: maySearchByName(viewer),
      errors: typed === '' ? [] : [{ text: wrong, href: '#ref' }],
      isLater: before !== undefined,
      cases: shown.map((c) => ({ ...c, processTitle: processOfRef(c.ref)?.title ?? '' })),
      next: last ? makeCursor([last.openedAt.toISOString(), last.ref]) : undefined,
    },
    typed === '' ? 200 : 400,
  );
}

/** What Concert told the person's roles. */
export async function showMessages({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const { messages, agencies } = await asViewer(pool, viewer, async (client) => ({
    messages: await messagesTo(client, viewer.roles, messagesShown),
    agencies: await agencyNames(client),
  }));
  render(response, 'notifications', {
    title: 'Messages',
    here: 'notifications',
    done: takeDone(request),
    agency: agencies[viewer.agency],
    messages,
    newest: messages[0]?.isNew === true ? messages[0].at : '',
    messagesShown,
  });
}

const Until = z.iso.datetime();

/** Marks as read what the page showed; what came meanwhile stays new. */
export async function readMessages({ pool }: Services, request: Request, response: Response): Promise<void> {
  const viewer = actorOf(response);
  const until = Until.safeParse(sentOf(request)['until']).data;
  if (until === undefined) throw new Problem(400, 'invalid-input', 'Open your messages again and mark them there.');
  await asViewer(pool, viewer, (client) => markRead(client, viewer, until));
  sayDone(request, 'Messages marked as read');
  response.redirect(303, '/notifications');
}

/** Where a list goes on. @throws Problem when it is not one of our own links */
function placeOf(after: string | undefined, length: number): string[] | undefined {
  if (after === undefined || after === '') return undefined;
  const parts = readCursor(after, length);
  if (parts) return parts;
  throw new Problem(400, 'invalid-query', 'This link leads nowhere. Start again from the first page of the list.');
}
