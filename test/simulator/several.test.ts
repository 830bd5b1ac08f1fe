import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const webhook = (schema: object) => ({
  post: {
    parameters: [{ in: 'header', name: 'X-Ship-Event', required: true, schema: { type: 'string' }, example: 'ship' }],
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 200: { description: 'taken' } },
  },
});
const ship = (kind: string, more: object = {}) => ({
  type: 'object',
  required: ['kind', ...Object.keys(more)],
  properties: { kind: { const: kind }, ...more },
});
const never = { allOf: [{ type: 'object' }], type: 'null' };
const document = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  webhooks: {
    'ship/left': webhook(ship('left')),
    'ship/docked': webhook(ship('docked', { pier: { type: 'integer' } })),
    'ship/lost': webhook(ship('lost', { grave: never })),
    tide: webhook({ type: 'object', required: ['metres'], properties: { metres: { type: 'number' } } }),
  },
};

test('an event of each webhook is simulated, named where its header names it; one that no event meets is left out and said', async () => {
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const contract = ['--contract', `${folder}/api.json`, '--auth', 'none'];
  const receiver = await hookproofServing(['serve', ...contract]);
  const to = ['--to', `${receiver.url}/webhooks`];
  const { status, stdout, stderr } = await hookproof(['simulate', ...contract, ...to]);
  expect(stdout).toMatch(/ship\/left.* 200 [\s\S]*ship\/docked.* 200 [\s\S]*tide.* 200 /);
  expect(stdout).not.toContain('ship/lost');
  expect(stderr).toMatch(/note: events of ship\/lost are left out: .*no event meets it/);
  expect(status).toBe(0);
  const list = await hookproof(['simulate', '--list', ...contract]);
  expect(list.stdout).toMatch(/^every-event {2}.*\n.* ship\/left\n.* ship\/docked\n.* tide\n$/);
  const from = await folderWith({ 'a.ndjson': '{"kind":"docked","pier":1}\n{"metres":1.5}\n' });
  const again = await hookproof(['simulate', '--from', `${from}/a.ndjson`, ...contract, ...to]);
  expect(again.stdout).toMatch(/ship\/docked.* 200 [\s\S]*tide.* 200 /);
  await receiver.stop();
});

test('where no event can be made, one that the contract shows is simulated, else it is said that there is none', async () => {
  const odd = {
    type: 'object',
    required: ['sum'],
    properties: { sum: { type: 'string', pattern: '^(?=.*\\d{2}q)(?!.*0).*z$' } },
  };
  const shown = { 'application/json': { schema: odd, example: { sum: '12qz' } } };
  const webhooks = {
    shown: { post: { ...webhook(odd).post, requestBody: { content: shown } } },
    hidden: webhook(odd),
    tide: document.webhooks.tide,
  };
  const folder = await folderWith({ 'api.json': JSON.stringify({ ...document, webhooks }) });
  const contract = ['--contract', `${folder}/api.json`, '--auth', 'none'];
  const receiver = await hookproofServing(['serve', ...contract]);
  const { status, stdout, stderr } = await hookproof(['simulate', ...contract, '--to', `${receiver.url}/webhooks`]);
  await receiver.stop();
  expect([status, stdout]).toEqual([0, expect.stringMatching(/ shown .* 200 [\s\S]* tide .* 200 /)]);
  expect(stdout).not.toContain('hidden');
  expect(stderr).toMatch(/note: events of hidden are left out: .*: no legal example of an event can be made/);
});

test('a list of events is printed without one of them being made', async () => {
  // No text is found that fits this, so that no event can be made.
  const schemas = { Never: { type: 'string', pattern: '^(?=.*\\d{2}q)(?!.*0).*z$' } };
  const never = { type: 'object', required: ['never'], properties: { never: { $ref: '#/components/schemas/Never' } } };
  const kinds = ['left', 'docked'].map((kind) => ({
    ...never,
    required: ['kind', 'never'],
    properties: { ...never.properties, kind: { const: kind } },
  }));
  const webhooks = { ship: webhook({ oneOf: kinds, discriminator: { propertyName: 'kind' } }), tide: webhook(never) };
  const folder = await folderWith({ 'api.json': JSON.stringify({ ...document, webhooks, components: { schemas } }) });
  const list = ['simulate', '--list', '--auth', 'none', '--contract', `${folder}/api.json`];
  const words = (text: string): string[][] =>
    text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/ +/));
  expect(words((await hookproof(list)).stdout)).toEqual([['left'], ['docked'], ['tide']]);
  expect(words((await hookproof([...list, '--operation', 'tide'])).stdout)).toEqual([['event']]);
});

test('the steps of a scenario may be of several webhooks', async () => {
  const scenario = `scenario: voyage
title: A ship leaves, and docks elsewhere
steps:
  - body: { kind: left }
  - after: 2h
    body: { kind: docked, pier: 2 }
`;
  const folder = await folderWith({ 'api.json': JSON.stringify(document), 'own/voyage.yaml': scenario });
  const contract = ['--contract', `${folder}/api.json`, '--auth', 'none', '--scenarios', `${folder}/own`];
  const receiver = await hookproofServing(['serve', ...contract.slice(0, 4)]);
  const { status, stdout } = await hookproof(['simulate', 'voyage', ...contract, '--to', `${receiver.url}/webhooks`]);
  expect(stdout).toMatch(/ 200 [\s\S]* 200 /);
  expect(status).toBe(0);
  await receiver.stop();
});
