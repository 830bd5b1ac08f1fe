import { isObject } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';

/** Holds which properties a schema looks at, whatever the event. */
interface Evaluated {
  names: string[];
  patterns: string[];
}

/** Names the keywords by which it depends on the event which properties were looked at. */
const dynamic = ['anyOf', 'oneOf', 'if', 'dependentSchemas', 'contains'];

/**
 * Says what `unevaluatedProperties` of a schema says by `additionalProperties`, where it is the same for all events which
 * properties are looked at; undefined where it is not. Where all are, that is nothing.
 */
export function unevaluatedAsAdditional(schema: Schema, resolve: (reference: string) => Schema): Schema | undefined {
  const { unevaluatedProperties, ...others } = schema;
  const found = evaluatedBy(others, resolve, new Set());
  if (found === undefined) return undefined;
  if (found === 'all') return {};
  const all = <T>(keys: readonly string[], value: T) => Object.fromEntries(keys.map((key) => [key, value]));
  return {
    properties: all(found.names, {}),
    patternProperties: all(found.patterns, {}),
    additionalProperties: unevaluatedProperties as Schema,
  };
}

function evaluatedBy(
  schema: unknown,
  resolve: (reference: string) => Schema,
  open: ReadonlySet<string>,
): Evaluated | 'all' | undefined {
  if (!isObject(schema)) return { names: [], patterns: [] };
  const {
    properties,
    patternProperties,
    additionalProperties,
    unevaluatedProperties,
    allOf = [],
    $ref,
  } = schema as Schema;
  if (additionalProperties !== undefined || unevaluatedProperties !== undefined) return 'all';
  if (dynamic.some((keyword) => schema[keyword] !== undefined)) return undefined;
  const found = { names: Object.keys(properties ?? {}), patterns: Object.keys(patternProperties ?? {}) };
  if ($ref !== undefined && open.has($ref)) return undefined;
  const members = [...allOf, ...($ref === undefined ? [] : [resolve($ref)])];
  for (const member of members) {
    const inner = evaluatedBy(member, resolve, $ref === undefined ? open : new Set([...open, $ref]));
    if (inner === undefined || inner === 'all') return inner;
    found.names.push(...inner.names);
    found.patterns.push(...inner.patterns);
  }
  return found;
}
