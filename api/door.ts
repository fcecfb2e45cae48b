import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { startCase } from '../activities/engine';
import { findCase, loadCase, recordedUnder } from '../db/cases';
import { asViewer } from '../db/pool';
import { policySetOn } from '../db/register';
import { dropTexts, keepTexts, type SealedText } from '../db/texts';
import { londonDateOf } from '../workflows/kernel/calendar';
import { allowedCommands, openCase, type Command, type Opening } from '../workflows/kernel/case';
import { mapPersonal, parseInput, textRefPattern } from '../workflows/kernel/command';
import { commonCommands } from '../workflows/kernel/common-commands';
import type { Actor, AnyProcess } from '../workflows/kernel/contract';
import { commandUpdate, type Answer } from '../workflows/kernel/loop';
import { caseClosed, isRefusal, keyReused, type Refusal } from '../workflows/kernel/refusals';
import { workflowIdOf } from '../workflows/registry';
import { makeCaseRef } from '../workflows/vocabulary';
import { away, notFound, Problem, refusalProblem } from './problems';
import type { Services } from './services';

type Schema = AnyProcess['opening']['input'];

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
  const { input, texts, requestHash } = seal(services, process.opening.input, body, ref, commandKey, 'open');
  const earlier = await asViewer(pool, actor, (client) => recordedUnder(client, ref, commandKey));
  if (earlier) return repeated(ref, requestHash, earlier);

  const openedAt = services.now().toISOString();
  const opening: Opening = {
    ref,
    process: process.name,
    processVersion: process.version,
    policySet: await policySetOn(pool, londonDateOf(openedAt)),
    openedAt,
    actor,
    key: commandKey,
    requestHash,
    input,
  };
  const decided = openCase(process, opening);
  if (isRefusal(decided)) throw refusalProblem(decided);
  if (texts.length > 0) await asViewer(pool, actor, (client) => keepTexts(client, keys, ref, actor, texts));
  await startCase(services.client, services.taskQueue, opening);
  const recorded = await whenRecorded(services, actor, ref, commandKey);
  return repeated(ref, requestHash, recorded);
}

/** Gives a command to a case: an Update, which answers when what it decided is recorded. */
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
  const { input, texts, requestHash } = seal(services, definition.input, body, ref, commandKey, name);
  const before = await asViewer(services.pool, actor, async (client) => {
    const found = await findCase(client, ref);
    if (!found || found.process !== process.name) throw notFound();
    const earlier = await recordedUnder(client, ref, commandKey);
    if (!earlier) await keepTexts(client, services.keys, ref, actor, texts);
    return { found, earlier };
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

async function send(services: Services, process: AnyProcess, ref: string, command: Command): Promise<Answer | Refusal> {
  const { client, keys } = services;
  const updateId = keys.digest('request', [command.key, command.requestHash]).toString('base64url');
  const handle = client.workflow.getHandle(workflowIdOf(process.name, ref));
  try {
    return await client.withDeadline(Date.now() + services.recordWaitMs, () =>
      handle.executeUpdate(commandUpdate, { args: [command], updateId }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      const refusal = error.cause instanceof ApplicationFailure ? error.cause.details?.[0] : undefined;
      if (isRefusalValue(refusal)) return refusal;
    }
    if (error instanceof WorkflowNotFoundError) {
      return caseClosed;
    }
    throw error;
  }
}

function isRefusalValue(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && isRefusal(value);
}

function mayDo(definition: { title: string; by: readonly string[] }, actor: Actor): void {
  if (definition.by.some((role) => actor.roles.some((held) => held === role))) return;
  throw new Problem(
    403,
    'wrong-role',
    `"${definition.title}" is for: ${definition.by.join(', ')}. You do not hold any of these roles.`,
  );
}

/** Parses the body, and replaces every personal text by a reference to a row that will hold it encrypted. */
function seal({ keys }: Services, schema: Schema, body: unknown, ref: string, commandKey: string, name: string) {
  const parsed = parseInput(schema, body);
  if (!parsed.ok) throw refusalProblem(parsed.refusal);
  const texts: SealedText[] = [];
  const input = mapPersonal(schema, parsed.value, (text, path) => {
    if (textRefPattern.test(text))
      throw new Problem(400, 'invalid-input', 'Write the text itself, not a reference to one. Nothing was recorded.');
    const id = uuidFrom(keys.digest('text-id', [ref, commandKey, path, text]));
    texts.push({ id, text });
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

async function whenRecorded(services: Services, actor: Actor, ref: string, commandKey: string): Promise<Recorded> {
  const until = Date.now() + services.recordWaitMs;
  while (Date.now() < until) {
    const announced = services.watch.next(ref, 500);
    const recorded = await asViewer(services.pool, actor, (client) => recordedUnder(client, ref, commandKey));
    if (recorded) {
      announced.cancel();
      return recorded;
    }
    await announced.done;
  }
  throw away('The record');
}
