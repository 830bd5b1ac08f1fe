import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import { nodesIn, schemaKeywords } from './keywords.ts';

const lists = [...schemaKeywords.list, 'required', 'enum'];

/**
 * Throws an input error for the first keyword of a document's schemas that has not the form by which everything here reads it: a list, a
 * map, a schema. `placeOf` says where something stands in the document that it was cut out of. What else is wrong there, JSON Schema's own
 * schema tells.
 */
export function refuseMisshapen(
  document: unknown,
  source: string,
  placeOf: (path: readonly string[]) => string[],
): void {
  for (const { kind, value, path } of nodesIn(document)) {
    if (kind !== 'Schema') continue;
    const [keyword, what] = misshapenIn(value) ?? [];
    if (what === undefined) continue;
    const place = toPointer(placeOf([...path, ...(keyword ? [keyword] : [])]));
    throw userError('input', `${source}: ${place} must be ${what}`, {
      hint: 'Mend the document, or what is wrong there with an overlay: --overlay FILE.',
    });
  }
}

/** Names the keyword that has another form, none for the schema itself, and says which it must have. */
function misshapenIn(schema: unknown): [keyword: string | undefined, what: string] | undefined {
  if (!isObject(schema)) return isSchema(schema) ? undefined : [undefined, aSchema];
  const has = (keyword: string): boolean => Object.hasOwn(schema, keyword);
  const list = lists.find((each) => has(each) && !Array.isArray(schema[each]));
  if (list) return [list, list === 'required' ? 'a list of names' : 'a list'];
  const map = schemaKeywords.map.find((each) => has(each) && !isObject(schema[each]));
  if (map) return [map, 'an object'];
  const one = schemaKeywords.one.find((each) => has(each) && !isSchema(schema[each]));
  return one ? [one, aSchema] : undefined;
}

const aSchema = 'a schema: an object, true or false';

/** Tells whether something can stand where a schema is asked for; lists of items and of names did in older drafts. */
function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null);
}
