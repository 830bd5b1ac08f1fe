import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import type * as Yaml from 'yaml';
import { isUserError, messageOf, userError } from '../../errors.ts';
import { loadPackage } from '../../load-package.ts';
import { isObject, parseJson } from '../../schema/json.ts';

/** Limits nesting: what is deeper is nobody's contract, and would overflow the stack of the tools that follow. */
export const maxDepth = 400;
/** Limits the values that are repeated through aliases: enough for any hand-written document; an alias bomb needs millions. */
const maxRepeated = 100_000;

/** Parses YAML or JSON text into plain data. Errors name the file and the line. */
export function parseText(text: string, source: string): unknown {
  // YAML's flow style also starts with a brace, and its parser knows the line of an error.
  const json = /^\s*\{/.test(text.slice(0, 1000)) ? parseJson(text) : undefined;
  const data = json ?? parseYaml(text, source);
  if (json === undefined) checkBounds(data, source);
  else checkDepth(data, source);
  return data;
}

/** Parses text that must be an object at its top. */
export function parseObject(text: string, source: string): Record<string, unknown> {
  const data = parseText(text, source);
  if (!isObject(data)) throw userError('input', `${source}:1: ${text.trim() === '' ? 'empty' : 'not an object'}`);
  return data;
}

/** Knows merge keys (`<<`) too, which are of YAML 1.1: those who write documents use them, and elsewhere they mean nothing. */
const schema = CORE_SCHEMA.withTags(mergeTag);

/** Parses by the fast parser what is right; the slow one knows what is wrong, and where. */
function parseYaml(text: string, source: string): unknown {
  try {
    return load(text, { maxDepth, schema });
  } catch (cause) {
    if (messageOf(cause).includes('maxDepth')) throw tooDeep(source, cause);
    return parseSlowly(text, source);
  }
}

function parseSlowly(text: string, source: string): unknown {
  const { LineCounter, parseDocument } = loadPackage('yaml') as typeof Yaml;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    const error = document.errors[0];
    if (!error) return document.toJS({ maxAliasCount: -1 });
    const what =
      error.code === 'MULTIPLE_DOCS' ? 'holds several documents, of which only one may be there' : messageOf(error);
    throw userError('input', `${source}:${lines.linePos(error.pos[0]).line}: ${what}`, { cause: error });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(source, cause);
    throw isUserError(cause) ? cause : userError('input', `${source}: ${messageOf(cause)}`, { cause });
  }
}

/** Refuses JSON that is nested too deep; no value of it stands in two places. */
function checkDepth(data: unknown, source: string): void {
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) throw tooDeep(source);
    for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
}

/** Refuses data that is nested too deep, or that aliases of aliases make endless: each value counts with all that it holds. */
function checkBounds(data: unknown, source: string): void {
  const known = new Map<object, { size: number; height: number }>();
  let repeated = 0;
  const extentOf = (value: unknown, depth: number): { size: number; height: number } => {
    if (typeof value !== 'object' || value === null) return { size: 1, height: 0 };
    if (depth > maxDepth) throw tooDeep(source);
    const met = known.get(value);
    if (met) {
      repeated += met.size;
      if (depth + met.height > maxDepth) throw tooDeep(source);
      if (repeated > maxRepeated) throw userError('input', `${source}: aliases repeat more than ${maxRepeated} values`);
      return met;
    }
    const extent = { size: 1, height: 0 };
    for (const child of Object.values(value)) {
      const { size, height } = extentOf(child, depth + 1);
      extent.size += size;
      extent.height = Math.max(extent.height, height + 1);
    }
    known.set(value, extent);
    return extent;
  };
  extentOf(data, 0);
}

/** Makes the input error for what is nested too deep. */
export function tooDeep(source: string, cause?: unknown): Error {
  return userError('input', `${source}: nested more than ${maxDepth} levels deep`, { cause });
}
