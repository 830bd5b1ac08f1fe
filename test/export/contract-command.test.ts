import { readFile } from 'node:fs/promises';
import { check } from '../../src/index.ts';
import { folder } from '../contracts/documents.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

interface Printed {
  $schema: string;
  anyOf?: { $ref: string }[];
  $defs?: Record<string, unknown>;
  definitions?: Record<string, unknown>;
}

function namedWebhook(name: string): string {
  const schema = '{ type: object, required: [type], properties: { type: { type: string } } }';
  const content = `{ application/json: { schema: ${schema} } }`;
  return `  ${name}: { post: { requestBody: { content: ${content} }, responses: { "200": { description: Taken } } } }\n`;
}

async function printed(...args: string[]): Promise<Printed> {
  const { status, stdout } = await hookproof(['contract', '--format', 'json-schema', ...args]);
  expect(status).toBe(0);
  return JSON.parse(stdout) as Printed;
}

test('prints the document with its overlays, which is a contract that judges the same', async () => {
  const to = await folderWith({});
  for (const name of ['effective.yaml', 'effective.json'])
    expect(await hookproof(['contract', '--output', `${to}/${name}`])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  const unrepaired = { event: { type: 'action', data: {} } };
  for (const name of ['effective.yaml', 'effective.json'])
    expect(await check({ contract: `${to}/${name}`, events: [unrepaired] })).toMatchObject({ verdict: 'fail' });
  expect(JSON.parse(await readFile(`${to}/effective.json`, 'utf8'))).toMatchObject({ openapi: '3.0.3' });
});

test('prints one schema that holds all it refers to, and knows nothing of OpenAPI', async () => {
  const text = JSON.stringify(await printed());
  for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]*)"/g)) expect(reference).toMatch(/^#\/\$defs\/\w+$/);
  expect(text).not.toMatch(/"(nullable|discriminator|example|xml|x-[a-z-]+)":/);
  expect(text).toContain('2020-12/schema');
});

test('prints definitions for the operations of a document, under their names', async () => {
  const contract = ['--contract', `${root}examples/contracts/github.yaml`];
  const { anyOf = [], definitions = {} } = await printed(...contract, '--draft', '7');
  expect(anyOf.length).toBeGreaterThan(2);
  for (const { $ref } of anyOf) expect(definitions).toHaveProperty([$ref.replace('#/definitions/', '')]);
  const one = await printed(...contract, '--operation', 'issues/opened');
  expect(one.anyOf).toBeUndefined();
});

test('prints schemas that contain themselves', async () => {
  const contract = ['--contract', `${folder}/recursive-30.yaml`];
  const { $defs = {} } = await printed(...contract);
  expect(JSON.stringify($defs)).toContain('"$ref":"#/$defs/');
});

test('says what a draft has no words for, how often, and where', async () => {
  const document = `openapi: 3.1.0
info: { title: Parcels, version: 1.0.0 }
webhooks:
  parcel:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                one: &one { type: array, contains: { const: 1 }, maxContains: 2 }
                other: *one
                amount: { type: number, multipleOf: 0.01 }
                rule: { type: string, format: regex }
              anyOf: [{ required: [one] }, { required: [other] }]
              unevaluatedProperties: false
      responses: { "200": { description: Taken } }
`;
  const contract = `${await folderWith({ 'parcels.yaml': document })}/parcels.yaml`;
  const { stdout, stderr } = await hookproof([
    ...['contract', '--contract', contract, '--format', 'json-schema', '--draft', '4'],
  ]);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^note: multipleOf 0.01: .* \(at \/properties\/amount\)$/),
    expect.stringMatching(/^note: format regex: .* \(at \/properties\/rule\)$/),
    'note: draft 4 has no unevaluatedProperties: left out (at the root)',
    'note: draft 4 has no maxContains: left out (at /properties/one, and in 1 more place)',
  ]);
  expect(stdout).not.toMatch(/"(unevaluated|maxContains|const|contains)/);
});

test('says what names the operations of events, which no schema looks at', async () => {
  const document = `openapi: 3.1.0
info: { title: Parcels, version: 1.0.0 }
webhooks:
${['parcel-sent', 'parcel-lost'].map(namedWebhook).join('')}`;
  const contract = `${await folderWith({ 'parcels.yaml': document })}/parcels.yaml`;
  const notes = async (...args: string[]): Promise<string> =>
    (await hookproof(['contract', '--contract', contract, '--format', 'json-schema', ...args])).stderr;
  const untold = 'tells which operation an event is for, which the schema does not look at: it takes';
  const ofAny = `${untold} an event of any operation under any name; choose #`;
  expect(await notes()).toBe('');
  expect(await notes('--event-from', '/type')).toBe(`note: /type ${ofAny}/$defs/NAME by it\n`);
  const inHeader = ['--event-from', 'header:X-Parcel'];
  expect(await notes(...inHeader, '--draft', '7')).toBe(`note: the header x-parcel ${ofAny}/definitions/NAME by it\n`);
  expect(await notes(...inHeader, '--operation', 'parcel-lost')).toBe(
    `note: the header x-parcel ${untold} its events under any name\n`,
  );
});

test('prints types that TypeScript takes, and tells events apart by', async () => {
  const { status, stdout } = await hookproof(['contract', '--format', 'typescript']);
  expect([status, stdout]).toEqual([0, expect.stringContaining('export type Event =')]);
  expect(stdout).toContain("type: 'action';");
});

test('a schema that is true or false is written where it is referred to, in every form', async () => {
  const properties =
    'no: { $ref: "#/components/schemas/None" }, any: { $ref: "#/components/schemas/Alias" }, text: { minLength: 1 }';
  const webhooks = [`{ type: object, properties: { ${properties} } }`, 'true'].map((schema, index) => {
    const content = `{ application/json: { schema: ${schema} } }`;
    return `  kind-${index}: { post: { requestBody: { content: ${content} }, responses: { "200": { description: Taken } } } }`;
  });
  const document = `openapi: 3.1.0
info: { title: Anything, version: "1" }
components: { schemas: { Any: true, None: false, Alias: { $ref: "#/components/schemas/Any" } } }
webhooks:
${webhooks.join('\n')}
`;
  const contract = ['--contract', `${await folderWith({ 'anything.yaml': document })}/anything.yaml`];
  const ownKind = { properties: { any: true, no: false, text: { minLength: 1 } } };
  expect((await printed(...contract)).$defs).toMatchObject({ 'kind-0': ownKind, 'kind-1': {} });
  const oldKind = { properties: { any: {}, no: { not: {} }, text: { minLength: 1 } } };
  expect((await printed(...contract, '--draft', '4')).definitions).toMatchObject({ 'kind-0': oldKind, 'kind-1': {} });
  const { status, stdout } = await hookproof(['contract', ...contract, '--format', 'typescript']);
  expect(status).toBe(0);
  for (const line of [
    'Event = Kind0 | Kind1;',
    'type Kind1 = unknown;',
    '  no?: never;',
    '  any?: unknown;',
    '  text?: unknown;',
  ])
    expect(stdout).toContain(line);
});

test.each([
  [['--draft', '7'], '--draft 7 is of JSON Schema'],
  [['--format', 'xml'], 'Allowed choices are openapi, json-schema, typescript'],
  [['--format', 'json-schema', '--draft', '6'], 'Allowed choices are 4, 7, 2020-12.'],
  [['--contract', 'nowhere.yaml'], 'nowhere.yaml'],
  [['--output', '/dev/null/at/all'], '/dev/null'],
])('%j is refused in a line or two', async (args, message) => {
  const { status, stdout, stderr } = await hookproof(['contract', ...args]);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
});
