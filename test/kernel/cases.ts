import { randomUUID } from 'node:crypto';
import { Client as DatabaseClient } from 'pg';
import { WorkflowUpdateStage } from '@temporalio/client';
import { openAndStart } from '../../activities/openings';
import { keysFrom } from '../../db/keys';
import { openPool } from '../../db/pool';
import type { Command, Opening } from '../../workflows/kernel/case';
import type { Actor } from '../../workflows/kernel/contract';
import { commandUpdate, type Answer } from '../../workflows/kernel/loop';
import { processOfRef, workflowIdOf } from '../../workflows/registry';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { designatedOn, initialDesignations, makeCaseRef, type Role } from '../../workflows/vocabulary';
import type { World } from '../helpers/world';

export function person(id: string, agency: string, ...roles: (Role | 'system')[]): Actor {
  return { person: id, agency, roles, designations: roles.includes('first-responder') ? ['first-responder'] : [] };
}
export const referrer = person('fr-met-police-1', 'met-police', 'first-responder');
export const system = person('system:nrm-referral', 'ukhtc', 'system');

export function sealedText(): string {
  return `text:${randomUUID()}`;
}

const process = 'nrm-referral';
type Target = Pick<World, 'client' | 'config'>;

export function sealedAdult() {
  return {
    subject: 'adult',
    consent: 'given',
    name: sealedText(),
    birthDate: sealedText(),
    exploitationType: 'labour',
    indicators: ['debt-bondage'],
    countryOfOrigin: 'VN',
    encounteredWhere: sealedText(),
    encounteredOn: '2011-07-01',
    subjectToImmigrationControl: false,
  };
}

/** Records and starts a case without the door, so that the test can give it a memo or a day in the past. */
export async function openDirectly(
  world: Target,
  options: Partial<Opening> & { memo?: Record<string, unknown> } = {},
): Promise<string> {
  const { memo, ...given } = options;
  const key = randomUUID();
  const opening: Opening = {
    ref: makeCaseRef('NRM', keysFrom(world.config.secret).digest('reference', [process, key])),
    process,
    processVersion: 1,
    policySet: 'strategy-2011',
    openedAt: new Date().toISOString(),
    actor: referrer,
    key,
    requestHash: key,
    designated: designatedOn(initialDesignations, londonDateOf(new Date().toISOString())),
    input: sealedAdult(),
    ...given,
  };
  const { taskQueue, databaseUrl } = world.config;
  const pool = openPool(databaseUrl, 'concert_worker', 1);
  try {
    await openAndStart({ pool, client: world.client, taskQueue }, opening, memo);
  } finally {
    await pool.end();
  }
  return opening.ref;
}

/** A report of a missing child with a code, so that it asks at once whether there was one before. */
export function openReport(world: Target, openedAt: string): Promise<string> {
  const ref = makeCaseRef('MIS', keysFrom(world.config.secret).digest('reference', ['missing-child', randomUUID()]));
  const actor: Actor = {
    person: 'duty-hillingdon-council-1',
    agency: 'hillingdon-council',
    roles: ['duty-manager'],
    designations: ['local-authority'],
  };
  const input = { indicators: [], trafficking: 'not-suspected', placementCode: '0123456789abcdef' };
  return openDirectly(world, { ref, process: 'missing-child', actor, openedAt, input });
}

export function note(key: string = randomUUID(), text = sealedText()): Command {
  return { name: 'note', actor: referrer, key, requestHash: key, input: { text } };
}

export function handleOf(world: Target, ref: string) {
  return world.client.workflow.getHandle(workflowIdOf(processOfRef(ref)?.name ?? '', ref));
}

/** Every call is an update of its own: the engine does not join them, the case must. */
export function send(world: Target, ref: string, command: Command): Promise<Answer> {
  return handleOf(world, ref).executeUpdate(commandUpdate, { args: [command], updateId: randomUUID() });
}

/** Returns as soon as the case has decided, before anything is recorded. */
export function accept(world: Target, ref: string, command: Command) {
  return handleOf(world, ref).startUpdate(commandUpdate, {
    args: [command],
    updateId: randomUUID(),
    waitForStage: WorkflowUpdateStage.ACCEPTED,
  });
}

export interface Recorded {
  seq: number;
  type: string;
  key: string;
  at: Date;
  data: Record<string, unknown>;
}

/** The record as its owner sees it. */
export class Ledger {
  private constructor(readonly db: DatabaseClient) {}

  static async open({ config }: Pick<World, 'config'>): Promise<Ledger> {
    const db = new DatabaseClient({ connectionString: config.databaseUrl });
    await db.connect();
    return new Ledger(db);
  }

  async events(ref: string): Promise<Recorded[]> {
    const { rows } = await this.db.query<Recorded>(
      'select seq, type, command_key as key, at, data from event where case_ref = $1 order by seq',
      [ref],
    );
    return rows;
  }

  async types(ref: string): Promise<string[]> {
    return (await this.events(ref)).map((event) => event.type);
  }

  async count(sql: string, values: readonly unknown[]): Promise<number> {
    const { rows } = await this.db.query<{ n: number }>(`select count(*)::int as n from ${sql}`, [...values]);
    return rows[0]?.n ?? -1;
  }

  close(): Promise<void> {
    return this.db.end();
  }
}

export function noGaps(events: readonly Recorded[]): void {
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
}
