import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Command, Opening } from './case';
import type { CaseState, Effect, EffectResult, EventBase, Fact, KernelEvent } from './contract';
import type * as Pure from './pure';
import type { Batch, Tell } from './recording';
import type { Refusal } from './refusals';
import { shared } from './shared';

const load = (): typeof Pure => require('./pure');
const {
  applyAll,
  clockEvents,
  deadlinesOf,
  decideCommand,
  findProcess,
  firstDue,
  isRefusal,
  keyReused,
  nextInstant,
  openCase,
  ownStamp,
  project,
  tellAll,
  withResponse,
} = shared('pure', load);

export interface Activities {
  record: (batch: Batch) => Promise<void>;
  runEffect: (ref: string, effect: Effect) => Promise<EffectResult>;
}

/** The answer to a command; a repeat gets the same one. */
export interface Answer {
  ref: string;
  seq: number;
  events: readonly string[];
}

/**
 * A case goes on from what is in the record: after its opening, and after each time it has continued as new. One that was
 * opened before the door recorded openings (docs/adr/0017) has the opening in its history, and records it itself.
 * `loopVersion`: which way of the loop it runs; one that is open when the loop changes goes on in its old way.
 */
export type CaseInput = ({ opening: Opening } | { carried: Carried }) & { loopVersion?: 2 };
/**
 * 2: a message is recorded with the events that call for it, where each was an activity of its own (docs/adr/0015); and of
 * several dates that were let pass the one that was due first comes first, where it was the first of the list.
 */
export const loopVersion = 2;
export interface Carried {
  current: CaseState;
  answers: [string, Kept][];
}
interface Kept {
  requestHash: string;
  answer: Answer;
}

export const commandUpdate = defineUpdate<Answer, [Command]>('command');

/** How many answers a case keeps for repeats after continue-as-new; older ones are found in the record. */
const answersCarried = 200;
/**
 * Recording is an ordinary activity, not a local one: a local one runs before the engine has kept what was decided. When
 * that workflow task is lost (a worker killed, a task timed out or superseded) the engine may decide again with other
 * commands or in another order, and the record then holds what the engine has forgotten: the case can never go on.
 * Longer than the database pool's own limits together, so that a try is over before the next begins.
 */
const records = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: { initialInterval: '100ms', maximumInterval: '10s' },
});
const effects = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m', nonRetryableErrorTypes: ['Refusal'] },
});

const now = () => new Date().toISOString();

/** Runs one case of any process, from its opening to its close: the only workflow there is. */
export async function runCase(input: CaseInput): Promise<void> {
  const process =
    'carried' in input
      ? findProcess(input.carried.current.file.process, input.carried.current.file.processVersion)
      : findProcess(input.opening.process, input.opening.processVersion);
  const isOldWay = input.loopVersion !== loopVersion;
  const answers = new Map<string, Kept>('carried' in input ? input.carried.answers : []);
  const queue: Fact[] = [];
  const running = new Set<string>();
  let current: CaseState;
  if ('carried' in input) {
    current = input.carried.current;
  } else {
    const opened = openCase(process, input.opening);
    if (isRefusal(opened)) throw asFailure(opened);
    current = opened.state;
    queue.push(...opened.facts);
  }
  let recorded = current.file.seq - queue.length;

  const accept = (events: readonly EventBase[], stamp: { actor: Fact['actor']; key: string; requestHash: string }) => {
    const applied = applyAll(process, current, events, { at: now(), ...stamp });
    current = applied.state;
    queue.push(...applied.facts);
  };
  const acceptOwn = (event: KernelEvent) => {
    accept(withResponse(process, current, event, now()), ownStamp(current, now()));
  };

  // Handlers decide and queue; the loop below alone records. Anything else breaks replay.
  setHandler(
    commandUpdate,
    async (command) => {
      let kept = answers.get(command.key);
      if (!kept) {
        const events = decideCommand(process, current, command, now());
        if (isRefusal(events)) throw asFailure(events);
        accept(events, command);
        const answer = { ref: current.file.ref, seq: current.file.seq, events: events.map((e) => e.type) };
        kept = { requestHash: command.requestHash, answer };
        answers.set(command.key, kept);
      }
      const { answer } = kept;
      await condition(() => recorded >= answer.seq);
      return answer;
    },
    {
      validator(command) {
        const kept = answers.get(command.key);
        if (kept && kept.requestHash !== command.requestHash) throw asFailure(keyReused);
        if (kept) return;
        const events = decideCommand(process, current, command, now());
        if (isRefusal(events)) throw asFailure(events);
      },
    },
  );

  const tells: Tell[] = [];
  const acceptTells = () => {
    const told = tellAll(process, current, now());
    current = told.current;
    queue.push(...told.facts);
    tells.push(...told.tells);
  };

  let listsRecorded = '';
  const record = async () => {
    const facts = queue.splice(0);
    const told = tells.splice(0);
    const { caseFile, ...lists } = project(process, current);
    const listsNow = JSON.stringify(lists);
    const projection = listsNow === listsRecorded ? { caseFile } : { caseFile, ...lists };
    listsRecorded = listsNow;
    await records.record({ ref: current.file.ref, facts, projection, ...(told.length > 0 ? { tells: told } : {}) });
    recorded = facts.at(-1)?.seq ?? recorded;
  };

  const runEffect = async (effect: Effect) => {
    try {
      const result = await effects.runEffect(current.file.ref, effect);
      if (!(effect.key in current.file.pending)) return; // done by hand meanwhile
      const link = effect.kind === 'start-case' ? { link: effect.link } : {};
      acceptOwn({ type: 'effect-done', effect: effect.key, kind: effect.kind, ...link, result });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const code = error.cause instanceof ApplicationFailure ? error.cause.message || 'refused' : 'failed';
      if (effect.key in current.file.pending)
        acceptOwn({ type: 'effect-refused', effect: effect.key, kind: effect.kind, code });
    } finally {
      running.delete(effect.key);
    }
  };

  const timer = makeTimer();
  const hasEnded = () => process.status(current.state).isClosed && Object.keys(current.file.pending).length === 0;

  for (;;) {
    for (let due = clockEvents(process, current, now()); due.length > 0; due = clockEvents(process, current, now())) {
      const event = isOldWay ? due[0] : firstDue(due);
      if (event) acceptOwn(event);
    }
    if (!isOldWay) acceptTells();
    for (const effect of Object.values(current.file.pending)) {
      if (running.has(effect.key) || effect.refusedWith !== undefined) continue;
      running.add(effect.key);
      void runEffect(effect);
    }
    if (queue.length > 0) {
      await record();
      continue;
    }
    if (hasEnded()) {
      await condition(allHandlersFinished);
      if (queue.length > 0) continue;
      return;
    }
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > maxHistoryLength()) {
      await condition(allHandlersFinished);
      if (queue.length > 0) continue;
      await continueAsNew<(input: CaseInput) => Promise<void>>({
        carried: { current, answers: [...answers].slice(-answersCarried) },
        loopVersion,
      });
    }
    const seen = current.file.seq;
    timer.wakeAt(nextInstant(deadlinesOf(process, current), current.file));
    await condition(() => queue.length > 0 || current.file.seq !== seen || timer.hasFired());
  }
}

/** A deployment (or a test) may ask for shorter histories through the case's memo. */
function maxHistoryLength(): number {
  const asked = workflowInfo().memo?.['maxHistoryLength'];
  return typeof asked === 'number' ? asked : 10_000;
}

/**
 * One timer for the earliest date. When the date moves later the old timer is left to fire in vain: that costs less
 * history than cancelling and setting it again.
 */
function makeTimer() {
  let armed: { at: string; scope: CancellationScope } | undefined;
  let fired = false;
  return {
    wakeAt(at: string | undefined) {
      fired = false;
      if (at === undefined || (armed && armed.at <= at)) return;
      armed?.scope.cancel();
      const scope = new CancellationScope();
      const mine = { at, scope };
      armed = mine;
      const ring = async () => {
        try {
          await sleep(Math.max(1, Date.parse(at) - Date.now()));
          fired = true;
          armed = undefined;
        } catch {
          // Cancelled: an earlier date took its place.
        }
      };
      void scope.run(ring);
    },
    hasFired: () => fired,
  };
}

function asFailure(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({ type: 'Refusal', message: refusal.code, nonRetryable: true, details: [refusal] });
}
