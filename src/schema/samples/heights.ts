import { type Definitions, isDefinitionReference } from '../definitions.ts';
import { flatten } from '../flatten.ts';
import { isObject } from '../json.ts';
import { type Schema, typesOf } from '../types.ts';

/** Says how many definitions the smallest value of a schema passes, one inside the other: as a number, or by way of others. */
type Height = number | { definition: string } | { most: Height[] } | { least: Height[] };

/**
 * Tells how many definitions the smallest value of a schema passes, one inside the other: 0 for one that needs none, infinity
 * for one that no finite value meets.
 */
export function heightOf(schema: Schema, definitions: Definitions): number {
  return evaluate(heightIn(schema), heightsOf(definitions));
}

const cache = new WeakMap<Definitions, ReadonlyMap<string, number>>();

/** Starts from no value at all, and lowers what can be lowered until nothing changes. */
function heightsOf(definitions: Definitions): ReadonlyMap<string, number> {
  const known = cache.get(definitions);
  if (known) return known;
  const written = Object.entries(definitions).map(([name, schema]) => [name, heightIn(schema)] as const);
  const heights = new Map<string, number>();
  cache.set(definitions, heights);
  for (let changes = true; changes; ) {
    changes = false;
    for (const [name, height] of written) {
      const value = evaluate(height, heights);
      if (value >= (heights.get(name) ?? Number.POSITIVE_INFINITY)) continue;
      heights.set(name, value);
      changes = true;
    }
  }
  return heights;
}

function evaluate(height: Height, heights: ReadonlyMap<string, number>): number {
  if (typeof height === 'number') return height;
  if ('definition' in height) return 1 + (heights.get(height.definition) ?? Number.POSITIVE_INFINITY);
  if ('most' in height) return Math.max(0, ...height.most.map((each) => evaluate(each, heights)));
  return Math.min(...height.least.map((each) => evaluate(each, heights)));
}

function heightIn(schema: Schema | boolean): Height {
  if (!isObject(schema)) return schema === false ? Number.POSITIVE_INFINITY : 0;
  if (isDefinitionReference(schema.$ref)) return { definition: schema.$ref };
  const flat = flatten(schema);
  if (flat.enum !== undefined || flat.const !== undefined) return 0;
  const unions = [flat, ...(flat.more ?? [])].flatMap(({ oneOf, anyOf }) =>
    [oneOf, anyOf].filter((each) => each?.length),
  );
  return highestOf([...unions.map((branches) => lowestOf((branches ?? []).map(heightIn))), ownHeight(flat)]);
}

/** Gives the height without unions: that of the type that needs least. */
function ownHeight(flat: Schema): Height {
  const types = typesOf(flat) ?? ['null'];
  return lowestOf(
    types.map((type) => (type === 'object' ? objectHeight(flat) : type === 'array' ? arrayHeight(flat) : 0)),
  );
}

function objectHeight({ properties = {}, required = [], additionalProperties = {} }: Schema): Height {
  return highestOf(
    required.map((name) => heightIn((Object.hasOwn(properties, name) ? properties[name] : additionalProperties) ?? {})),
  );
}

function arrayHeight({ items = {}, prefixItems = [], minItems = 0, contains, minContains = 1 }: Schema): Height {
  const first = prefixItems.slice(0, minItems).map(heightIn);
  const others = minItems > prefixItems.length ? [heightIn(items)] : [];
  return highestOf([...first, ...others, ...(contains && minContains > 0 ? [heightIn(contains)] : [])]);
}

/** Leaves out what changes nothing, so that what is worked out again and again is small. */
function highestOf(heights: readonly Height[]): Height {
  const relevant = heights.filter((each) => each !== 0);
  return relevant.length === 0 ? 0 : relevant.length === 1 ? (relevant[0] as Height) : { most: relevant };
}

function lowestOf(heights: readonly Height[]): Height {
  return heights.includes(0) ? 0 : heights.length === 1 ? (heights[0] as Height) : { least: [...heights] };
}
