import type { ErrorObject } from 'ajv';
import type { Finding } from '../../finding.ts';
import { type Definitions, resolveSchema } from '../definitions.ts';
import { includesJson, isObject } from '../json.ts';
import { toPointer } from '../pointer.ts';
import type { Schema } from '../types.ts';
import { listed } from './describe.ts';

/** Holds a branch of a union that a value does not fit, and why not. */
export interface FailedBranch {
  schema: Schema;
  findings: Finding[];
}

/**
 * Tells what is wrong with a value by the branch of a union that was evidently meant: the only one of its type, the one whose
 * constants and lists have what the value has, or else the one that knows most of its properties and misses fewest. Where no
 * branch has the value of a property that all list, that is told. Undefined where several are as likely.
 */
export function tellMeantBranch(
  branches: readonly FailedBranch[],
  { data, instancePath }: Pick<ErrorObject, 'data' | 'instancePath'>,
  definitions: Definitions,
): Finding[] | undefined {
  const fitting = branches
    .map((branch) => ({ ...branch, facts: factsOf(branch.schema, definitions) }))
    .filter(({ facts }) => takesTypeOf(facts, data));
  if (fitting.length < 2 || !isObject(data)) return onlyOne(fitting)?.findings;
  const tagged = fitting.map((branch) => ({ ...branch, tags: comparedTags(branch.facts, data) }));
  const chosen = tagged.filter(({ tags }) => tags.same > 0 && tags.other === 0);
  if (chosen.length === 0) {
    const unlisted = unlistedValue(tagged, data, instancePath);
    if (unlisted) return [unlisted];
  }
  const ranked = (chosen.length > 0 ? chosen : tagged).map((branch) => ({
    ...branch,
    likeness: likeness(branch, data),
  }));
  const best = Math.max(...ranked.map((each) => each.likeness));
  const likeliest = ranked.filter((each) => each.likeness === best);
  const fewest = Math.min(...likeliest.map(({ findings }) => findings.length));
  return onlyOne(likeliest.filter(({ findings }) => findings.length === fewest))?.findings;
}

function onlyOne<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

/** Holds what a branch says of a value as a whole. */
interface BranchFacts {
  types: readonly string[] | undefined;
  /** The values that declared properties are limited to; undefined for any. */
  properties: ReadonlyMap<string, readonly unknown[] | undefined>;
  required: ReadonlySet<string>;
}

/** Deeper than this nothing is looked for in `allOf`. */
const deepest = 5;
const factsOfBranches = new WeakMap<Schema, BranchFacts>();

/** A schema that is `false` says nothing of what would fit. */
const nothingSaid: BranchFacts = { types: [], properties: new Map(), required: new Set() };

function factsOf(schema: Schema, definitions: Definitions): BranchFacts {
  if (!isObject(schema)) return nothingSaid;
  const before = factsOfBranches.get(schema);
  if (before) return before;
  const parts = branchParts(schema, definitions, 0);
  const types = parts.map(({ type }) => type).find((type) => type !== undefined);
  const properties = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  const facts = {
    types: types === undefined ? undefined : [types].flat(),
    properties: valuesByName(properties, definitions),
    required: new Set(parts.flatMap(({ required = [] }) => required)),
  };
  factsOfBranches.set(schema, facts);
  return facts;
}

/** Finds the values that properties are limited to; what one part limits stays so where another says nothing of it. */
function valuesByName(properties: readonly [string, Schema][], definitions: Definitions): BranchFacts['properties'] {
  const values = new Map<string, readonly unknown[] | undefined>();
  for (const [name, property] of properties)
    values.set(name, values.get(name) ?? namedValues(resolveSchema(property, definitions)));
  return values;
}

function branchParts(schema: Schema, definitions: Definitions, depth: number): Schema[] {
  const resolved = isObject(schema) ? resolveSchema(schema, definitions) : {};
  const { allOf = [] } = resolved;
  return [resolved, ...(depth < deepest ? allOf : []).flatMap((part) => branchParts(part, definitions, depth + 1))];
}

function namedValues(property: Schema): readonly unknown[] | undefined {
  if (!isObject(property)) return undefined;
  return property.enum ?? (property.const === undefined ? undefined : [property.const]);
}

function takesTypeOf({ types }: BranchFacts, value: unknown): boolean {
  if (types === undefined) return true;
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(type) || (types.includes('integer') && Number.isInteger(value));
}

type Data = Record<string, unknown>;

/** Counts the properties of a value that have a value which a branch lists, and those that have another one. */
function comparedTags({ properties }: BranchFacts, data: Data): { same: number; other: number } {
  const tags = { same: 0, other: 0 };
  for (const [name, values] of properties) {
    if (!values || !Object.hasOwn(data, name)) continue;
    tags[includesJson(values, data[name]) ? 'same' : 'other']++;
  }
  return tags;
}

/** Tells of a property that each branch lists values of, and none the one that is there. */
function unlistedValue(
  branches: readonly { facts: BranchFacts }[],
  data: Data,
  instancePath: string,
): Finding | undefined {
  const [first] = branches;
  for (const name of first?.facts.properties.keys() ?? []) {
    if (!Object.hasOwn(data, name)) continue;
    const lists = branches.map(({ facts }) => facts.properties.get(name));
    if (!lists.every((values) => values !== undefined && !includesJson(values, data[name]))) continue;
    const values = new Set(lists.flatMap((each) => each ?? []));
    return {
      rule: 'enum',
      pointer: instancePath + toPointer([name]),
      message: `must be one of ${listed([...values])}`,
    };
  }
  return undefined;
}

/** Counts what speaks for a branch: properties that it knows, and values that it lists; less what it misses. */
function likeness({ facts, tags }: { facts: BranchFacts; tags: { same: number; other: number } }, data: Data): number {
  const names = Object.keys(data).filter((name) => facts.properties.has(name));
  const missing = [...facts.required].filter((name) => !Object.hasOwn(data, name));
  return names.length - missing.length + tags.same - tags.other;
}
