import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import type * as Yaml from 'yaml';
import { messageOf, userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';

const require = createRequire(import.meta.url);

/** Deeper nesting than this is nobody's contract, and would overflow the stack of the tools that follow. */
const maxDepth = 400;
/** Enough for any hand-written document; an alias bomb needs millions. */
const maxAliases = 100;

/** Parses YAML or JSON text into plain data. Errors name the file and the line. */
export function parseText(text: string, source: string): unknown {
  const data = looksLikeJson(text) ? parseJson(text, source) : parseYaml(text, source);
  checkDepth(data, source);
  return data;
}

/** Parses text that must be an object at its top. */
export function parseObject(text: string, source: string): Record<string, unknown> {
  const data = parseText(text, source);
  if (!isObject(data)) throw userError('input', `${source}:1: ${text.trim() === '' ? 'empty' : 'not an object'}`);
  return data;
}

function looksLikeJson(text: string): boolean {
  return /^\s*\{/.test(text.slice(0, 1000));
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML's flow style also starts with a brace, and its parser knows the line of an error.
    return parseYaml(text, source);
  }
}

/** The fast parser takes the plain case; the slow one takes aliases, within bounds, and knows what is wrong and where. */
function parseYaml(text: string, source: string): unknown {
  try {
    return load(text, { maxAliases: 0, maxDepth });
  } catch (cause) {
    if (messageOf(cause).includes('maxDepth')) throw tooDeep(source, cause);
    return parseUnusualYaml(text, source);
  }
}

function parseUnusualYaml(text: string, source: string): unknown {
  const { LineCounter, parseDocument } = require('yaml') as typeof Yaml;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const error = document.errors[0];
    if (!error) return document.toJS({ maxAliasCount: maxAliases });
    throw userError('input', `${source}:${lines.linePos(error.pos[0]).line}: ${messageOf(error)}`, { cause: error });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(source, cause);
    if (cause instanceof ReferenceError) throw userError('input', `${source}: ${messageOf(cause)}`, { cause });
    throw cause;
  }
}

function checkDepth(data: unknown, source: string): void {
  const seen = new Set<object>();
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw tooDeep(source);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}

function tooDeep(source: string, cause?: unknown): Error {
  return userError('input', `${source}: nested more than ${maxDepth} levels deep`, { cause });
}
