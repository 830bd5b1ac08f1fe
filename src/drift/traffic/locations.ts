import type { Share, TrafficCoverage } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { sitesOf } from '../../schema/sites.ts';
import type { Schema } from '../../schema/types.ts';
import type { Tag } from '../../schema/variants.ts';

/** Holds where a value may stand in an event, and all that the contract says of it, for one kind of event or another. */
export interface EventLocation {
  /** From the root; `*` stands for items, `+` for properties without a name of their own. */
  path: string[];
  children: Map<string, EventLocation>;
  readings: LocationReading[];
}

/** Holds what is asked at a location where a condition is met, and what events have shown of it. */
export interface LocationReading {
  /** The path of the location. */
  path: readonly string[];
  /** The innermost discriminator around the location and its values; undefined where all events are alike. */
  condition: EventCondition | undefined;
  required: boolean;
  /** It names properties, so that others are news. */
  declares: boolean;
  schema: Schema;
  /** The closed list of values, as JSON. */
  values: Set<string> | undefined;
  seen: boolean;
  seenValues: Set<string>;
  /** An event came in which it could have been there. */
  applicable: boolean;
}

/** Holds where a discriminator stands, and its values that a reading is for. */
interface EventCondition extends Pick<Tag, 'path'> {
  values: ReadonlySet<string>;
  /** Lists all values that any kind of event has there. Others are news, and choose nothing. */
  known: Set<string>;
}

/** Lists all locations of a contract's events, as a tree. It is marked while events are walked through it. */
export function eventLocations({ variants }: Pick<Contract, 'variants'>): EventLocation {
  const root = newLocation([]);
  const known = new Map<string, Set<string>>();
  for (const { tags, schema } of variants) {
    const conditions = tags.map((tag) => conditionOf(tag, known));
    for (const { path, schema: own, required } of sitesOf(schema))
      addReading(locationAt(root, path), own, required, innermost(conditions, path));
  }
  return root;
}

function newLocation(path: string[]): EventLocation {
  return { path, children: new Map(), readings: [] };
}

function locationAt(root: EventLocation, path: readonly string[]): EventLocation {
  return path.reduce((location, token) => {
    const child = location.children.get(token) ?? newLocation([...location.path, token]);
    location.children.set(token, child);
    return child;
  }, root);
}

function conditionOf({ path, values }: Tag, all: Map<string, Set<string>>): EventCondition {
  const key = path.join('\0');
  const known = all.get(key) ?? new Set<string>();
  all.set(key, known);
  for (const value of values) known.add(value);
  return { path, values: new Set(values), known };
}

function innermost(conditions: readonly EventCondition[], path: readonly string[]): EventCondition | undefined {
  const around = conditions.filter(
    (each) => path.length >= each.path.length && each.path.slice(0, -1).every((token, at) => token === path[at]),
  );
  const deepest = Math.max(...around.map((each) => each.path.length));
  return around.findLast((each) => each.path.length === deepest);
}

function addReading(
  { path, readings }: EventLocation,
  schema: Schema,
  required: boolean,
  condition: EventCondition | undefined,
): void {
  const listed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const values = listed && new Set(listed.map((value) => JSON.stringify(value)));
  const declares = Object.keys(schema.properties ?? {}).length > 0;
  const keyOf = (each: EventCondition | undefined) => JSON.stringify(each && [each.path, [...each.values]]);
  const same = readings.find((each) => keyOf(each.condition) === keyOf(condition));
  if (!same) {
    const unseen = { seen: false, seenValues: new Set<string>(), applicable: false };
    readings.push({ path, condition, required, declares, schema, values, ...unseen });
    return;
  }
  same.required &&= required;
  same.declares ||= declares;
  // Branches without a discriminator share a reading; a list counts where all of them have one.
  same.values = same.values && values ? new Set([...same.values, ...values]) : undefined;
}

/** Counts how much of an operation the events have shown that were walked through its locations. */
export function trafficCoverage(root: EventLocation, types: Share): TrafficCoverage {
  const all = readingsBelow(root);
  const named = all.filter(({ path }) => !['*', '+'].includes(path.at(-1) ?? '*'));
  const listed = all.filter(({ values }) => values !== undefined);
  const sum = (count: (reading: LocationReading) => number): number =>
    listed.reduce((total, reading) => total + count(reading), 0);
  return {
    types,
    properties: { seen: named.filter(({ seen }) => seen).length, total: named.length },
    values: { seen: sum(({ seenValues }) => seenValues.size), total: sum(({ values }) => values?.size ?? 0) },
  };
}

/** Sums up the coverage of several operations. */
export function summedCoverage(all: readonly TrafficCoverage[]): TrafficCoverage {
  const sum = (of: (coverage: TrafficCoverage) => Share): Share => ({
    seen: all.reduce((total, each) => total + of(each).seen, 0),
    total: all.reduce((total, each) => total + of(each).total, 0),
  });
  return {
    types: sum(({ types }) => types),
    properties: sum(({ properties }) => properties),
    values: sum(({ values }) => values),
  };
}

/** Finds the outermost properties that could have been in an event that came, and were in none. */
export function neverSeen(root: EventLocation): LocationReading[] {
  return readingsBelow(root).filter(({ applicable, seen, required }) => applicable && !seen && !required);
}

function readingsBelow({ readings, children }: EventLocation): LocationReading[] {
  return [...readings, ...[...children.values()].flatMap(readingsBelow)];
}
