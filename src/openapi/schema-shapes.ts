import { messageOf, userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import { boundedRegExp } from '../schema/validate/patterns.ts';
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
    const { way, what } = misshapenIn(value) ?? unreadableIn(value) ?? {};
    if (!way) continue;
    const place = toPointer(placeOf([...path, ...way]));
    throw userError('input', `${source}: ${place} must be ${what}`, {
      hint: 'Mend the document, or what is wrong there with an overlay: --overlay FILE.',
    });
  }
}

/** Says where something has not its form, and which it must have. */
interface Misshapen {
  way: string[];
  what: string;
}

/** Finds the keyword that has another form, or sees it of the schema itself. */
function misshapenIn(schema: unknown): Misshapen | undefined {
  if (!isObject(schema)) return isSchema(schema) ? undefined : { way: [], what: aSchema };
  const has = (keyword: string): boolean => Object.hasOwn(schema, keyword);
  const list = lists.find((each) => has(each) && !Array.isArray(schema[each]));
  if (list) return { way: [list], what: list === 'required' ? 'a list of names' : 'a list' };
  const map = schemaKeywords.map.find((each) => has(each) && !isObject(schema[each]));
  if (map) return { way: [map], what: 'an object' };
  const one = schemaKeywords.one.find((each) => has(each) && !isSchema(schema[each]));
  return one ? { way: [one], what: aSchema } : undefined;
}

/** Finds the pattern that no engine can read, of texts or of names. */
function unreadableIn(schema: unknown): Misshapen | undefined {
  if (!isObject(schema)) return undefined;
  const { pattern, patternProperties } = schema;
  const names = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  const all = [
    ...(typeof pattern === 'string' ? [{ way: ['pattern'], text: pattern }] : []),
    ...names.map((name) => ({ way: ['patternProperties', name], text: name })),
  ];
  for (const { way, text } of all) {
    const fault = faultIn(text);
    if (fault !== undefined) return { way, what: `a regular expression: ${fault}` };
  }
  return undefined;
}

/** Says why a pattern cannot be read; undefined for one that can. */
function faultIn(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch {
    // Some that this engine does not know another one does.
    try {
      boundedRegExp(pattern, 'u');
      return undefined;
    } catch (error) {
      return messageOf(error).replace(/^Invalid regular expression: /, '');
    }
  }
}

const aSchema = 'a schema: an object, true or false';

/** Tells whether something can stand where a schema is asked for; lists of items and of names did in older drafts. */
function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'object' && value !== null);
}
