import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { filesIn, readJson, suiteFolder } from './suites.ts';

/** Holds one group of JSON-Schema-Test-Suite: a schema, and values that it allows or not. */
interface SuiteGroup {
  description: string;
  schema: Schema;
  tests: { description: string; data: unknown; valid: boolean }[];
}

/** Names what is not supported, by file and group. A schema with it must not compile: no value may be validated wrongly. */
const refused: { file: RegExp; group?: RegExp; schema?: RegExp; why: string }[] = [
  { file: /./, schema: /"\$dynamicRef":/, why: 'resolved when a document is read; a validator never meets it' },
  {
    file: /./,
    schema: /"(\$ref|\$schema)":"http:\/\/localhost/,
    why: 'nothing outside a document is loaded by a validator',
  },
  { file: /^(refRemote|dynamicRef|vocabulary)\.json$/, why: 'nothing outside a document is loaded by a validator' },
  {
    file: /^unevaluatedItems\.json$/,
    schema: /"if":\{"contains":/,
    why: 'items that contains looked at are not kept account of where a choice leads to it',
  },
  {
    file: /^ref\.json$/,
    group:
      /^(refs with relative uris and defs|relative refs with absolute uris and defs|URN ref with nested pointer ref)$/,
    why: 'Ajv loops over identifiers inside identifiers; those of a document are resolved when it is read',
  },
  {
    file: /^optional\/(cross-draft|format-assertion)\.json$/,
    why: 'nothing outside a document is loaded by a validator',
  },
  {
    file: /^(optional\/)?unknownKeyword\.json$/,
    why: 'Ajv takes an identifier in a keyword that it does not know for a second one of the same name',
  },
];

/** Names groups whose verdicts differ, and rightly so. */
const departing: Record<string, string> = {
  '\\a is not an ECMA 262 control escape': 'JSON Schema’s own schema gives the form of patterns as an annotation',
};

/** Formats are asserted, as readers of OpenAPI documents expect; the standard leaves that open. */
const asserted = /^format\.json$/;

const folder = `${suiteFolder('JSON-Schema-Test-Suite')}/tests/draft2020-12`;
const files = [folder, `${folder}/optional`].flatMap((each, index) =>
  filesIn(each)
    .filter((name) => name.endsWith('.json') && readJson<unknown[]>(`${each}/${name}`).length > 0)
    .map((name) => (index === 0 ? name : `optional/${name}`)),
);

test('the suite is whole', () => {
  expect(files.length).toBeGreaterThan(50);
});

describe.each(files)('%s', (file) => {
  const groups = readJson<SuiteGroup[]>(`${folder}/${file}`);
  test.each(groups.map((group) => [group.description, group] as const))('%s', (description, { schema, tests }) => {
    const text = JSON.stringify(schema);
    const known = refused.some(
      (each) => each.file.test(file) && (each.group?.test(description) ?? true) && (each.schema?.test(text) ?? true),
    );
    const validate = known ? compiledOrRefused(schema) : compileSchema(schema, { every: true });
    if (!validate || description in departing) return;
    for (const { description: title, data, valid } of tests) {
      const findings = validate(data).filter(({ rule }) => !(asserted.test(file) && rule === 'format'));
      expect([title, findings.length === 0]).toEqual([title, valid]);
    }
  });
});

/** Gives a validator where the schema compiles after all; it must then be right. */
function compiledOrRefused(schema: Schema) {
  try {
    return compileSchema(schema, { every: true });
  } catch {
    return undefined;
  }
}
