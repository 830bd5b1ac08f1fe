import { compileEvents } from '../../src/contract/compile-events.ts';
import { readDiscriminator } from '../../src/openapi/discriminator.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import type { Schema } from '../../src/schema/types.ts';
import { contractOf } from '../contract/documents.ts';

const documentOf = (schemas: object, schema: object = { $ref: '#/components/schemas/Parcel' }, openapi = '3.0.3') => ({
  openapi,
  info: { title: 'Parcels', version: '1' },
  paths: {
    '/parcels': {
      post: {
        requestBody: { content: { 'application/json': { schema } } },
        responses: { '200': { description: 'ok' } },
      },
    },
  },
  components: { schemas },
});
const refer = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const judge = async (document: object) => {
  const validate = compileEvents(await contractOf(document));
  return (...events: unknown[]) => events.map((event) => validate(event).length === 0);
};

const parent = (more: object = {}) => ({
  type: 'object',
  required: ['kind', 'no'],
  properties: { kind: { type: 'string' }, no: { type: 'integer' } },
  discriminator: { propertyName: 'kind', ...more },
});
const child = (field: string, more: object = {}, of = 'Parcel') => ({
  allOf: [refer(of), { type: 'object', required: [field], properties: { [field]: { type: 'string' }, ...more } }],
});

test('the children of a parent with a discriminator are chosen by their names', async () => {
  const legal = await judge(documentOf({ Parcel: parent(), Box: child('size'), Tube: child('length') }));
  expect(
    legal(
      { kind: 'Box', no: 1, size: 'l' },
      { kind: 'Tube', no: 1, length: '2' },
      { kind: 'Tube', no: 1, size: 'l' },
      { kind: 'Bag', no: 1 },
      { kind: 'Parcel', no: 1 },
      { kind: 'Box', size: 'l' },
    ),
  ).toEqual([true, true, false, false, false, false]);
});

test('a mapping names them by reference or name, and may name the parent; a child may list its own values', async () => {
  const mapping = { box: '#/components/schemas/Box', tube: 'Tube', plain: 'Parcel' };
  const Sack = child('weight', { kind: { type: 'string', enum: ['sack', 'bag'] } });
  const schemas = { Parcel: parent({ mapping }), Box: child('size'), Tube: child('length'), Sack };
  const legal = await judge(documentOf(schemas));
  expect(
    legal(
      ...[
        { kind: 'box', no: 1, size: 'l' },
        { kind: 'tube', no: 1, length: '2' },
        { kind: 'plain', no: 1 },
      ],
      ...[
        { kind: 'bag', no: 1, weight: '1' },
        { kind: 'Box', no: 1, size: 'l' },
        { kind: 'bag', no: 1 },
      ],
    ),
  ).toEqual([true, true, true, true, false, false]);
});

test('a union of children, and maybe their parent, is told apart as the parent says', async () => {
  const schemas = { Parcel: parent({ mapping: { none: 'Parcel' } }), Box: child('size'), Tube: child('length') };
  const union = { oneOf: [refer('Parcel'), refer('Box'), refer('Tube')] };
  const legal = await judge(documentOf(schemas, union));
  expect(
    legal({ kind: 'none', no: 1 }, { kind: 'Box', no: 1, size: 'l' }, { kind: 'Box', no: 1 }, { kind: 'Bag', no: 1 }),
  ).toEqual([true, true, false, false]);
});

test('grandchildren count, and what a property of the parent is referred to by still leads there', async () => {
  const schemas = {
    Parcel: parent(),
    Box: child('size'),
    Crate: child('wood', { other: refer('Parcel/properties/no') }, 'Box'),
  };
  const legal = await judge(documentOf(schemas));
  expect(
    legal(
      { kind: 'Crate', no: 1, size: 'l', wood: 'oak', other: 2 },
      { kind: 'Crate', no: 1, size: 'l', wood: 'oak', other: 'x' },
      { kind: 'Crate', no: 1, wood: 'oak' },
      { kind: 'Box', no: 1, size: 'l' },
    ),
  ).toEqual([true, false, false, true]);
});

test('a default mapping of 3.2 takes what has no value, or one that chooses nothing', () => {
  const discriminator = { propertyName: 'kind', mapping: { box: refer('Box').$ref }, defaultMapping: 'Other' };
  const schema = { oneOf: [refer('Box'), refer('Other')], discriminator } as unknown as Schema;
  const document = documentOf({ Box: {}, Other: {} }, schema, '3.2.0') as unknown as OpenApiDocument;
  expect(readDiscriminator(document, schema)).toEqual({
    property: 'kind',
    branches: [
      { branch: refer('Box'), values: ['box'], from: 'mapping', isDefault: false },
      { branch: refer('Other'), values: ['Other'], from: 'name', isDefault: true },
    ],
  });
});

test('values that every branch takes from a common parent choose none of them: their names do', () => {
  const Base = { properties: { kind: { enum: ['Box', 'Tube'] } } };
  const schemas = { Base, Box: { allOf: [refer('Base')] }, Tube: { allOf: [refer('Base')] } };
  const schema: Schema = { oneOf: [refer('Box'), refer('Tube')], discriminator: { propertyName: 'kind' } };
  const read = readDiscriminator(documentOf(schemas, schema) as unknown as OpenApiDocument, schema);
  expect(read?.branches.map(({ values, from }) => [values, from])).toEqual([
    [['Box'], 'name'],
    [['Tube'], 'name'],
  ]);
});

test.each([
  ['no union', { discriminator: { propertyName: 'kind' } }],
  [
    'a branch without a name or values',
    { oneOf: [{ type: 'object' }, refer('Box')], discriminator: { propertyName: 'kind' } },
  ],
  ['no property', { oneOf: [refer('Box')], discriminator: {} }],
])('a discriminator with %s chooses nothing', (_, schema) => {
  const document = documentOf({ Box: {} }, schema) as unknown as OpenApiDocument;
  expect(readDiscriminator(document, schema as unknown as Schema)).toBeUndefined();
});
