import type { Json } from '../../src/schema/json.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { runLimited } from '../support/limited.ts';

/** Tells of each value whether a schema allows it. */
function verdicts(schema: Schema, values: readonly unknown[]): boolean[] {
  const validate = compileSchema(schema, { every: true });
  return values.map((value) => validate(value).length === 0);
}

describe('multipleOf counts in decimals', () => {
  test.each([
    [0.01, [4.35, 19.99, 8.2, 0.07, 1.1, -3.33, 1e20, 0], [4.355, 0.001, 1e-7]],
    [0.1, [0.3, 0.7, 1e300, 123456789.1], [0.35, 0.30000000000000004]],
    [1e-8, [1e-8, 3e-7, 12.5], [1e-9]],
    [2.5, [5, 7.5, 1e22], [6]],
    [3, [9, 9007199254740990], [10]],
    [0.123456789, [0.246913578], [1e308]],
  ])('of %p', (multipleOf, valid, invalid) => {
    expect(verdicts({ type: 'number', multipleOf }, valid)).toEqual(valid.map(() => true));
    expect(verdicts({ type: 'number', multipleOf }, invalid)).toEqual(invalid.map(() => false));
  });

  test('and says so in the words of other bounds', () => {
    expect(compileSchema({ multipleOf: 0.05 })(0.12)).toEqual([
      { rule: 'multipleOf', pointer: '', message: 'must be multiple of 0.05' },
    ]);
  });
});

describe.each([true, false])(
  'a property may have the empty name, whether every finding is wanted or the first: %s',
  (every) => {
    const allowed = (schema: Schema, values: readonly unknown[]): boolean[] => {
      const validate = compileSchema(schema, { every });
      return values.map((value) => validate(value).length === 0);
    };
    const values = [{}, { a: 1 }, { '': 1 }, { '': 1, a: 1 }];

    test.each([
      [{ required: [''] }, [false, false, true, true]],
      [{ required: ['', 'a'] }, [false, false, false, true]],
      [{ required: ['a', ''], type: 'object', minProperties: 1 }, [false, false, false, true]],
      [{ dependentRequired: { a: [''] } }, [true, false, true, true]],
      [{ dependentRequired: { '': ['a'] } }, [true, true, false, true]],
      [{ anyOf: [{ required: [''] }, { required: ['a'] }] }, [false, true, true, true]],
      [{ not: { required: [''] } }, [true, true, false, false]],
      [{ if: { required: [''] }, else: false }, [false, false, true, true]],
      [{ oneOf: [{ required: [''] }, { required: ['a'] }] }, [false, true, true, false]],
    ] as [Schema, boolean[]][])('%j', (schema, expected) => {
      expect(allowed(schema, values)).toEqual(expected);
      const inside: Schema = { type: 'object', properties: { list: { type: 'array', items: schema } } };
      expect(
        allowed(
          inside,
          values.map((value) => ({ list: [value] })),
        ),
      ).toEqual(expected);
    });
  },
);

describe('a property may have the name of what every object inherits', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__'];
  const parsed = (name: string, value: Json): unknown =>
    JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
  const named = (name: string, schema: Schema): Record<string, Schema> => Object.fromEntries([[name, schema]]);

  test.each(names)('%s in properties and required', (name) => {
    const schema = { type: 'object', properties: named(name, { type: 'string' }) };
    expect(verdicts(schema, [{}, parsed(name, 'x'), parsed(name, 7)])).toEqual([true, true, false]);
    expect(verdicts({ type: 'object', required: [name] }, [{}, parsed(name, 1)])).toEqual([false, true]);
    expect(verdicts({ dependentRequired: { [name]: ['a'] } as never }, [{}])).toEqual([true]);
  });

  test.each(names)('%s where nothing else may be', (name) => {
    const closed = { properties: named(name, {}), additionalProperties: false };
    expect(verdicts(closed, [parsed(name, 1), { other: 1 }])).toEqual([true, false]);
    const unions = { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }], unevaluatedProperties: false };
    expect(verdicts(unions, [{ a: 1, b: 2 }, parsed(name, 1)])).toEqual([true, false]);
    const declared = { ...unions, properties: named(name, {}) };
    expect(verdicts(declared, [parsed(name, 1)])).toEqual([true]);
  });

  test('and as a value of an enum or an item it is compared like any other', () => {
    const odd: unknown = JSON.parse('{"toString":1,"valueOf":2,"constructor":{}}');
    expect(verdicts({ enum: [odd] }, [odd, {}, JSON.parse('{"toString":1}')])).toEqual([true, false, false]);
    expect(verdicts({ const: { a: [] } }, [odd, { a: [] }])).toEqual([false, true]);
    expect(
      verdicts({ uniqueItems: true }, [
        [odd, odd],
        [odd, {}],
      ]),
    ).toEqual([false, true]);
  });

  test('nothing is polluted', () => {
    const validate = compileSchema({
      properties: JSON.parse('{"__proto__":{"type":"object"}}'),
      unevaluatedProperties: {},
    });
    expect(validate(JSON.parse('{"__proto__":{"polluted":true}}'))).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('what was looked at is known to unevaluatedProperties', () => {
  const own = { type: 'object', properties: { id: {} } };
  const met = { required: ['kind'], properties: { kind: { const: 'a' } } };

  test('where if is met, and has no then', () => {
    const schema = { ...own, if: met, else: { required: ['b'], properties: { b: {} } }, unevaluatedProperties: false };
    expect(verdicts(schema, [{ id: 1, kind: 'a' }, { b: 1 }, { id: 1, b: 1 }, { kind: 'b', b: 1 }])).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('where if stands alone', () => {
    expect(verdicts({ if: met, unevaluatedProperties: false }, [{ kind: 'a' }, { kind: 'b' }])).toEqual([true, false]);
  });

  test('where another branch of a union fails', () => {
    const branches = [
      { required: ['b'], properties: { b: {} } },
      { required: ['c'], properties: { c: {} } },
    ];
    for (const union of ['anyOf', 'oneOf']) {
      const schema = { allOf: [own], [union]: branches, unevaluatedProperties: false };
      expect(
        verdicts(schema, [
          { id: 1, c: 1 },
          { id: 1, c: 1, d: 1 },
        ]),
      ).toEqual([true, false]);
    }
  });

  test('where a discriminator chooses', () => {
    const branch = (kind: string, name: string): Schema => ({
      required: ['kind'],
      properties: { kind: { enum: [kind] }, [name]: {} },
    });
    const schema = {
      type: 'object',
      allOf: [own],
      oneOf: [branch('b', 'one'), branch('c', 'two')],
      discriminator: { propertyName: 'kind' },
      unevaluatedProperties: false,
    };
    const values = [
      { id: 1, kind: 'c', two: 1 },
      { id: 1, kind: 'b', one: 1 },
      { kind: 'c', one: 1 },
    ];
    expect(verdicts(schema, values)).toEqual([true, true, false]);
  });

  test('and likewise to unevaluatedItems', () => {
    const schema = {
      anyOf: [{ items: { type: 'string' } }, { prefixItems: [true] }] as never,
      unevaluatedItems: { type: 'number' },
    };
    expect(
      verdicts(schema, [
        ['a', 'b'],
        [true, 1],
        [true, 'b'],
      ]),
    ).toEqual([true, true, false]);
  });
});

describe('what a list must contain was looked at for unevaluatedItems', () => {
  const text = { contains: { type: 'string' } };

  test.each<[string, object, unknown[][], boolean[]]>([
    [
      'behind items in front',
      { prefixItems: [true], ...text, unevaluatedItems: false },
      [[1, 'a'], [1, 2], [1, 'a', 2], ['a'], []],
      [true, false, false, true, false],
    ],
    [
      'where nothing need be contained',
      { ...text, minContains: 0, unevaluatedItems: { type: 'boolean' } },
      [[], ['a', true], ['a', 1]],
      [true, true, false],
    ],
    [
      'up to so many',
      { ...text, maxContains: 2, unevaluatedItems: false },
      [
        ['a', 'b'],
        ['a', 'b', 'c'],
      ],
      [true, false],
    ],
    [
      'where parts of an allOf ask for it',
      { allOf: [text, { allOf: [{ contains: { minimum: 3 } }] }], unevaluatedItems: { maximum: 0 } },
      [
        ['a', 3],
        ['a', 3, -1, 'b'],
        ['a', 3, 1],
      ],
      [true, true, false],
    ],
    [
      'around a list that keeps account of its own',
      { allOf: [{ ...text, unevaluatedItems: { type: 'integer' } }], unevaluatedItems: false },
      [
        ['a', 1],
        ['a', true],
      ],
      [true, false],
    ],
  ])('%s', (_, schema, values, expected) => {
    expect(verdicts({ type: 'array', ...schema } as Schema, values)).toEqual(expected);
  });

  test('an item that is not is told by its place, and by nothing else', () => {
    const validate = compileSchema({ type: 'array', ...text, unevaluatedItems: false } as Schema, { every: true });
    expect(validate(['a', 1])).toEqual([expect.objectContaining({ pointer: '/1', message: 'must not be there' })]);
  });
});

test('what cannot be read rightly is refused when it is compiled', () => {
  const contained = { anyOf: [{ contains: { type: 'string' } }], unevaluatedItems: false };
  expect(() => compileSchema(contained as never)).toThrow('the keyword contains is not supported here');
  const dynamic = { $defs: { a: { $dynamicAnchor: 'a' } }, items: { $dynamicRef: '#a' } };
  expect(() => compileSchema(dynamic as never)).toThrow('the keyword $dynamicRef is not supported here');
});

test('twins are looked for among many objects without comparing each with each', async () => {
  const script = new URL('./find-twins.ts', import.meta.url);
  expect(await runLimited(script, [], { processorSeconds: 20 })).toBe('[[],["uniqueItems"]]\n');
});

describe('patterns are those of ECMA-262', () => {
  test.each([
    ['^.$', ['a', '\u2603'], ['\n', '\r', '\u2028', '']],
    [String.raw`^\s$`, [' ', '\u00a0', '\ufeff', '\u2029', '\v'], ['x', '\u200b']],
    [String.raw`^\S$`, ['x'], ['\u3000', '\t']],
    [String.raw`^[\s\d]+$`, ['1\u00a02'], ['1_2']],
    [String.raw`^[^\s,]+$`, ['ab'], ['a\u2003b']],
    [String.raw`^[\s\S]$`, ['\n', 'x'], ['']],
    [String.raw`^[\S.]$`, ['x'], [' ']],
    [String.raw`^\.\\s$`, [String.raw`.\s`], ['.  ']],
  ])('%s', (pattern, matching, others) => {
    expect(verdicts({ pattern }, [...matching, ...others])).toEqual([
      ...matching.map(() => true),
      ...others.map(() => false),
    ]);
  });
});
