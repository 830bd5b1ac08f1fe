import { generateCases } from '../../src/conformance/cases/generated/generate.ts';
import { removeFolders } from '../support/folder.ts';
import { contractOf, type Schema } from '../support/generated.ts';

afterAll(removeFolders);

/** A contract with so many event types, each with a field of its own. */
function withTypes(count: number) {
  const names = Array.from({ length: count }, (_, index) => `Type${index}`);
  const schemaOf = (name: string): Schema => ({
    type: 'object',
    required: ['type', `of${name}`],
    properties: { type: { const: name }, [`of${name}`]: { type: 'string', pattern: `^${name}-[a-z]{4}$` } },
  });
  const oneOf = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const schemas = Object.fromEntries(names.map((name) => [name, schemaOf(name)]));
  return contractOf({ oneOf, discriminator: { propertyName: 'type' } }, '3.1.0', schemas);
}

test('each of 300 event types is known and gets cases of its own', async () => {
  const contract = await withTypes(300);
  expect(contract.eventTypes).toHaveLength(300);
  const { cases, coverage } = generateCases(contract, 1);
  const ids = new Set(cases.map(({ id }) => id));
  for (const index of [0, 150, 299]) expect(ids).toContain(`schema.bad.required.ofType${index}`);
  expect(coverage.unexercised).toEqual([]);
});

test('twice as many event types make twice as many cases, and no more is tried for them', async () => {
  const [some, twice] = await Promise.all([30, 60].map(async (count) => generateCases(await withTypes(count), 1)));
  const tried = (made = some): number => (made?.cases.length ?? 0) + (made?.discarded.length ?? 0);
  expect(tried(twice) / tried(some)).toBeLessThan(2.1);
});

test('what two event types say alike, but each for itself, is exercised for each', async () => {
  const shared = { at: { type: 'string', format: 'date' } };
  const schemaOf = (name: string): Schema => ({
    type: 'object',
    required: ['type', 'at'],
    properties: { type: { const: name }, ...shared },
  });
  const oneOf = ['First', 'Second'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const schemas = { First: schemaOf('First'), Second: schemaOf('Second') };
  const contract = await contractOf({ oneOf, discriminator: { propertyName: 'type' } }, '3.1.0', schemas);
  const { cases } = generateCases(contract, 1);
  const ids = cases.map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      'schema.bad.required.at',
      'schema.bad.required.at.in.Second',
      'schema.bad.null.at.in.Second',
    ]),
  );
});
