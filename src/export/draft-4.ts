import { isObject } from '../schema/json.ts';
import { type Schema, typesOf } from '../schema/types.ts';
import type { LoseKeyword } from './draft-7.ts';
import { booleanless, withDemands } from './rewrite.ts';

/** Names the keywords that stand for a boolean schema as they are. */
const additional = ['additionalProperties', 'additionalItems'];

/** Writes one schema of draft 7 in draft 4, those inside it already written so; what has no words there is left out, and taken note of. */
export function draft4Schema(schema: Schema, lose: LoseKeyword): Schema {
  const { const: constant, contains, propertyNames, if: condition, ...others } = schema;
  const { then, else: otherwise, examples: _, readOnly: _r, writeOnly: _w, ...rest } = others;
  const demands: Schema[] = [];
  if (schema.const !== undefined) demands.push({ enum: [constant] });
  if (contains !== undefined)
    demands.push({ anyOf: [{ not: { type: 'array' } }, { not: { items: { not: booleanless(contains) } } }] });
  if (condition !== undefined) {
    const met = booleanless(condition);
    if (then !== undefined) demands.push({ anyOf: [{ not: met }, booleanless(then)] });
    if (otherwise !== undefined) demands.push({ anyOf: [met, booleanless(otherwise)] });
  }
  if (propertyNames !== undefined) {
    const names = namesDemand(propertyNames);
    if (names) demands.push(names);
    else lose('propertyNames');
  }
  return withDemands(withWholeNumbers(withBounds(withoutEmptyLists(withoutBooleans(rest)))), demands);
}

/** Writes `true` and `false` as schemas that take all, or nothing. */
function withoutBooleans(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (additional.includes(key)) return [key, value];
      if (['items', 'not'].includes(key) && !Array.isArray(value)) return [key, booleanless(value)];
      if (['allOf', 'anyOf', 'oneOf', 'items'].includes(key)) return [key, (value as unknown[]).map(booleanless)];
      if (!['properties', 'patternProperties', 'dependencies'].includes(key) || !isObject(value)) return [key, value];
      return [key, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, booleanless(each)]))];
    }),
  ) as Schema;
}

/** Draft 4 wants at least one entry in its lists. */
function withoutEmptyLists({ required, ...schema }: Schema): Schema {
  const { dependencies } = schema;
  const kept = Object.entries(isObject(dependencies) ? dependencies : {}).filter(
    ([, needed]) => !Array.isArray(needed) || needed.length > 0,
  );
  return {
    ...schema,
    ...(required && required.length > 0 ? { required } : {}),
    ...(dependencies === undefined ? {} : { dependencies: Object.fromEntries(kept) }),
  };
}

function withBounds({ exclusiveMinimum, exclusiveMaximum, ...schema }: Schema): Schema {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  return {
    ...schema,
    ...(typeof exclusiveMinimum === 'number' && exclusiveMinimum >= minimum
      ? { minimum: exclusiveMinimum, exclusiveMinimum: true }
      : {}),
    ...(typeof exclusiveMaximum === 'number' && exclusiveMaximum <= maximum
      ? { maximum: exclusiveMaximum, exclusiveMaximum: true }
      : {}),
  };
}

/** To some validators of draft 4, 1.0 is no `integer`; to others, large numbers are multiples of nothing. */
function withWholeNumbers(schema: Schema): Schema {
  const types = typesOf(schema);
  if (!types?.includes('integer')) return schema;
  const { type, ...rest } = schema;
  if (types.includes('number')) return { ...rest, type: types.filter((each) => each !== 'integer') };
  return withDemands(rest, [{ anyOf: [{ type: type as string }, { type: 'number', multipleOf: 1 }] }]);
}

/** Says what the names of properties must be, where that is a pattern, a list or a length. */
function namesDemand(propertyNames: unknown): Schema | undefined {
  if (propertyNames === true) return {};
  if (propertyNames === false) return { maxProperties: 0 };
  const { type, title, description, minLength, maxLength, ...demand } = propertyNames as Schema;
  if (type !== undefined && type !== 'string') return undefined;
  const lengths =
    minLength === undefined && maxLength === undefined ? [] : [`^[\\s\\S]{${minLength ?? 0},${maxLength ?? ''}}$`];
  const [keyword, ...more] = Object.keys(demand);
  const members = [
    ...lengths.map((pattern) => ({ patternProperties: { [pattern]: {} }, additionalProperties: false })),
    ...(keyword === 'pattern'
      ? [{ patternProperties: { [String(demand.pattern)]: {} }, additionalProperties: false }]
      : []),
    ...(keyword === 'enum'
      ? [
          {
            properties: Object.fromEntries((demand.enum ?? []).map((name) => [String(name), {}])),
            additionalProperties: false,
          },
        ]
      : []),
  ];
  if (more.length > 0 || (keyword !== undefined && keyword !== 'pattern' && keyword !== 'enum')) return undefined;
  return members.length === 1 ? members[0] : { allOf: members };
}
