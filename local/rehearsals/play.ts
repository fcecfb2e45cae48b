import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { ApiClient, type Reply } from '../client';
import { fastForward } from '../clock';
import { londonDateOf } from '../../workflows/kernel/calendar';
import { processOfRef } from '../../workflows/registry';
import type { Input, Rehearsal, Step } from './script';

/** Plays a script against the running stack; without `print` nobody follows it. @throws Error when the case does not go as the script says */
export async function play(
  rehearsal: Rehearsal,
  api: ApiClient,
  client: Client,
  print?: (line: string) => void,
): Promise<Record<string, string>> {
  const stage = new Stage(api, client, print);
  print?.(`\n${rehearsal.name}: ${rehearsal.title}`);
  for (const [index, step] of rehearsal.steps.entries()) {
    try {
      await stage.perform(step);
    } catch (error) {
      throw new Error(
        `${rehearsal.name} left its script at step ${index + 1} (${JSON.stringify(step).slice(0, 160)}): ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  await stage.printDates();
  return Object.fromEntries(stage.refs);
}

const patienceMs = 60_000;
const secondsPerDay = 86_400;

interface StoredEvent {
  seq: number;
  at: string;
  type: string;
  person: string;
}

class Stage {
  readonly refs = new Map<string, string>();
  /** Who opened or first acted on each case: somebody who may read it. */
  private readonly readers = new Map<string, string>();
  private readonly printed = new Map<string, number>();
  private skippedSeconds = 0;

  constructor(
    private readonly api: ApiClient,
    private readonly client: Client,
    private readonly print?: (line: string) => void,
  ) {}

  async perform(step: Step): Promise<void> {
    if ('opens' in step) await this.opens(step);
    else if ('does' in step) await this.does(step);
    else if ('waitDays' in step) await this.waits(step.waitDays);
    else if ('follows' in step) await this.follows(step);
    else if ('discusses' in step) await this.discusses(step);
    else if ('endsIn' in step)
      await this.until(
        async () => (await this.read(step.on)).body['stage'] === step.endsIn,
        `${step.on} to end in ${step.endsIn}`,
      );
    else if ('sees' in step)
      await this.until(
        async () => (await this.events(step.on)).some((e) => e.type === step.sees),
        `the event ${step.sees}`,
      );
    else if ((await this.events(step.on)).some((e) => e.type === step.neverSees))
      throw new Error(`${step.neverSees} is in the record and should not be`);
    await this.printNews();
  }

  private async opens(step: Extract<Step, { opens: string }>): Promise<void> {
    const reply = await this.api.post(step.who, `/v1/${step.opens}`, this.made(step.input, {}), randomUUID());
    if (this.wasRefusedAsExpected(reply, step.refused, step.who, step.opens)) return;
    const ref = String(reply.body['ref']);
    this.refs.set(step.as, ref);
    this.readers.set(step.as, step.who);
  }

  private async does(step: Extract<Step, { does: string }>): Promise<void> {
    const ref = this.refOf(step.on);
    const process = processOfRef(ref)?.name ?? '';
    const { body } = typeof step.input === 'function' ? await this.api.get(step.who, `/v1/cases/${ref}`) : { body: {} };
    const input = this.made(step.input ?? {}, body);
    const reply = await this.api.post(step.who, `/v1/${process}/${ref}/${step.does}`, input, randomUUID());
    this.wasRefusedAsExpected(reply, step.refused, step.who, step.does);
  }

  /** What a step sends. `body`: the case as whoever acts reads it. */
  private made(input: Input, body: Record<string, unknown>): Record<string, unknown> {
    if (typeof input !== 'function') return input;
    const { view } = body;
    return input({ refs: Object.fromEntries(this.refs), view: typeof view === 'object' ? { ...view } : {} });
  }

  private async discusses({ who, discusses: on, decision }: Extract<Step, { discusses: string }>): Promise<void> {
    const { view } = (await this.read(on)).body;
    const agenda = typeof view === 'object' && view !== null && 'agenda' in view ? view.agenda : [];
    for (const [i] of Array.isArray(agenda) ? agenda.entries() : [])
      await this.does({ who, does: 'discuss-child', on, input: { item: i + 1, decision, text: 'Made-up text' } });
    const matters = typeof view === 'object' && view !== null && 'agendaMatters' in view ? view.agendaMatters : [];
    for (const number of Array.isArray(matters) ? matters : [])
      if (isOpenIn(view, number))
        await this.does({
          who,
          does: 'discuss-matter',
          on,
          input: { number, isDealtWith: true, text: 'Made-up text' },
        });
  }

  private wasRefusedAsExpected(reply: Reply, expected: string | undefined, who: string, what: string): boolean {
    const code = reply.status < 300 ? undefined : String(reply.body['code']);
    if (code !== expected)
      throw new Error(`expected ${expected ?? 'success'}, got ${reply.status} ${JSON.stringify(reply.body)}`);
    if (code === undefined) return false;
    const { source } = reply.body;
    const rule = typeof source === 'string' ? ` (${source})` : '';
    this.print?.(`  ${''.padEnd(16)}  ${who.padEnd(22)} ${what}: refused, ${code}${rule}`);
    return true;
  }

  private async waits(days: number): Promise<void> {
    this.print?.(`  … ${days} days pass …`);
    this.skippedSeconds += days * secondsPerDay;
    for (const name of this.refs.keys()) await this.skip(name, days * secondsPerDay);
  }

  private async skip(name: string, seconds: number): Promise<void> {
    if ((await this.read(name)).body['isClosed'] === true) return;
    const ref = this.refOf(name);
    await fastForward(this.client, processOfRef(ref)?.name ?? '', ref, seconds);
  }

  /** A case that another one started begins on real time: bring it to the rehearsal's day. */
  private async follows(step: Extract<Step, { follows: string }>): Promise<void> {
    let ref: string | undefined;
    await this.until(async () => {
      const { links } = (await this.read(step.of)).body;
      if (typeof links === 'object' && links !== null && step.follows in links)
        ref = String(Object.entries(links).find(([k]) => k === step.follows)?.[1]);
      return ref !== undefined;
    }, `${step.of} to start a ${step.follows}`);
    this.refs.set(step.as, ref ?? '');
    this.readers.set(step.as, step.reader ?? 'tl-ukhtc-1');
    if (ref && step.reader === undefined && (await this.read(step.as)).status === 404)
      this.readers.set(step.as, 'tl-ukba-1');
    await this.until(async () => (await this.read(step.as)).status === 200, `${step.follows} to be recorded`);
    await this.skip(step.as, this.skippedSeconds);
  }

  private refOf(name: string): string {
    const ref = this.refs.get(name);
    if (ref === undefined) throw new Error(`the script has no case called ${name} yet`);
    return ref;
  }

  private read(name: string): Promise<Reply> {
    return this.api.get(this.readers.get(name) ?? '', `/v1/cases/${this.refOf(name)}`);
  }

  private async events(name: string): Promise<StoredEvent[]> {
    const reply = await this.api.get(this.readers.get(name) ?? '', `/v1/cases/${this.refOf(name)}/events`);
    const { events } = reply.body;
    return Array.isArray(events) ? events : [];
  }

  private async until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async printNews(): Promise<void> {
    if (!this.print) return;
    for (const name of this.refs.keys()) {
      const seen = this.printed.get(name) ?? 0;
      for (const event of (await this.events(name)).filter((e) => e.seq > seen)) {
        this.print?.(`  ${event.at.slice(0, 16).replace('T', ' ')}  ${event.person.padEnd(22)} ${name}: ${event.type}`);
        this.printed.set(name, event.seq);
      }
    }
  }

  /** Every date still running, and the rule it comes from. */
  async printDates(): Promise<void> {
    if (!this.print) return;
    for (const name of this.refs.keys()) {
      const reply = await this.api.get(this.readers.get(name) ?? '', `/v1/cases/${this.refOf(name)}/deadlines`);
      const { deadlines } = reply.body;
      if (!Array.isArray(deadlines)) continue;
      for (const d of deadlines)
        this.print?.(`  ${name}: ${d.title}: ${lastDay(String(d.due))}${d.isPassed ? ' (passed)' : ''}. ${d.why}`);
    }
  }
}

const Matters = z.looseObject({ matters: z.array(z.looseObject({ number: z.int(), dealt: z.unknown().optional() })) });

function isOpenIn(view: unknown, number: unknown): boolean {
  const found = Matters.safeParse(view).data?.matters.find((matter) => matter.number === number);
  return found?.dealt === undefined;
}

/** A date counted in days ends at a midnight: people call it by the day that ends there. */
function lastDay(due: string): string {
  return londonDateOf(new Date(Date.parse(due) - 1).toISOString());
}
