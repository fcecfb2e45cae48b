import type { Request, Response } from 'express';
import { loadCase, recordViewing, type StoredCase } from '../../db/cases';
import { searchesThatShowed } from '../../db/names';
import { agencyNames, viewingsOf, visibleAmong } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { openTexts } from '../../db/texts';
import { allowedCommands, deadlinesOf, tasksOf } from '../../workflows/kernel/case';
import { commonCommands } from '../../workflows/kernel/common-commands';
import type { Actor, Fact, Task } from '../../workflows/kernel/contract';
import { whyThisDate, type DueDeadline } from '../../workflows/kernel/deadlines';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import type { Services } from '../services';
import type { Choice } from './codes';
import { confiscationChoices } from './confiscation-choices';
import type { Field } from './fields';
import { furtherPages } from './further';
import { render } from './render';
import { refsIn, say, sayEvent } from './said';
import { takeDone } from './session';

const viewingsShown = 20;
/** Under which Concert itself acts; see activities/openings.ts. */
const systemAgency = 'concert';

/** A case with everything its page shows, read in one transaction; the looking is written down. @throws Problem 404 */
function readAll({ pool, keys, now }: Services, viewer: Actor, ref: string) {
  return asViewer(pool, viewer, async (client) => {
    const stored = await loadCase(client, ref);
    if (!stored) throw notFound();
    await recordViewing(client, ref, viewer, 'case');
    const { process, current } = stored;
    const view = process.view(current.state, viewer);
    const about = tasksOf(process, current).flatMap((task) => task.about ?? []);
    return {
      stored,
      visible: await visibleAmong(client, [...Object.values(current.file.links), ...about, ...refsIn(view)]),
      agencies: await agencyNames(client),
      view: await openTexts(client, keys, view),
      viewings: await viewingsOf(client, ref, viewingsShown),
      searches: await searchesThatShowed(client, keys, ref, viewingsShown),
      allowed: allowedCommands(process, current, viewer, now().toISOString()),
    };
  });
}

/** Shows a case: what may be done now, its summary, its dates and why, what happened, who sees it and who has looked. */
export async function showCase(services: Services, request: Request, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  const { stored, agencies, view, viewings, searches, allowed, visible } = await readAll(services, viewer, ref);
  const { process, current, facts } = stored;
  const { file } = current;
  const tasks = tasksOf(process, current);
  const name = (agency: string) => agencies[agency] ?? (agency === systemAgency ? 'Concert' : agency);
  render(response, 'case', {
    title: `${process.title} ${ref}`,
    here: 'cases',
    done: takeDone(request),
    live: { source: `/cases/${ref}/changes?since=${file.seq}`, words: 'This case has changed.' },
    ref,
    processTitle: process.title,
    status: process.status(current.state),
    further: furtherPages(process.name, ref, viewer),
    summary: say(view, { agencies, visible }),
    actions: actionsIn(stored, allowed, tasks, viewer),
    common: commonIn(stored, allowed, tasks, viewer),
    tasks: tasks.map((task) => ({
      ...taskShown(task, stored, viewer, agencies),
      about: task.about !== undefined && visible.has(task.about) ? task.about : undefined,
    })),
    deadlines: deadlinesOf(process, current)
      .filter((d) => !d.key.startsWith('deliver.'))
      .toSorted((a, b) => a.due.localeCompare(b.due))
      .map((d) => deadlineShown(d, agencies)),
    events: facts.map((fact) => eventShown(fact, agencies)),
    openedBy: name(file.openedBy),
    openedAt: file.openedAt,
    sharedWith: file.sharedWith.filter((agency) => agency !== systemAgency).map(name),
    links: Object.entries(file.links).flatMap(([link, other]) => (visible.has(other) ? [{ link, ref: other }] : [])),
    viewings: viewings.map((v) => ({ ...v, agency: name(v.agency) })),
    searches: searches.map((s) => ({ ...s, agency: name(s.agency) })),
  });
}

const isMine = (task: Task, viewer: Actor) =>
  task.owner.agency === viewer.agency && viewer.roles.includes(task.owner.role);

/** What the process itself lets this person do now; what a task of theirs asks for comes first. */
function actionsIn({ process }: StoredCase, allowed: readonly string[], tasks: readonly Task[], viewer: Actor) {
  const asked = new Set(tasks.filter((task) => isMine(task, viewer)).flatMap((task) => task.commands));
  return allowed
    .flatMap((name) => {
      const command = process.commands[name];
      return command ? [{ name, title: command.title, hint: command.hint, isAsked: asked.has(name) }] : [];
    })
    .toSorted((a, b) => Number(b.isAsked) - Number(a.isAsked));
}

/** Of what every case lets people do, what makes sense now. Claiming stands beside each task. */
function commonIn(stored: StoredCase, allowed: readonly string[], tasks: readonly Task[], viewer: Actor) {
  const makesSense = (name: string) => {
    if (name.endsWith('-task')) return false;
    const choices = choicesIn(stored, name, viewer, tasks);
    return Object.values(choices).every((list) => list.length > 0);
  };
  return allowed.flatMap((name) => {
    const command = commonCommands[name];
    return command && makesSense(name) ? [{ name, title: command.title, hint: command.hint }] : [];
  });
}

const dates = (list: readonly DueDeadline[]) => ({ deadline: list.map((d) => ({ value: d.key, text: d.title })) });

/** What a command of every case can be about: the tasks, dates and agencies of this one. */
function choicesIn(
  { process, current }: StoredCase,
  command: string,
  viewer: Actor,
  tasks: readonly Task[] = tasksOf(process, current),
): Record<string, Choice[]> {
  const mine = tasks.filter((task) => isMine(task, viewer));
  const movable = deadlinesOf(process, current).filter(
    (d) => d.owner.agency === viewer.agency && d.movableBy?.some((role) => viewer.roles.includes(role)),
  );
  switch (command) {
    case 'claim-task':
    case 'hand-on-task':
    case 'release-task':
      return { task: mine.map((task) => ({ value: task.key, text: task.title })) };
    case 'extend-deadline':
      return dates(movable);
    case 'pause-deadline':
      return dates(movable.filter((d) => !d.isPaused && !d.isPassed));
    case 'resume-deadline':
      return dates(movable.filter((d) => d.isPaused));
    case 'record-done-by-hand': {
      const left = mine.filter((task) => task.key.startsWith('by-hand.'));
      return { effect: left.map((task) => ({ value: task.key.slice('by-hand.'.length), text: task.title })) };
    }
    default:
      return {};
  }
}

/** The fields of a command with what this case offers to choose from. */
export function offered(fields: readonly Field[], stored: StoredCase, command: string, viewer: Actor): Field[] {
  const isOfEveryCase = stored.process.commands[command] === undefined;
  return withChoices(fields, isOfEveryCase ? choicesIn(stored, command, viewer) : confiscationChoices(stored, viewer));
}

/** Fields that are written by hand otherwise, with what there is to choose from. */
function withChoices(fields: readonly Field[], choices: Record<string, Choice[]>): Field[] {
  return fields.map((field) => {
    const list = choices[field.name];
    if (list && list.length > 0 && field.kind === 'lines') return { ...field, kind: 'choices', choices: list };
    if (list && field.kind === 'text') return { ...field, kind: 'one-of-many', choices: list };
    return { ...field, fields: withChoices(field.fields, choices) };
  });
}

function taskShown(
  task: Task,
  { current, process: { commands } }: StoredCase,
  viewer: Actor,
  agencies: Record<string, string>,
) {
  const holder = current.file.claims[task.key];
  return {
    key: task.key,
    title: task.title,
    role: task.owner.role,
    agency: agencies[task.owner.agency] ?? task.owner.agency,
    holder,
    isMine: isMine(task, viewer),
    isHeldByMe: holder === viewer.person,
    commands: task.commands.flatMap((name) => (commands[name] ? [commands[name].title] : [])),
  };
}

function deadlineShown(d: DueDeadline, agencies: Record<string, string>) {
  return {
    title: d.title,
    due: d.due,
    why: whyThisDate(d),
    isPaused: d.isPaused,
    isPassed: d.isPassed,
    role: d.owner.role,
    agency: agencies[d.owner.agency] ?? d.owner.agency,
  };
}

function eventShown({ at, actor, event }: Fact, agencies: Record<string, string>) {
  const isSystem = actor.roles.includes('system');
  return {
    at,
    what: sayEvent(event.type, aboutOf(event)),
    who: isSystem ? 'Concert' : `${actor.person}, ${agencies[actor.agency] ?? actor.agency}`,
  };
}

/** Of the kernel's own events, which date or what kind of work: both are told to everybody who sees the case. */
function aboutOf(event: object): string | undefined {
  if ('deadline' in event && typeof event.deadline === 'string' && !event.deadline.startsWith('deliver.'))
    return event.deadline;
  return 'effect' in event && 'kind' in event && typeof event.kind === 'string' ? event.kind : undefined;
}
