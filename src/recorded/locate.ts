import { fromPointer } from '../schema/pointer.ts';

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Counts the lines to a place in JSON; 0 where the place is on the first one. The bytes must be well-formed. */
export function linesTo(bytes: Buffer, pointer: string): number {
  if (!bytes.includes('\n')) return 0;
  let at = skipSpace(bytes, 0);
  for (const token of fromPointer(pointer)) {
    const next = bytes[at] === openBrace ? member(bytes, at, token) : element(bytes, at, Number(token));
    if (next === undefined) break;
    at = next;
  }
  let lines = 0;
  for (let i = bytes.indexOf('\n'); i !== -1 && i < at; i = bytes.indexOf('\n', i + 1)) lines++;
  return lines;
}

/** The last of several members with the same name counts, as it does for JSON.parse. */
function member(bytes: Buffer, object: number, name: string): number | undefined {
  let found: number | undefined;
  let at = skipSpace(bytes, object + 1);
  while (at < bytes.length && bytes[at] !== closeBrace) {
    const end = skipString(bytes, at);
    const key: unknown = JSON.parse(bytes.toString('utf8', at, end));
    const value = skipSpace(bytes, skipSpace(bytes, end) + 1);
    if (key === name) found = value;
    at = nextItem(bytes, value);
  }
  return found;
}

function element(bytes: Buffer, list: number, index: number): number | undefined {
  if (bytes[list] !== openBracket) return undefined;
  let at = skipSpace(bytes, list + 1);
  for (let i = 0; i < index && at < bytes.length; i++) at = nextItem(bytes, at);
  return at;
}

function nextItem(bytes: Buffer, value: number): number {
  const end = skipSpace(bytes, skipValue(bytes, value));
  return bytes[end] === comma ? skipSpace(bytes, end + 1) : end;
}

function skipValue(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = skipString(bytes, at) - 1;
    else if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) depth--;
    if (depth < 0 || (depth === 0 && byte === comma)) return at;
    if (depth === 0 && (byte === quote || byte === closeBrace || byte === closeBracket)) return at + 1;
  }
  return bytes.length;
}

/** From the opening quote to behind the closing one. */
function skipString(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at + 1;
  }
  return bytes.length;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at++;
  return at;
}
