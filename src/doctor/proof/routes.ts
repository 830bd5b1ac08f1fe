import { jsonMediaType } from '../../openapi/media-types.ts';
import type { DocumentOperation } from '../../openapi/operations.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { nodeAt, referencePath } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer, valueAt } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';

/** Holds one step from a schema to another: what it is by, and where the value stands that the other is about. */
export interface RouteStep {
  by: 'reference' | 'property' | 'items' | 'others' | 'allOf' | 'oneOf' | 'anyOf';
  /** Names the property, or counts the member of a list. */
  key: string;
}

/** Holds the way from the events of an operation to one schema of the document. */
export interface ProofRoute {
  /** Leads to the schema of the events, where it is written. */
  start: string[];
  steps: RouteStep[];
  /** Leads to the value in an event. */
  event: string[];
}

/** Finds the shortest way to the schema at a path of the document, or to the nearest above it. */
export type RouteFinder = (path: readonly string[]) => ProofRoute | undefined;

/** Names a property of a map, whose name the schema leaves open. */
const otherProperty = 'other';

interface Visit {
  path: string[];
  event: string[];
  from?: { visit: Visit; step: RouteStep };
}

/** Looks, level by level, for all schemas that the events of an operation reach. */
export function routeFinder(document: OpenApiDocument, operation: DocumentOperation): RouteFinder {
  const start = eventSchemaPath(document, operation);
  if (!start) return () => undefined;
  const visits = new Map<string, Visit>();
  const waiting: Visit[] = [{ path: start, event: [] }];
  for (const visit of waiting) {
    const pointer = toPointer(visit.path);
    if (visits.has(pointer)) continue;
    visits.set(pointer, visit);
    waiting.push(...nextVisits(document, visit));
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const found = visits.get(toPointer(path.slice(0, length)));
      if (found) return { start, steps: stepsTo(found), event: found.event };
    }
    return undefined;
  };
}

function eventSchemaPath(document: OpenApiDocument, { location }: DocumentOperation): string[] | undefined {
  const { value: body, path } = nodeAt(document, [...location, 'requestBody']);
  const content = valueAt(body, ['content']);
  if (!isObject(content)) return undefined;
  const media = nodeAt(document, [...path, 'content', jsonMediaType(Object.keys(content))]).path;
  const schema = [...media, 'schema'];
  return isObject(valueAt(document, schema)) ? schema : undefined;
}

function nextVisits(document: OpenApiDocument, visit: Visit): Visit[] {
  const schema = valueAt(document, visit.path) as Schema;
  if (!isObject(schema)) return [];
  const next = (by: RouteStep['by'], key: string, path: string[], token?: string): Visit => ({
    path,
    event: token === undefined ? visit.event : [...visit.event, token],
    from: { visit, step: { by, key } },
  });
  const below = (...tokens: string[]): string[] => [...visit.path, ...tokens];
  const target = typeof schema.$ref === 'string' ? referencePath(schema.$ref) : undefined;
  const { items, additionalProperties } = schema;
  return [
    ...(target ? [next('reference', '', target)] : []),
    ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((by) =>
      (schema[by] ?? []).map((_, index) => next(by, String(index), below(by, String(index)))),
    ),
    ...Object.keys(schema.properties ?? {}).map((key) => next('property', key, below('properties', key), key)),
    ...(isObject(items) ? [next('items', '', below('items'), '0')] : []),
    ...(isObject(additionalProperties)
      ? [next('others', otherProperty, below('additionalProperties'), otherProperty)]
      : []),
  ];
}

function stepsTo(visit: Visit): RouteStep[] {
  const steps: RouteStep[] = [];
  for (let each: Visit = visit; each.from; each = each.from.visit) steps.push(each.from.step);
  return steps.reverse();
}
