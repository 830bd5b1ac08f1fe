import { loadSuite } from '../../src/conformance/cases/suite.ts';
import { inapplicable } from '../../src/conformance/runner/applicable.ts';
import { requestMakers } from '../../src/conformance/runner/make-request.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import { loadScenarios, type Scenarios } from '../../src/scenario/load.ts';
import { valueAt } from '../../src/schema/pointer.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { plannedCalls } from '../../src/simulator/calls.ts';
import { eventValidator } from '../../src/validator/event.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import type { Schema } from '../support/generated.ts';

afterAll(removeFolders);

const kinds: [string, Schema][] = [
  ['any text', { type: 'string' }],
  ['a long text', { type: 'string', minLength: 60 }],
  ['a short text', { type: 'string', minLength: 3, maxLength: 12 }],
  ['a UUID', { type: 'string', format: 'uuid' }],
  ['an address', { type: 'string', format: 'uri' }],
  ['a text of a pattern', { type: 'string', pattern: '^ord_[0-9a-f]{16}$' }],
  ['digits', { type: 'string', pattern: '^\\d{9,12}$' }],
  ['a whole number', { type: 'integer', minimum: 5 }],
  ['a number between bounds', { type: 'integer', minimum: 1_000, maximum: 9_999 }],
  ['a multiple', { type: 'integer', minimum: 5, multipleOf: 10 }],
];

test.each(kinds)('each event has an identity of its own that the contract allows, which is %s', async (_, schema) => {
  const contract = await contractAbout(schema);
  const validate = eventValidator(contract);
  const { cases, control } = await loadSuite(contract);
  const make = requestMakers(contract, developmentKeys, new URL('http://127.0.0.1/hook'));
  const asked = cases.filter((each) => !inapplicable(each, { effects: true, revival: true }));
  const sent = asked.flatMap(({ id, steps }) => steps.map(({ send }) => ({ id, send, body: make()(send).body })));
  const wrong = sent.filter(
    ({ send: { bodyIs }, body }) =>
      bodyIs !== 'any' && (validate(body ?? Buffer.alloc(0)).findings.length === 0) !== (bodyIs === 'legal'),
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
  const controls = sent.filter(({ send }) => send.body?.equals(control) && !send.exact && !send.keepsIdentity);
  const identities = controls.map(({ body }) => valueAt(JSON.parse(String(body)), ['of/whom', 'id']));
  expect(new Set(identities).size).toBe(identities.length);
  expect(identities.length).toBeGreaterThan(50);
});

test.each(kinds)(
  'each simulated call has an identity of its own that the contract allows, which is %s',
  async (_, schema) => {
    const contract = await contractAbout(schema);
    const identities = bodiesOf(contract, await loadScenarios(contract)).map((body) =>
      valueAt(body, ['of/whom', 'id']),
    );
    expect(new Set(identities).size).toBe(20);
  },
);

test.each([
  ['through an array', '/items/0/id'],
  ['nowhere', '/never/there'],
  ['to an object', '/of~1whom'],
])('events keep their own identity where its pointer leads %s', async (_, pointer) => {
  const contract = await contractAbout({ type: 'string' }, pointer);
  const { cases } = await loadSuite(contract);
  expect(cases.length).toBeGreaterThan(100);
  const validate = eventValidator(contract);
  const bodies = bodiesOf(contract, await loadScenarios(contract));
  expect(bodies.flatMap((body) => validate(Buffer.from(JSON.stringify(body))).findings)).toEqual([]);
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
});

/** The events of twenty calls. */
function bodiesOf(contract: Contract, { all: scenarios }: Scenarios): unknown[] {
  const options = {
    contract,
    scenarios,
    choice: 'turn' as const,
    calls: 20,
    seed: 3,
    facts: [],
    startedAt: new Date(0),
  };
  return [...plannedCalls(options)].flatMap(({ events }) => events.map(({ body }) => JSON.parse(body.toString())));
}

/** A contract whose events say by a value of this schema what they are about. */
async function contractAbout(schema: Schema, pointer = '/of~1whom/id') {
  const whom = { type: 'object', required: ['id'], properties: { id: schema, count: { type: 'integer' } } };
  const items = { type: 'array', items: whom };
  const event = { type: 'object', required: ['of/whom'], properties: { 'of/whom': whom, items } };
  const post = {
    operationId: 'hook',
    'x-hookproof-identity': pointer,
    requestBody: { required: true, content: { 'application/json': { schema: event } } },
    responses: { 200: { description: 'ok' } },
  };
  const document = { openapi: '3.1.0', info: { title: 'One', version: '1' }, paths: { '/hook': { post } } };
  const folder = await folderWith({ 'contract.json': JSON.stringify(document) });
  return loadContract({ contract: `${folder}/contract.json` });
}
