import { exampleOf } from '../../src/schema/samples/example.ts';
import { heightOf } from '../../src/schema/samples/heights.ts';
import { sitesOf } from '../../src/schema/sites.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { variantsOf } from '../../src/schema/variants.ts';
import { runLimited } from '../support/limited.ts';

const ref = (name: string): Schema => ({ $ref: `definition:${name}` });
const object = (required: string[], properties: Record<string, Schema>): Schema => ({
  type: 'object',
  required,
  properties,
});

const tree = object(['value'], {
  value: { type: 'integer' },
  left: ref('Tree'),
  all: { type: 'array', items: ref('Tree') },
});
const list = object(['head', 'tail'], {
  head: { type: 'string' },
  tail: { anyOf: [ref('Cell'), { type: 'null' }] as never },
});

describe('what a program makes for a schema that contains itself', () => {
  test('is valid, ends, and shows the inside of it', () => {
    const definitions = { 'definition:Tree': tree };
    const validate = compileSchema(tree, { definitions });
    const [variant, ...others] = variantsOf(tree, definitions);
    expect(others).toEqual([]);
    if (!variant) return;
    for (const extent of ['minimal', 'maximal'] as const) expect(validate(exampleOf(variant, extent))).toEqual([]);
    const paths = sitesOf(variant.schema).map(({ path }) => path.join('.'));
    expect(paths).toContain('all.*.left.value');
    expect(Math.max(...paths.map((path) => path.split('.').length))).toBeLessThan(8);
  });

  test('takes the way out where a property is required', () => {
    const tail = { anyOf: [list, { type: 'null' }] };
    const definitions = { 'definition:tail': tail };
    const schema = object(['head', 'tail'], { head: { type: 'string' }, tail: ref('tail') });
    definitions['definition:tail'] = { anyOf: [schema, { type: 'null' }] };
    const validate = compileSchema(schema, { definitions });
    const variants = variantsOf(schema, definitions);
    expect(variants.length).toBeGreaterThan(1);
    for (const variant of variants) expect(validate(exampleOf(variant, 'maximal'))).toEqual([]);
  });

  test('stays small however many schemas refer to each other', async () => {
    const sites = await runLimited(new URL('./count-sites.ts', import.meta.url), [], { processorSeconds: 20 });
    expect(Number(sites)).toBeGreaterThan(0);
    expect(Number(sites)).toBeLessThan(5_000);
  });
});

test('heights tell whether a value can end', () => {
  const endless = object(['next'], { next: ref('Endless') });
  const definitions = {
    'definition:Tree': tree,
    'definition:Endless': endless,
    'definition:Listed': { type: 'array', minItems: 1, items: ref('Tree') },
    'definition:Chosen': { oneOf: [endless, object(['of'], { of: ref('Listed') })] },
    'definition:Optional': { type: ['object', 'null'], required: ['next'], properties: { next: ref('Optional') } },
  };
  const heights = Object.keys(definitions).map((name) => heightOf({ $ref: name }, definitions));
  expect(heights).toEqual([1, Number.POSITIVE_INFINITY, 2, 3, 1]);
});

test('a finding inside names the place in the event, below the branch of a union that was meant, too', () => {
  const definitions = { 'definition:Tree': tree };
  const validate = compileSchema(object([], { trunk: ref('Tree') }), { definitions, every: true });
  expect(validate({ trunk: { value: 1, all: [{ value: 2 }, { left: { value: 'x' } }] } })).toEqual([
    { rule: 'required', pointer: '/trunk/all/1', message: "must have required property 'value'" },
    { rule: 'type', pointer: '/trunk/all/1/left/value', message: 'must be integer' },
  ]);
  const either = { oneOf: [object(['of'], { of: ref('Tree') }), { type: 'string' }] };
  expect(compileSchema(either, { definitions, every: true })({ of: { value: 'x' } })).toMatchObject([
    { rule: 'type', pointer: '/of/value' },
  ]);
});

test('alternatives that contain themselves are judged once at each level, however deep a value is', () => {
  const branch = (kind: string): Schema => object(['kind'], { arg: ref('Expression'), kind: { const: kind } });
  const definitions = { 'definition:Expression': { oneOf: [branch('a'), branch('b')] } };
  const judge = compileSchema(ref('Expression'), { definitions });
  const nested = (kind: string): unknown => {
    let value: unknown = { kind };
    for (let depth = 0; depth < 40; depth++) value = { arg: value, kind: 'b' };
    return value;
  };
  expect(judge(nested('a'))).toEqual([]);
  expect(judge(nested('c'))).not.toEqual([]);
});
