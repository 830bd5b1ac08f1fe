import { translateSchema } from '../../openapi/dereference/normalise.ts';
import { type Dialect, dialectOf } from '../../openapi/keywords.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { referencePath } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer, valueAt } from '../../schema/pointer.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { boundedRegExp } from '../../schema/validate/patterns.ts';

/** Holds one of the schemas that a value must satisfy together, where it is written; its keywords are those of 2020-12. */
export interface Conjunct {
  path: string[];
  schema: Schema;
}

/** Lists the schema at a path, what it refers to and the members of its `allOf`: all that a value must satisfy. */
export function conjunctsAt(document: OpenApiDocument, path: string[], met = new Set<string>()): Conjunct[] {
  const pointer = toPointer(path);
  const written = valueAt(document, path);
  if (written === false) return [{ path, schema: { not: {} } }];
  if (!isObject(written) || met.has(pointer)) return [];
  met.add(pointer);
  const dialect: Dialect = dialectOf(document);
  const target = typeof written.$ref === 'string' ? referencePath(written.$ref) : undefined;
  const referred = target ? conjunctsAt(document, target, met) : [];
  if (target && dialect === '3.0') return referred;
  const members = Array.isArray(written.allOf) ? written.allOf : [];
  return [
    { path, schema: translateSchema(written, dialect) },
    ...referred,
    ...members.flatMap((_, index) => conjunctsAt(document, [...path, 'allOf', String(index)], met)),
  ];
}

/** Gives the types that all of several schemas allow; undefined where none names any. */
export function sharedTypes(conjuncts: readonly Conjunct[]): string[] | undefined {
  let shared: string[] | undefined;
  for (const { schema } of conjuncts) {
    const types = typesOf(schema);
    if (!types) continue;
    // A whole number is a number.
    shared = shared ? shared.flatMap((type) => bothTypes(type, types)) : types;
  }
  return shared;
}

function bothTypes(type: string, others: readonly string[]): string[] {
  if (others.includes(type)) return [type];
  const isWhole =
    (type === 'number' && others.includes('integer')) || (type === 'integer' && others.includes('number'));
  return isWhole ? ['integer'] : [];
}

/** Tells whether a schema names a property, or a pattern that its name fits. */
export function knowsProperty({ properties = {}, patternProperties = {} }: Schema, name: string): boolean {
  if (Object.hasOwn(properties, name)) return true;
  return Object.keys(patternProperties).some((pattern) => matches(pattern, name));
}

function matches(pattern: string, text: string): boolean {
  try {
    return boundedRegExp(pattern, 'u').test(text);
  } catch {
    // What no engine can read forbids nothing for sure.
    return true;
  }
}
