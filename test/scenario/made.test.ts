import { loadContract } from '../../src/contract/load.ts';
import { loadScenarios } from '../../src/scenario/load.ts';
import { planCall } from '../../src/scenario/plan.ts';
import { eventValidator } from '../../src/validator/event.ts';
import { contractOf, document30, document31, documentWith, webhookDocument } from '../contract/documents.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const call = { id: 'sale-1', startedAt: new Date(0), facts: [] };

test.each([
  ['OpenAPI 3.0', document30],
  ['OpenAPI 3.1', document31],
  ['a webhook', webhookDocument],
])('a contract without scenarios gets one with each of its events: %s', async (_, document) => {
  const contract = await contractOf(document);
  const { all, lifecycle, notes } = await loadScenarios(contract);
  expect([all.map(({ name }) => name), lifecycle, notes]).toEqual([['every-event'], undefined, []]);
  const { events } = all[0] ? planCall(all[0], contract, call) : { events: [] };
  expect(events.map(({ type, atMs }) => [type, atMs])).toEqual([
    ['paid', 0],
    ['due', 1000],
  ]);
  const validate = eventValidator(contract);
  for (const { body } of events) expect(validate(body).findings).toEqual([]);
});

test('the events of the made scenario carry the identity where the contract has one', async () => {
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
  const document = documentWith(schema) as { paths: { '/sales': { post: object } } };
  Object.assign(document.paths['/sales'].post, { 'x-hookproof-identity': '/id' });
  const contract = await contractOf(document);
  const { all } = await loadScenarios(contract);
  const events = all.flatMap((scenario) => planCall(scenario, contract, call).events);
  expect(events.map(({ type, body }) => [type, body.toString()])).toEqual([['event', '{"id":"sale-1"}']]);
});

test('a contract of which no legal event can be made is an input error', async () => {
  const contract = await contractOf(documentWith({ type: 'object', required: ['a'], properties: { a: { not: {} } } }));
  await expect(loadScenarios(contract)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('no legal example'),
  });
});

test('a folder brings scenarios for any contract', async () => {
  const folder = await folderWith({
    'a.yaml': 'scenario: paid\ntitle: Paid\nsteps:\n  - { body: { kind: paid, amount: 3 } }\n',
  });
  const { all } = await loadScenarios(await contractOf(document30), [folder]);
  expect(all.map(({ name, steps }) => [name, steps.map(({ type }) => type)])).toEqual([['paid', ['paid']]]);
});

test.each([
  ['{ maxLength: 11 }', ['validation-failed'], true],
  ['{ not: { enum: [aborted] } }', ['aborted-between-attempts', 'aborted'], false],
])(
  'another edition of the contract, %s, keeps what it allows, and tells what it does not',
  async (change, refused, abort) => {
    const target = '$.components.schemas.CallStatus';
    const overlay = `overlay: 1.0.0\ninfo: { title: Stricter, version: 1.0.0 }\nactions: [{ target: ${target}, update: ${change} }]\n`;
    const folder = await folderWith({ 'o.yaml': overlay });
    const { all, lifecycle, notes } = await loadScenarios(await loadContract({ overlays: [`${folder}/o.yaml`] }));
    expect(notes).toEqual(
      refused.map((name) =>
        expect.stringMatching(`^the scenario ${name} is left out: .*${name}\\.yaml: step \\d .*status`),
      ),
    );
    expect(all.filter(({ name }) => refused.includes(name))).toEqual([]);
    expect(all.length).toBe(14 - refused.length);
    expect(lifecycle?.abort !== undefined).toBe(abort);
  },
);

test('the contract as published, without repairs, is served as well', async () => {
  const contract = await loadContract({ contract: `${root}test/../openapi/swagger.yaml` });
  const { all } = await loadScenarios(contract);
  expect(all.length).toBeGreaterThan(0);
});
