import fc from 'fast-check';
import type { Json } from '../../src/schema/json.ts';
import type { Schema } from '../../src/schema/types.ts';

/** Small schemas with every keyword that is compared, of few names and values, so that two of them often meet. */
export const anySchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => {
  const within = tie('schema');
  const names = fc.constantFrom('a', 'b', 'c');
  const text = fc.record(
    {
      minLength: fc.integer({ min: 0, max: 3 }),
      maxLength: fc.integer({ min: 2, max: 6 }),
      pattern: fc.constantFrom('^a', 'b$', '^[a-z]+$'),
      format: fc.constantFrom('date', 'date-time', 'email', 'phone'),
    },
    { requiredKeys: [] },
  );
  const number = fc.record(
    {
      minimum: fc.integer({ min: -2, max: 2 }),
      maximum: fc.integer({ min: 1, max: 5 }),
      exclusiveMinimum: fc.integer({ min: -2, max: 1 }),
      exclusiveMaximum: fc.integer({ min: 3, max: 6 }),
      multipleOf: fc.constantFrom(1, 2, 0.5),
    },
    { requiredKeys: [] },
  );
  const list = fc.record(
    {
      items: within,
      prefixItems: fc.array(within, { minLength: 1, maxLength: 2 }),
      minItems: fc.integer({ min: 0, max: 2 }),
      maxItems: fc.integer({ min: 1, max: 3 }),
      uniqueItems: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const object = fc.record(
    {
      properties: fc.dictionary(names, within, { maxKeys: 3 }),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.constant(false), within),
      minProperties: fc.integer({ min: 0, max: 2 }),
      maxProperties: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: [] },
  );
  const typed = fc.oneof(
    text.map((more) => ({ type: 'string', ...more })),
    fc.constantFrom('integer', 'number').chain((type) => number.map((more) => ({ type, ...more }))),
    list.map((more) => ({ type: 'array', ...more })),
    object.map((more) => ({ type: 'object', ...more })),
    fc.constant({ type: 'boolean' }),
    fc.constant({ type: ['string', 'null'] }),
    fc.constant({ type: ['integer', 'string'] }),
  );
  const listed = fc
    .uniqueArray(fc.constantFrom<Json>('a', 'b', 'ab', 1, 2, null, true), { minLength: 1, maxLength: 4 })
    .map((values) => ({ enum: values }));
  const composed = fc.oneof(
    fc
      .array(within, { minLength: 1, maxLength: 3 })
      .chain((branches) => fc.constantFrom('oneOf', 'anyOf', 'allOf').map((kind) => ({ [kind]: branches }))),
    within.map((not) => ({ not })),
    fc.record({
      type: fc.constant('object'),
      required: fc.constant(['a']),
      properties: fc.tuple(within, within).map(([a, b]) => ({ a, b })),
    }),
  );
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant({} as Schema),
      typed,
      typed,
      typed,
      listed,
      composed,
    ) as fc.Arbitrary<Schema>,
  };
}).schema;

/** A schema and another one that differs from it in one place, or in all. */
export const schemaPair: fc.Arbitrary<[Schema, Schema]> = fc.oneof(
  fc.tuple(anySchema, anySchema),
  fc
    .tuple(anySchema, fc.nat(), anySchema)
    .map(([schema, at, other]): [Schema, Schema] => [schema, replacedAt(schema, at, other)]),
  fc.tuple(anySchema, fc.nat()).map(([schema, at]): [Schema, Schema] => [schema, withoutAt(schema, at)]),
  fc.tuple(anySchema, fc.nat()).map(([schema, at]): [Schema, Schema] => [withoutAt(schema, at), schema]),
);

type Place = { holder: Record<string, unknown>; key: string };

/** Every keyword of a schema and of those within it, in order. */
function places(schema: Schema): Place[] {
  const found: Place[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (!Array.isArray(node))
      for (const key of Object.keys(node)) found.push({ holder: node as Record<string, unknown>, key });
    for (const child of Object.values(node)) visit(child);
  };
  visit(schema);
  return found;
}

function replacedAt(schema: Schema, at: number, other: Schema): Schema {
  const copy = structuredClone(schema);
  const held = places(copy).filter(({ holder, key }) => isSchema(holder[key]) && !nameMaps.has(key));
  const place = held[at % Math.max(held.length, 1)];
  if (!place) return other;
  place.holder[place.key] = other;
  return copy;
}

const nameMaps = new Set(['properties']);

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutAt(schema: Schema, at: number): Schema {
  const copy = structuredClone(schema);
  const all = places(copy);
  const place = all[at % Math.max(all.length, 1)];
  if (place) delete place.holder[place.key];
  return copy;
}

/** Values of few names and texts, so that they are often near what a small schema takes. */
export const anyValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constantFrom<Json>(
      'a',
      'b',
      'ab',
      'abc',
      '',
      'aaaaaaa',
      '2026-01-15',
      '2026-01-15T09:30:00Z',
      'someone@example.com',
      'Z',
    ),
    fc.constantFrom<Json>(0, 1, 2, 3, 4, 5, 6, 7, -1, -2, -3, 0.5, 1.5, 2.5, 0.25),
    fc.constantFrom<Json>(null, true, false),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), tie('value'), { maxKeys: 5 }),
  ) as fc.Arbitrary<Json>,
})).value;
