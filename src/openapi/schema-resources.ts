import { isObject } from '../schema/json.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';
import { dialectOf } from './keywords.ts';

/** Holds a schema with an identifier of its own, or the document: references in it start from here (JSON Schema 2020-12, 8.2). */
export interface SchemaResource {
  uri: string;
  path: string[];
  anchors: Map<string, { path: string[]; dynamic: boolean }>;
}

/** Knows the resources of a document by their identifiers, and finds what references to them lead to. */
export class SchemaResources {
  readonly root: SchemaResource;
  readonly #document: Record<string, unknown>;
  readonly #known: Map<string, SchemaResource>;

  /** Begins with the document, which is known by where it was read, and by its `$self`. */
  constructor(document: Record<string, unknown>, base: string) {
    const uri = URL.parse(typeof document.$self === 'string' ? document.$self : '', base)?.href ?? base;
    const root: SchemaResource = { uri, path: [], anchors: new Map() };
    this.root = root;
    this.#document = document;
    this.#known = new Map([base, uri].map((each) => [withoutFragment(each), root]));
  }

  /** Notes the identifiers of a schema, which have no meaning in 3.0; gives the resource that its references start from. */
  add(schema: Record<string, unknown>, path: string[], around: SchemaResource): SchemaResource {
    const { $id, $anchor, $dynamicAnchor } = schema;
    if (dialectOf(this.#document) === '3.0') return around;
    let resource = around;
    if (typeof $id === 'string') {
      resource = { uri: URL.parse($id, around.uri)?.href ?? around.uri, path, anchors: new Map() };
      this.#known.set(withoutFragment(resource.uri), resource);
    }
    if (typeof $anchor === 'string') resource.anchors.set($anchor, { path, dynamic: false });
    if (typeof $dynamicAnchor === 'string') resource.anchors.set($dynamicAnchor, { path, dynamic: true });
    return resource;
  }

  /** Finds the resource that a reference names; undefined for one outside the document. */
  named(reference: string, around: SchemaResource): SchemaResource | undefined {
    if (reference === '' || reference.startsWith('#')) return around;
    const uri = URL.parse(reference, around.uri)?.href;
    return uri === undefined ? undefined : this.#known.get(withoutFragment(uri));
  }

  /** Finds the innermost schema with an identifier that a path lies in. */
  around(path: readonly string[]): SchemaResource {
    const around = [...this.#known.values()].filter((each) => each.path.every((token, at) => token === path[at]));
    return around.toSorted((a, b) => b.path.length - a.path.length)[0] ?? this.root;
  }

  /** Lists the paths of the schemas that a dynamic anchor may mean. */
  dynamicallyNamed(anchor: string): string[][] {
    const anchors = [...new Set(this.#known.values())].flatMap((resource) => resource.anchors.get(anchor) ?? []);
    return anchors.filter(({ dynamic }) => dynamic).map(({ path }) => path);
  }

  /** Reads a fragment: an anchor, or a pointer from the resource; many authors count from the document, whatever has an `$id`. */
  locate(fragment: string, resource: SchemaResource): string[] | undefined {
    if (fragment !== '' && !fragment.startsWith('/'))
      return (resource.anchors.get(percentDecoded(fragment) ?? '') ?? this.root.anchors.get(fragment))?.path;
    const strictly = fromPointer(percentDecoded(fragment) ?? '');
    // A slash that is percent-encoded parts names by the letter, and belongs to a name for many tools.
    const byToken = (): string[] =>
      fragment
        .split('/')
        .slice(1)
        .map((token) => fromPointer(`/${percentDecoded(token)?.replaceAll('/', '~1')}`)[0] ?? '');
    for (const { path } of new Set([resource, this.root])) {
      const found = this.#walk(path, strictly) ?? this.#walk(path, byToken());
      if (found) return found;
    }
    return undefined;
  }

  /** Goes down from a path by tokens, through references on the way as well. */
  #walk(from: string[], tokens: readonly string[], hops = 0): string[] | undefined {
    let path = from;
    for (const [index, token] of tokens.entries()) {
      const value = valueAt(this.#document, path);
      if (valueAt(value, [token]) !== undefined) {
        path = [...path, token];
        continue;
      }
      if (!isObject(value) || typeof value.$ref !== 'string' || hops > mostHopsOnTheWay) return undefined;
      const resource = this.named(value.$ref, this.around(path));
      const pointer = percentDecoded(fragmentOf(value.$ref)) ?? '';
      const next = resource && this.#walk(resource.path, fromPointer(pointer), hops + 1);
      return next && this.#walk(next, tokens.slice(index), hops + 1);
    }
    return path;
  }
}

const mostHopsOnTheWay = 20;

function withoutFragment(uri: string): string {
  return uri.replace(/#.*$/s, '');
}

export function fragmentOf(reference: string): string {
  return /#(.*)$/s.exec(reference)?.[1] ?? '';
}

/** Decodes a percent-encoded text; undefined where a `%` stands in it by itself. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
