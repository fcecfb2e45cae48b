import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

const unfinished = '.unfinished';

/** Writes a file so that it is there whole, or not at all, whatever dies in between. `meanwhile` runs before it counts. */
export function writeWhole(file: string, content: string, meanwhile: () => void = () => {}): void {
  const draft = `${file}${unfinished}`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  meanwhile();
  renameSync(draft, file);
  syncFolder(path.dirname(file));
}

/** Makes a folder, and takes away what a death left unfinished in it. */
export function openFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith(unfinished)) rmSync(path.join(folder, name));
  return folder;
}

/** The content of all files in a folder. */
export function readAll(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

/** The content of a file; undefined when there is none. */
export function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
