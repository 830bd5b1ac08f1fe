import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { follow, type World } from './model/context.ts';

/** What is written for people, and the parts of a document that say nothing of what is sent. */
const words = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'tags', 'operationId', 'servers', 'deprecated'],
  ...['externalDocs', 'termsOfService', 'contact', 'license', '$comment', 'xml', 'version'],
]);
/** Below these keys stand names that the author chose, not keywords. */
const nameMaps = new Set([
  'properties',
  'patternProperties',
  'schemas',
  'responses',
  'parameters',
  'headers',
  'requestBodies',
  'callbacks',
  'securitySchemes',
  'pathItems',
  'paths',
  'webhooks',
  'content',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependentRequired',
  'dependencies',
  'mapping',
  'links',
]);
const values = new Set(['enum', 'const', 'default', 'required']);
const most = 200;

export interface ProseDifference {
  rule: string;
  at: string;
  before: unknown;
  after: unknown;
}

/** Words, examples, tags and servers that changed, where both documents have the place. At most 200 are told. */
export function compareProse(old: World, now: World): ProseDifference[] {
  const found: ProseDifference[] = [];
  const visit = (first: unknown, second: unknown, path: string[], names: boolean): void => {
    if (found.length >= most || Object.is(first, second)) return;
    // What was written in place and is referred to now, or the other way round, says the same words.
    const moved = refers(first) !== refers(second);
    const [a, b] = moved ? [resolved(old, first), resolved(now, second)] : [first, second];
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let index = 0; index < Math.min(a.length, b.length); index++)
        visit(a[index], b[index], [...path, String(index)], false);
      return;
    }
    if (!isObject(a) || !isObject(b)) return;
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (!names && (words.has(key) || key.startsWith('x-'))) {
        if (found.length < most && !sameJson(a[key], b[key]))
          found.push({
            rule: ruleOf(key),
            at: toPointer([...path, key]),
            before: a[key] ?? null,
            after: b[key] ?? null,
          });
      } else if (Object.hasOwn(a, key) && Object.hasOwn(b, key) && !(!names && values.has(key))) {
        visit(a[key], b[key], [...path, key], !names && nameMaps.has(key));
      }
    }
  };
  visit(old.document, now.document, [], false);
  return found;
}

function refers(node: unknown): boolean {
  return isObject(node) && typeof node.$ref === 'string';
}

function resolved(world: World, node: unknown): unknown {
  try {
    const { node: target } = follow(world, node, '');
    if (!isObject(node) || !isObject(target) || target === node) return target;
    const { $ref, ...beside } = node;
    return { ...target, ...beside };
  } catch {
    // That a reference leads nowhere is told where it matters.
    return node;
  }
}

function ruleOf(key: string): string {
  return key.startsWith('x-')
    ? 'extension-changed'
    : `${key.replace(/[^A-Za-z]/g, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`;
}
