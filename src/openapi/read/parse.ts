import { createRequire } from 'node:module';
import { load } from 'js-yaml';
import type * as Yaml from 'yaml';
import { messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { checkBounds, checkDepth, maxDepth, tooDeep } from './bounds.ts';

const require = createRequire(import.meta.url);

/** Parses YAML or JSON text into plain data. Errors name the file and the line. */
export function parseText(text: string, source: string): unknown {
  return looksLikeJson(text) ? parseJson(text, source) : parseYaml(text, source);
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
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // YAML's flow style also starts with a brace, and its parser knows the line of an error.
    return parseYaml(text, source);
  }
  checkDepth(data, source);
  return data;
}

function parseYaml(text: string, source: string): unknown {
  const data = parseWell(text, source);
  checkBounds(data, source);
  return data;
}

/** Parses by the fast parser what is right; the slow one knows what is wrong, and where. */
function parseWell(text: string, source: string): unknown {
  try {
    return load(text, { maxDepth });
  } catch (cause) {
    if (messageOf(cause).includes('maxDepth')) throw tooDeep(source, cause);
    return parseSlowly(text, source);
  }
}

function parseSlowly(text: string, source: string): unknown {
  const { LineCounter, parseDocument } = require('yaml') as typeof Yaml;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const error = document.errors[0];
    if (!error) return document.toJS({ maxAliasCount: -1 });
    throw userError('input', `${source}:${lines.linePos(error.pos[0]).line}: ${messageOf(error)}`, { cause: error });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(source, cause);
    if (cause instanceof ReferenceError) throw userError('input', `${source}: ${messageOf(cause)}`, { cause });
    throw cause;
  }
}
