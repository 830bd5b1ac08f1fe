import { compileSchema, type Dialect, type Validator } from '../../schema/compile.ts';
import { isDateTime } from '../../schema/formats.ts';
import { isObject } from '../../schema/json.ts';
import { type BoundedRegExp, boundedRegExp } from '../../schema/patterns.ts';
import { type Schema, typesOf } from '../../schema/types.ts';

/** All that a contract may say of one place in a body: the schemas of every branch that leads there. Empty: undeclared. */
export type Place = readonly Schema[];

/** What schemas say of the places in a body, whichever branches of their unions a body takes. */
export function placesOf(dialect: Dialect) {
  const patterns = new Map<string, BoundedRegExp>();
  const judges = new WeakMap<Schema, Validator>();

  const matches = (pattern: string, key: string): boolean => {
    const known = patterns.get(pattern) ?? boundedRegExp(pattern, 'u');
    patterns.set(pattern, known);
    return known.test(key);
  };
  const member = (place: Place, key: string): Place =>
    place.flatMap(({ properties, patternProperties = {}, additionalProperties: others }) => {
      const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
      const patterned = Object.entries(patternProperties).filter(([pattern]) => matches(pattern, key));
      const named = [...(own ? [own] : []), ...patterned.map(([, schema]) => schema)];
      if (named.length === 0 && isObject(others)) named.push(others);
      return named.flatMap(branches);
    });
  const item = (place: Place, index: number): Place =>
    place.flatMap(({ prefixItems = [], items, contains }) =>
      [prefixItems[index] ?? items, contains].flatMap((schema) => (schema ? branches(schema) : [])),
    );

  /** What each schema says of a single value by itself; equal for values that the contract cannot tell apart. */
  const verdicts = (place: Place, value: string | number): string =>
    place.map((schema) => (judgeOf(schema)(value).length === 0 ? '+' : '-')).join('');
  const judgeOf = (schema: Schema): Validator => {
    const known = judges.get(schema) ?? compileSchema(ownWords(schema), dialect);
    judges.set(schema, known);
    return known;
  };
  return { root: branches, member, item, verdicts };
}

export type Places = ReturnType<typeof placesOf>;

/** A schema and all those that it is made of or chooses between. */
function branches(schema: Schema): Schema[] {
  const { allOf = [], oneOf = [], anyOf = [] } = schema;
  const conditional = [schema.then, schema.else].filter(isObject) as Schema[];
  return [schema, ...[...allOf, ...oneOf, ...anyOf, ...conditional].flatMap(branches)];
}

const words = ['type', 'nullable', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'not'];
const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];

function ownWords(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([word]) => words.includes(word) || bounds.includes(word)));
}

/** Whether the contract names this key here. */
export function declaresKey(place: Place, key: string): boolean {
  return place.some(({ properties = {}, required = [] }) => Object.hasOwn(properties, key) || required.includes(key));
}

export function declaresNumber(place: Place): boolean {
  return place.some((schema) => (typesOf(schema) ?? []).some((type) => type === 'number' || type === 'integer'));
}

/** Whether a text is the contract's own, or a moment: neither tells of a person. */
export function isHarmless(place: Place, text: string): boolean {
  return place.some(
    (schema) =>
      schema.const === text ||
      schema.enum?.includes(text) ||
      (schema.enum !== undefined && codeLike.test(text)) ||
      (schema.format === 'date-time' && text.length <= longestMoment && isDateTime(text)),
  );
}

// A code that the contract does not list yet, in a place where it lists codes: just what somebody looks for in a recording.
const codeLike = /^[a-z]{1,20}(?:[._-][a-z]{1,20}){1,3}$/;
/** With nanoseconds and an offset; more digits would not be those of a moment. */
const longestMoment = 35;
