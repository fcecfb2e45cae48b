import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.join(__dirname, '../..');

/** The stub bank as a program of its own. */
export interface BankProgram {
  url: string;
  child: ChildProcess;
  /** Resolves when it is gone, however that came: its code or signal, and what it wrote. */
  gone: Promise<{ code: number | null; signal: string | null; output: string }>;
}

/** @throws Error with what it wrote, when it did not start */
export async function startBankProgram(...args: string[]): Promise<BankProgram> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/bank.ts', ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const gone = once(child, 'close').then(([code, signal]) => ({ code, signal, output }));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (part: Buffer) => {
      output += part.toString();
      const listens = /listens on (\S+)/.exec(output)?.[1];
      if (listens) resolve(listens);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    gone.then(() => reject(new Error(output)), reject);
  });
  return { url, child, gone };
}
