import { isObject } from '../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import type { Tag } from '../schema/variants.ts';
import type { Contract } from './load.ts';

/**
 * Where the effective contract says what may stand at a place of an event, as a JSON pointer into it.
 * `path` is the place (`*` for items); `tags` choose the way through discriminated unions.
 */
export function originOf(contract: Contract, path: readonly string[], tags: readonly Tag[]): string {
  const { effective, operation } = contract;
  const content = [...operation.location, 'requestBody', 'content'];
  const mediaType =
    Object.keys((valueAt(effective, content) ?? {}) as object).find((type) => type.includes('json')) ?? '';
  const find = (at: string[], rest: readonly string[]): string[] | undefined => {
    const place = follow(effective, at);
    const schema = valueAt(effective, place);
    if (!isObject(schema)) return undefined;
    const [token, ...further] = rest;
    if (token === undefined) return place;
    const children = token === '*' ? ['items'] : ['properties', token];
    if (valueAt(schema, children) !== undefined) return find([...place, ...children], further);
    for (const branch of branchesOf(schema, path.slice(0, path.length - rest.length), tags, effective)) {
      const found = find([...place, ...branch], rest);
      if (found) return found;
    }
    return undefined;
  };
  return toPointer(find([...content, mediaType, 'schema'], path) ?? operation.location);
}

/** Follows references from a place to where its schema really stands. */
function follow(document: unknown, place: string[]): string[] {
  let at = place;
  for (let hops = 0; hops < 50; hops++) {
    const value = valueAt(document, at);
    if (!isObject(value) || typeof value.$ref !== 'string') break;
    at = fromPointer(decodeURIComponent(value.$ref.slice(1)));
  }
  return at;
}

/** The members of `allOf`, and the branches of a union that the tags choose; all of them where no tag speaks of it. */
function branchesOf(schema: Schema, here: readonly string[], tags: readonly Tag[], document: unknown): string[][] {
  const all = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((keyword) =>
    (schema[keyword] ?? []).map((branch, index) => ({ keyword, branch, place: [keyword, String(index)] })),
  );
  const tag = tags.find((each) => each.path.slice(0, -1).join('\0') === here.join('\0'));
  const chosen = all.filter(({ keyword, branch }) => {
    if (keyword === 'allOf' || !tag) return true;
    const reference = branch.$ref;
    const target = reference ? (valueAt(document, fromPointer(reference.slice(1))) as Schema) : branch;
    const listed = target?.properties?.[tag.path.at(-1) ?? '']?.enum;
    return !listed || tag.values.some((value) => listed.includes(value));
  });
  return chosen.map(({ place }) => place);
}
