import { flatten } from '../schema/flatten.ts';
import { isObject, type Json, parseJson } from '../schema/json.ts';
import { type Schema, typesOf } from '../schema/types.ts';
import type { Parameter } from './parameters.ts';

/** Holds a name and a text, as queries, cookies and headers have them. */
export type NamedText = readonly [name: string, text: string];

/** Parts the items of a list in one text. */
const separators: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' };

/** Writes the value of a parameter as its style says (OpenAPI 3.1.0, 4.8.12.3): one text, several, or none for an empty list. */
export function writtenParameter({ name, in: place, style, explode }: Parameter, value: Json): NamedText[] {
  if (style === 'json') return [[name, JSON.stringify(value)]];
  const separate = explode && (place === 'query' || place === 'cookie');
  const separator = separators[style] ?? ',';
  if (Array.isArray(value)) {
    const items = value.map(valueText);
    if (separate) return items.map((item) => [name, item]);
    return items.length === 0 ? [] : [[name, items.join(separator)]];
  }
  if (!isObject(value)) return [[name, valueText(value)]];
  const pairs = Object.entries(value).map(([key, each]): NamedText => [key, valueText(each as Json)]);
  if (style === 'deepObject') return pairs.map(([key, text]) => [`${name}[${key}]`, text]);
  if (separate) return pairs;
  return [[name, pairs.map((pair) => pair.join(explode ? '=' : separator)).join(separator)]];
}

function valueText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Reads a parameter of a union-free schema out of the texts that stand in its place, as the types of the schema; a text that is
 * of none of them stays one. Gives undefined where nothing stands there.
 */
export function readParameter(
  { name, style, explode, in: place }: Parameter,
  unresolved: Schema,
  given: readonly NamedText[],
): Json | undefined {
  const schema = flatten(unresolved);
  const own = given.filter(([each]) => each === name).map(([, text]) => text);
  const [first] = own;
  if (style === 'json') return first === undefined ? undefined : ((parseJson(first) ?? first) as Json);
  const types = typesOf(schema) ?? [];
  const separate = explode && (place === 'query' || place === 'cookie');
  const split = (text: string): string[] => text.split(separators[style] ?? ',').map((each) => each.trim());
  if (types.includes('object') && (separate || style === 'deepObject'))
    return typedObject(style === 'deepObject' ? deepPairs(name, given) : declaredPairs(schema, given), schema);
  if (first === undefined) return undefined;
  if (types.includes('array')) {
    const items = separate ? own : split(first);
    return items.map((item, index) => typed(item, schema.prefixItems?.[index] ?? schema.items ?? {}));
  }
  if (types.includes('object')) return typedObject(pairsIn(split(first), explode), schema) ?? first;
  return own.length > 1 ? own : typed(first, schema);
}

function deepPairs(name: string, given: readonly NamedText[]): NamedText[] {
  const inside = given.filter(([each]) => each.startsWith(`${name}[`) && each.endsWith(']'));
  return inside.map(([each, text]) => [each.slice(name.length + 1, -1), text]);
}

function declaredPairs({ properties = {} }: Schema, given: readonly NamedText[]): NamedText[] {
  return given.filter(([each]) => Object.hasOwn(properties, each));
}

function pairsIn(parts: readonly string[], explode: boolean): NamedText[] {
  if (explode) return parts.map((part) => [part.split('=', 1)[0] ?? '', part.slice(part.indexOf('=') + 1)]);
  return parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ''] as const] : []));
}

function typedObject(pairs: readonly NamedText[], { properties = {} }: Schema): Json | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map(([key, text]) => [key, typed(text, Object.hasOwn(properties, key) ? (properties[key] as Schema) : {})]),
  );
}

/** Reads a text as a value of a schema: a member that it lists, else as one of its types. */
function typed(text: string, unresolved: Schema): Json {
  const schema = flatten(unresolved);
  const listed = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  const member = (listed as Json[]).find((each) => valueText(each) === text);
  if (member !== undefined) return member;
  for (const type of typesOf(schema) ?? []) {
    if (type === 'string') return text;
    if (type === 'null' && (text === '' || text === 'null')) return null;
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    if ((type === 'integer' || type === 'number') && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text))
      return Number(text);
  }
  return text;
}
