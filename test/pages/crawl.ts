import { request, type Page } from 'playwright-core';
import { sessionOf } from './browser';
import { lookAt } from './in-page';

/** A page that somebody has read by plain HTTP. */
export interface Read {
  person: string;
  path: string;
  kind: string;
  faults: string[];
  shape: string[];
}

/** Pages that differ only in which case, person, day or code they are about are of one kind. */
export function kindOf(path: string): string {
  const url = new URL(path, 'http://concert.invalid');
  const way = url.searchParams.get('path');
  const pathname = url.pathname
    .replace(/\b([A-Z]{3})(-\w{4}){3}-\w\b/g, '$1')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replace(/^(\/administration\/policy\/).*/, '$1process');
  return way === null ? pathname : `${pathname}?path=${way}`;
}

const isNoPage = (link: string) => !link.startsWith('/') || /^\/(sign-out|assets|docs)/.test(link);
const isFile = (link: string) => /\.csv(\?|$)/.test(link);
/** At once, so that the database and the drawing of pages take turns. */
const atOnce = 4;

/**
 * Every page to which a link leads from where this person starts, followed until there is nothing new, without a script: so
 * many of each kind. That a link leads to what may not be seen, or to nothing, is a fault of the page it stands on.
 * @param parser a page of the service in a narrow window, which parses and lays out what is read
 */
export async function readEveryPage(url: string, person: string, parser: Page, ofEachKind: number): Promise<Read[]> {
  const reader = await request.newContext({
    baseURL: url,
    storageState: await sessionOf(url, person),
    maxRedirects: 0,
  });
  const pages: Read[] = [];
  const taken = new Map<string, number>();
  const waiting: { path: string; from: string }[] = [{ path: '/tasks', from: 'sign-in' }];
  const read = async ({ path, from }: { path: string; from: string }) => {
    const answer = await reader.get(path);
    const faults = answer.status() === 200 ? [] : [`${answer.status()}, linked from ${from}`];
    const type = answer.headers()['content-type'] ?? '';
    if (isFile(path)) {
      if (!type.startsWith('text/csv')) faults.push(`no CSV: ${type}`);
      pages.push({ person, path, kind: kindOf(path), faults, shape: [] });
      return;
    }
    const look = await parser.evaluate(lookAt, await answer.text());
    pages.push({ person, path, kind: kindOf(path), faults: [...faults, ...look.faults], shape: look.shape });
    for (const link of look.links) {
      const count = taken.get(kindOf(link)) ?? 0;
      if (isNoPage(link) || count >= ofEachKind || waiting.some((one) => one.path === link) || done.has(link)) continue;
      taken.set(kindOf(link), count + 1);
      done.add(link);
      waiting.push({ path: link, from: path });
    }
  };
  const done = new Set(['/tasks']);
  while (waiting.length > 0) await Promise.all(waiting.splice(0, atOnce).map(read));
  await reader.dispose();
  return pages;
}

/** One page of each of these kinds, and of all others as few as show every element within every other. */
export function newIn(pages: readonly Read[], kinds: readonly string[]): Read[] {
  const known = new Set<string>();
  const newOf = ({ shape }: Read) => shape.filter((part) => !known.has(part)).length;
  const richest = (of: readonly Read[]) => of.toSorted((a, b) => newOf(b) - newOf(a)).at(0);
  const fewest: Read[] = [];
  const take = (page: Read | undefined) => {
    if (!page) return;
    fewest.push(page);
    for (const part of page.shape) known.add(part);
  };
  for (const kind of kinds) take(richest(pages.filter((page) => page.kind === kind && page.shape.length > 0)));
  const isNew = (page: Read) => newOf(page) > 0;
  for (let left = pages.filter(isNew); left.length > 0; left = left.filter(isNew)) take(richest(left));
  return fewest;
}
