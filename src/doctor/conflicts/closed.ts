import type { Repair } from '../../diagnosis.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { updateAction } from '../overlay-actions.ts';
import { type Conjunct, conjunctsAt, knowsProperty } from './conjuncts.ts';

/** Holds a schema that is closed, and the properties that others beside it speak of and that it does not know. */
interface ClosedConjunct {
  path: string[];
  keyword: 'additionalProperties' | 'unevaluatedProperties';
  /** Maps each name to where it is spoken of. */
  unknown: Map<string, string[]>;
  /** Lists those that are required, so that nothing at all is valid. */
  required: string[];
}

/** Finds closed schemas beside others that want properties of which they do not know. */
export function closedConjuncts(document: OpenApiDocument, conjuncts: readonly Conjunct[]): ClosedConjunct[] {
  const branches = conjuncts.flatMap(({ path, schema }) =>
    (['oneOf', 'anyOf'] as const).flatMap((by) =>
      (Array.isArray(schema[by]) ? schema[by] : []).flatMap((_, index) =>
        conjunctsAt(document, [...path, by, String(index)]),
      ),
    ),
  );
  return conjuncts.flatMap((closed) => {
    const knows = knowledgeOf(document, closed);
    if (!knows) return [];
    const unknown = new Map<string, string[]>();
    for (const { path, schema } of [...conjuncts, ...branches])
      for (const [name, child] of Object.entries(isObject(schema.properties) ? schema.properties : {}))
        if (!knows.names(name) && (child as unknown) !== false && !unknown.has(name))
          unknown.set(name, [...path, 'properties', name]);
    const required: string[] = [];
    for (const { path, schema } of conjuncts)
      for (const name of Array.isArray(schema.required) ? schema.required : []) {
        if (knows.names(name)) continue;
        required.push(name);
        unknown.set(name, unknown.get(name) ?? [...path, 'required']);
      }
    const { keyword } = knows;
    return unknown.size === 0 ? [] : [{ path: closed.path, keyword, unknown, required: [...new Set(required)] }];
  });
}

interface Knowledge {
  keyword: ClosedConjunct['keyword'];
  names: (name: string) => boolean;
}

/** Tells which properties a closed schema knows; undefined for one that is open, or where it depends on the event. */
function knowledgeOf(document: OpenApiDocument, { path, schema }: Conjunct): Knowledge | undefined {
  if (schema.additionalProperties === false)
    return { keyword: 'additionalProperties', names: (name) => knowsProperty(schema, name) };
  if (schema.unevaluatedProperties !== false) return undefined;
  const own = conjunctsAt(document, path);
  const depends = ['oneOf', 'anyOf', 'if', 'dependentSchemas', '$dynamicRef', 'additionalProperties'];
  const isSure = own.every((each) => depends.every((key) => each.schema[key] === undefined));
  return isSure
    ? { keyword: 'unevaluatedProperties', names: (name) => own.some((each) => knowsProperty(each.schema, name)) }
    : undefined;
}

/** Writes where a closed schema stands. */
export function closedPointer({ path, keyword }: ClosedConjunct): string {
  return toPointer([...path, keyword]);
}

/**
 * Makes the overlay actions by which closed schemas know the properties that others speak of, and say nothing of them.
 * Undefined where one of them is shared, so that it would change in other places, too.
 */
export function knownAgainActions(closed: readonly ClosedConjunct[], holder: readonly string[]): Repair[] | undefined {
  const isInPlace = ({ path }: ClosedConjunct): boolean => holder.every((token, at) => path[at] === token);
  if (closed.length === 0 || !closed.every(isInPlace)) return undefined;
  const description = 'It is declared beside this schema, which is closed and has to know it.';
  return closed.map(({ path, unknown }) =>
    updateAction(path, description, { properties: Object.fromEntries([...unknown.keys()].map((name) => [name, {}])) }),
  );
}
