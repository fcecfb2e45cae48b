import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { refuse, type Refusal } from '../../workflows/kernel/refusals';

/** One element of a message, without its namespace prefix. */
export interface Element {
  name: string;
  /** All text in it, without comments. */
  text: string;
  /** Of an amount. */
  currency?: string;
  children: readonly Element[];
}

/** Largest message we send or take, bytes: some six thousand payments. A bigger one is an accident or an attack. */
export const messageBytesLimit = 4 * 1024 * 1024;

const source = 'Concert: bank messages are data, never instructions';
const unreadable = (code: string, why: string) =>
  refuse(code, `${why} Nothing was recorded. Ask the bank for the message again.`, source);

/**
 * The text of a message from outside, fit to be parsed: UTF-8, not too big, and without a document type, with which a
 * message could name other files (external entities) or grow without end (entities within entities).
 */
export function safeText(message: string | Buffer, bytesLimit = messageBytesLimit): string | Refusal {
  const bytes = typeof message === 'string' ? Buffer.byteLength(message) : message.byteLength;
  if (bytes > bytesLimit)
    return unreadable('message-too-big', `The message has ${bytes} bytes; at most ${bytesLimit} are read.`);
  const text = typeof message === 'string' ? message : decoded(message);
  if (text === undefined || text.includes('\0')) return unreadable('not-utf-8', 'The message is not UTF-8 text.');
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/.exec(bare)?.[1];
  if (declared !== undefined && !['utf-8', 'us-ascii'].includes(declared.toLowerCase()))
    return unreadable('not-utf-8', 'The message says it is in another encoding than UTF-8.');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(bare))
    return unreadable('document-type', 'The message carries a document type or an entity, which no bank message has.');
  return bare;
}

function decoded(message: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(message);
  } catch {
    return undefined;
  }
}

/**
 * Parses a message that was found valid against its schema before (which also bounds how deep it nests). Undefined when
 * this parser, which is another than the validator's, cannot read it after all.
 */
export function parse(xml: string): Element | undefined {
  try {
    return elementOf(create(xml).root().node);
  } catch {
    return undefined;
  }
}

type DomNode = XMLBuilder['node'];

function elementOf(node: DomNode): Element {
  const children: Element[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (hasAttributes(child)) children.push(elementOf(child));
  const currency = hasAttributes(node) ? node.getAttribute('Ccy') : null;
  return {
    name: node.nodeName.slice(node.nodeName.indexOf(':') + 1),
    text: node.textContent ?? '',
    ...(currency === null ? {} : { currency }),
    children,
  };
}

function hasAttributes(node: DomNode): node is DomNode & { getAttribute: (name: string) => string | null } {
  return 'getAttribute' in node;
}

/** All elements that a path of names leads to. */
export function all(from: Element, ...path: string[]): Element[] {
  return path.reduce<Element[]>(
    (found, name) => found.flatMap((element) => element.children.filter((child) => child.name === name)),
    [from],
  );
}

/** The text of the first element that a path of names leads to. */
export function textAt(from: Element, ...path: string[]): string | undefined {
  return all(from, ...path)[0]?.text.trim();
}
