import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readStatusReport } from '../../activities/bank/pain002';
import type { PaymentFile } from '../../activities/bank/pain001';
import { BankUnavailable, fetchReport, sendFile } from '../../activities/bank/transport';
import { deaths, type Death } from '../../local/bank/behaviour';
import { startBankProgram, type BankProgram } from './program';
import { fileOf, paymentsOf, xmlOf } from './samples';

const runs = Number(process.env['KILL_RUNS'] ?? 6);
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);

let dataDir: string;
let bank: BankProgram;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'concert-bank-kill-'));
  bank = await start();
});
afterEach(async () => {
  bank.child.kill('SIGKILL');
  await bank.gone;
  rmSync(dataDir, { recursive: true, force: true });
});

const start = () => startBankProgram('--port', '0', '--data', dataDir);

/** Some files of which no end-to-end id is in another. */
function filesOf(number: number): PaymentFile[] {
  return Array.from({ length: number }, (_, at) =>
    fileOf(
      paymentsOf(10, 20 + at, 30).map((payment) => ({ ...payment, endToEndId: `${payment.endToEndId}-${at}` })),
      `PAY-7F3K-9Q2M-${at}`,
    ),
  );
}

async function behave(behaviour: object): Promise<void> {
  const response = await fetch(`${bank.url}/behaviour`, { method: 'PUT', body: JSON.stringify(behaviour) });
  expect(response.status).toBe(200);
}

/** Sends as a payment run would: again and again until the bank said yes; a bank that died is started anew. */
async function sendUntilTaken(file: PaymentFile): Promise<number> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    try {
      expect(await sendFile(bank, file.messageId, xmlOf(file))).toMatchObject({ messageId: file.messageId });
      return attempt;
    } catch (error) {
      if (!(error instanceof BankUnavailable)) throw error;
      await bank.gone;
      bank = await start();
    }
  }
  throw new Error(`${file.messageId} was never taken`);
}

async function expectEachPaidOnce(files: readonly PaymentFile[]): Promise<void> {
  const response = await fetch(`${bank.url}/payments`);
  const { payments } = (await response.json()) as { payments: { endToEndId: string }[] };
  const byId = (one: { endToEndId: string }, other: { endToEndId: string }) =>
    one.endToEndId < other.endToEndId ? -1 : 1;
  expect(payments.toSorted(byId)).toEqual(
    files
      .flatMap((file) => file.payments)
      .map(({ endToEndId, pence, creditor: { sortCode, accountNumber } }) => ({
        endToEndId,
        sortCode,
        accountNumber,
        pence,
        asked: 1,
        paid: 1,
      }))
      .toSorted(byId),
  );
  for (const file of files) {
    const message = await fetchReport(bank, file.messageId);
    if (message === undefined || 'refused' in message) throw new Error('There is no report.');
    expect(await readStatusReport(message, file)).toMatchObject({ group: 'accepted' });
  }
  expect(readdirSync(path.join(dataDir, 'files'))).toHaveLength(files.length);
}

describe('kill -9 of the bank', () => {
  const kept: Record<Death, number> = {
    'before-keeping': 0,
    'while-keeping': 1,
    'after-keeping': 1,
    'before-reporting': 0,
  };

  it.each(deaths.filter((death) => death !== 'before-reporting'))(
    '%s: sent again, each is paid once',
    async (diesAt) => {
      const [file] = filesOf(1);
      if (!file) throw new Error('There is no file.');
      await behave({ mode: 'normal', diesAt });
      await expect(sendFile(bank, file.messageId, xmlOf(file))).rejects.toBeInstanceOf(BankUnavailable);
      expect((await bank.gone).signal).toBe('SIGKILL');
      expect(readdirSync(path.join(dataDir, 'files'))).toHaveLength(kept[diesAt]);
      bank = await start();
      expect(await sendUntilTaken(file)).toBe(1);
      expect(await sendUntilTaken(file)).toBe(1);
      await expectEachPaidOnce([file]);
    },
  );

  it('before it reports, and while it pays what was pending', async () => {
    const [file] = filesOf(1);
    if (!file) throw new Error('There is no file.');
    await behave({ mode: 'part' });
    await sendUntilTaken(file);
    for (const diesAt of ['before-reporting', 'while-keeping']) {
      await behave({ mode: 'normal', diesAt });
      await expect(fetchReport(bank, file.messageId)).rejects.toBeInstanceOf(BankUnavailable);
      expect((await bank.gone).signal).toBe('SIGKILL');
      bank = await start();
    }
    await sendUntilTaken(file);
    expect(await fetchReport(bank, file.messageId)).toBeInstanceOf(Buffer);
    await expectEachPaidOnce([file]);
  });

  it(`at any moment, ${runs} times (KILL_SEED=${seed})`, async () => {
    console.log(`KILL_SEED=${seed} KILL_RUNS=${runs}`);
    const files = filesOf(runs);
    for (const [at, file] of files.entries()) {
      const program = bank;
      // Multiplying by a prime spreads the moments over the time that taking a file needs.
      const timer = setTimeout(() => program.child.kill('SIGKILL'), ((seed + at) * 7919) % 400);
      const senders = [sendFile(bank, file.messageId, xmlOf(file)), sendFile(bank, file.messageId, xmlOf(file))];
      await Promise.allSettled(senders);
      clearTimeout(timer);
      program.child.kill('SIGKILL');
      await program.gone;
      bank = await start();
      expect(await sendUntilTaken(file)).toBe(1);
    }
    await expectEachPaidOnce(files);
  }, 240_000);
});

describe('the stub bank as a program', () => {
  it('stops on SIGTERM with one sentence, and gives its folder back', async () => {
    bank.child.kill('SIGTERM');
    const { code, output } = await bank.gone;
    expect(code).toBe(0);
    expect(output).toMatch(/\nThe stub bank stops\. What it took is kept\.\n$/);
    bank = await start();
  });

  it('says in one sentence that its port is taken', async () => {
    const { port } = new URL(bank.url);
    const refused = startBankProgram('--port', port, '--data', path.join(dataDir, 'other'));
    await expect(refused).rejects.toThrow(/^Port \d+ is taken by another program\. Nothing was started\. .*\n$/);
  });

  it('says in one sentence that another bank works in its folder', async () => {
    await expect(start()).rejects.toThrow(/^Another stub bank works in .*\n$/);
  });

  it.each([
    ['--port', 'x'],
    ['--port', '70000'],
    ['--prot', '1'],
  ])('does not start with %s %s', async (...args) => {
    await expect(startBankProgram(...args)).rejects.toThrow(/^[^\n]+\n$/);
  });
});
