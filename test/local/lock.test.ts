import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandOf, takeLock } from '../../local/lock';

let folder: string;
let lock: string;
let other: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'concert-lock-'));
  lock = path.join(folder, 'in-use');
  other = spawn('sleep', ['60']);
  await once(other, 'spawn');
});

afterEach(async () => {
  other.kill();
  await rm(folder, { recursive: true });
});

it('is ours when nobody has it, and leaves no other file', async () => {
  expect(takeLock(lock)).toBe(true);
  expect(await readdir(folder)).toEqual(['in-use']);
});

it('is not ours while its holder runs', async () => {
  const claim = `${other.pid}\n${commandOf(other.pid ?? 0)}`;
  await writeFile(lock, claim);
  expect(takeLock(lock)).toBe(false);
  expect(await readFile(lock, 'utf8')).toBe(claim);
  expect(await readdir(folder)).toEqual(['in-use']);
});

it.each([
  ['its holder is gone', () => '999999999\nnode somewhere'],
  ['the number of its holder is that of another program now', () => `${other.pid}\nnode somewhere`],
  ['its holder had our own number', () => `${process.pid}\n${commandOf(process.pid)}`],
  ['it is empty', () => ''],
])('is taken over when %s', async (_, claim) => {
  await writeFile(lock, claim());
  expect(takeLock(lock)).toBe(true);
  expect(await readFile(lock, 'utf8')).toMatch(new RegExp(`^${process.pid}\n`));
});

it('says so when it cannot be made', () => {
  expect(() => takeLock(path.join(folder, 'not-there', 'in-use'))).toThrow(/ENOENT/);
});
