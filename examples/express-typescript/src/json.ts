import type { Fault } from './check.ts';

export type Parsed = { ok: true; value: unknown } | { ok: false; fault: Fault };

/** An event has five or six levels; whatever nests deeper is no event. */
const maxDepth = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads bytes as JSON in strict UTF-8. The message of a refusal never quotes the body. */
export function parseJson(bytes: Buffer): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refused('is not UTF-8');
  }
  if (deeperThan(text, maxDepth)) return refused(`is nested deeper than ${maxDepth} levels`);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refused('is not JSON');
  }
}

function refused(message: string): Parsed {
  return { ok: false, fault: { at: '', message } };
}

/** Counts brackets outside strings, before anything that might recurse sees the text. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') i = endOfString(text, i);
    else if (letter === '[' || letter === '{') depth++;
    else if (letter === ']' || letter === '}') depth--;
    if (depth > limit) return true;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
