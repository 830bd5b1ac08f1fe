import { type Definitions, resolveSchema } from '../schema/definitions.ts';
import { isObject } from '../schema/json.ts';
import { type Schema, typesOf } from '../schema/types.ts';
import { compileSchema, type Validator } from '../schema/validate/compile.ts';
import { isDateTime } from '../schema/validate/formats.ts';
import { type BoundedRegExp, boundedRegExp } from '../schema/validate/patterns.ts';

/** Reads what schemas declare of the locations in a body, whichever branches of their unions a body takes. */
export function declarationsIn(definitions: Definitions) {
  const withBranches = (schema: Schema): Schema[] => branchesOf(resolveSchema(schema, definitions));
  const patterns = new Map<string, BoundedRegExp>();
  const validators = new WeakMap<Schema, Validator>();

  const matches = (pattern: string, key: string): boolean => {
    const known = patterns.get(pattern) ?? boundedRegExp(pattern, 'u');
    patterns.set(pattern, known);
    return known.test(key);
  };
  const member = (declared: readonly Schema[], key: string): Schema[] =>
    declared.flatMap(({ properties, patternProperties = {}, additionalProperties: others }) => {
      const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
      const patterned = Object.entries(patternProperties).filter(([pattern]) => matches(pattern, key));
      const found = [...(own ? [own] : []), ...patterned.map(([, schema]) => schema)];
      if (found.length === 0 && isObject(others)) found.push(others);
      return found.flatMap(withBranches);
    });
  const item = (declared: readonly Schema[], index: number): Schema[] =>
    declared.flatMap(({ prefixItems = [], items, contains }) =>
      [prefixItems[index] ?? items, contains].flatMap((schema) => (schema ? withBranches(schema) : [])),
    );

  const validatorOf = (schema: Schema): Validator => {
    const known = validators.get(schema) ?? compileSchema(ownAssertions(schema), { definitions });
    validators.set(schema, known);
    return known;
  };
  /** Tells what each schema says of a single value by itself; equal for values that the contract cannot tell apart. */
  const verdicts = (declared: readonly Schema[], value: string | number): string =>
    declared.map((schema) => (validatorOf(schema)(value).length === 0 ? '+' : '-')).join('');
  return { root: withBranches, member, item, verdicts };
}

/** Holds the readers of one contract; an empty list of schemas stands for a location that it does not declare. */
export type Declarations = ReturnType<typeof declarationsIn>;

/** Lists a schema and its branches; `true` and `false` declare nothing. */
function branchesOf(schema: Schema): Schema[] {
  if (!isObject(schema)) return [];
  const { allOf = [], oneOf = [], anyOf = [] } = schema;
  const conditional = [schema.then, schema.else].filter(isObject) as Schema[];
  return [schema, ...[...allOf, ...oneOf, ...anyOf, ...conditional].flatMap(branchesOf)];
}

/** Lists the keywords that a single value can be validated by, without what stands below or beside it. */
const assertions = new Set([
  ...['type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'not'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]);

function ownAssertions(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => assertions.has(keyword)));
}

/** Tells whether the contract names this key here. */
export function declaresKey(declared: readonly Schema[], key: string): boolean {
  return declared.some(
    ({ properties = {}, required = [] }) => Object.hasOwn(properties, key) || required.includes(key),
  );
}

export function declaresNumber(declared: readonly Schema[]): boolean {
  return declared.some((schema) => (typesOf(schema) ?? []).some((type) => type === 'number' || type === 'integer'));
}

/** Tells whether a text is the contract's own, or a moment: neither tells of a person. */
export function isHarmlessText(declared: readonly Schema[], text: string): boolean {
  return declared.some(
    (schema) =>
      schema.const === text ||
      schema.enum?.includes(text) ||
      (schema.enum !== undefined && codeLike.test(text)) ||
      (schema.format === 'date-time' && text.length <= longestMoment && isDateTime(text)),
  );
}

/** Matches a code that the contract does not list yet, where it lists codes: just what somebody looks for in a recording. */
const codeLike = /^[a-z]{1,20}(?:[._-][a-z]{1,20}){1,3}$/;
/** Bounds a moment, with nanoseconds and an offset; more digits would not be those of one. */
const longestMoment = 35;
