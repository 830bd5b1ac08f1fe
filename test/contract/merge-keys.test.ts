import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const header = `openapi: 3.1.0
info: { title: Orders, version: "1" }
x-base: &base { type: object, required: [id] }
x-dated: &dated { required: [at], additionalProperties: false }
`;
/** Writes a document of one webhook, whose schema is this flow mapping. */
const documentOf = (schema: string): string => `${header}webhooks:
  made:
    post:
      requestBody: { required: true, content: { application/json: { schema: ${schema} } } }
      responses: { "200": { description: taken } }
`;

async function rulesBroken(schema: string, event: object): Promise<string[]> {
  const files = { 'orders.yaml': documentOf(schema), 'event.json': JSON.stringify(event) };
  const folder = await folderWith(files);
  const flags = ['--contract', `${folder}/orders.yaml`, '--format', 'json'];
  const { stdout, stderr } = await hookproof(['check', `${folder}/event.json`, ...flags]);
  expect(stderr).toBe('');
  return JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
}

test('what YAML merges into a schema holds there, and what stands beside it comes first', async () => {
  expect(await rulesBroken('{ <<: *base, properties: { id: { type: string } } }', {})).toEqual(['required']);
  expect(await rulesBroken('{ required: [], <<: *base }', {})).toEqual([]);
  const both = '{ <<: [*base, *dated], properties: { id: {} } }';
  expect(await rulesBroken(both, { id: 1 })).toEqual([]);
  expect(await rulesBroken(both, { at: 1 })).toEqual(['required', 'additionalProperties']);
});

test('a name that is written in quotes merges nothing', async () => {
  const schema = '{ type: object, properties: { "<<": { type: string } } }';
  expect(await rulesBroken(schema, { '<<': 1 })).toEqual(['type']);
});

test.each(['3', '[1]', '*nobody'])('a merge of %s, which is no mapping, is told in one line', async (source) => {
  const folder = await folderWith({ 'orders.yaml': documentOf(`{ <<: ${source} }`) });
  const { status, stdout, stderr } = await hookproof(['doctor', `${folder}/orders.yaml`]);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^hookproof: \S+orders\.yaml: [^\n]+\n$/)]);
  expect(stderr).toContain('Merge sources must be maps');
});
