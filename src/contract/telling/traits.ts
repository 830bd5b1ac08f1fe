import { lazily } from '../../once.ts';
import { writtenParameters } from '../../openapi/parameters.ts';
import { nodeAt } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';
import type { Contract } from '../contract.ts';

/** Holds the values that an operation lists for a header, or for a place of its events; as JSON, each once. */
export type ListedValues = ReadonlySet<string>;

/** Holds what an operation says of its deliveries by which they can be told from those of others. */
export interface OperationTraits {
  /** The names by which an event may call it, as they are written and as they are compared. */
  names: readonly string[];
  plainNames: readonly string[];
  /** By the header's name, in lower case. */
  headers: ReadonlyMap<string, { listed: ListedValues | undefined; examples: ListedValues }>;
  /** By the place's pointer, without its leading slash. */
  body: ReadonlyMap<string, ListedValues>;
}

/** Properties deeper in an event than this say nothing of its operation. */
const deepest = 3;

/** Reads what tells the deliveries of an operation apart, from the document as it is written: nothing is dereferenced. */
export function traitsOf({ effective, operation }: Contract): OperationTraits {
  const { location, name, id } = operation;
  const names = [...new Set([name, id])];
  const headers = writtenParameters(effective, operation)
    .filter(isObject)
    .flatMap((each) => {
      if (each.in !== 'header' || typeof each.name !== 'string') return [];
      const schema = followed(each.schema ?? {}, effective);
      const examples = [each.example, ...Object.values(isObject(each.examples) ? each.examples : {}).map(exampleValue)];
      const given = examples.filter((value) => value !== undefined).map(String);
      return [[each.name.toLowerCase(), { listed: listedBy(schema, String), examples: new Set(given) }] as const];
    });
  const own = { names, plainNames: names.map(plainName), headers: new Map(headers) };
  // Of most operations nobody asks, for a header or a name tells them apart.
  return lazily(own, { body: () => listedInBody(effective, location) });
}

function listedInBody(document: unknown, location: readonly string[]): OperationTraits['body'] {
  const content = valueAt(nodeAt(document, [...location, 'requestBody']).value, ['content']);
  const [media] = isObject(content) ? Object.values(content).filter(isObject) : [];
  return listedIn((media?.schema ?? {}) as Schema, document, [], new Set());
}

/** Writes a name as names of events are compared: neither case nor the choice of dash matters. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function exampleValue(example: unknown): unknown {
  return isObject(example) ? example.value : undefined;
}

function followed(schema: unknown, document: unknown): Schema {
  const { $ref } = (isObject(schema) ? schema : {}) as Schema;
  return (typeof $ref === 'string' ? nodeAt({ ...(document as object), at: schema }, ['at']).value : schema) as Schema;
}

function listedBy(schema: Schema, write: (value: unknown) => string): ListedValues | undefined {
  const { const: constant, enum: listed } = schema;
  if (constant !== undefined) return new Set([write(constant)]);
  return Array.isArray(listed) ? new Set(listed.map(write)) : undefined;
}

/** Collects the places of an event for which a schema lists values; of a union those that all its branches list. */
function listedIn(
  written: Schema,
  document: unknown,
  path: readonly string[],
  open: ReadonlySet<unknown>,
): Map<string, ListedValues> {
  const schema = followed(written, document);
  const found = new Map<string, ListedValues>();
  if (!isObject(schema) || open.has(schema)) return found;
  const inner = (each: Schema, at = path) => listedIn(each, document, at, new Set([...open, schema]));
  const own = listedBy(schema, JSON.stringify);
  if (own && path.length > 0) found.set(path.join('/'), own);
  for (const each of schema.allOf ?? []) for (const [place, values] of inner(each)) found.set(place, values);
  for (const union of [schema.oneOf, schema.anyOf]) {
    const [first, ...others] = (union ?? []).map((branch) => inner(branch));
    for (const [place, values] of first ?? []) {
      const all = others.map((each) => each.get(place));
      if (all.every((each) => each !== undefined))
        found.set(place, new Set([values, ...(all as ListedValues[])].flatMap((each) => [...each])));
    }
  }
  if (path.length < deepest)
    for (const [name, each] of Object.entries(schema.properties ?? {}))
      for (const [place, values] of inner(each as Schema, [...path, name])) found.set(place, values);
  return found;
}

/** Recognises a header that names events, where the document does not say which one does. */
const usualName = /(^|-)(event|topic|event-?(type|name))$/;

/** Finds the header by which the events of several operations are named; undefined where there is none. */
export function eventHeader(all: readonly OperationTraits[], eventFrom: string | undefined): string | undefined {
  if (eventFrom !== undefined) return eventFrom.startsWith('/') ? undefined : headerOf(eventFrom);
  const names = new Set(all.flatMap(({ headers }) => [...headers.keys()]));
  return [...names].find((name) => usualName.test(name));
}

/** Says what names the operations of events: a header, or the pointer of a place in the event; undefined where nothing does. */
export function eventNamer(contracts: readonly Contract[], eventFrom: string | undefined): string | undefined {
  if (contracts.length < 2) return undefined;
  if (eventFrom?.startsWith('/')) return eventFrom;
  const header = eventHeader(contracts.map(traitsOf), eventFrom);
  return header && `the header ${header}`;
}

/** Gives the name of the header that names events, in lower case. */
export function headerOf(eventFrom: string): string {
  return eventFrom.replace(/^header:/i, '').toLowerCase();
}
