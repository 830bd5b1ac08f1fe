import { translateSchema } from '../../openapi/dereference/normalise.ts';
import { schemaKeywords } from '../../openapi/keywords.ts';
import { combine } from '../../schema/flatten.ts';
import { type Json, type JsonObject, mapValues } from '../../schema/json.ts';
import { otherNames } from '../../schema/samples/property-names.ts';
import { type SampleOptions, sample } from '../../schema/samples/sample.ts';
import { matchingText } from '../../schema/samples/strings.ts';
import { varied } from '../../schema/samples/varied.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { readInner } from '../schemas/model/conjunction.ts';
import { isListed } from '../schemas/model/listed-values.ts';
import {
  facts,
  frontLength,
  isImpossible,
  isUnmeetable,
  itemMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
} from '../schemas/model/resolved-schema.ts';
import { resolveUnion } from '../schemas/model/unions.ts';

/** Keeps what was worked out of locations, for the samples of one difference: many hold the same. */
export interface SampledPlaces {
  branches: Map<ResolvedSchema, readonly ResolvedSchema[]>;
  /** Hold what a location asks in one way through its unions, and what it asks besides them. */
  unionFree: Map<ResolvedSchema, Schema>;
  withoutUnion: Map<ResolvedSchema, Schema>;
}

/** Says how full a sample is, how many values may still be made for its event, and what is known already. */
export interface Sampling extends Required<Pick<SampleOptions, 'extent' | 'budget'>> {
  places: SampledPlaces;
}

/** Begins to sample: nothing is known of any location. */
export function newSampledPlaces(): SampledPlaces {
  return { branches: new Map(), unionFree: new Map(), withoutUnion: new Map() };
}

/** Makes an example of what a location allows, as far as we know how; whoever uses it validates it. */
export function sampleResolved(resolved: ResolvedSchema, sampling: Sampling): Json {
  return sampleSchema(unionFree(resolved, sampling.places), sampling);
}

/** Makes an object with what it must have, and with given properties. */
export function sampleResolvedObject(
  resolved: ResolvedSchema,
  sampling: Sampling,
  overrides: JsonObject = {},
): JsonObject {
  const { enum: _, ...schema } = withoutUnion(resolved, sampling.places);
  const sampled = sampleSchema({ ...schema, type: 'object' }, { ...sampling, overrides }) as JsonObject;
  const made = withDependents(sampled, resolved, sampling);
  return withinCount(made, schema.maxProperties, new Set([...resolved.required.keys(), ...Object.keys(overrides)]));
}

/** Adds what must be there because something else is. */
function withDependents(made: JsonObject, resolved: ResolvedSchema, sampling: Sampling): JsonObject {
  const dependents = facts<Record<string, unknown>>(resolved, 'dependentRequired').map(({ value }) => value);
  if (dependents.length === 0) return made;
  const found: JsonObject = { ...made };
  const names = new Set(Object.keys(made));
  // The set grows while it is walked: what is asked for may ask for more.
  for (const name of names)
    for (const asked of dependents.flatMap((each) => each[name] ?? [])) {
      if (typeof asked !== 'string' || names.has(asked)) continue;
      names.add(asked);
      found[asked] = sampleResolved(propertyAt(resolved, asked), { ...sampling, extent: 'minimal' });
    }
  return found;
}

/** Takes so many properties out that need not be there as there are too many. */
function withinCount(made: JsonObject, most: number | undefined, needed: ReadonlySet<string>): JsonObject {
  const names = Object.keys(made);
  if (most === undefined || names.length <= most) return made;
  const spare = names.filter((name) => !needed.has(name)).slice(most - names.length);
  return Object.fromEntries(Object.entries(made).filter(([name]) => !spare.includes(name)));
}

/** Makes a list of so many items. */
export function sampleList(resolved: ResolvedSchema, count: number, sampling: Sampling): Json[] {
  const { enum: _, ...schema } = withoutUnion(resolved, sampling.places);
  const list = sampleSchema({ ...schema, type: 'array', minItems: count, maxItems: count }, sampling);
  // What is cut short is no list.
  return Array.isArray(list) ? list : [];
}

/** Puts an item where a step leads, into a list that has what it must have besides. */
export function sampleListWith(resolved: ResolvedSchema, token: string, item: Json, sampling: Sampling): Json[] {
  const { prefixItems = [], minItems = 0 } = withoutUnion(resolved, sampling.places);
  const index = token === '*' ? prefixItems.length : Number(token);
  const list = sampleList(resolved, Math.max(index + 1, minItems), sampling);
  return index < list.length ? list.with(index, item) : [item];
}

/** Resolves what must hold of the items that a list must contain, each so many times. */
export function containedItems(resolved: ResolvedSchema, times?: number): ResolvedSchema[] {
  const { context, leaves } = resolved;
  return leaves.flatMap((leaf) => {
    const { contains, minContains = 1 } = leaf.schema;
    if (contains === undefined) return [];
    const members = [...itemMembers(resolved), readInner(context, leaf, contains, `${leaf.pointer}/contains`)];
    return Array.from({ length: Math.min(times ?? minContains, 50) }, () => resolveMembers(context, members));
  });
}

/** Resolves what must hold of a property. */
export function propertyAt(resolved: ResolvedSchema, name: string): ResolvedSchema {
  return resolveMembers(resolved.context, propertyMembers(resolved, name));
}

/** Resolves, once, the branches of a location's first union; none where it has no union. */
export function resolvedBranches(
  resolved: ResolvedSchema,
  { branches: known }: SampledPlaces,
): readonly ResolvedSchema[] {
  const before = known.get(resolved);
  if (before) return before;
  const { branches = [] } = resolveUnion(resolved) ?? {};
  const found = branches.map(({ members }) => resolveMembers(resolved.context, members));
  known.set(resolved, found);
  return found;
}

function sampleSchema(schema: Schema, { places, ...options }: SampleOptions & Pick<Sampling, 'places'>): Json {
  // A location stands for itself until a sample is made of it.
  const resolve = (each: Schema): Schema => (each.location ? unionFree(each.location as ResolvedSchema, places) : each);
  try {
    return sample(schema, { ...options, resolve, fullDepth: 2, maxDepth: 12 });
  } catch {
    // What would be too large or too deep is no event, and is refused.
    return {};
  }
}

function placeOf(location: unknown): Schema {
  return { location };
}

/** Writes, once, the location, in the first branch of its unions that allows anything, as a schema that samples are made of. */
function unionFree(resolved: ResolvedSchema, places: SampledPlaces): Schema {
  const known = places.unionFree.get(resolved);
  if (known) return known;
  const branch = firstMeetable(resolved);
  const free = branch ? unionFree(branch, places) : withoutUnion(resolved, places);
  places.unionFree.set(resolved, free);
  return free;
}

/** Resolves branches up to the first that allows anything: there may be hundreds. */
function firstMeetable(resolved: ResolvedSchema): ResolvedSchema | undefined {
  for (const { members } of resolveUnion(resolved)?.branches ?? []) {
    const branch = resolveMembers(resolved.context, members);
    if (!isUnmeetable(branch)) return branch;
  }
  return undefined;
}

/** Writes, once, what a location asks besides its unions; what is allowed inside it stands for itself until it is asked for. */
function withoutUnion(resolved: ResolvedSchema, { withoutUnion: written }: SampledPlaces): Schema {
  const known = written.get(resolved) ?? writeWithoutUnion(resolved);
  written.set(resolved, known);
  return known;
}

function writeWithoutUnion(resolved: ResolvedSchema): Schema {
  const { context, values, types, takesNull } = resolved;
  const own = ownKeywords(resolved);
  const needed = wantedNames(resolved, own.minProperties);
  const properties = new Map([...needed, ...resolved.names.keys()].map((name) => [name, propertyAt(resolved, name)]));
  for (const [name, location] of properties) if (isImpossible(location)) properties.delete(name);
  const itemAt = (index?: number) => resolveMembers(context, itemMembers(resolved, index));
  const front = Array.from({ length: frontLength(resolved) }, (_, index) => itemAt(index));
  const prefixItems = [...front, ...containedItems(resolved)].map(placeOf);
  const hasItems = itemMembers(resolved).length > 0 && !isImpossible(itemAt());
  const orNull = takesNull ? [null] : [];
  const schema: Schema = {
    ...own,
    ...(values && { enum: [...values.value, ...orNull] }),
    ...(types && { type: [...types.value, ...orNull.map(String)] }),
    ...(needed.length > 0 && { required: needed.filter((name) => properties.has(name)) }),
    ...(properties.size > 0 && { properties: mapValues(Object.fromEntries(properties), placeOf) }),
    ...(hasItems && { items: placeOf(itemAt()) }),
    ...(prefixItems.length > 0 && { prefixItems }),
    ...(prefixItems.length > front.length && { minItems: Math.max(prefixItems.length, own.minItems ?? 0) }),
  };
  return schema.properties || schema.items || schema.prefixItems ? schema : withoutDenied(schema, resolved);
}

/** Asks for a value that `not` does not list, and that is of no type that it names, where one is found. */
function withoutDenied(schema: Schema, { leaves }: ResolvedSchema): Schema {
  const all = leaves.flatMap(({ schema: { not } }) => (not ? [not] : []));
  const types = all.flatMap((not) => (Object.keys(not).join() === 'type' ? (typesOf(not) ?? []) : []));
  const other = types.length > 0 && schema.type === undefined ? { ...schema, not: { type: types } } : schema;
  const denied = all.flatMap((not) => not.enum ?? [not.const].filter((value) => value !== undefined));
  if (denied.length === 0) return other;
  const others = Array.from({ length: 20 }, (_, index) => varied(sample(other), index, other));
  const free = others.find((each) => !isListed(denied as Json[], each));
  return free === undefined ? other : { ...other, hints: { values: [free] } };
}

/** Lists what is required, and so many other names besides as there must be: declared ones, or any that are allowed. */
function wantedNames(resolved: ResolvedSchema, minProperties = 0): string[] {
  const { context, leaves, names, required } = resolved;
  const lacking = Math.min(minProperties, 50) - required.size;
  if (lacking <= 0) return [...required.keys()];
  const patterned = leaves.flatMap(({ schema }) =>
    Object.keys(schema.patternProperties ?? {}).flatMap((pattern) =>
      Array.from({ length: lacking * 3 }, (_, seed) => matchingText({ pattern, minLength: 1 }, seed + 1) ?? []).flat(),
    ),
  );
  const asked = leaves.flatMap((leaf) => {
    const { propertyNames: names } = leaf.schema;
    return names === undefined ? [] : [readInner(context, leaf, names, `${leaf.pointer}/propertyNames`)];
  });
  const propertyNames = ownKeywords(resolveMembers(context, asked));
  const others = new Set([...names.keys(), ...patterned, ...otherNames({ propertyNames }, lacking, 'other')]);
  const possible = [...others].filter((name) => !required.has(name) && !isImpossible(propertyAt(resolved, name)));
  return [...required.keys(), ...possible.slice(0, lacking)];
}

/** Names what is written from all members together, and not keyword by keyword. */
const joined = new Set([
  ...Object.values(schemaKeywords).flat(),
  ...['enum', 'const', 'required', 'dependentRequired', 'discriminator'],
]);

/** Joins what the members of a location say of a value itself, and not of what is in it. */
function ownKeywords({ leaves, context }: ResolvedSchema): Schema {
  return leaves
    .map(({ schema, home = context }) => {
      const own = Object.entries(schema).filter(([keyword]) => !joined.has(keyword));
      return translateSchema(Object.fromEntries(own), home.dialect);
    })
    .reduce(combine, {});
}
