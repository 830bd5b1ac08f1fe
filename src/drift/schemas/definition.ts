import { createHash } from 'node:crypto';
import { schemaKeywords, valueKeywords } from '../../openapi/keywords.ts';
import { isObject, mapValues, sortedJson } from '../../schema/json.ts';
import type { Difference } from './difference.ts';
import { annotationKeywords } from './model/conjunction.ts';
import { propertyMembers, type ResolvedSchema } from './model/resolved-schema.ts';

/**
 * Writes what is defined where something differs, and under which name, by the words of both documents: the same change that is
 * written in many operations is known by it. Of a name that came or went that is what is said of the name itself, whatever object
 * it is in. `subject` names what the value is of, where that is no body.
 */
export function definitionOf({ rule, alike, trail, before, after }: Difference, subject = ''): string {
  const place = trail.at(-1);
  const named = alike !== undefined && ofNames.test(rule) ? String(after ?? before) : undefined;
  const holder = trail.slice(0, -1).findLast(({ token }) => token !== undefined && token !== '*')?.token;
  const words = [place?.old, place?.new].map((side) => side && wordsOfSide(side, named));
  return JSON.stringify([subject, named ?? holder, words]);
}

/** Lists the rules that tell of a name in an object. */
const ofNames = /^(property|required)-/;

function wordsOfSide(side: ResolvedSchema, named: string | undefined): string[] {
  const members = named === undefined ? side.members : propertyMembers(side, named);
  return members.map(({ schema }) => wordsOf(schema));
}

const known = new WeakMap<object, string>();

/** Gives what stands for the words of a definition, whatever the order of its keys and what is said to people. */
export function wordsOf(definition: object): string {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const words = createHash('sha256')
    .update(sortedJson(withoutAnnotations(definition)))
    .digest('base64url');
  known.set(definition, words);
  return words;
}

function withoutAnnotations(node: unknown, hasNames = false): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutAnnotations(item));
  if (!isObject(node)) return node;
  const kept = Object.fromEntries(Object.entries(node).filter(([key]) => hasNames || !annotationKeywords.has(key)));
  return mapValues(kept, (value, key) =>
    !hasNames && valueKeywords.has(key)
      ? value
      : withoutAnnotations(value, !hasNames && schemaKeywords.map.includes(key)),
  );
}
