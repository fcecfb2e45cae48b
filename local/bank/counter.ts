import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { isBankId } from '../../activities/bank/text';
import { behaviourRequest, normal, type Behaviour, type Death } from './behaviour';
import { Books, type Count, type Taken } from './books';
import { openFolder, writeWhole, readIfThere } from './durable';
import { readPaymentFile } from './payment-file';
import { statusReport } from './status-report';

/** An answer of the bank: JSON, or a status report. `isLost`: the connection breaks instead. */
export interface Answer {
  status: number;
  json?: object;
  xml?: string;
  isLost?: boolean;
}

const settings = z.object({ everywhere: behaviourRequest, byFile: z.record(z.string(), behaviourRequest) });

/** What the stub bank does with a request, apart from HTTP. */
export class Counter {
  private readonly books: Books;
  private readonly settingsFile: string;
  private settings: { everywhere: Behaviour; byFile: Record<string, Behaviour> } = { everywhere: normal, byFile: {} };
  private readonly reported = new Map<string, number>();
  private death: Death | undefined;

  /** @param die ends the process at once, as kill -9 does; without it the bank cannot be told to die */
  constructor(
    dataDir: string,
    private readonly die?: () => void,
  ) {
    openFolder(dataDir);
    this.books = new Books(dataDir, (moment) => this.pass(moment));
    this.settingsFile = path.join(dataDir, 'behaviour.json');
    const kept = readIfThere(this.settingsFile);
    if (kept !== undefined) this.settings = settings.parse(JSON.parse(kept));
  }

  behave(request: unknown): Answer {
    const parsed = behaviourRequest.safeParse(request);
    if (!parsed.success)
      return { status: 422, json: { code: 'behaviour-not-known', message: z.prettifyError(parsed.error) } };
    const { messageId, diesAt, ...behaviour } = parsed.data;
    if (diesAt !== undefined && !this.die)
      return { status: 422, json: { code: 'cannot-die', message: 'Only a stub bank of its own process can die.' } };
    this.death = diesAt;
    const { everywhere, byFile } = this.settings;
    this.settings =
      messageId === undefined
        ? { everywhere: behaviour, byFile }
        : { everywhere, byFile: { ...byFile, [messageId]: behaviour } };
    writeWhole(this.settingsFile, JSON.stringify(this.settings));
    return { status: 200, json: this.settings };
  }

  /** Takes a payment file; the same again is answered the same, another under its id is refused. */
  async take(messageId: string, message: Buffer): Promise<Answer> {
    if (!isBankId(messageId)) return { status: 422, json: { code: 'id-not-valid' } };
    const sha256 = createHash('sha256').update(message).digest('hex');
    const before = this.books.find(messageId);
    if (before) return this.again(before, sha256);
    const orders = await readPaymentFile(message, messageId);
    if (!Array.isArray(orders)) return { status: 422, json: orders };
    // The same file may have come twice at once, and the other was read faster.
    const meanwhile = this.books.find(messageId);
    if (meanwhile) return this.again(meanwhile, sha256);
    const file = { messageId, sha256, takenAt: new Date().toISOString() };
    return this.confirm(this.books.take(file, orders, this.behaviourFor(messageId)));
  }

  report(messageId: string): Answer {
    const taken = this.books.find(messageId);
    if (!taken) return { status: 404, json: { code: 'no-such-file' } };
    const behaviour = this.behaviourFor(messageId);
    const isLate = behaviour.mode === 'slow' && Date.now() < Date.parse(taken.takenAt) + behaviour.ms;
    if (behaviour.mode === 'never' || isLate) return { status: 404, json: { code: 'no-report-yet' } };
    this.pass('before-reporting');
    const settled = behaviour.mode === 'part' ? taken : this.books.settle(taken);
    const number = behaviour.mode === 'twice' ? (this.reported.get(messageId) ?? 0) + 1 : 1;
    this.reported.set(messageId, number);
    return { status: 200, xml: statusReport(settled, number) };
  }

  counts(): Count[] {
    return this.books.counts();
  }

  private again(before: Taken, sha256: string): Answer {
    return before.sha256 === sha256 ? this.confirm(before) : { status: 409, json: { code: 'message-id-taken' } };
  }

  private confirm({ messageId, sha256, takenAt }: Taken): Answer {
    return {
      status: 200,
      json: { messageId, sha256, takenAt },
      isLost: this.behaviourFor(messageId).losesAnswers ?? false,
    };
  }

  private behaviourFor(messageId: string): Behaviour {
    const { everywhere, byFile } = this.settings;
    return (Object.hasOwn(byFile, messageId) ? byFile[messageId] : undefined) ?? everywhere;
  }

  private pass(moment: Death): void {
    if (this.death === moment) this.die?.();
  }
}
