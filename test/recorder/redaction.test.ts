import { hookproofServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { closeRecorders, exchangesIn, recorderTo } from '../support/recorder.ts';

afterEach(closeRecorders);
afterEach(closeOrigins);
afterAll(removeFolders);

/** What is written of bodies that pass, under the bundled contract or one whose body has this schema. */
async function recorded(bodies: readonly string[], schema?: object) {
  const receiver = await origin((request, response) => request.resume().on('end', () => response.end()));
  const more = schema ? { contractOptions: { contract: await contractOf(schema), auth: 'none' as const } } : {};
  const { url, exchanges } = await recorderTo(receiver, more);
  for (const body of bodies) await deliver(url, body);
  const all = await exchanges();
  return all.map(({ event, redacted, request }) => ({ event, redacted, body: 'body' in request ? request.body : '' }));
}

async function contractOf(schema: object): Promise<string> {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Parcels', version: '1.0.0' },
    paths: {
      '/parcels': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema } } },
          responses: { 200: { description: 'taken' } },
        },
      },
    },
  };
  return `${await folderWith({ 'openapi.json': JSON.stringify(document) })}/openapi.json`;
}

test('only the bytes of what is replaced change: spacing, order, escapes and spellings of numbers stay', async () => {
  const body =
    '\r\n{ "metadata" :\t{"n":[1.0,-2.5e2 , 1E+3,true,null],"\\u0061ge" : "old"},\n "event":{"type":"call\\u002eended","data":{"call":{"startedAt":"2026-01-15T09:30:00.123Z","durationSeconds":107.770}}} }\n';
  const [{ body: written = '' } = {}] = await recorded([body]);
  expect(written.replace(/"[a-z]{10}"/, '"old"')).toBe(body);
});

test.each([
  ['a property', { properties: { name: true } }],
  ['other properties', { additionalProperties: true }],
  ['a branch', { properties: { name: { anyOf: [true, false, { type: 'string' }] } } }],
  ['an item', { properties: { name: { items: true, prefixItems: [true], contains: true } } }],
  ['the body', { allOf: [true], properties: { name: {} } }],
])('what is declared by `true` or `false` is written down without personal data: %s', async (_, schema) => {
  const [one, another] = await recorded(['{"name":"Ada Lovelace"}', '{"name":["Ada Lovelace"]}'], schema);
  const said = { event: { legal: true, rules: [] }, redacted: 'yes' };
  const named = expect.stringMatching(/^\{"name":"[a-z]{3} [a-z]{8}"\}$/);
  const listed = expect.stringMatching(/^\{"name":\["[a-z]{3} [a-z]{8}"\]\}$/);
  expect([one, another]).toEqual([
    { ...said, body: named },
    { ...said, body: listed },
  ]);
  expect(JSON.stringify([one, another])).not.toContain('Lovelace');
});

test('each kind of text becomes another of its kind', async () => {
  const metadata = {
    mail: 'someone@shop.test',
    phone: '(020) 7946-0018',
    link: 'https://shop.test/orders/1?mail=x@y.z',
    uuid: '6f1e0c0a-0c1e-4b7a-9a57-0d3f1b2c4d5e',
    day: '1990-12-31',
    moment: '1990-12-31T23:59:59+05:30',
    address: '203.0.113.9',
    words: 'Near the  old clock\ntower',
    short: 'EX',
    empty: '',
    digits: '12345678901234567890',
    count: 1234,
    code: 90210,
    large: 12345678,
    fraction: 0.123456,
  };
  const [{ body = '' } = {}] = await recorded([JSON.stringify({ event: { type: 'call.ended', data: {} }, metadata })]);
  const made = JSON.parse(body).metadata;
  expect(made).toEqual({
    mail: expect.stringMatching(/^user-[0-9a-f]{12}@example\.com$/),
    phone: expect.stringMatching(/^1555010\d{8}$/),
    link: expect.stringMatching(/^https:\/\/example\.com\/[0-9a-f]{16}$/),
    uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    day: expect.stringMatching(/^20[0-2]\d-[01]\d-[0-3]\d$/),
    moment: expect.stringMatching(/^20[0-2]\d-[01]\d-[0-3]\dT[0-2]\d(:[0-5]\d){2}Z$/),
    address: expect.stringMatching(/^198\.1[89]\.\d{1,3}\.\d{1,3}$/),
    words: expect.stringMatching(/^[a-z]{4} [a-z]{3} {2}[a-z]{3} [a-z]{5} [a-z]{5}$/),
    short: expect.stringMatching(/^[a-z]{10}$/),
    empty: '',
    digits: expect.stringMatching(/^1555010\d{8}$/),
    count: 1234,
    code: expect.any(Number),
    large: expect.any(Number),
    fraction: expect.any(Number),
  });
  for (const key of ['uuid', 'day', 'moment', 'code', 'large', 'fraction'] as const)
    expect(made[key]).not.toBe(metadata[key]);
});

test('a pseudonym keeps to pattern, lengths, format and bounds', async () => {
  const schema = {
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { enum: ['sent', 'lost'] },
      local: { type: 'string', pattern: '^[0-9]{10}$' },
      plate: { type: 'string', pattern: '^[A-Z]{2}-[0-9]{4}$' },
      country: { type: 'string', minLength: 2, maxLength: 2 },
      phone: { type: 'string', maxLength: 12 },
      link: { type: 'string', format: 'uri', maxLength: 60 },
      mail: { type: 'string', format: 'email' },
      weight: { type: 'integer', minimum: 10_000_000, maximum: 20_000_000 },
      born: { type: 'string', format: 'date' },
    },
    additionalProperties: { type: 'string', pattern: '^x' },
  };
  const parcel = (n: number): string =>
    JSON.stringify({
      kind: 'sent',
      local: `02079460${n}0`,
      plate: `AB-123${n}`,
      country: 'NZ',
      phone: `+4420794600${n}`,
      link: `tel:+4420794600${n}`,
      mail: `odd+${n}@shop.test`,
      weight: 12_345_670 + n,
      born: `1990-01-0${n}`,
      other: `x${n}`,
    });
  const written = await recorded([parcel(1), parcel(2), parcel(1)], schema);
  expect(written.map(({ event, redacted }) => [event?.legal, redacted])).toEqual(Array(3).fill([true, 'yes']));
  const [first, second, third] = written.map(({ body }) => JSON.parse(body));
  expect(first).toEqual(third);
  for (const [key, value] of Object.entries(JSON.parse(parcel(1)))) {
    if (key === 'kind') continue;
    expect([key, first[key]]).not.toEqual([key, value]);
    if (key !== 'country') expect([key, first[key]]).not.toEqual([key, second[key]]);
  }
});

test('an event that is illegal stays so for the same reasons', async () => {
  const cases: [body: object, rules: string[]][] = [
    [
      { event: { type: 'call.ended', data: { call: { status: 'Someone', startedAt: 'yesterday' } } } },
      ['enum', 'format'],
    ],
    [{ event: { type: 'call.ended', data: { call: { id: 7, recordingUrl: 'not a link' } } } }, ['format', 'type']],
    [{ event: { type: 'call.ended' } }, ['required']],
    [{ event: { type: 'call.ended', data: {} }, metadata: 'Someone' }, ['type']],
  ];
  const written = await recorded(cases.map(([body]) => JSON.stringify(body)));
  expect(written.map(({ event, redacted }) => [event, redacted])).toEqual(
    cases.map(([, rules]) => [{ legal: false, rules }, 'yes']),
  );
  expect(JSON.stringify(written)).not.toMatch(/Someone|yesterday|a link/);
});

test('a code that the contract does not list stays, for drift to be seen', async () => {
  const [{ body = '' } = {}] = await recorded(['{"event":{"type":"call.voicemail","data":{}}}']);
  expect(body).toBe('{"event":{"type":"call.voicemail","data":{}}}');
});

test('where no pseudonyms can keep an event legal, an example of its type is written', async () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    if: { properties: { a: { maxLength: 5 } } },
    else: { required: ['b'] },
  };
  const [written] = await recorded(['{"a":"Ann"}'], schema);
  expect(written).toMatchObject({ event: { legal: true }, redacted: 'whole' });
  expect(written?.body).toMatch(/^\{"a":"[a-z]{1,5}"\}$/);
  expect(written?.body).not.toContain('Ann');
});

test('keys of objects that no programmer would choose are replaced, and others stay', async () => {
  const kept = ['shop', 'cart_id', 'lineItems', 'utm-source', '__proto__', '', 'address2', '$ref'];
  const replaced = ['Ann', 'ann@shop.test', '2079460018', 'order-10452', 'two words', 'a'.repeat(41), 'ключ'];
  const metadata = Object.fromEntries([...kept, ...replaced].map((key, index) => [key, index]));
  const body = `{"event":{"type":"call.ended","data":{}},"metadata":${JSON.stringify(metadata)}}`;
  const [{ body: written = '' } = {}] = await recorded([body]);
  const keys = Object.keys(JSON.parse(written).metadata);
  expect(keys.length).toBe(kept.length + replaced.length);
  expect(kept.filter((key) => !keys.includes(key))).toEqual([]);
  expect(replaced.filter((key) => keys.includes(key))).toEqual([]);
});

test('a long hostile text is redacted in no time', async () => {
  const long = [`a@${'.'.repeat(200_000)} `, '1'.repeat(200_000), `a:${'%41'.repeat(60_000)}`, '"\\'.repeat(50_000)];
  const event = JSON.stringify({
    event: { type: 'call.ended', data: { call: { recordingUrl: long[2] } } },
    metadata: { long },
  });
  const receiver = await origin((request, response) => request.resume().on('end', () => response.end()));
  const out = `${await folderWith()}/out`;
  // What takes more than linear time takes minutes.
  const recorder = await hookproofServer(['record', '--to', receiver, '--out', out], {
    limits: { processorSeconds: 30 },
  });
  expect((await deliver(recorder.url, event)).status).toBe(200);
  expect((await recorder.stop()).status).toBe(0);
  expect((await exchangesIn(out)).map(({ redacted }) => redacted)).toEqual(['yes']);
});
