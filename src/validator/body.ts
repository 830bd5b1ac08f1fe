import { isUtf8 } from 'node:buffer';
import { messageOf } from '../errors.ts';
import type { Finding } from '../finding.ts';

/** Default for the nesting that a body may have; a real event has five or six levels. */
export const defaultMaxDepth = 64;

export type ParsedBody = { ok: true; value: unknown } | { ok: false; finding: Finding };

/** Reads raw bytes as JSON: strict UTF-8, without a byte order mark, nested no deeper than `maxDepth`. */
export function parseBody(bytes: Buffer, maxDepth = defaultMaxDepth): ParsedBody {
  if (!isUtf8(bytes)) return refuse('utf-8', 'is not valid UTF-8');
  if (deeperThan(bytes, maxDepth)) return refuse('depth', `is nested more than ${maxDepth} levels deep`);
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    return refuse('json', bytes.length === 0 ? 'is empty' : `is not JSON${placeOf(error)}`);
  }
}

function refuse(rule: string, message: string): ParsedBody {
  return { ok: false, finding: { rule, pointer: '', message } };
}

/** The engine's message quotes the body, which may hold personal data; only the position is passed on. */
function placeOf(error: unknown): string {
  const position = /position (\d+)/.exec(messageOf(error))?.[1];
  return position === undefined ? '' : ` (at character ${position})`;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Counts brackets outside strings, before anything recursive sees the text; stops at the first one too many. */
function deeperThan(bytes: Buffer, maxDepth: number): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === quote) {
      i = endOfString(bytes, i + 1);
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--;
    }
  }
  return false;
}

function endOfString(bytes: Buffer, from: number): number {
  let end = bytes.indexOf(quote, from);
  while (end !== -1 && escaped(bytes, end)) end = bytes.indexOf(quote, end + 1);
  return end === -1 ? bytes.length : end;
}

function escaped(bytes: Buffer, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === backslash) slashes++;
  return slashes % 2 === 1;
}
