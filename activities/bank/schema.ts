import { readFileSync } from 'node:fs';
import path from 'node:path';
import { memoryPages, validateXML, type XMLValidationResult } from 'xmllint-wasm';

/** The message definitions that lie in `schemas/`. */
export type MessageKind = 'pain.001.001.09' | 'pain.002.001.12';

/** Valid, or why not: `not-xml` (nothing can read it), `other-kind` (another root or namespace), `invalid` (against the schema). */
export type Validity = { valid: true } | { valid: false; why: 'not-xml' | 'other-kind' | 'invalid'; faults: string[] };

const shownFaults = 5;
const maxMemory = 256 * memoryPages.MiB;
const schemas = new Map<MessageKind, string>();

/** The namespace of a kind of message. */
export function namespaceOf(kind: MessageKind): string {
  return `urn:iso:std:iso:20022:tech:xsd:${kind}`;
}

/**
 * Checks a message against its XSD, in a thread of its own. The caller has refused document types before: see `safeText`.
 * Faults name lines and elements only, never what stood in them: that may be somebody's name or account.
 */
export async function validate(xml: string, kind: MessageKind): Promise<Validity> {
  const result = await lint(xml, kind);
  if (!result) return { valid: false, why: 'not-xml', faults: [] };
  if (result.valid) return { valid: true };
  const lines = result.rawOutput.split('\n').filter((line) => line.startsWith('message.xml:'));
  if (!lines.some((line) => line.includes('Schemas validity error')))
    return { valid: false, why: 'not-xml', faults: lines.slice(0, 1).map((line) => `line ${lineOf(line)}`) };
  const why = lines.some((line) => line.includes('No matching global declaration')) ? 'other-kind' : 'invalid';
  return { valid: false, why, faults: lines.slice(0, shownFaults).map(faultOf) };
}

/** Undefined when the validator gave up on the message. What it says then is not passed on: it quotes the message. */
async function lint(xml: string, kind: MessageKind): Promise<XMLValidationResult | undefined> {
  try {
    return await validateXML({
      xml: [{ fileName: 'message.xml', contents: xml }],
      schema: [{ fileName: `${kind}.xsd`, contents: schemaOf(kind) }],
      maxMemoryPages: maxMemory,
    });
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number')
      return undefined;
    throw error;
  }
}

function schemaOf(kind: MessageKind): string {
  const known = schemas.get(kind) ?? readFileSync(path.join(__dirname, 'schemas', `${kind}.xsd`), 'utf8');
  schemas.set(kind, known);
  return known;
}

function lineOf(line: string): string {
  return line.split(':')[1] ?? '?';
}

function faultOf(line: string): string {
  const element = /Element '(?:\{[^}]*\})?(\w{1,40})'/.exec(line)?.[1] ?? 'message';
  const facet = /\[facet '(\w+)'\]/.exec(line)?.[1];
  return `line ${lineOf(line)}: ${element}${facet ? ` (${facet})` : ''}`;
}
