import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const responses = { 200: { description: 'taken' } };
const taking = (schema: object, more: object = {}) => ({
  requestBody: { content: { 'application/json': { schema } } },
  responses,
  ...more,
});
const fine = { type: 'object', properties: { kind: { type: 'string' } } };
const tide = { post: taking(fine) };
const callback = { '{$request.body#/url}': { post: taking(fine, { responses: { 200: {} } }) } };

/** Writes a document, and gives the errors of the commands that read it. */
async function errorsOf(document: object): Promise<string[]> {
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Harbour', version: '1' }, ...document });
  const folder = await folderWith({ 'harbour.json': text, 'event.json': '{}' });
  const file = `${folder}/harbour.json`;
  const commands = [
    ['doctor', file],
    ['check', '--contract', file, `${folder}/event.json`],
    ['drift', '--contract', file, '--traffic', `${folder}/event.json`],
  ];
  const ran = await Promise.all(commands.map((command) => hookproof(command)));
  expect(ran.map(({ status }) => status)).toEqual([2, 2, 2]);
  return [...new Set(ran.map(({ stderr }) => stderr.replaceAll(`${folder}/`, '')))];
}

test.each<[what: string, document: object, where: string]>([
  [
    'a field that is none, in one of several webhooks',
    {
      webhooks: { tide, left: { post: taking(fine, { responses: { 200: { description: 'taken', colour: 'red' } } }) } },
    },
    '3.1.0: /webhooks/left/post/responses/200 must not have "colour"',
  ],
  [
    'what is missing in a callback',
    { paths: { '/ships': { post: taking(fine, { callbacks: { left: callback } }) } } },
    "3.1.0: /paths/~1ships/post/callbacks/left/{$request.body#~1url}/post/responses/200 must have required property 'description'",
  ],
  [
    'a method that has a field of its own, beside a webhook that is right',
    { openapi: '3.2.0', webhooks: { tide, left: { additionalOperations: { POST: taking(fine) } } } },
    '3.2.0: /webhooks/left/additionalOperations must not have "POST"',
  ],
])('%s is told by its place in the document, the same by each command', async (_, document, where) => {
  const [error, ...others] = await errorsOf(document);
  expect(others).toEqual([]);
  expect(error).toBe(
    `hookproof: harbour.json: not valid OpenAPI ${where}\n  Mend the document, or what is wrong there with an overlay: --overlay FILE.\n`,
  );
});

test('a document of which no events can be judged is refused by the doctor, too', async () => {
  const content = { 'application/xml': { schema: fine } };
  const errors = await errorsOf({ webhooks: { left: { post: { requestBody: { content }, responses } } } });
  expect(errors).toEqual([
    'hookproof: harbour.json: operation post-left takes no JSON body with a schema\n  Events are JSON: its requestBody wants content such as application/json, with a schema in it.\n',
  ]);
});

test.each([
  [{ type: 'strin' }, '/properties/kind/type must be one of array, boolean, integer, "null", number, object, string'],
  [{ type: 'string', minLength: '3' }, '/properties/kind/minLength must be integer'],
])('a keyword with a wrong value is told by its place in the schema: %j', async (kind, what) => {
  const errors = await errorsOf({ webhooks: { left: { post: taking({ type: 'object', properties: { kind } }) } } });
  const named = ['post-left', 'left'];
  expect(errors).toEqual(
    named.map((name) => `hookproof: harbour.json: ${name}: the schema of the events cannot be compiled: ${what}\n`),
  );
});

test.each([
  [{ type: 'object', required: true }, '/required must be a list of names'],
  [{ type: 'string', enum: 'a' }, '/enum must be a list'],
  [{ allOf: { type: 'object' } }, '/allOf must be a list'],
  [{ oneOf: [null, { type: 'string' }] }, '/oneOf/0 must be a schema: an object, true or false'],
  [{ type: 'object', properties: null }, '/properties must be an object'],
  [{ type: 'array', items: 'string' }, '/items must be a schema: an object, true or false'],
  [null, ' must be a schema: an object, true or false'],
  [{ type: 'string', pattern: '^(a' }, '/pattern must be a regular expression: /^(a/u: Unterminated group'],
  [
    { type: 'object', patternProperties: { 'a/[': {} } },
    '/patternProperties/a~1[ must be a regular expression: /a/[/u: Unterminated character class',
  ],
])('what has not the form that its keyword asks for is told by its place in the document: %j', async (kind, what) => {
  const Kind = { type: 'object', properties: { kind } };
  const $ref = '#/components/schemas/Kind';
  const document = { webhooks: { left: { post: taking({ $ref }) } }, components: { schemas: { Kind } } };
  expect(await errorsOf(document)).toEqual([
    `hookproof: harbour.json: /components/schemas/Kind/properties/kind${what}\n  Mend the document, or what is wrong there with an overlay: --overlay FILE.\n`,
  ]);
  const harbourOf = (properties: object): string => {
    const webhooks = { tide, left: { post: taking({ type: 'object', properties }) } };
    return JSON.stringify({ openapi: '3.1.0', info: { title: 'Harbour', version: '1' }, webhooks });
  };
  const folder = await folderWith({ 'old.json': harbourOf({}), 'new.json': harbourOf({ kind }) });
  // Others go on.
  const list = await hookproof(['simulate', '--list', '--auth', 'none', '--contract', `${folder}/new.json`]);
  expect([list.status, list.stdout]).toEqual([0, expect.stringMatching(/ tide\n$/)]);
  const drift = await hookproof(['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`]);
  expect(drift.stderr).not.toContain('unexpected');
});

test.each([
  [3.1, '"openapi" is 3.1, and no version in full\n  It is a text of three numbers, such as "3.1.0".'],
  ['3.1', '"openapi" is 3.1, and no version in full\n  It is a text of three numbers, such as "3.1.0".'],
  ['3.9.0', 'OpenAPI 3.9.0 is not supported\n  Versions 3.0, 3.1 and 3.2 are.'],
  [undefined, 'not an OpenAPI document: it has no "openapi" version'],
])('of a version that is none it is said what one is: %j', async (openapi, what) => {
  expect(await errorsOf({ openapi, webhooks: { tide } })).toEqual([`hookproof: harbour.json:1: ${what}\n`]);
});
