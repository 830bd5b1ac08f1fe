import { nameMapFields, valueKeywords } from '../../openapi/keywords.ts';
import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { StatedDifference } from './difference.ts';
import { type DocumentContext, follow } from './model/context.ts';

/** Lists what is written for people, and the parts of a document that say nothing of what is sent. */
const proseKeys = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'tags', 'operationId', 'servers', 'deprecated'],
  ...['externalDocs', 'termsOfService', 'contact', 'license', '$comment', 'xml', 'version'],
  ...['links', 'bearerFormat', 'authorizationUrl', 'tokenUrl', 'refreshUrl'],
]);
const mostDifferences = 200;

/** Finds words, examples, tags and servers that changed, where both documents have the location; at most 200. */
export function compareProse(old: DocumentContext, now: DocumentContext): Omit<StatedDifference, 'effect' | 'what'>[] {
  const found: ReturnType<typeof compareProse> = [];
  const visit = (first: unknown, second: unknown, path: string[], hasNames: boolean): void => {
    if (found.length >= mostDifferences || Object.is(first, second)) return;
    // What was written in place and is referred to now, or the other way round, says the same words.
    const moved = isReference(first) !== isReference(second);
    const [a, b] = moved ? [resolved(old, first), resolved(now, second)] : [first, second];
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let index = 0; index < Math.min(a.length, b.length); index++)
        visit(a[index], b[index], [...path, String(index)], false);
      return;
    }
    if (!isObject(a) || !isObject(b)) return;
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const here = [...path, key];
      if (!hasNames && (proseKeys.has(key) || key.startsWith('x-'))) {
        if (found.length < mostDifferences && !sameJson(a[key], b[key]))
          found.push({ rule: proseRule(key), pointer: toPointer(here), before: a[key] ?? null, after: b[key] ?? null });
      } else if (Object.hasOwn(a, key) && Object.hasOwn(b, key) && (hasNames || !valueKeywords.has(key)))
        visit(a[key], b[key], here, !hasNames && nameMapFields.has(key));
    }
  };
  visit(old.document, now.document, [], false);
  return found;
}

function isReference(node: unknown): boolean {
  return isObject(node) && typeof node.$ref === 'string';
}

function resolved(context: DocumentContext, node: unknown): unknown {
  try {
    const { node: target } = follow(context, node, '');
    if (!isObject(node) || !isObject(target) || target === node) return target;
    const { $ref, ...beside } = node;
    return { ...target, ...beside };
  } catch {
    // That a reference leads nowhere is reported where it matters.
    return node;
  }
}

function proseRule(key: string): string {
  if (key.startsWith('x-')) return 'extension-changed';
  const dashed = key.replace(/[^A-Za-z]/g, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `${dashed}-changed`;
}
