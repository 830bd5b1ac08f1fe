import { combine } from '../../schema/flatten.ts';
import { isObject, type Json, type JsonObject, sameJson } from '../../schema/json.ts';
import { otherNames } from '../../schema/samples/property-names.ts';
import { sample } from '../../schema/samples/sample.ts';
import { matchingText } from '../../schema/samples/strings.ts';
import { varied } from '../../schema/samples/varied.ts';
import type { Schema } from '../../schema/types.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import {
  facts,
  isImpossible,
  isListed,
  itemMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
} from '../schemas/model/resolved-schema.ts';
import { resolveUnion } from '../schemas/model/unions.ts';

/** Counts the values that may still be made: references that fan out ask for more than anybody sends. */
export interface WitnessBudget {
  /** For the event that is being made. */
  event: number;
  /** For all events that are to show one difference. */
  difference: number;
}

/** Says how full a sample is, what bounds it, and how deep in the event it lies. */
export interface Sampling {
  /** `minimal` has only what is required, `maximal` every declared property as well. */
  extent: 'minimal' | 'maximal';
  budget: WitnessBudget;
  depth: number;
}

const deepestSample = 12;
/** Says what is optional is given so far down only: each level may hold many times the last one. */
const fullest = 2;

/** Makes an example of what a location allows, as far as we know how; whoever uses it validates it. */
export function sampleResolved(resolved: ResolvedSchema, sampling: Sampling): Json {
  const { budget } = sampling;
  budget.difference--;
  // What is cut short is no event, and is refused.
  if (--budget.event < 0) return {};
  const { values, types, context, leaves } = resolved;
  const branch = resolveUnion(resolved)
    ?.branches.map(({ members }) => resolveMembers(context, members))
    .find((each) => !isImpossible(each));
  if (branch) return sampleResolved(branch, sampling);
  if (values?.value.length) return values.value[0] as Json;
  const isObjectLike = types ? types.value.includes('object') : resolved.names.size + resolved.required.size > 0;
  if (isObjectLike) return sampleResolvedObject(resolved, sampling);
  if (types ? types.value.includes('array') : itemMembers(resolved).length > 0) return sampleList(resolved, sampling);
  if (resolved.takesNull && types?.value.length === 0) return null;
  const schema = scalarSchema(resolved);
  const denied = leaves.flatMap(({ schema: { not } }) => [...(not?.enum ?? []), not?.const] as Json[]);
  const all = [...Array(20).keys()].map((index) => varied(sample(schema), index, schema));
  return all.find((each) => !isListed(denied, each)) ?? (all[0] as Json);
}

/** Gives the sampling of what is inside of what another one makes. */
export function oneDeeper(sampling: Sampling): Sampling {
  return { ...sampling, depth: sampling.depth + 1 };
}

/** Makes an object with what it must have, and with given properties. */
export function sampleResolvedObject(resolved: ResolvedSchema, sampling: Sampling, given: JsonObject = {}): JsonObject {
  const { extent, depth } = sampling;
  const full = extent === 'maximal' && depth < fullest;
  const property = (name: string): ResolvedSchema => resolveMembers(resolved.context, propertyMembers(resolved, name));
  const names = new Set([...resolved.required.keys(), ...(full ? resolved.names.keys() : []), ...Object.keys(given)]);
  const known = [...names].flatMap((name): [string, Json][] => {
    if (Object.hasOwn(given, name)) return [[name, given[name] as Json]];
    const child = property(name);
    return isImpossible(child) || depth > deepestSample ? [] : [[name, sampleResolved(child, oneDeeper(sampling))]];
  });
  const lacking = Math.min(highest(resolved, 'minProperties'), 50) - known.length;
  const more = lacking > 0 ? furtherNames(resolved, lacking).filter((name) => !names.has(name)) : [];
  const possible = more.filter((name) => !isImpossible(property(name))).slice(0, lacking);
  return Object.fromEntries([
    ...known,
    ...possible.map((name): [string, Json] => [name, sampleResolved(property(name), oneDeeper(sampling))]),
  ]);
}

/** Lists names that an object may have besides: declared ones, those that a pattern speaks of, and any others. */
function furtherNames({ context, leaves, names }: ResolvedSchema, count: number): string[] {
  const patterned = leaves.flatMap(({ schema }) =>
    Object.keys(schema.patternProperties ?? {}).flatMap((pattern) =>
      Array.from({ length: count * 3 }, (_, seed) => matchingText({ pattern, minLength: 1 }, seed + 1) ?? []).flat(),
    ),
  );
  const asked = leaves.flatMap(({ schema, pointer }) =>
    schema.propertyNames === undefined ? [] : [readMember(context, schema.propertyNames, `${pointer}/propertyNames`)],
  );
  const propertyNames = scalarSchema({ ...resolveMembers(context, asked), types: undefined });
  return [...new Set([...names.keys(), ...patterned, ...otherNames({ propertyNames }, count, 'other')])];
}

/** Finds the highest value of a lower limit; 0 where there is none. */
export function highest(resolved: ResolvedSchema, keyword: 'minItems' | 'minProperties'): number {
  return Math.max(0, ...facts<number>(resolved, keyword).map(({ value }) => value));
}

function sampleList(resolved: ResolvedSchema, sampling: Sampling): Json[] {
  const { extent, depth } = sampling;
  const most = Math.min(...facts<number>(resolved, 'maxItems').map(({ value }) => value), 1000);
  const wished = extent === 'maximal' && depth < fullest ? 1 : 0;
  return fillList(resolved, [], Math.min(Math.max(highest(resolved, 'minItems'), wished), most), sampling);
}

/** Makes a list that begins with what is given and has at least so many items. */
export function fillList(resolved: ResolvedSchema, given: readonly Json[], count: number, sampling: Sampling): Json[] {
  const unique = facts(resolved, 'uniqueItems').some(({ value }) => value === true);
  const all = [...given];
  const add = (members: readonly Member[]): void => {
    const place = resolveMembers(resolved.context, members);
    const item = sampleResolved(place, oneDeeper(sampling));
    const others = unique ? [...Array(50).keys()].map((index) => variedItem(item, index, place)) : [];
    all.push(others.find((each) => !isListed(all, each)) ?? item);
  };
  for (const members of containedItems(resolved)) add(members);
  while (all.length < count) add(itemMembers(resolved, all.length));
  return all;
}

/** Lists what must hold of the items that a list must contain, each so many times. */
export function containedItems(resolved: ResolvedSchema, times?: number): Member[][] {
  return resolved.leaves.flatMap(({ schema: { contains, minContains = 1 }, pointer }) => {
    if (contains === undefined) return [];
    const members = [...itemMembers(resolved), readMember(resolved.context, contains, `${pointer}/contains`)];
    return Array.from({ length: Math.min(times ?? minContains, 50) }, () => members);
  });
}

/** Makes an item different as its schema allows; the first is as it was. */
function variedItem(item: Json, index: number, resolved: ResolvedSchema): Json {
  if (index === 0) return item;
  if (resolved.values) return resolved.values.value[index] ?? item;
  if (!isObject(item)) return varied(item, index, scalarSchema(resolved));
  for (const [name, value] of Object.entries(item)) {
    const property = resolveMembers(resolved.context, propertyMembers(resolved, name));
    const other = variedItem(value as Json, index, property);
    if (!sameJson(other, value)) return { ...item, [name]: other } as Json;
  }
  return item;
}

/** Gives the keywords of all leaves that speak of one value, not of what is in it. */
function scalarSchema({ leaves, types, context: { dialect } }: ResolvedSchema): Schema {
  const own = leaves.map(({ schema }): Schema => {
    const { properties, items, allOf, oneOf, anyOf, additionalProperties, required, ...rest } = schema;
    const { discriminator, type, nullable, not, ...plain } = rest;
    if (dialect === '3.1') return plain;
    const { exclusiveMinimum, exclusiveMaximum, ...others } = plain;
    const marked: Schema = { ...others };
    if (exclusiveMinimum === true && typeof schema.minimum === 'number') marked.exclusiveMinimum = schema.minimum;
    if (exclusiveMaximum === true && typeof schema.maximum === 'number') marked.exclusiveMaximum = schema.maximum;
    return marked;
  });
  const all = own.reduce(combine, {});
  return types === undefined ? all : { ...all, type: [...types.value] };
}
