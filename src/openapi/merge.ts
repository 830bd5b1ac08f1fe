import { userError } from '../errors.ts';
import { isObject, mapValues, sameJson } from '../schema/json.ts';
import { valueAt, withValueAt } from '../schema/pointer.ts';
import { nodesIn } from './keywords.ts';
import { inPathItem, methodsIn } from './path-item.ts';
import type { OpenApiDocument } from './read/read.ts';
import { rewriteNodes } from './resolve.ts';

/**
 * Makes one document of two. The first one keeps its names; components of the second whose names are taken by something else are
 * renamed, and its references follow them. References of the second to `fileOfFirst` lead into the merged document. Each
 * operation keeps the security and the servers that it had. Throws an input error for an operation that both have.
 */
export function mergeDocuments(first: OpenApiDocument, second: OpenApiDocument, fileOfFirst: string): OpenApiDocument {
  const renamed = renamedComponents(first, second);
  const moved = rewriteReferences(second, renamed, fileOfFirst) as OpenApiDocument;
  const components = { ...first.components };
  for (const [group, named] of Object.entries(moved.components ?? {})) {
    const entries = Object.entries(named).map(([name, value]) => [renamed(group, name), value] as const);
    components[group] = { ...components[group], ...Object.fromEntries(entries) };
  }
  const paths = { ...first.paths };
  for (const [path, item] of Object.entries(moved.paths ?? {})) {
    const known = paths[path] ?? {};
    const methods = methodsIn(item);
    const twice = methods.find((method) => methodsIn(known).includes(method));
    if (twice) throw userError('input', `both documents describe ${twice.toUpperCase()} ${path}`);
    const own = withOwn(item, moved, first, renamed);
    const ways = methods.map(inPathItem);
    const { additionalOperations: _, ...others } = own;
    paths[path] = ways.reduce((merged, way) => withValueAt(merged, way, valueAt(own, way)), { ...known, ...others });
  }
  return { ...first, paths, components };
}

type Renamed = (group: string, name: string) => string;

function renamedComponents(first: OpenApiDocument, second: OpenApiDocument): Renamed {
  const names = new Map<string, string>();
  for (const [group, named] of Object.entries(second.components ?? {})) {
    const taken = new Set([...Object.keys(first.components?.[group] ?? {}), ...Object.keys(named)]);
    for (const [name, value] of Object.entries(named)) {
      const other = first.components?.[group]?.[name];
      if (other === undefined || sameJson(other, value)) continue;
      let free = 2;
      while (taken.has(`${name}${free}`)) free++;
      taken.add(`${name}${free}`);
      names.set(`${group}/${name}`, `${name}${free}`);
    }
  }
  return (group, name) => names.get(`${group}/${name}`) ?? name;
}

function rewriteReferences(document: OpenApiDocument, renamed: Renamed, fileOfFirst: string): unknown {
  const reference = (text: string): string => {
    if (text.startsWith(`${fileOfFirst}#`)) return text.slice(fileOfFirst.length);
    return text.replace(/^#\/components\/([^/]+)\/([^/]+)/, (_, group, name) => {
      return `#/components/${group}/${renamed(group, name)}`;
    });
  };
  const target = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    return value.includes('/') ? reference(value) : renamed('schemas', value);
  };
  const changed = new Map<unknown, Record<string, unknown>>();
  for (const { kind, value } of nodesIn(document)) {
    if (!isObject(value)) continue;
    const { $ref, discriminator } = value;
    const mapping = kind === 'Schema' && isObject(discriminator) ? discriminator.mapping : undefined;
    const fresh = isObject(mapping)
      ? { discriminator: { ...(discriminator as object), mapping: mapValues(mapping, target) } }
      : {};
    changed.set(value, { ...value, ...(typeof $ref === 'string' ? { $ref: reference($ref) } : {}), ...fresh });
  }
  return rewriteNodes(document, changed);
}

/** Writes into operations the security and servers that they take from their document, lest they take those of the other one. */
function withOwn(
  item: Record<string, unknown>,
  { security, servers }: OpenApiDocument,
  first: OpenApiDocument,
  renamed: Renamed,
): Record<string, unknown> {
  const spelt = (requirements: unknown): unknown =>
    (requirements as Record<string, unknown>[]).map((each) =>
      Object.fromEntries(Object.entries(each).map(([name, scopes]) => [renamed('securitySchemes', name), scopes])),
    );
  const asked = security ?? (first.security ? [] : undefined);
  const own = methodsIn(item).reduce((result, method) => {
    const place = [...inPathItem(method), 'security'];
    const given = valueAt(item, place) ?? asked;
    return given === undefined ? result : withValueAt(result, place, spelt(given));
  }, item);
  return servers && !item.servers ? { ...own, servers } : own;
}
