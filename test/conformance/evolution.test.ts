import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { loadContract, type VerifyOptions, verify } from '../../src/index.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const text = { type: 'string' };
const closed = { type: 'object', additionalProperties: false, properties: { name: { type: 'string', maxLength: 9 } } };

/** Describes an event of one type, which is told apart by it. */
const event = (type: string, properties: object) => ({
  type: 'object',
  required: ['type'],
  properties: { type: { const: type }, ...properties },
});

const parcel = {
  oneOf: [
    event('parcel.sent', { state: { enum: ['new', 'late'] }, sender: closed }),
    event('parcel.lost', { state: { enum: ['new', 'late'] }, grade: { enum: [1, 2] } }),
  ],
  discriminator: { propertyName: 'type' },
};

/** Writes a document of webhooks by their names. */
async function contractOf(schemas: Record<string, object>) {
  const webhooks = Object.entries(schemas).map(([name, schema]) => [
    name,
    {
      post: { requestBody: { content: { 'application/json': { schema } } }, responses: { 200: { description: 'ok' } } },
    },
  ]);
  const document = {
    openapi: '3.1.0',
    info: { title: 'Parcels', version: '1' },
    webhooks: Object.fromEntries(webhooks),
  };
  const folder = await folderWith({ 'parcels.json': JSON.stringify(document) });
  return `${folder}/parcels.json`;
}

type Answer = (event: Record<string, unknown>) => number;

/** Answers events as a function says; `takes` lets it take effect of those that it accepts. */
function receiver(answer: Answer, takes: Answer = () => 0): RequestListener {
  const effects: string[] = [];
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/effects') return response.end(effects.join('\n'));
      const body = Buffer.concat(chunks);
      const sent = JSON.parse(body.toString());
      const sha256 = createHash('sha256').update(body).digest('hex');
      if (takes(sent) > 0) effects.push(JSON.stringify({ sha256 }));
      return response.writeHead(answer(sent)).end();
    });
  };
}

async function judged(target: RequestListener, given: Partial<VerifyOptions> = {}) {
  const contract = await loadContract({ contract: await contractOf({ parcel }), auth: 'none' });
  return verify({ target, contract, groups: ['evolution'], timeoutMs: 5_000, ...given });
}

const isKnown: Answer = ({ type, state = 'new', grade = 1, sender = {} }) =>
  ['parcel.sent', 'parcel.lost'].includes(String(type)) &&
  ['new', 'late'].includes(String(state)) &&
  [1, 2].includes(Number(grade)) &&
  Object.keys(sender as object).every((name) => name === 'name')
    ? 200
    : 422;

const ids = ['evolution.event-type', 'evolution.enum.state', 'evolution.field.sender', 'evolution.enum.grade'];

test('what a later version may bring is sent once for each place, and is to be acknowledged', async () => {
  const { cases, summary } = await judged(receiver(() => 202));
  expect(cases.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(cases.every(({ level, status }) => level === 'SHOULD' && status === 'PASS')).toBe(true);
  expect(cases.find(({ id }) => id === 'evolution.enum.state')?.title).toBe(
    'A value of state that is not listed is acknowledged',
  );
  expect(summary.verdict).toBe('pass');
});

test('a receiver that refuses it is warned, with one cause and its hint', async () => {
  const { cases, causes = [] } = await judged(receiver(isKnown));
  expect(cases.map(({ status }) => status)).toEqual(['WARN', 'WARN', 'WARN', 'WARN']);
  expect(causes).toMatchObject([{ id: 'refuses-what-it-does-not-know', level: 'SHOULD', count: 4 }]);
  expect(causes[0]?.hint).toContain('log it');
});

test.each([500, 503, 302])('one that answers %i has failed', async (status) => {
  const { cases, summary } = await judged(receiver((sent) => (isKnown(sent) === 200 ? 200 : status)));
  expect(cases.map((each) => each.status)).toEqual(['FAIL', 'FAIL', 'FAIL', 'FAIL']);
  expect(summary.verdict).toBe('fail');
});

test('it takes no effect, where effects are told', async () => {
  const run = { effects: '/effects', cases: ['evolution.event-type'] };
  const right = await judged(
    receiver(
      () => 200,
      (sent) => Number(isKnown(sent) === 200),
    ),
    run,
  );
  expect(right.cases.map(({ status }) => status)).toEqual(['PASS']);
  const wrong = await judged(
    receiver(
      () => 200,
      () => 1,
    ),
    run,
  );
  expect(wrong.cases[0]).toMatchObject({ status: 'FAIL', why: 'an event that is to be ignored took effect' });
  expect(wrong.causes?.[0]?.id).toBe('works-on-refused-events');
});

test('where bad events are to be refused, it is only looked at', async () => {
  const { cases } = await judged(receiver(isKnown), { badEvents: 'refuse' });
  expect(new Set(cases.map(({ level, status }) => `${level} ${status}`))).toEqual(new Set(['OBSERVE OBSERVED']));
  expect(cases.find(({ id }) => id === 'evolution.event-type')?.title).toMatch(
    /^What an event of a type .* is answered/,
  );
});

test('each operation of a document has its own, by its name', async () => {
  const contract = await contractOf({ sent: event('sent', { note: text }), lost: event('lost', { sender: closed }) });
  const { cases } = await verify({ target: receiver(() => 200), contract, auth: 'none', groups: ['evolution'] });
  expect(cases.map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual([
    'evolution.event-type@lost PASS',
    'evolution.event-type@sent PASS',
    'evolution.field.sender@lost PASS',
  ]);
});

test.each([
  ['a text', { type: 'object', properties: { id: { type: 'string', maxLength: 20 }, note: text } }],
  ['an open object', { type: 'object', properties: { id: { type: 'string', maxLength: 20 } } }],
  ['a list', { ...closed, properties: { list: { type: 'array', items: { type: 'integer' } } } }],
])('a large event is made for any contract that can hold one: by %s', async (_, schema) => {
  const contract = await contractOf({ parcel: schema });
  const target = receiver((sent) => (JSON.stringify(sent).length > 1_000 ? 413 : 200));
  const { cases } = await verify({ target, contract, auth: 'none', cases: ['media.large-event'] });
  expect(cases).toMatchObject([{ level: 'SHOULD', status: 'WARN', actual: '413' }]);
});

test('a contract whose events are all short has no large one', async () => {
  const target = receiver(() => 200);
  const contract = await contractOf({ parcel: closed });
  const { cases } = await verify({ target, contract, auth: 'none', cases: ['media.large-event', 'routing.post'] });
  const large = cases.find(({ id }) => id === 'media.large-event');
  expect(large).toMatchObject({ status: 'NOT-APPLICABLE', why: 'no event of the contract can be as long' });
});
