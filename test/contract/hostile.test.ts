import { symlink } from 'node:fs/promises';
import { loadContract, loadContracts } from '../../src/contract/load.ts';
import { type CliResult, hookproof, hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { runLimited } from '../support/limited.ts';
import { document30, documentWith } from './documents.ts';

afterAll(removeFolders);

const commands: ((contract: string) => string[])[] = [
  (contract) => ['serve', '--port', '0', '--contract', contract],
  (contract) => ['mock', '--port', '0', '--contract', contract],
  (contract) => ['doctor', contract],
];
const secret = 'nobody-may-read-this';
const json = JSON.stringify(document30);

/** Gives each command a contract in a folder of its own. */
async function refusals(files: Record<string, string | Buffer>, contract = 'contract.yaml'): Promise<CliResult[]> {
  const folder = await folderWith(files);
  return Promise.all(commands.map((args) => hookproof(args(`${folder}/${contract}`))));
}

/** Runs each command in turn, with a contract of a kind that may cost more than any machine has, under a limit that all must not reach. */
async function boundedRefusals(text: string): Promise<CliResult[]> {
  const folder = await folderWith({ 'contract.yaml': text });
  const script = new URL('./commands-in-turn.ts', import.meta.url);
  const lines = commands.map((args) => JSON.stringify(args(`${folder}/contract.yaml`)));
  const env = { NODE_OPTIONS: '--max-old-space-size=100' };
  return JSON.parse(await runLimited(script, lines, { processorSeconds: 10 }, env));
}

/** Bad input: status 2, nothing on stdout, what is wrong on the first line and at most a hint on the second. */
function expectRefused(results: CliResult[], message: RegExp): void {
  for (const { status, stdout, stderr } of results) {
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const [first = '', ...hints] = stderr.trim().split('\n');
    expect(first).toMatch(/^hookproof: (?!unexpected)/);
    expect(first).toMatch(message);
    expect(hints.length).toBeLessThanOrEqual(1);
    expect(stderr).not.toContain(secret);
    expect(stderr).not.toContain('root:');
  }
}

describe('a reference that leaves the folder of the document is refused, unread', () => {
  test.each([
    '/etc/passwd',
    '../outside.json',
    'parts/../../outside.json',
    '%2e%2e/outside.json',
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'file:../outside.json',
    'link.json',
    'linked/outside.json',
    '../outside.json#/components/schemas/Paid',
    'parts/inner.json',
  ])('%s', async (reference) => {
    const folder = await folderWith({
      'outside.json': JSON.stringify({ type: 'object', description: secret }),
      'own/parts/inner.json': '{"$ref":"../../outside.json"}',
      'own/contract.json': json.replace('#/components/schemas/Paid"', `${reference}"`),
    });
    await symlink('../outside.json', `${folder}/own/link.json`);
    await symlink('..', `${folder}/own/linked`);
    const results = commands.map((args) => hookproof(args(`${folder}/own/contract.json`)));
    expectRefused(await Promise.all(results), /folder/);
  });
});

test.each([
  'http://127.0.0.1:1/x.json',
  'http://0.0.0.0/x.json',
  'http://[::1]/x.json',
  'http://[::ffff:127.0.0.1]/x.json',
  'HTTPS://host.example/x.json',
])('a reference to %s is not fetched', async (reference) => {
  const results = await refusals({ 'contract.yaml': json.replace('#/components/schemas/Paid"', `${reference}"`) });
  expectRefused(results, /its host was not named/);
});

test.each(['//host.example/x.json', 'ftp://host.example/x.json', 'data:application/json,{}', 'http://'])(
  'a reference to %s is not followed',
  async (reference) => {
    const results = await refusals({ 'contract.yaml': json.replace('#/components/schemas/Paid"', `${reference}"`) });
    expectRefused(results, /not followed|not a URL/);
  },
);

describe('a document that would grow without bounds is refused at once', () => {
  const bomb = Array.from({ length: 9 }, (_, i) => {
    const items = i === 0 ? Array(10).fill('"x"') : Array(10).fill(`*a${i - 1}`);
    return `a${i}: &a${i} [${items}]`;
  });
  const fan = Object.fromEntries(
    Array.from({ length: 22 }, (_, i) => {
      const next = { $ref: i === 21 ? '#/components/schemas/End' : `#/components/schemas/L${i + 1}` };
      return [`L${i}`, { type: 'object', properties: { a: next, b: next } }];
    }),
  );

  const fanned = documentWith(fan.L0, { components: { schemas: { ...fan, End: {} } } });
  const twice = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => {
      const next = { $ref: i === 8 ? '#/components/schemas/End' : `#/components/schemas/L${i + 1}` };
      return [`L${i}`, { anyOf: [next, { ...next }] }];
    }),
  );

  test.each([
    ['aliases of aliases at the top', `openapi: 3.0.3\n${bomb.join('\n')}`, /alias/i],
    ['aliases of aliases in an extension', `openapi: 3.0.3\npaths: {}\nx-bomb:\n  ${bomb.join('\n  ')}`, /alias/i],
    [
      'aliases in JSON-like YAML',
      `{openapi: 3.0.3, ${bomb.map((line) => line.replace('\n', '')).join(', ')}}`,
      /alias/i,
    ],
    ['references that fan out', JSON.stringify(fanned), /multiplies/],
    [
      'references that fan out in two operations',
      JSON.stringify({ ...fanned, paths: { ...fanned.paths, '/returns': fanned.paths['/sales'] } }),
      /#\/components\/schemas\/L\d+ multiplies/,
    ],
    [
      'alternatives that lead to the same alternatives twice',
      JSON.stringify(documentWith(twice.L0, { components: { schemas: { ...twice, End: { type: 'string' } } } })),
      /multiplies/,
    ],
    ['a thousand brackets', '['.repeat(100_000), /:1: |deep/],
    ['a thousand braces', `{"openapi":"3.0.3","x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`, /deep/],
    ['deep block lists', `openapi: 3.0.3\nx:\n${' - '.repeat(50_000)}1`, /deep|:\d+: /],
  ])('%s', async (_, text, message) => {
    expectRefused(await boundedRefusals(text), message);
  });
});

test('a mock of what Prism would write out beyond all measure is refused, though every schema leads back to the first', async () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 22 }, (_, i) => {
      const next = { $ref: `#/components/schemas/L${(i + 1) % 22}` };
      return [`L${i}`, { type: 'object', properties: { a: next, b: next } }];
    }),
  );
  const folder = await folderWith({
    'contract.json': JSON.stringify(documentWith({ $ref: '#/components/schemas/L0' }, { components: { schemas } })),
  });
  const options = { limits: { processorSeconds: 10 } };
  const mock = await hookproofProcess(['mock', '--port', '0', '--contract', `${folder}/contract.json`], options);
  expectRefused([mock], /#\/components\/schemas\/L\d+ multiplies/);
  expect((await hookproof(['verify', '--list', '--contract', `${folder}/contract.json`])).status).toBe(0);
});

test('hundreds of operations that have a base in common are no multiplication', async () => {
  const one = (name: string) => ({
    allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { kind: { const: name } }, required: ['kind'] }],
  });
  const webhooks = Object.fromEntries(
    Array.from({ length: 650 }, (_, i) => {
      const content = { 'application/json': { schema: one(`k${i}`) } };
      return [`w${i}`, { post: { requestBody: { content }, responses: {} } }];
    }),
  );
  const schemas = { Base: { type: 'object', properties: { id: { type: 'string' }, kind: { type: 'string' } } } };
  const document = { openapi: '3.1.0', info: { title: 'Wide', version: '1' }, webhooks, components: { schemas } };
  const folder = await folderWith({ 'contract.json': JSON.stringify(document), 'events.ndjson': '{"kind":"k649"}\n' });
  const { status, stdout } = await hookproof([
    'check',
    `${folder}/events.ndjson`,
    '--contract',
    `${folder}/contract.json`,
  ]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^PASS 1 event/)]);
  const contracts = await loadContracts({ contract: `${folder}/contract.json` });
  expect(contracts.all.map(({ judged }) => judged.schema).length).toBe(650);
});

test('unions whose places multiply take no more memory than a machine has', async () => {
  const schemas: Record<string, object> = { L10: { type: 'object', properties: { z: { type: 'boolean' } } } };
  for (let i = 0; i < 10; i++) {
    const next = { $ref: `#/components/schemas/L${i + 1}` };
    const [a, b] = ['string', 'integer'].map((type) => ({ oneOf: [next, { type }] }));
    schemas[`L${i}`] = { type: 'object', properties: { a, b } };
  }
  const folder = await folderWith({
    'contract.json': JSON.stringify(documentWith({ $ref: '#/components/schemas/L0' }, { components: { schemas } })),
  });
  const options = { limits: { dataMiB: 2_000, processorSeconds: 40 } };
  const { status, stderr } = await hookproofProcess(
    ['verify', '--list', '--contract', `${folder}/contract.json`],
    options,
  );
  expect([status, stderr]).toEqual([0, '']);
});

test.each([
  ['through nothing but itself', { Node: { $ref: '#/components/schemas/Node' } }],
  ['through a union', { Node: { oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/Node' }] } }],
])('a schema that contains itself %s is named', async (_, schemas) => {
  const document = documentWith({ $ref: '#/components/schemas/Node' }, { components: { schemas } });
  expectRefused(await boundedRefusals(JSON.stringify(document)), /#\/components\/schemas\/Node contains itself/);
});

test.each([
  [
    'directly',
    { Node: { type: 'object', required: ['child'], properties: { child: { $ref: '#/components/schemas/Node' } } } },
  ],
  [
    'by way of each other, whichever branch is taken',
    {
      Node: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Next' } } },
      Next: {
        anyOf: [
          { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Node' } },
          { $ref: '#/components/schemas/Not' },
        ],
      },
      Not: { type: 'object', required: ['of'], additionalProperties: { $ref: '#/components/schemas/Next' } },
    },
  ],
])('schemas that demand themselves %s, so that no event could end, are refused', async (_, schemas) => {
  const document = documentWith({ $ref: '#/components/schemas/Node' }, { components: { schemas } });
  const [served, mocked, examined] = await boundedRefusals(JSON.stringify(document));
  expectRefused(
    [served, mocked].filter((result) => result !== undefined),
    /contract\.yaml: operation sale: the schema of its events demands itself without end/,
  );
  // It is a finding, and the doctor is there to tell it.
  expect(examined).toMatchObject({ status: 1, stdout: expect.stringContaining('error schema-unsatisfiable') });
});

describe('what is no contract is bad input, told on one line with the file and the line', () => {
  test.each([
    ['broken YAML', 'openapi: 3.0.3\ninfo: [', /contract\.yaml:2: /],
    ['broken JSON', '{\n"openapi": "3.0.3",\n"info": {"title" "x"}}', /contract\.yaml:3: /],
    ['a tab for indentation', 'openapi: 3.0.3\ninfo:\n\ttitle: x', /contract\.yaml:3: /],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80]), /contract\.yaml: not UTF-8/],
    ['HTML', '<!doctype html>\n<title>x</title>', /contract\.yaml:1: /],
    ['a list', '- openapi', /contract\.yaml:1: not an object/],
    ['other YAML', 'a: 1', /contract\.yaml:1: not an OpenAPI document/],
    ['OpenAPI 2', '\nswagger: "2.0"', /contract\.yaml:2: OpenAPI 2.0 is not supported/],
    ['OpenAPI 9', '{\n  "openapi": "9.0.0"}', /contract\.yaml:2: OpenAPI 9.0.0 is not supported/],
    ['nothing', '', /contract\.yaml:1: empty/],
    ['white space', '\n\n', /contract\.yaml:1: empty/],
    ['two documents', 'openapi: 3.0.3\n---\nopenapi: 3.0.3', /contract\.yaml:/],
    [
      'no operation',
      '{"openapi":"3.0.3","info":{"title":"x","version":"1"},"paths":{}}',
      /contract\.yaml: no operation/,
    ],
    ['a schema of a wrong type', json.replace('"type":"number"', '"type":"nonsense"'), /not valid OpenAPI 3\.0\.3: /],
    [
      'a reference to nothing',
      json.replace('#/components/schemas/Paid"', '#/components/schemas/Gone"'),
      /Gone" leads to nothing/,
    ],
    [
      'a pattern that is none',
      JSON.stringify(documentWith({ type: 'string', pattern: '(' })),
      /schema\/pattern must be a regular expression: /,
    ],
  ])('%s', async (_, text, message) => {
    expectRefused(await refusals({ 'contract.yaml': text }), message);
  });

  test('a directory', async () => {
    expectRefused(await refusals({ 'folder/x': '' }, 'folder'), /folder: is a directory/);
  });

  test('a missing file', async () => {
    expectRefused(await refusals({}, 'gone.yaml'), /gone\.yaml: no such file/);
  });

  test('control characters in a message do not reach the terminal', async () => {
    const [result] = await refusals({ 'contract.yaml': 'openapi: "3.9\\e[31m"' });
    expect(result?.stderr).not.toContain('\u001b');
  });
});

describe('keys such as __proto__ in a document', () => {
  test.each([
    [
      'in maps',
      json.replace(
        '"info":{',
        '"info":{"x-a":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},',
      ),
    ],
    ['as the name of a schema', json.replace('"Paid":', '"__proto__":{"properties":{"polluted":{}}},"Paid":')],
    [
      'in YAML',
      `__proto__: {polluted: 1}\n${json.slice(1, -1).replace(/^/, '{')}}`.replace(
        /^.*\n\{/,
        '{"__proto__": {"polluted": 1}, ',
      ),
    ],
    ['in a mapping', json.replace('"mapping":{', '"mapping":{"__proto__":"#/components/schemas/Due",')],
  ])('%s pollute nothing', async (_, text) => {
    const folder = await folderWith({ 'contract.json': text });
    await loadContract({ contract: `${folder}/contract.json` });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test.each(['#/__proto__/polluted', '#/components/schemas/__proto__', '#/constructor/prototype'])(
    'a pointer to %s leads to nothing',
    async (pointer) => {
      expectRefused(
        await refusals({ 'contract.yaml': json.replace('#/components/schemas/Paid"', `${pointer}"`) }),
        /leads to nothing/,
      );
    },
  );
});

test.each(['json', 'yaml'])('an honest document of 12 MB and a thousand operations is read, as %s', async (format) => {
  const folder = await folderWith({ [`large.${format}`]: largeDocument(format) });
  const contract = await loadContract({ contract: `${folder}/large.${format}`, operation: 'sale' });
  expect(contract.eventTypes).toEqual(['paid', 'due']);
});

function largeDocument(format: string): string {
  const prose = 'Some prose about this property of an event that nobody receives. '.repeat(3);
  const properties = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`p${i}`, { type: 'string', description: prose }]),
  );
  const schema = { type: 'object', properties };
  const post = documentWith(schema) as { paths: { '/sales': { post: object } } };
  const paths = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `/other/${i}`,
      { post: { ...post.paths['/sales'].post, operationId: `other${i}` } },
    ]),
  );
  const document = { ...document30, paths: { ...document30.paths, ...paths } };
  if (format === 'json') return JSON.stringify(document);
  // One path a line, flow style within: still YAML, and quickly written.
  const lines = Object.entries(document.paths).map(
    ([path, item]) => `  ${path}: ${JSON.stringify(item).replaceAll('":', '": ')}`,
  );
  const { paths: _, ...rest } = document;
  return `${Object.entries(rest)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\npaths:\n${lines.join('\n')}\n`;
}
