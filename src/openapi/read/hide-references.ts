import { isObject, mapValues } from '../../schema/json.ts';
import { nameMapFields } from '../keywords.ts';

/** Stands for `$ref` in examples and other values while a library looks for references, for it looks everywhere. */
const hiddenKey = '\0$ref';
const valueKeys = new Set(['example', 'default', 'enum', 'const', 'value']);

/**
 * Hides what only looks like a reference: in values, and below `x-…` where `extensions` says so. Goes by the keys alone, for
 * a file that is referred to may hold any object.
 */
export function hideReferences(node: unknown, { extensions = false, hasNames = false } = {}): unknown {
  if (Array.isArray(node)) return node.map((each) => hideReferences(each, { extensions }));
  if (!isObject(node)) return node;
  return mapValues(node, (child, key) => {
    // Schemas list their examples; the examples of parameters and media types have names, and may be references.
    const holdsValue = !hasNames && (valueKeys.has(key) || (key === 'examples' && Array.isArray(child)));
    return holdsValue || (extensions && !hasNames && key.startsWith('x-'))
      ? renameKey(child, '$ref', hiddenKey)
      : hideReferences(child, { extensions, hasNames: !hasNames && nameMapFields.has(key) });
  });
}

/** Shows again what was hidden, in plain data without circles. */
export function showReferences(value: unknown): unknown {
  return renameKey(value, hiddenKey, '$ref');
}

function renameKey(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renameKey(each, from, to));
  if (!isObject(value)) return value;
  const renamed = Object.entries(value).map(([key, child]) => [key === from ? to : key, renameKey(child, from, to)]);
  return Object.fromEntries(renamed);
}
