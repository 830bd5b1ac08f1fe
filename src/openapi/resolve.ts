import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { userError } from '../errors.ts';
import { isObject, mapValues, sameJson } from '../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../schema/pointer.ts';
import { childNodes, dialectOf, type TypedNode } from './keywords.ts';
import { isUrl } from './read/fetch.ts';
import { fragmentOf, percentDecoded, type SchemaResource, SchemaResources } from './schema-resources.ts';

/** Holds a part of a document, and the path to where it is written. */
export interface LocatedNode {
  path: string[];
  value: unknown;
}

/** Writes a reference to a path of the same document: a JSON pointer as a URI fragment (RFC 6901, 6). */
export function referenceTo(path: readonly (string | number)[]): string {
  return `#${toPointer(path).replaceAll('%', '%25')}`;
}

/** Reads a reference within a document that was read (see `resolveReferences`); undefined for one that leads out of it. */
export function referencePath(reference: string): string[] | undefined {
  const fragment = /^#(?=\/|$)(.*)$/s.exec(reference)?.[1];
  const pointer = fragment === undefined ? undefined : percentDecoded(fragment);
  return pointer === undefined ? undefined : fromPointer(pointer);
}

/** Finds what a reference leads to, which may be a reference again. Throws an input error for one that leads to nothing. */
export function referenceTarget(document: unknown, reference: string, source = 'the document'): LocatedNode {
  const path = referencePath(reference);
  const value = path && valueAt(document, path);
  if (!path || value === undefined) throw userError('input', `${source}: $ref "${reference}" leads to nothing`);
  return { path, value };
}

/** Follows references from a node to the first one that is none. Throws an input error for a circle, or one that leads to nothing. */
export function followReferences(document: unknown, start: LocatedNode, source = 'the document'): LocatedNode {
  let found = start;
  const met = new Set<unknown>();
  while (isObject(found.value) && typeof found.value.$ref === 'string') {
    const { $ref } = found.value;
    if (met.has(found.value)) throw userError('input', `${source}: $ref "${$ref}" leads in a circle`);
    met.add(found.value);
    found = referenceTarget(document, $ref, source);
  }
  return found;
}

/** Follows the references that stand at a path, as above. */
export function nodeAt(document: unknown, path: readonly string[], source?: string): LocatedNode {
  return followReferences(document, { path: [...path], value: valueAt(document, path) }, source);
}

interface ResolveOptions {
  /** Names the file or URL of the document, by which errors name it, and which relative references start from. */
  source: string;
  /** Takes references to other documents, which are left as they are. They are an input error otherwise. */
  takeExternal?: (reference: string) => void;
  /** Gives the line of a JSON pointer, for errors. */
  lineOf?: (pointer: string) => number;
}

/**
 * Brings every reference of a document into one form, a JSON pointer from its root, and checks that it leads somewhere:
 * pointers whatever their encoding, anchors, `$id`, `$self` and, as far as they can be known without an event, dynamic
 * references. Looks neither below `x-…` nor into examples and other values, unless a reference leads there. Identifiers have
 * done their part then, and are taken out. Throws an input error that names the reference and where it stands.
 */
export function resolveReferences<T extends Record<string, unknown>>(document: T, options: ResolveOptions): T {
  const base = isUrl(options.source) ? options.source : pathToFileURL(resolve(options.source)).href;
  const resources = new SchemaResources(document, base);
  const run: ResolverRun = {
    ...{ ...options, document, resources, references: [], unions: [] },
    ...{ seen: new Set(), targets: new Map(), changed: new Map() },
  };
  visitNode(run, { kind: 'Document', value: document, path: [] }, resources.root);
  // The list grows: what a reference leads to may stand where nobody looks else, and hold references itself.
  for (const each of run.references) settleReference(run, each);
  for (const each of run.references) checkCircle(run, each);
  for (const each of run.unions) settleMapping(run, each);
  return run.changed.size === 0 ? document : (rewriteNodes(document, run.changed) as T);
}

interface FoundNode extends TypedNode {
  value: Record<string, unknown>;
  resource: SchemaResource;
}

type ReferenceKeyword = '$ref' | '$dynamicRef';

interface ResolverRun extends ResolveOptions {
  document: Record<string, unknown>;
  resources: SchemaResources;
  references: FoundNode[];
  /** Schemas with a discriminator, whose mapping holds references, too. */
  unions: FoundNode[];
  seen: Set<unknown>;
  targets: Map<unknown, string[]>;
  /** Holds what becomes of an object that is to be written in another way. */
  changed: Map<unknown, Record<string, unknown>>;
}

function visitNode(run: ResolverRun, node: TypedNode, around: SchemaResource): void {
  const { value, kind } = node;
  if (!isObject(value) || run.seen.has(value)) return;
  run.seen.add(value);
  const resource = kind === 'Schema' ? readIdentifiers(run, value, node.path, around) : around;
  if (value.$ref !== undefined || value.$dynamicRef !== undefined || value.discriminator !== undefined)
    noteReferences(run, { ...node, value, resource });
  for (const child of childNodes(node)) visitNode(run, child, resource);
}

function noteReferences(run: ResolverRun, found: FoundNode): void {
  const { $ref, $dynamicRef, discriminator } = found.value;
  if (found.kind === 'Document') return;
  if ($ref !== undefined && typeof $ref !== 'string') throw refuseReference(run, found, 'is no text');
  const isSchema = found.kind === 'Schema';
  if (typeof $ref === 'string' || (isSchema && typeof $dynamicRef === 'string')) run.references.push(found);
  if (isSchema && isObject(discriminator)) run.unions.push(found);
}

/** Takes out the identifiers of a schema; gives the resource that its references start from. */
function readIdentifiers(
  run: ResolverRun,
  schema: Record<string, unknown>,
  path: string[],
  around: SchemaResource,
): SchemaResource {
  if (schema.$id === undefined && schema.$anchor === undefined && schema.$dynamicAnchor === undefined) return around;
  const { $id: _, $anchor: __, $dynamicAnchor: ___, ...others } = schema;
  run.changed.set(schema, others);
  return run.resources.add(schema, path, around);
}

function settleReference(run: ResolverRun, found: FoundNode): void {
  const { value, kind } = found;
  const changed = { ...(run.changed.get(value) ?? value) };
  const target = typeof value.$ref === 'string' ? targetOf(run, found, '$ref') : undefined;
  if (target) {
    changed.$ref = referenceTo(target);
    run.targets.set(value, target);
    visitNode(run, { kind, value: valueAt(run.document, target), path: target }, run.resources.around(target));
  }
  if (kind === 'Schema' && typeof value.$dynamicRef === 'string' && dialectOf(run.document) !== '3.0')
    settleDynamicReference(run, found, changed);
  if (changed.$ref !== value.$ref || changed.$dynamicRef !== value.$dynamicRef) run.changed.set(value, changed);
}

/** Makes a dynamic reference that can only mean one schema a reference like others; which of several one means depends on the event. */
function settleDynamicReference(run: ResolverRun, found: FoundNode, changed: Record<string, unknown>): void {
  const target = targetOf(run, found, '$dynamicRef');
  if (!target) return;
  const anchor = fragmentOf(String(found.value.$dynamicRef));
  const dynamic = run.resources.dynamicallyNamed(anchor).map(toPointer);
  if (dynamic.length > 1 && dynamic.includes(toPointer(target))) {
    const why = `may mean ${dynamic.join(' or ')}, which is not supported`;
    const hint = 'Name the schema that is meant by $ref.';
    throw refuseReference(run, found, why, { keyword: '$dynamicRef', hint });
  }
  delete changed.$dynamicRef;
  const reference = referenceTo(target);
  if (changed.$ref === undefined) changed.$ref = reference;
  else changed.allOf = [...(Array.isArray(changed.allOf) ? changed.allOf : []), { $ref: reference }];
}

/** Finds where the reference of a node leads; undefined for one that leads out of the document and may. */
function targetOf(run: ResolverRun, found: FoundNode, keyword: ReferenceKeyword): string[] | undefined {
  const reference = String(found.value[keyword]);
  const resource = run.resources.named(reference, found.resource);
  if (!resource && !run.takeExternal)
    throw refuseReference(run, found, 'is not followed: it leads out of the document', { keyword });
  if (!resource) return void run.takeExternal?.(reference);
  const fragment = fragmentOf(reference);
  if (percentDecoded(fragment) === undefined) {
    const hint = 'A "%" must be followed by two hexadecimal digits; in a name it is written "%25".';
    throw refuseReference(run, found, 'is malformed: a "%" stands in it by itself', { keyword, hint });
  }
  const target = run.resources.locate(fragment, resource);
  const value = target && valueAt(run.document, target);
  if (!target || value === undefined) throw refuseReference(run, found, 'leads to nothing', { keyword });
  if (target.length === 0) throw refuseReference(run, found, 'leads to the whole document', { keyword });
  if (!isObject(value) && !(found.kind === 'Schema' && typeof value === 'boolean'))
    throw refuseReference(run, found, `leads to no ${found.kind}`, { keyword });
  return target;
}

function checkCircle(run: ResolverRun, found: FoundNode): void {
  const met = new Set<unknown>();
  let value: unknown = found.value;
  for (let target = run.targets.get(value); target; target = run.targets.get(value)) {
    if (met.has(value)) throw refuseReference(run, found, `leads in a circle: ${found.value.$ref} contains itself`);
    met.add(value);
    value = valueAt(run.document, target);
  }
}

/** Resolves mapped values that are references; those that lead to nothing are left for the doctor to find. */
function settleMapping(run: ResolverRun, { value, resource }: FoundNode): void {
  const changed = run.changed.get(value) ?? value;
  const discriminator = value.discriminator as Record<string, unknown>;
  const resolved = (target: unknown): unknown => {
    if (isObject(target) && typeof target.$ref === 'string') return { ...target, $ref: resolved(target.$ref) };
    if (typeof target !== 'string' || !/[#/]/.test(target)) return target;
    const there = run.resources.named(target, resource);
    const path = there && run.resources.locate(fragmentOf(target), there);
    return path && path.length > 0 ? referenceTo(path) : target;
  };
  const { mapping, defaultMapping } = discriminator;
  const fresh: Record<string, unknown> = {
    ...discriminator,
    ...(isObject(mapping) ? { mapping: mapValues(mapping, resolved) } : {}),
    ...(defaultMapping === undefined ? {} : { defaultMapping: resolved(defaultMapping) }),
  };
  if (!sameJson(fresh, discriminator)) run.changed.set(value, { ...changed, discriminator: fresh });
}

function refuseReference(
  { source, lineOf }: ResolverRun,
  { value, path }: FoundNode,
  why: string,
  { keyword = '$ref', hint }: { keyword?: ReferenceKeyword; hint?: string } = {},
): Error {
  const at = toPointer(path);
  const where = lineOf ? `${source}:${lineOf(at)}` : source;
  const message = `${where}: ${keyword} "${value[keyword]}" ${why} (it stands at ${at})`;
  return userError('input', message, hint ? { hint } : {});
}

/** Copies a value with each object that is changed replaced by its new form; what that holds may be changed, too. */
export function rewriteNodes(value: unknown, changed: ReadonlyMap<unknown, Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((each) => rewriteNodes(each, changed));
  if (!isObject(value)) return value;
  return mapValues(changed.get(value) ?? value, (child) => rewriteNodes(child, changed));
}
