import { countLines, endOfValue, jsonByte, memberAt, nextItem, skipWhitespace } from '../schema/json-text.ts';
import { fromPointer } from '../schema/pointer.ts';

/** Counts the lines before the value at a JSON pointer; 0 where it stands on the first one. The bytes must be well-formed. */
export function linesTo(bytes: Buffer, pointer: string): number {
  if (!bytes.includes('\n')) return 0;
  return countLines(bytes, 0, offsetOf(bytes, fromPointer(pointer)));
}

/** Finds the offset of the value at a path, or of the last one on the way to it that is there. */
export function offsetOf(bytes: Buffer, path: readonly string[]): number {
  let at = skipWhitespace(bytes, 0);
  for (const token of path) {
    const next = bytes[at] === jsonByte.openBrace ? memberNamed(bytes, at, token) : itemAt(bytes, at, Number(token));
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** Finds the value of a member. The last of several with the same name counts, as it does for JSON.parse. */
function memberNamed(bytes: Buffer, object: number, name: string): number | undefined {
  let found: number | undefined;
  let at = skipWhitespace(bytes, object + 1);
  while (at < bytes.length && bytes[at] !== jsonByte.closeBrace) {
    const { key, value } = memberAt(bytes, at);
    if (key === name) found = value;
    at = nextItem(bytes, endOfValue(bytes, value));
  }
  return found;
}

function itemAt(bytes: Buffer, list: number, index: number): number | undefined {
  if (bytes[list] !== jsonByte.openBracket) return undefined;
  let at = skipWhitespace(bytes, list + 1);
  for (let i = 0; i < index && at < bytes.length; i++) at = nextItem(bytes, endOfValue(bytes, at));
  return at;
}
