import { conjunctsOf } from '../openapi/discriminator.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { isObject } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';
import { followSchema, listedTexts, propertyOf, type SchemaNode, unionBranchName } from './schema-nodes.ts';

/** Holds a union in a property, and the sibling property whose value selects the branch. */
export interface BranchSelection {
  /** Holds the schema that has both properties. */
  holder: SchemaNode;
  tag: string;
  property: string;
  groups: SelectedBranch[];
  /** Holds what the union asks of every branch. */
  beside: Schema;
  /** Tells whether the union takes null too. */
  nullable: boolean;
}

interface SelectedBranch {
  values: string[];
  branch: Schema;
}

/** Finds a union that a discriminator of the holder is meant for, though it stands in a property of it. */
export function misplacedSelection(document: OpenApiDocument, holder: SchemaNode): BranchSelection | undefined {
  const { discriminator, oneOf, anyOf, properties = {} } = holder.schema;
  const tag = discriminator?.propertyName;
  if (!isObject(discriminator) || typeof tag !== 'string' || oneOf || anyOf) return undefined;
  return Object.keys(properties)
    .filter((property) => property !== tag)
    .map((property) => selectionBy(document, { holder, tag, property }, { mapping: discriminator.mapping }))
    .find((found) => found !== undefined);
}

/** Finds a union whose own discriminator names a property that no branch has, but that its holder has. */
export function outerSelection(
  document: OpenApiDocument,
  holder: SchemaNode,
  property: string,
): BranchSelection | undefined {
  const union = unionIn(document, holder, property);
  const { propertyName: tag, mapping } = union?.schema.discriminator ?? {};
  if (!union || typeof tag !== 'string' || !propertyOf(holder.schema, tag) || tag === property) return undefined;
  const isOwn = union.branches.some((branch) => conjunctsOf(document, branch).some((each) => propertyOf(each, tag)));
  return isOwn ? undefined : selectionBy(document, { holder, tag, property }, { mapping });
}

/**
 * Finds a union beside a property whose values are named like its branches: `pay-bill` and `PayBillData`. With `partly`,
 * values that are named like none may go with any branch.
 */
export function namedSelection(
  document: OpenApiDocument,
  holder: SchemaNode,
  property: string,
  { partly = false } = {},
): BranchSelection | undefined {
  return Object.keys(holder.schema.properties ?? {})
    .filter((tag) => tag !== property && holder.schema.required?.includes(tag))
    .map((tag) => selectionBy(document, { holder, tag, property }, { partly }))
    .find((found) => found !== undefined);
}

function selectionBy(
  document: OpenApiDocument,
  location: Pick<BranchSelection, 'holder' | 'tag' | 'property'>,
  { mapping, partly = false }: { mapping?: unknown; partly?: boolean },
): BranchSelection | undefined {
  const { holder, tag, property } = location;
  // A property that lists no texts chooses nothing by their names; most do not.
  const values = listedTexts(document, propertyOf(holder.schema, tag));
  if (!isObject(mapping) && !values?.length) return undefined;
  const union = unionIn(document, holder, property);
  const branches = (union?.branches ?? []).filter((branch) => !takesNullOnly(branch));
  if (!union || branches.length < 2) return undefined;
  const groups = isObject(mapping)
    ? groupByMapping(branches, mapping, values)
    : groupByName(branches, values ?? [], partly);
  const nullable = union.schema.nullable === true || branches.length < union.branches.length;
  return groups && { ...location, groups, beside: besideUnion(union.schema), nullable };
}

function unionIn(
  document: OpenApiDocument,
  holder: SchemaNode,
  property: string,
): { schema: Schema; branches: Schema[] } | undefined {
  const written = propertyOf(holder.schema, property);
  const schema = isObject(written) && followSchema(document, { path: [], schema: written })?.schema;
  return schema ? { schema, branches: schema.oneOf ?? schema.anyOf ?? [] } : undefined;
}

function takesNullOnly({ type, enum: listed, const: only }: Schema): boolean {
  return type === 'null' || only === null || listed?.every((value) => value === null) === true;
}

/** Lists what each branch gets anew, and what says nothing about values. */
const ownOfUnion = new Set([
  ...['discriminator', 'nullable', 'title', 'description', 'example', 'examples', 'default'],
  ...['deprecated', 'externalDocs', 'xml'],
]);

function besideUnion(union: Schema): Schema {
  const used = union.oneOf ? 'oneOf' : 'anyOf';
  return Object.fromEntries(Object.entries(union).filter(([key]) => key !== used && !ownOfUnion.has(key)));
}

/** Groups values by the branch that they are mapped to; values that the mapping leaves out may go with any branch. */
function groupByMapping(
  branches: readonly Schema[],
  mapping: Record<string, unknown>,
  listed: string[] | undefined,
): SelectedBranch[] | undefined {
  const keys = Object.keys(mapping).filter((key) => listed === undefined || listed.includes(key));
  const groups = branches.map((branch) => ({ values: keys.filter((key) => isMappedTo(mapping[key], branch)), branch }));
  const mapped = groups.filter(({ values }) => values.length > 0);
  if (mapped.length === 0) return undefined;
  const rest = (listed ?? []).filter((value) => !mapped.some(({ values }) => values.includes(value)));
  return withRest(mapped, rest, branches);
}

/** Lets the values that are left go with any branch. */
function withRest(groups: SelectedBranch[], values: string[], branches: readonly Schema[]): SelectedBranch[] {
  return values.length === 0 ? groups : [...groups, { values, branch: { anyOf: [...branches] } }];
}

function isMappedTo(target: unknown, { $ref }: Schema): boolean {
  const text = isObject(target) ? target.$ref : target;
  return typeof text === 'string' && $ref !== undefined && (text === $ref || $ref.endsWith(`/${text}`));
}

/**
 * Groups each value with the branch that is named most like it; undefined when that is not clear for every value and branch,
 * or, with `partly`, for any.
 */
function groupByName(
  branches: readonly Schema[],
  values: readonly string[],
  partly: boolean,
): SelectedBranch[] | undefined {
  const chosen = values.map((value) => {
    const scores = branches.map((branch) => likeness(value, unionBranchName(branch) ?? ''));
    const best = Math.max(...scores);
    return best >= 0.5 && scores.filter((score) => score === best).length === 1 ? scores.indexOf(best) : -1;
  });
  const groups = branches.map((branch, index) => ({ values: values.filter((_, at) => chosen[at] === index), branch }));
  const clear = groups.filter((group) => group.values.length > 0);
  const rest = values.filter((_, at) => chosen[at] === -1);
  if (clear.length === 0 || (!partly && (rest.length > 0 || clear.length < groups.length))) return undefined;
  return withRest(clear, rest, branches);
}

/** Gives the share of a value's words that a name has too; a word may be the beginning of the other (ship, shipment). */
function likeness(value: string, name: string): number {
  const [own, others] = [nameWords(value), nameWords(name)];
  const shared = own.filter((word) => others.some((other) => other.startsWith(word) || word.startsWith(other)));
  return own.length === 0 ? 0 : shared.length / own.length;
}

function nameWords(text: string): string[] {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
}
