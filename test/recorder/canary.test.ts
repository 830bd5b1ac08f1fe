import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { hookproof, hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { exchangesIn, textOf } from '../support/recorder.ts';

const phone = '+15550100987';
const spacedPhone = '+1 555-010-0987';
const email = 'canary.person@example.com';
const address = '12/B Canary Street';
const city = 'Canaryville';
const name = 'Zephyrine Canary';
const [publicKey, privateKey] = ['pk_canary00112233445566', 'sk_canary99887766554433221100'];
const env = { HOOKPROOF_PUBLIC_KEY: publicKey, HOOKPROOF_PRIVATE_KEY: privateKey };
const transcript = `Agent: hello ${name}, is ${phone} yours?\nThey said ${email}, ${address}, ${city}, ${privateKey}.`;

/** What a grep for any of them would find, in any spelling that it may have passed in. */
const traces = [
  ...[phone, phone.slice(1), '5550100987', '555-010-0987', email, 'canary.person', encodeURIComponent(email)],
  ...[address, city, 'Canary', 'canary', 'Zephyrine', 'ZEPHYRINE', publicKey, privateKey],
  ...[privateKey, email, name].flatMap((text) => [
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').slice(0, -4),
  ]),
];

const everything = {
  text: transcript,
  list: [phone, email, address, city, name, publicKey, privateKey, { deep: [[spacedPhone]] }],
  [phone]: 1,
  [email]: { [name]: true, [address]: null, [privateKey]: [], [city]: 0 },
  number: 15550100987,
  price: 15550100987.5,
  key: Buffer.from(`user:${privateKey}`).toString('base64'),
  place: [56.789123, 10.123456],
  when: '1980-02-03T04:05:06Z',
};

const order = {
  event: {
    type: 'action',
    data: {
      action: 'create-order',
      call: { id: phone },
      payload: {
        email,
        phone,
        lineItems: [{ title: name, ...everything }],
        shippingAddress: {
          ...{ firstName: name, lastName: name, address1: address, address2: address, city, phone: spacedPhone },
          zip: '990011',
        },
        note: transcript,
        cartTotal: 1249.5,
        extra: everything,
      },
    },
  },
  metadata: everything,
};
const call = {
  event: {
    type: 'call.completed',
    data: {
      call: {
        id: phone,
        status: 'completed',
        recordingUrl: `https://voice.example/${phone}?m=${email}`,
        startedAt: null,
      },
      analysis: { success: true, summary: transcript, requiredActions: [name], insights: everything },
      transcript: [{ role: name, text: transcript }],
    },
  },
  metadata: everything,
};
/** Illegal for a reason that the recording must keep. */
const illegal = { event: { type: 'action', data: { action: name, reason: email, [phone]: 1 } }, metadata: everything };

let recorder: RunningServer;
let folder: string;
let output: string;

beforeAll(async () => {
  const receiver = await origin((request, response) => {
    request.resume();
    const echo = JSON.stringify({ status: 200, echo: everything, seen: request.headers });
    response.writeHead(request.url?.includes('text') ? 500 : 200, {
      'content-type': 'application/json',
      'x-echo': `${name} ${privateKey}`,
      'set-cookie': `phone=${phone}`,
      [`x-${phone.slice(1)}`]: email,
    });
    request.on('end', () => response.end(request.url?.includes('text') ? transcript : echo));
  });
  folder = `${await folderWith()}/out`;
  recorder = await hookproofServing(['record', '--to', receiver, '--out', folder], { env });
  const headers = (body: string): Record<string, string> => ({
    'content-type': 'application/json',
    'x-public-key': publicKey,
    'x-private-key': privateKey,
    'x-signature': sign(Buffer.from(body), secretKey(privateKey), { algorithm: 'sha256', encoding: 'hex' }),
    'user-agent': `${name} (${email})`,
    authorization: `Basic ${Buffer.from(`user:${privateKey}`).toString('base64')}`,
    accept: email,
    [`x-${phone.slice(1)}`]: spacedPhone,
    'x-customer': encodeURIComponent(address),
  });
  const query = `?${publicKey}&phone=${encodeURIComponent(phone)}&${encodeURIComponent(email)}=${encodeURIComponent(name)}`;
  const paths = ['/hooks', `/hooks/${phone}/${encodeURIComponent(name)}${query}`, `/hooks/text${query}`];
  for (const path of paths) {
    for (const event of [order, call, illegal]) {
      const body = JSON.stringify(event);
      await deliver(recorder.url, body, { path, headers: headers(body) });
    }
    const escaped = JSON.stringify(order).replaceAll('a', '\\u0061').replaceAll('0', '\\u0030');
    for (const body of [transcript, `${JSON.stringify(order)}x`, escaped.replaceAll('\\u0030', '0')])
      await deliver(recorder.url, body, { path, headers: headers(body) });
  }
  const { stdout, stderr } = await recorder.stop();
  output = stdout + stderr;
});

afterAll(() => recorder.stop());
afterAll(closeOrigins);
afterAll(removeFolders);

test('no trace of a person or a key is found in the recording or in what was printed', async () => {
  const written = (await textOf(folder)) + output;
  expect(written.split('\n').length).toBeGreaterThan(36);
  expect(traces.filter((trace) => written.includes(trace))).toEqual([]);
  expect(written).not.toMatch(/990011|56\.789|10\.123|1980-02/);
});

test('nor when every escape is read and all base64 is opened', async () => {
  const read: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      read.push(value, Buffer.from(value, 'base64').toString('latin1'));
      if (/^[[{]/.test(value)) visit(JSON.parse(value));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        visit(key);
        visit(child);
      }
    } else read.push(String(value));
  };
  visit(await exchangesIn(folder));
  expect(read.length).toBeGreaterThan(1_000);
  expect(traces.filter((trace) => read.some((text) => text.includes(trace)))).toEqual([]);
});

test('what was legal is legal still, and what was not breaks the same rules', async () => {
  const exchanges = await exchangesIn(folder);
  const kept = exchanges.filter(({ request }) => 'body' in request);
  expect(kept.length).toBe(12);
  expect(new Set(exchanges.map(({ redacted }) => redacted))).toEqual(new Set(['yes']));
  // For each path: an order, a call, an illegal event, and the order again with escapes.
  const rules = [[], [], ['enum'], []];
  expect(kept.map(({ event }) => event?.rules)).toEqual([...rules, ...rules, ...rules]);
  const { stdout } = await hookproof(['check', folder, '--format', 'ndjson']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1).summary).toMatchObject({ events: 18, legal: 9, illegal: 9 });
  expect(
    lines
      .slice(0, -1)
      .map(({ rule }) => rule)
      .toSorted(),
  ).toEqual([...Array(3).fill('enum'), ...Array(6).fill('json')]);
});

test('the same value has the same pseudonym wherever it stands, so that events still correlate', async () => {
  const bodies = (await exchangesIn(folder)).flatMap(({ request }) =>
    'body' in request ? [JSON.parse(request.body)] : [],
  );
  const [{ event: first, metadata }, { event: second, metadata: other }] = bodies;
  const { payload } = first.data;
  expect(metadata).toEqual(other);
  expect(payload.extra).toEqual(metadata);
  expect(second.data.call.id).toBe(first.data.call.id);
  expect(payload.phone).toBe(first.data.call.id);
  expect(payload.shippingAddress.phone).toBe(payload.phone);
  expect(metadata.list.slice(0, 2)).toEqual([payload.phone, payload.email]);
  expect(payload.phone).toMatch(/^\+1555010\d{8}$/);
  expect(payload.email).toMatch(/^user-[0-9a-f]{12}@example\.com$/);
  expect(Object.keys(metadata)).toContain(payload.email);
  expect(`+${metadata.number}`).toBe(payload.phone);
  expect(second.data.call.recordingUrl).toMatch(/^https:\/\/example\.com\/[0-9a-f]{16}$/);
  expect(payload.cartTotal).toBe(1249.5);
});

test('the files are for their owner only', async () => {
  const file = /recording to (\S+)/.exec(output)?.[1] ?? '';
  expect(dirname(file)).toBe(folder);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('with --no-redact it warns, and keys are taken out all the same', async () => {
  const receiver = await origin((request, response) => {
    request.resume().on('end', () => response.end(`key: ${privateKey}, ${Buffer.from(privateKey).toString('hex')}`));
  });
  const out = `${await folderWith()}/out`;
  const plain = await hookproofServing(['record', '--to', receiver, '--out', out, '--no-redact'], { env });
  const escaped = JSON.stringify(order).replaceAll(privateKey, privateKey.replaceAll('s', '\\u0073'));
  const unasked = { authorization: 'Bearer sk_nobody_asked', 'x-hub-signature': 'sk_nobody_asked' };
  const theirs = { 'x-private-key': 'sk_another_one', 'x-copy': 'sk_another_one, sk_nobody_asked' };
  const headers = { 'content-type': 'application/json', ...theirs, ...unasked };
  for (const body of [
    JSON.stringify(order),
    escaped,
    `not JSON ${privateKey}`,
    Buffer.from(`\u00ff${privateKey}`, 'latin1'),
  ])
    await deliver(plain.url, body, { path: `/?k=${publicKey}`, headers });
  const { stderr } = await plain.stop();
  expect(stderr).toContain('warning: --no-redact');
  const written = (await textOf(out)) + stderr;
  expect(written).toContain(email);
  const keys = [publicKey, privateKey, 'sk_another_one', 'sk_nobody_asked', Buffer.from(privateKey).toString('hex')];
  expect([...keys, keys[1]?.replace('s', '\\\\u0073') ?? ''].filter((key) => written.includes(key))).toEqual([]);
  expect(written).not.toContain(Buffer.from(`user:${privateKey}`).toString('base64').slice(8, 30));
  expect((await exchangesIn(out)).map(({ redacted }) => redacted)).toEqual(['no', 'no', 'no', 'no']);
});
