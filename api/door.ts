import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { startCase } from '../activities/engine';
import { findCommand, loadCase, recordedUnder } from '../db/cases';
import { asViewer } from '../db/pool';
import { designatedBy, policySetOn } from '../db/register';
import { dropTexts, keepTexts, type SealedText } from '../db/texts';
import { londonDateOf } from '../workflows/kernel/calendar';
import { allowedCommands, notTheirRole, openCase, type Command, type Opening } from '../workflows/kernel/case';
import { mapPersonal, namePaths, parseInput, textRefPattern } from '../workflows/kernel/command';
import { commonCommands } from '../workflows/kernel/common-commands';
import type { Actor, AnyProcess } from '../workflows/kernel/contract';
import { commandUpdate, type Answer } from '../workflows/kernel/loop';
import { caseClosed, isRefusal, keyReused, type Refusal } from '../workflows/kernel/refusals';
import { workflowIdOf } from '../workflows/registry';
import { makeCaseRef } from '../workflows/vocabulary';
import { away, notFound, Problem, refusalProblem } from './problems';
import { beforeOpening } from './registering';
import type { Services } from './services';
import type { Announcement } from './watch';

type Definition = Pick<AnyProcess['opening'], 'input' | 'personal'>;

/** Opens a case: decided here by the process itself, started in the engine, answered when it is recorded. */
export async function open(
  services: Services,
  process: AnyProcess,
  actor: Actor,
  key: string,
  body: unknown,
): Promise<Answer> {
  const { keys, pool } = services;
  const commandKey = `${actor.person}:${key}`;
  const ref = makeCaseRef(process.prefix, keys.digest('reference', [process.name, commandKey]));
  mayDo(process.opening, actor);
  const { input, texts, requestHash } = seal(services, process.opening, body, ref, commandKey, 'open');
  const openedAt = services.now().toISOString();
  const before = await asViewer(pool, actor, async (client) => {
    const opening: Opening = {
      ref,
      process: process.name,
      processVersion: process.version,
      policySet: await policySetOn(client, londonDateOf(openedAt)),
      designated: await designatedBy(client, londonDateOf(openedAt)),
      openedAt,
      actor,
      key: commandKey,
      requestHash,
      input,
    };
    const earlier = await recordedUnder(client, ref, commandKey);
    if (!earlier) {
      const decided = openCase(process, opening);
      if (isRefusal(decided)) throw refusalProblem(decided);
      await beforeOpening[process.name]?.(client, actor, opening);
      await keepTexts(client, keys, ref, actor, texts);
    }
    return { opening, earlier };
  });
  if (before.earlier) return repeated(ref, requestHash, before.earlier);
  const announced = services.watch.next(ref, firstWaitMs);
  await services.client.withDeadline(Date.now() + services.recordWaitMs, () =>
    startCase(services.client, services.taskQueue, before.opening),
  );
  const recorded = await whenRecorded(services, actor, ref, commandKey, announced);
  return repeated(ref, requestHash, recorded);
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
  const refusal = await send(services, process, ref, command);
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
    if (error instanceof WorkflowNotFoundError) return caseClosed;
    return refusalIn(error);
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
  const parsed = parseInput(definition.input, body);
  if (!parsed.ok) throw refusalProblem(parsed.refusal);
  const texts: SealedText[] = [];
  const names = new Set(namePaths(definition.input).map((path) => path.join('.')));
  const input = mapPersonal(definition, parsed.value, (text, path) => {
    if (textRefPattern.test(text))
      throw new Problem(400, 'invalid-input', 'Write the text itself, not a reference to one. Nothing was recorded.');
    const id = uuidFrom(keys.digest('text-id', [ref, commandKey, path, text]));
    texts.push({ id, text, isName: names.has(path) });
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
