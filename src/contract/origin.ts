import { authoredPointer, withInheritedUnions } from '../openapi/inheritance.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { followReferences, nodeAt } from '../openapi/resolve.ts';
import { isObject } from '../schema/json.ts';
import { toPointer, valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import { boundedRegExp } from '../schema/validate/patterns.ts';
import type { Tag } from '../schema/variants.ts';
import type { Contract } from './load.ts';

/**
 * Finds where the effective contract says what may stand at a place of an event, as a JSON pointer into it.
 * `path` is the place (`*` for items); `tags` choose the way through discriminated unions.
 */
export function originOf(contract: Contract, path: readonly string[], tags: readonly Tag[]): string {
  const origins = knownOrigins.get(contract) ?? { document: withInheritedUnions(contract.effective), known: new Map() };
  knownOrigins.set(contract, origins);
  const key = JSON.stringify([path, tags]);
  const found = origins.known.get(key) ?? findOrigin(contract, origins.document, path, tags);
  origins.known.set(key, found);
  return found;
}

/** Keeps what was found in a document with its unions written out: generated cases ask for the same place once a value. */
const knownOrigins = new WeakMap<Contract, { document: OpenApiDocument; known: Map<string, string> }>();

function findOrigin(
  { operation, body }: Contract,
  effective: OpenApiDocument,
  path: readonly string[],
  tags: readonly Tag[],
): string {
  const { path: request } = nodeAt(effective, [...operation.location, 'requestBody']);
  const { path: media } = nodeAt(effective, [...request, 'content', body.mediaTypes[0] ?? '']);
  const find = (at: string[], rest: readonly string[]): string[] | undefined => {
    const { path: place, value: schema } = nodeAt(effective, at);
    if (!isObject(schema)) return undefined;
    const [token, ...further] = rest;
    if (token === undefined) return place;
    for (const child of childrenAt(schema, token)) {
      if (valueAt(schema, child) !== undefined) return find([...place, ...child], further);
    }
    for (const branch of branchesOf(schema, path.slice(0, path.length - rest.length), tags, effective)) {
      const found = find([...place, ...branch], rest);
      if (found) return found;
    }
    return undefined;
  };
  return authoredPointer(toPointer(find([...media, 'schema'], path) ?? operation.location));
}

/** Lists where a schema may speak of what a token of a path leads to, the nearest first. */
function childrenAt(schema: Schema, token: string): string[][] {
  const patterns = Object.keys(schema.patternProperties ?? {}).filter((each) => boundedRegExp(each, 'u').test(token));
  return [
    ...(token === '*' ? [['items']] : [['properties', token]]),
    ...(token === '+' ? [['additionalProperties']] : []),
    ['prefixItems', token],
    ...patterns.map((each) => ['patternProperties', each]),
  ];
}

/** Lists the members of `allOf`, and the branches of a union that the tags choose; all of them where no tag speaks of it. */
function branchesOf(schema: Schema, here: readonly string[], tags: readonly Tag[], document: unknown): string[][] {
  const tag = tags.find((each) => each.path.slice(0, -1).join('\0') === here.join('\0'));
  const name = tag?.path.at(-1);
  const single = ['then', 'else'].filter((keyword) => isObject(schema[keyword])).map((keyword) => [keyword]);
  const dependents = Object.keys(schema.dependentSchemas ?? {}).map((name) => ['dependentSchemas', name]);
  const listed = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((keyword) => {
    const branches = schema[keyword] ?? [];
    if (keyword === 'allOf' || name === undefined) return branches.map((_, index) => [keyword, String(index)]);
    const chosen = chosenBy(branches, name, document);
    const indexes = [...(tag?.values ?? []), anyValue].flatMap((value) => chosen.get(value) ?? []);
    return [...new Set(indexes)].map((index) => [keyword, String(index)]);
  });
  return [...listed, ...single, ...dependents];
}

/** Stands for every value where a branch lists none. */
const anyValue = Symbol('any value');

/** Keeps which branches of a union each value of a tag chooses; looked up once a union, for it may have hundreds. */
const choices = new WeakMap<readonly Schema[], Map<string, Map<unknown, number[]>>>();

function chosenBy(branches: readonly Schema[], name: string, document: unknown): Map<unknown, number[]> {
  const known = choices.get(branches) ?? new Map<string, Map<unknown, number[]>>();
  choices.set(branches, known);
  const found = known.get(name) ?? new Map<unknown, number[]>();
  if (known.has(name)) return found;
  known.set(name, found);
  for (const [index, branch] of branches.entries()) {
    const target = followReferences(document, { path: [], value: branch }).value as Schema;
    const property = target?.properties?.[name];
    const listed = property?.enum ?? (property?.const === undefined ? [anyValue] : [property.const]);
    for (const value of listed) found.set(value, [...(found.get(value) ?? []), index]);
  }
  return found;
}
