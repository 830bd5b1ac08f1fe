import { isMap, isScalar, parseDocument } from 'yaml';
import type { Identity } from '../../../contract/identities.ts';
import { valueAt } from '../../../schema/pointer.ts';

/** Longer bodies are made for their length; whether they are new does not matter. */
const maxEdited = 64 * 1024;

/**
 * Puts a fresh identity into an event by changing those bytes only, so that the rest of a recording stays as it was.
 * An event without an identity of that type, or one that is no JSON, comes back unchanged.
 */
export function withIdentity(
  bytes: Buffer,
  path: readonly string[] | undefined,
  identity: Identity | undefined,
): Buffer {
  if (!path || identity === undefined || bytes.length > maxEdited) return bytes;
  const text = bytes.toString();
  const range = identityRange(bytes, text, path, typeof identity);
  if (!range) return bytes;
  return Buffer.from(`${text.slice(0, range[0])}${JSON.stringify(identity)}${text.slice(range[1])}`);
}

type Range = readonly [number, number];

/** The same recording is sent many times; where its identity stands is looked up once. */
const ranges = new WeakMap<Buffer, Range | undefined>();

function identityRange(bytes: Buffer, text: string, path: readonly string[], type: string): Range | undefined {
  if (!ranges.has(bytes)) ranges.set(bytes, rangeOf(text, path, type));
  return ranges.get(bytes);
}

/** Where a value of a type stands in JSON text, quotes included. */
function rangeOf(text: string, path: readonly string[], type: string): Range | undefined {
  return (type === 'string' ? onlyPlace(text, path) : undefined) ?? parsedPlace(text, path, type);
}

/** The quick way, for a string whose text stands nowhere else; whether it was the right one is seen by changing it. */
function onlyPlace(text: string, path: readonly string[]): Range | undefined {
  const value = stringAt(text, path);
  if (value === undefined) return undefined;
  const spelt = JSON.stringify(value);
  const start = text.indexOf(spelt);
  if (start < 0 || text.includes(spelt, start + 1)) return undefined;
  const end = start + spelt.length;
  const other = `${value} `;
  const changed = text.slice(0, start) + JSON.stringify(other) + text.slice(end);
  return stringAt(changed, path) === other ? [start, end] : undefined;
}

function stringAt(text: string, path: readonly string[]): string | undefined {
  try {
    const value = valueAt(JSON.parse(text), path);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function parsedPlace(text: string, path: readonly string[], type: string): Range | undefined {
  // JSON is read as the YAML that it is, because that parser tells where each value stands.
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.value === type && node.range ? [node.range[0], node.range[1]] : undefined;
}
