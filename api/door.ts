import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolClient } from 'pg';
import { startCase } from '../activities/engine';
import { openingOf } from '../activities/openings';
import { findCommand, isToStart, loadCase, recordedUnder } from '../db/cases';
import { asViewer } from '../db/pool';
import { recordOpening } from '../db/records';
import { dropTexts, keepTexts, type SealedText } from '../db/texts';
import { allowedCommands, notTheirRole, type Command } from '../workflows/kernel/case';
import { mapPersonal, textRefPattern } from '../workflows/kernel/command';
import { commonCommands } from '../workflows/kernel/common-commands';
import type { Actor, AnyProcess, CaseState } from '../workflows/kernel/contract';
import { commandUpdate, type Answer } from '../workflows/kernel/loop';
import { openingBatch, type Opened } from '../workflows/kernel/recording';
import { caseClosed, isRefusal, keyReused, type Refusal } from '../workflows/kernel/refusals';
import { workflowIdOf } from '../workflows/registry';
import { makeCaseRef, type CaseRef } from '../workflows/vocabulary';
import { away, describeError, keptUntilBack, notFound, Problem, refusalProblem } from './problems';
import { beforeOpening } from './registering';
import type { Services } from './services';
import type { Announcement } from './watch';

type Definition = Pick<AnyProcess['opening'], 'parse' | 'personal' | 'names'>;

/**
 * Opens a case: decided by the process itself and recorded with its texts in one transaction, then started in the engine.
 * When that cannot be reached the case is kept, and starts by itself (docs/adr/0017).
 */
export async function open(
  services: Services,
  process: AnyProcess,
  actor: Actor,
  key: string,
  body: unknown,
): Promise<Answer> {
  const commandKey = `${actor.person}:${key}`;
  const ref = makeCaseRef(process.prefix, services.keys.digest('reference', [process.name, commandKey]));
  mayDo(process.opening, actor);
  const sealed = seal(services, process.opening, body, ref, commandKey, 'open');
  const { answer, unstarted } = await asViewer(services.pool, actor, async (client) => {
    const earlier = await recordedUnder(client, ref, commandKey);
    const opened = earlier ? undefined : await recordNew(services, client, process, { ref, actor, commandKey, sealed });
    if (opened) return { answer: answerOf(opened, commandKey), unstarted: opened.current };
    // The same request was here before, or at the same moment.
    const recorded = earlier ?? (await recordedUnder(client, ref, commandKey));
    if (!recorded) throw notFound();
    const stored = (await isToStart(client, ref)) ? await loadCase(client, ref) : undefined;
    return { answer: repeated(ref, sealed.requestHash, recorded), unstarted: stored?.current };
  });
  if (unstarted) await start(services, unstarted);
  return answer;
}

interface Asked {
  ref: CaseRef;
  actor: Actor;
  commandKey: string;
  sealed: ReturnType<typeof seal>;
}

/** Records the opening with all that belongs to it; undefined when somebody else just did. @throws Problem when it is refused */
async function recordNew(
  { keys, now }: Services,
  client: PoolClient,
  process: AnyProcess,
  { ref, actor, commandKey, sealed }: Asked,
): Promise<Opened | undefined> {
  const { input, texts, requestHash } = sealed;
  const opening = await openingOf(client, process, now(), { ref, actor, key: commandKey, requestHash, input });
  const opened = openingBatch(process, opening);
  if (isRefusal(opened)) throw refusalProblem(opened);
  await beforeOpening[process.name]?.(client, actor, opening);
  await keepTexts(client, keys, ref, actor, texts);
  return (await recordOpening(client, opened)) ? opened : undefined;
}

/** The same as a repeat of the request will find in the record. */
function answerOf({ batch }: Opened, commandKey: string): Answer {
  const own = batch.facts.filter((fact) => fact.key === commandKey);
  return { ref: batch.ref, seq: own.at(-1)?.seq ?? 0, events: own.map(({ event }) => event.type) };
}

/** @throws 503 that says that the case is kept */
async function start(services: Services, current: CaseState): Promise<void> {
  const { client, taskQueue, recordWaitMs, started, log } = services;
  const { ref } = current.file;
  try {
    await client.withDeadline(Date.now() + recordWaitMs, () => startCase(client, taskQueue, current));
  } catch (error) {
    log.error({ err: describeError(error) }, 'a case is kept and not started yet');
    throw keptUntilBack(ref);
  }
  started.add(ref);
}

/** Gives a command to a case: an Update. Answered as soon as what it decided stands in the record (docs/adr/0016). */
export async function act(
  services: Services,
  process: AnyProcess,
  ref: string,
  name: string,
  actor: Actor,
  key: string,
  body: unknown,
): Promise<Answer> {
  const definition = process.commands[name] ?? commonCommands[name];
  if (!definition) throw notFound();
  mayDo(definition, actor);
  const commandKey = `${actor.person}:${key}`;
  const { input, texts, requestHash } = seal(services, definition, body, ref, commandKey, name);
  const before = await asViewer(services.pool, actor, async (client) => {
    const found = await findCommand(client, ref, commandKey);
    if (found?.process !== process.name) throw notFound();
    if (!found.earlier) await keepTexts(client, services.keys, ref, actor, texts);
    return found;
  });
  if (before.earlier) return repeated(ref, requestHash, before.earlier);

  const command: Command = { name, actor, key: commandKey, requestHash, input };
  const refusal = await sendToOpen(services, process, ref, command);
  if (!isRefusal(refusal)) return refusal;
  const allowed = await asViewer(services.pool, actor, async (client) => {
    if (refusal.code !== 'idempotency-key-reused')
      await dropTexts(
        client,
        texts.map((t) => t.id),
      );
    const stored = await loadCase(client, ref);
    return stored ? allowedCommands(stored.process, stored.current, actor, services.now().toISOString()) : [];
  });
  throw refusalProblem(refusal, { allowed });
}

/** Sends; a case that is open in the record and that the engine does not know is started first (docs/adr/0017). */
async function sendToOpen(services: Services, process: AnyProcess, ref: string, command: Command) {
  const first = await send(services, process, ref, command);
  if (first !== unknownToEngine) return first;
  const stored = await asViewer(services.pool, command.actor, (client) => loadCase(client, ref));
  if (!stored || process.status(stored.current.state).isClosed) return caseClosed;
  await start(services, stored.current);
  return send(services, process, ref, command);
}

/** The engine runs no such case: it is closed, or was never started. */
const unknownToEngine: Refusal = { ...caseClosed };

/**
 * The engine keeps a command when it accepts it, and the record is written after that: so what stands in the record need not
 * wait until the engine has heard that it is there, which takes as long again. Whichever is first answers; one of them may
 * be away.
 */
async function send(services: Services, process: AnyProcess, ref: string, command: Command): Promise<Answer | Refusal> {
  const isAnswered = new AbortController();
  const { actor, key, requestHash } = command;
  const engine = sendToEngine(services, process, ref, command, isAnswered.signal);
  const record = whenRecorded(services, actor, ref, key, services.watch.next(ref, firstWaitMs), isAnswered.signal);
  services.left.add(engine);
  engine.finally(() => services.left.delete(engine)).catch(() => undefined);
  try {
    return await Promise.any([engine, record.then((found) => repeated(ref, requestHash, found))]);
  } catch {
    return await engine; // and with it, why there is no answer
  } finally {
    isAnswered.abort();
  }
}

async function sendToEngine(
  { client, keys, recordWaitMs }: Services,
  process: AnyProcess,
  ref: string,
  command: Command,
  signal: AbortSignal,
): Promise<Answer | Refusal> {
  const updateId = keys.digest('request', [command.key, command.requestHash]).toString('base64url');
  const handle = client.workflow.getHandle(workflowIdOf(process.name, ref));
  try {
    return await client.withAbortSignal(signal, () =>
      client.withDeadline(Date.now() + recordWaitMs, () =>
        handle.executeUpdate(commandUpdate, { args: [command], updateId }),
      ),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) return refusalIn(error);
    return unknownToEngine;
  }
}

/** What the case said no with. @throws whatever else went wrong */
function refusalIn(error: unknown): Refusal {
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const refusal: unknown = error.cause.details?.[0];
    if (isRefusalValue(refusal)) return refusal;
  }
  throw error;
}

function isRefusalValue(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && isRefusal(value);
}

function mayDo(definition: { title: string; by: readonly string[] }, actor: Actor): void {
  const refusal = notTheirRole(definition, actor);
  if (refusal) throw refusalProblem(refusal);
}

/** Parses the body, and replaces every personal text by a reference to a row that will hold it encrypted. */
function seal(
  { keys }: Services,
  definition: Definition,
  body: unknown,
  ref: string,
  commandKey: string,
  name: string,
) {
  const parsed = definition.parse(body);
  if (!parsed.ok) throw refusalProblem(parsed.refusal);
  const texts: SealedText[] = [];
  const input = mapPersonal(definition, parsed.value, (text, place, field) => {
    if (textRefPattern.test(text))
      throw new Problem(400, 'invalid-input', 'Write the text itself, not a reference to one. Nothing was recorded.');
    const id = uuidFrom(keys.digest('text-id', [ref, commandKey, place, text]));
    texts.push({ id, text, isName: definition.names.has(field) });
    return `text:${id}`;
  });
  const requestHash = keys.digest('request', [ref, name, JSON.stringify(parsed.value)]).toString('base64url');
  return { input, texts, requestHash };
}

function uuidFrom(bytes: Buffer): string {
  return bytes
    .toString('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

type Recorded = NonNullable<Awaited<ReturnType<typeof recordedUnder>>>;

/** The first answer again, or a refusal when the key stood for another request. */
function repeated(ref: string, requestHash: string, recorded: Recorded): Answer {
  if (recorded.requestHash !== requestHash) {
    throw refusalProblem(keyReused);
  }
  return { ref, seq: recorded.seq, events: recorded.events };
}

/** How long to wait for the announcement of a record before asking for it. */
const firstWaitMs = 500;

async function whenRecorded(
  services: Services,
  actor: Actor,
  ref: string,
  commandKey: string,
  first: Announcement,
  signal?: AbortSignal,
): Promise<Recorded> {
  const until = Date.now() + services.recordWaitMs;
  let announced = first;
  signal?.addEventListener('abort', () => announced.cancel());
  while (Date.now() < until) {
    await announced.done;
    if (signal?.aborted) break;
    announced = services.watch.next(ref, firstWaitMs);
    const recorded = await asViewer(services.pool, actor, (client) => recordedUnder(client, ref, commandKey));
    if (recorded) {
      announced.cancel();
      return recorded;
    }
  }
  announced.cancel();
  throw away('The record');
}
