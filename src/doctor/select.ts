import type { OpenApiDocument } from '../openapi/read.ts';
import { isObject } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';
import { listedValues, resolved, type SchemaNode } from './nodes.ts';

/** A union in a property, and the sibling property whose value chooses the branch. */
export interface Selection {
  /** The schema that has both properties. */
  holder: SchemaNode;
  tag: string;
  property: string;
  groups: { values: string[]; branch: Schema }[];
  /** What the union asks of every branch. */
  beside: Schema;
  /** Whether the union takes null too. */
  nullable: boolean;
}

/** A union that a discriminator of the holder is meant for, though it stands in a property of it. */
export function misplacedSelection(document: OpenApiDocument, holder: SchemaNode): Selection | undefined {
  const { discriminator, oneOf, anyOf, properties = {} } = holder.schema;
  const tag = discriminator?.propertyName;
  if (!isObject(discriminator) || typeof tag !== 'string' || oneOf || anyOf) return undefined;
  return Object.entries(properties)
    .filter(([name]) => name !== tag)
    .map(([property]) => selectionOf(document, holder, tag, property, discriminator.mapping))
    .find((found) => found !== undefined);
}

/** A union whose own discriminator names a property that no branch has, but that its holder has. */
export function outerSelection(document: OpenApiDocument, holder: SchemaNode, property: string): Selection | undefined {
  const union = resolvedSchema(document, holder.schema.properties?.[property]);
  const tag = union?.discriminator?.propertyName;
  if (typeof tag !== 'string' || !holder.schema.properties?.[tag] || tag === property) return undefined;
  const branches = union?.oneOf ?? union?.anyOf ?? [];
  if (branches.some((branch) => hasProperty(document, branch, tag))) return undefined;
  return selectionOf(document, holder, tag, property, union?.discriminator?.mapping);
}

/**
 * A union beside a property whose values are named like its branches: `pay-bill` and `PayBillData`. `partly`: values that
 * are named like none may go with any branch.
 */
export function namedSelection(
  document: OpenApiDocument,
  holder: SchemaNode,
  property: string,
  { partly = false } = {},
): Selection | undefined {
  return Object.keys(holder.schema.properties ?? {})
    .filter((tag) => tag !== property && holder.schema.required?.includes(tag))
    .map((tag) => selectionOf(document, holder, tag, property, undefined, partly))
    .find((found) => found !== undefined);
}

function selectionOf(
  document: OpenApiDocument,
  holder: SchemaNode,
  tag: string,
  property: string,
  mapping: Record<string, unknown> | undefined,
  partly = false,
): Selection | undefined {
  const union = resolvedSchema(document, holder.schema.properties?.[property]);
  const all = union?.oneOf ?? union?.anyOf ?? [];
  const branches = all.filter((branch) => !takesNullOnly(branch));
  const values = listedValues(document, holder.schema.properties?.[tag]);
  if (!union || branches.length < 2) return undefined;
  const groups =
    mapping && isObject(mapping) ? byMapping(branches, mapping, values) : byName(branches, values ?? [], partly);
  const nullable = union.nullable === true || branches.length < all.length;
  return groups && { holder, tag, property, groups, beside: besideUnion(union), nullable };
}

function takesNullOnly({ type, enum: listed, const: only }: Schema): boolean {
  return type === 'null' || only === null || listed?.every((value) => value === null) === true;
}

/** What each alternative gets anew, and what says nothing about values. */
const ownOfUnion = new Set([
  ...['discriminator', 'nullable', 'title', 'description', 'example', 'examples', 'default'],
  ...['deprecated', 'externalDocs', 'xml'],
]);

function besideUnion(union: Schema): Schema {
  const used = union.oneOf ? 'oneOf' : 'anyOf';
  return Object.fromEntries(Object.entries(union).filter(([key]) => key !== used && !ownOfUnion.has(key)));
}

type Groups = Selection['groups'];

/** Values that the mapping leaves out may go with any branch. */
function byMapping(
  branches: readonly Schema[],
  mapping: Record<string, unknown>,
  listed: string[] | undefined,
): Groups | undefined {
  const keys = Object.keys(mapping).filter((key) => listed === undefined || listed.includes(key));
  const groups = branches.map((branch) => ({ values: keys.filter((key) => leadsTo(mapping[key], branch)), branch }));
  const mapped = groups.filter(({ values }) => values.length > 0);
  if (mapped.length === 0) return undefined;
  const rest = (listed ?? []).filter((value) => !mapped.some(({ values }) => values.includes(value)));
  return rest.length === 0 ? mapped : [...mapped, { values: rest, branch: { anyOf: [...branches] } }];
}

function leadsTo(target: unknown, { $ref }: Schema): boolean {
  const text = isObject(target) ? target.$ref : target;
  return typeof text === 'string' && $ref !== undefined && (text === $ref || $ref.endsWith(`/${text}`));
}

/** Each value goes to the branch that is named most like it; nothing when that is not clear for every one, or `partly` for any. */
function byName(branches: readonly Schema[], values: readonly string[], partly: boolean): Groups | undefined {
  const names = branches.map(({ $ref, title }) => $ref?.split('/').at(-1) ?? title ?? '');
  const chosen = values.map((value) => {
    const scores = names.map((name) => likeness(value, name));
    const best = Math.max(...scores);
    return best >= 0.5 && scores.filter((score) => score === best).length === 1 ? scores.indexOf(best) : -1;
  });
  const groups = branches.map((branch, index) => ({ values: values.filter((_, at) => chosen[at] === index), branch }));
  const named = groups.filter((group) => group.values.length > 0);
  const rest = values.filter((_, at) => chosen[at] === -1);
  if (named.length === groups.length && rest.length === 0) return values.length > 0 ? groups : undefined;
  if (!partly || named.length === 0) return undefined;
  return rest.length === 0 ? named : [...named, { values: rest, branch: { anyOf: [...branches] } }];
}

/** The share of a value's words that a name has too; a word may be the beginning of the other (ship, shipment). */
function likeness(value: string, name: string): number {
  const [own, others] = [words(value), words(name)];
  const shared = own.filter((word) => others.some((other) => other.startsWith(word) || word.startsWith(other)));
  return own.length === 0 ? 0 : shared.length / own.length;
}

function words(text: string): string[] {
  const apart = text.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return apart.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
}

function hasProperty(document: OpenApiDocument, branch: Schema, name: string): boolean {
  const target = listedProperties(document, branch);
  return target.includes(name);
}

function listedProperties(document: OpenApiDocument, schema: Schema, depth = 0): string[] {
  const found = resolvedSchema(document, schema);
  if (!found || depth > 20) return [];
  const inherited = (found.allOf ?? []).flatMap((part) => listedProperties(document, part, depth + 1));
  return [...Object.keys(found.properties ?? {}), ...inherited];
}

function resolvedSchema(document: OpenApiDocument, schema: Schema | undefined): Schema | undefined {
  return schema && resolved(document, { path: [], schema })?.schema;
}
