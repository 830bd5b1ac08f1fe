import { resolveReferences } from '../../src/openapi/resolve.ts';

const schemaAt = (schema: object, components: object = {}, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Tides', version: '1' },
  paths: {
    '/tides': { post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} } },
  },
  components: { schemas: components },
  ...more,
});
const resolve = <T extends Record<string, unknown>>(document: T): T =>
  resolveReferences(document, { source: 'tides.yaml' });
const bodyOf = (document: ReturnType<typeof schemaAt>): unknown =>
  document.paths['/tides'].post.requestBody.content['application/json'].schema;
const place = '/paths/~1tides/post/requestBody/content/application~1json/schema';

const level = { type: 'number' };

test.each([
  ['percent-encoding', '#/components/schemas/High%20Tide', { 'High Tide': level }, '#/components/schemas/High Tide'],
  ['an encoded percent sign', '#/components/schemas/50%25', { '50%': level }, '#/components/schemas/50%25'],
  ['a slash escaped by a tilde', '#/components/schemas/a~1b', { 'a/b': level }, '#/components/schemas/a~1b'],
  ['a slash that is percent-encoded', '#/components/schemas/a%2Fb', { 'a/b': level }, '#/components/schemas/a~1b'],
  ['a tilde', '#/components/schemas/a~0b', { 'a~b': level }, '#/components/schemas/a~0b'],
  [
    'a name that every object has',
    '#/components/schemas/toString',
    { toString: level },
    '#/components/schemas/toString',
  ],
  ['an item of a list', '#/components/schemas/A/allOf/0', { A: { allOf: [level] } }, '#/components/schemas/A/allOf/0'],
  ['an anchor', '#mark', { A: { $anchor: 'mark', ...level } }, '#/components/schemas/A'],
  [
    'an identifier',
    'https://tides.example/level',
    { A: { $id: 'https://tides.example/level', ...level } },
    '#/components/schemas/A',
  ],
  [
    'an anchor behind an identifier',
    'level#mark',
    { A: { $id: 'level', $defs: { B: { $anchor: 'mark' } } } },
    '#/components/schemas/A/$defs/B',
  ],
  [
    'what stands behind another reference',
    '#/components/schemas/A/properties/b',
    { A: { $ref: '#/components/schemas/B' }, B: { properties: { b: level } } },
    '#/components/schemas/B/properties/b',
  ],
  ['the file itself', 'tides.yaml#/components/schemas/A', { A: level }, '#/components/schemas/A'],
] as const)('a reference by %s is brought into one form', (_, $ref, components, expected) => {
  expect(bodyOf(resolve(schemaAt({ $ref }, components)))).toEqual({ $ref: expected });
});

test('a reference by the URL that a document gives itself stays in it', () => {
  const $self = 'https://tides.example/contract.yaml';
  for (const $ref of [`${$self}#/components/schemas/A`, 'contract.yaml#/components/schemas/A', '/contract.yaml#mark']) {
    const document = schemaAt({ $ref }, { A: { $anchor: 'mark', ...level } }, { $self });
    expect(bodyOf(resolve(document))).toEqual({ $ref: '#/components/schemas/A' });
  }
});

test('references in a schema with an identifier start from it, or else from the document', () => {
  const A = {
    $id: 'https://tides.example/a',
    $defs: { own: level },
    properties: { own: { $ref: '#/$defs/own' }, far: { $ref: '#/components/schemas/B' } },
  };
  const { components } = resolve(schemaAt({}, { A, B: level })) as { components: { schemas: { A: unknown } } };
  expect(components.schemas.A).toEqual({
    $defs: { own: level },
    properties: { own: { $ref: '#/components/schemas/A/$defs/own' }, far: { $ref: '#/components/schemas/B' } },
  });
});

test('a dynamic reference that can mean one schema is read as it, and one that can mean several is refused', () => {
  const tree = (anchor: string) => ({
    $id: `https://tides.example/${anchor}`,
    $dynamicAnchor: 'node',
    items: { $dynamicRef: '#node' },
  });
  const one = resolve(schemaAt({}, { A: tree('a') })) as { components: { schemas: { A: unknown } } };
  expect(one.components.schemas.A).toEqual({ items: { $ref: '#/components/schemas/A' } });
  expect(() => resolve(schemaAt({}, { A: tree('a'), B: tree('b') }))).toThrow(
    /^tides\.yaml: \$dynamicRef "#node" may mean \/components\/schemas\/A or \/components\/schemas\/B/,
  );
});

test.each([
  ['#/components/schemas/5%', /is malformed/],
  ['#/components/schemas/%E0%A4%A', /is malformed/],
  ['#/components/schemas/Gone', /leads to nothing/],
  ['#/components/schemas/hasOwnProperty', /leads to nothing/],
  ['#/components/schemas/__proto__', /leads to nothing/],
  ['#/tags/01', /leads to nothing/],
  ['#/tags/length', /leads to nothing/],
  ['#nowhere', /leads to nothing/],
  ['#', /leads to the whole document/],
  ['', /leads to the whole document/],
  ['#/info/title', /leads to no Schema/],
  ['other.yaml#/A', /is not followed/],
  ['#/components/schemas/Round', /leads in a circle/],
])('the reference %s is an input error that names it and its place', ($ref, why) => {
  const Round = { $ref: '#/components/schemas/Round' };
  const document = schemaAt({ $ref }, $ref.includes('Round') ? { Round } : { A: level }, { tags: [{ name: 'a' }, {}] });
  const error = (() => {
    try {
      return resolve(document);
    } catch (cause) {
      return cause as Error;
    }
  })();
  expect(error).toMatchObject({ code: 'input', message: expect.stringMatching(why) });
  expect((error as Error).message.startsWith(`tides.yaml: $ref "${$ref}" `)).toBe(true);
  if (!$ref.includes('Round')) expect((error as Error).message).toContain(`(it stands at ${place})`);
});

test('what stands in extensions, examples and other values is no reference, until one leads there', () => {
  const dead = { $ref: '#/nowhere/5%' };
  const schema = { example: dead, default: dead, enum: [dead], const: dead, examples: [dead], 'x-note': dead };
  const named = { properties: { $ref: level, example: { $ref: '#/components/schemas/A' } } };
  const document = schemaAt({ allOf: [schema, named] }, { A: level }, { 'x-old': { A: dead } });
  expect(resolve(document)).toEqual(document);
  const led = schemaAt({ $ref: '#/x-old/A' }, {}, { 'x-old': { A: dead } });
  expect(() => resolve(led)).toThrow('$ref "#/nowhere/5%" is malformed');
});

test('mappings are brought into the same form, and those to nothing are left', () => {
  const mapping = {
    high: '#/components/schemas/High%20Tide',
    low: 'Low',
    odd: '#/5%',
    none: '#/components/schemas/None',
  };
  const union = {
    oneOf: [{ $ref: '#/components/schemas/High%20Tide' }, { $ref: '#/components/schemas/Low' }],
    discriminator: { propertyName: 'kind', mapping },
  };
  const { discriminator } = bodyOf(resolve(schemaAt(union, { 'High Tide': {}, Low: {} }))) as typeof union;
  expect(discriminator.mapping).toEqual({ ...mapping, high: '#/components/schemas/High Tide' });
});
