import type { Change } from '../../../src/change.ts';
import { readDriftDocuments } from '../../../src/drift/documents/read.ts';
import { readTraffic, type TrafficReading } from '../../../src/drift/traffic/read.ts';
import { prepareReadings } from '../../../src/drift/traffic/readings.ts';
import { recordingSources } from '../../../src/recorded/sources.ts';
import { folderWith, removeFolders } from '../../support/folder.ts';
import { contractOf, type Schema } from '../../support/generated.ts';
import { contradictions, exchange, ndjson } from './fixtures.ts';

afterAll(removeFolders);

async function trafficOf(text: string, name = 'events.ndjson'): Promise<TrafficReading> {
  return readTraffic(await prepareReadings(await readDriftDocuments({}), {}), await sourcesOf(text, name));
}

async function trafficBy(schema: Schema, events: readonly unknown[]): Promise<TrafficReading> {
  const { source } = await contractOf(schema, '3.0.3');
  const documents = await readDriftDocuments({ contract: source });
  return readTraffic(await prepareReadings(documents, {}), await sourcesOf(ndjson(events), 'events.ndjson'));
}

async function sourcesOf(text: string, name: string) {
  const folder = await folderWith({ [name]: text });
  return recordingSources([`${folder}/${name}`], () => process.stdin as never);
}

const told = (changes: readonly Change[], level: Change['level']) =>
  changes
    .filter((change) => change.level === level)
    .map(({ rule, pointer, after, seen }) => [rule, pointer, after, seen?.count]);

test('the contradictions of the docs are found, counted, and laid at the right door', async () => {
  const { changes, events, illegal } = await trafficOf(ndjson(Object.values(contradictions)));
  expect([events, illegal]).toEqual([10, 5]);
  const actions = ['create_order', 'send_whatsapp', 'mark_prepaid', 'update_address', 'confirmed_address'];
  expect(told(changes, 'breaking')).toEqual(
    actions.map((action) => ['enum-value-added', '/event/data/action', action, 1]),
  );
  for (const { why, level } of changes.filter((change) => change.level === 'breaking'))
    expect([level, why]).toEqual([
      'breaking',
      expect.stringMatching(
        /as published lets 1 event through .* a defect of the traffic, which one of the document hides/,
      ),
    ]);
  expect(told(changes, 'safe')).toEqual([
    ['property-added', '/event/data/payload/paymentMode', null, 1],
    ['property-added', '/event/data/report/finalStatus', null, 1],
    ['property-added', '/event/data/analysis/outcome', null, 1],
  ]);
  // An action without a payload fits both alternatives of the published union: the document is wrong, not the sender.
  const document = changes.filter(({ rule }) => rule === 'document-refuses-legal');
  expect(document.map(({ pointer, level, seen }) => [pointer, level, seen?.count])).toEqual([
    ['/event/data', 'docs', 1],
  ]);
  expect(document[0]?.why).toContain('a defect of the document, which the overlay repairs');
});

test('what both readings refuse is told as such, by a general pointer, with the first and the last place', async () => {
  const order = (note: unknown) => ({
    event: { type: 'action', data: { action: 'create-order', payload: { lineItems: [{}, note] } } },
  });
  const { changes } = await trafficOf(ndjson([order(1), order({}), order('+15550100')]));
  const [refused] = changes.filter(({ level }) => level === 'breaking');
  expect([refused?.rule, refused?.pointer, refused?.affects]).toEqual([
    'type-changed',
    '/event/data/payload/lineItems/*',
    ['action'],
  ]);
  expect([refused?.seen?.count, refused?.seen?.first.line, refused?.seen?.last.line]).toEqual([2, 1, 3]);
  expect(JSON.stringify(changes)).not.toContain('15550100');
});

test('an event that the receiver refused is drift, with its status and its time', async () => {
  const legal = contradictions.withoutMetadata;
  const text = ndjson([exchange(legal, 400), exchange(legal, 422), exchange(legal, 200), exchange(legal, 503)]);
  const { changes, illegal } = await trafficOf(text);
  expect(illegal).toBe(0);
  const answered = changes.filter(({ rule }) => rule.startsWith('receiver-'));
  expect(answered.map(({ rule, level, after, seen }) => [rule, level, after, seen?.statuses, seen?.first.at])).toEqual([
    ['receiver-refused', 'breaking', 400, { 400: 1 }, '2026-01-15T09:30:00.000Z'],
    ['receiver-refused', 'breaking', 422, { 422: 1 }, '2026-01-15T09:30:00.000Z'],
    ['receiver-failed', 'risky', 503, { 503: 1 }, '2026-01-15T09:30:00.000Z'],
  ]);
});

test('a redirect is no acceptance, for no sender follows it', async () => {
  const { changes } = await trafficOf(ndjson([exchange(contradictions.withoutMetadata, 307)]));
  expect(told(changes, 'breaking')).toEqual([['receiver-refused', '', 307, 1]]);
});

test('a violation says how the receiver answered it', async () => {
  const text = ndjson([exchange(contradictions.prepaid, 400), exchange(contradictions.prepaid, 200)]);
  const { changes } = await trafficOf(text);
  expect(changes.find(({ level }) => level === 'breaking')?.seen?.statuses).toEqual({ 200: 1, 400: 1 });
});

test('an HTTP Archive tells status and time', async () => {
  const { event } = contradictions.withoutMetadata;
  const request = { method: 'POST', postData: { text: JSON.stringify({ event }) } };
  const entry = { startedDateTime: '2026-02-03T04:05:06Z', request, response: { status: 400 } };
  const { changes } = await trafficOf(JSON.stringify({ log: { entries: [entry] } }), 'session.har');
  expect(changes[0]).toMatchObject({
    rule: 'receiver-refused',
    seen: { count: 1, statuses: { 400: 1 }, first: { at: '2026-02-03T04:05:06.000Z' } },
  });
});

test('what a person may have said is never repeated', async () => {
  const secret = ['Jane Doe', 'jane@example.com', '+15550100123', `sk_${'a'.repeat(64)}`, '4111111111111111'];
  const events = secret.flatMap((value) => [
    { event: { type: value, data: {} } },
    { event: { type: 'action', data: { action: value } } },
    { event: { type: 'call.busy', data: { call: { status: value, [value]: 1 } } }, [value]: value },
  ]);
  const { changes } = await trafficOf(ndjson(events));
  const text = JSON.stringify(changes);
  for (const value of secret) expect(text).not.toContain(value);
  expect(told(changes, 'safe').map(([, pointer]) => pointer)).toEqual(['/event/data/call/+', '/+']);
});

test('a value with a capital in front is a name, and printed only where a document lists it', async () => {
  const listing = (values: string[]): Schema => ({ type: 'string', enum: values });
  const schema = { type: 'object', properties: { city: listing(['Northwick']), state: listing(['open', 'Lost']) } };
  const names = ['Canaryville', 'Jane', 'Jane-Marie', 'jane.Doe', 'JaneDoe', 'McCanary', 'O-Canary'];
  const codes = ['overdue', 'past-due', 'PAST_DUE', 'call.ended', 'pastDue', 'v2', 'Northwick'];
  const { changes } = await trafficBy(
    schema,
    [...names, ...codes].map((state) => ({ city: 'Northwick', state })),
  );
  const hidden = ['enum-value-added', '/state', null, names.length];
  expect(told(changes, 'breaking')).toEqual([hidden, ...codes.map((code) => [...hidden.slice(0, 2), code, 1])]);
  for (const name of names) expect(JSON.stringify(changes)).not.toContain(name);
});

test('types and properties that no event shows are named, and coverage counts the rest', async () => {
  const { changes, coverage } = await trafficOf(ndjson([contradictions.withoutMetadata]));
  const unseen = changes.filter(({ rule }) => rule === 'event-type-unseen').map(({ before }) => before);
  expect([unseen.length, unseen.includes('call.busy'), unseen.includes('action')]).toEqual([14, false, true]);
  const properties = changes.filter(({ rule }) => rule === 'property-unseen').map(({ pointer }) => pointer);
  expect(properties).toContain('/event/data/analysis');
  // An action could not have been in an event of that type.
  expect(properties).not.toContain('/event/data/payload');
  expect(properties).not.toContain('/event/data/call/id');
  expect(coverage.types).toEqual({ seen: 1, total: 15 });
  expect(coverage.properties.seen).toBe(6);
});

test('a value outside a list is named even below alternatives that no discriminator tells apart', async () => {
  const branch = (kind: string) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string', enum: [kind] } },
  });
  const { changes } = await trafficBy({ oneOf: [branch('paid'), branch('due')] }, [{ kind: 'overdue' }]);
  expect(told(changes, 'breaking')).toEqual([['enum-value-added', '/kind', 'overdue', 1]]);
});

test('a property of another kind of event is unknown here, one in a free map is not', async () => {
  const schema = {
    type: 'object',
    required: ['kind'],
    oneOf: [
      {
        type: 'object',
        required: ['kind'],
        properties: { kind: { type: 'string', enum: ['a'] }, one: {}, map: { type: 'object' } },
      },
      { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['b'] }, two: {} } },
    ],
    discriminator: { propertyName: 'kind' },
  };
  const { changes } = await trafficBy(schema, [
    { kind: 'a', two: 1, map: { anything: 1 } },
    { kind: 'b', two: 1 },
  ]);
  expect(told(changes, 'safe')).toEqual([['property-added', '/two', null, 1]]);
});

test('a closed object names the property that it refuses', async () => {
  const schema = { type: 'object', additionalProperties: false, properties: { a: {} } };
  const { changes } = await trafficBy(schema, [{ a: 1, extra: 1 }, { '+15550100': 1 }]);
  expect(told(changes, 'breaking')).toEqual([
    ['property-added', '/extra', null, 1],
    ['property-added', '/+', null, 1],
  ]);
});

test('a flood of different findings is cut off, and that is said', async () => {
  const { changes, notes } = await trafficBy(
    { type: 'object', properties: { a: {} } },
    Array.from({ length: 30 }, (_, i) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, j) => [`p${letters(i)}${letters(j)}`, 1])),
    ),
  );
  expect(changes.filter(({ rule }) => rule === 'property-added')).toHaveLength(1_000);
  expect(notes.join()).toContain('a limit was reached: only the first 1000');
});

test('a flood of unknown names does not hide what the contract refuses after it', async () => {
  const flood = Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`p${letters(i % 676)}${letters(i)}`, 1]));
  const { changes } = await trafficBy({ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, [
    { a: 'x', ...flood },
    { a: 1 },
  ]);
  expect(told(changes, 'breaking')).toEqual([['type-changed', '/a', null, 1]]);
});

const letters = (number: number): string => String.fromCharCode(97 + Math.floor(number / 26), 97 + (number % 26));

test('what is no event counts as refused', async () => {
  const { changes, events, illegal } = await trafficOf(`{"broken\n${JSON.stringify(contradictions.outcome)}\n`);
  expect([events, illegal]).toEqual([2, 1]);
  expect(told(changes, 'breaking')).toEqual([['unreadable-json', '', null, 1]]);
});
