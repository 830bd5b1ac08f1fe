import { loadContract } from '../../src/contract/load.ts';
import { startReceiver } from '../../src/index.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { pick, random } from '../support/random.ts';
import { isLegal } from './verdicts/reading.ts';

const names =
  '__proto__ constructor prototype toString hasOwnProperty event data type action payload call id metadata'.split(' ');
const texts = [
  '',
  'call.ended',
  'action',
  'create-order',
  '__proto__',
  '\u0000',
  '💬',
  '\ud800',
  '2026-02-30T00:00:00Z',
  'a:b',
];
const numbers = ['0', '-0', '1e999', '-1E-400', '1.0', '9007199254740993', '0.1'];

/** Some JSON text, nested at most `depth` levels, full of names that mean something to somebody. */
function someJson(chance: () => number, depth: number): string {
  const kind = Math.floor(chance() * (depth > 0 ? 6 : 4));
  if (kind === 0) return JSON.stringify(pick(chance, texts));
  if (kind === 1) return pick(chance, numbers);
  if (kind < 4) return pick(chance, ['null', 'true', 'false', '{}', '[]']);
  const items = Array.from({ length: Math.floor(chance() * 4) }, () => someJson(chance, depth - 1));
  if (kind === 4) return `[${items}]`;
  return `{${items.map((item) => `${JSON.stringify(pick(chance, names))}:${item}`)}}`;
}

const seeds = [
  '{"event":{"type":"action","data":{"action":"send-whatsapp","call":{"id":"c"},"payload":{"number":null}}}}',
  '{"event":{"type":"end-of-call","data":{"call":{"id":"c","startedAt":null},"analysis":{"requiredActions":["a"]}}},"metadata":{"a":{}}}',
];

/** A legal event with one value replaced, or its bytes cut, doubled or changed. */
function someBody(chance: () => number): Buffer {
  const seed = pick(chance, seeds);
  const way = Math.floor(chance() * 4);
  if (way === 0) return Buffer.from(someJson(chance, 6));
  if (way === 1) {
    const values = [...seed.matchAll(/(?<=:)("[^"]*"|null|\{\}|\[[^\]]*\])/g)];
    const { index, 0: old } = pick(chance, values);
    return Buffer.from(seed.slice(0, index) + someJson(chance, 3) + seed.slice(index + old.length));
  }
  const bytes = Buffer.from(seed);
  const at = Math.floor(chance() * bytes.length);
  if (way === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Math.floor(chance() * 5))]);
  bytes[at] = Math.floor(chance() * 256);
  return bytes;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}

test('1,200 fuzzed bodies get the verdict that a person would give, pollute nothing, and are kept as they came', async () => {
  const journal = memoryJournal();
  const contract = await loadContract();
  const receiver = await startReceiver({ contract, keys: developmentKeys, journal, port: 0, host: '127.0.0.1' });
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  const chance = random(20_260_115);
  const taken: string[] = [];
  for (let round = 0; round < 1200; round++) {
    const body = someBody(chance);
    const { status } = await deliver(receiver.url, body);
    const expected = isLegal(parsed(body)) ? 200 : 400;
    if (status !== expected) throw new Error(`round ${round}: ${status}, expected ${expected}, for ${body}`);
    if (status === 200) taken.push(body.toString('hex'));
  }
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  expect(taken.length).toBeGreaterThan(100);
  const stored = (await journal.attempts({ limit: 10_000 })).filter(({ outcome }) => outcome === 'accepted');
  expect(stored.map(({ body }) => body?.toString('hex'))).toEqual(taken);
  await receiver.close();
});

test('300 fuzzed heads never get a 5xx', async () => {
  const contract = await loadContract();
  const receiver = await startReceiver({
    contract,
    keys: developmentKeys,
    journal: memoryJournal(),
    port: 0,
    host: '127.0.0.1',
  });
  const chance = random(7);
  const values = [
    '',
    'x',
    '"',
    ';;=',
    'application/json;',
    'application/json; charset=',
    '\u00ff',
    'a, b',
    '__proto__',
    '%00',
  ];
  const paths = [
    '/',
    callEventsPath,
    `${callEventsPath}?%`,
    `${callEventsPath}?a=%zz&__proto__=1`,
    '/%',
    '/%c0%af',
    '/..',
  ];
  for (let round = 0; round < 300; round++) {
    const headers = {
      ...goodHeaders,
      [pick(chance, [...Object.keys(goodHeaders), 'content-encoding', '__proto__', 'x-signature'])]: pick(
        chance,
        values,
      ),
    };
    const method = pick(chance, ['POST', 'POST', 'GET', 'PUT', 'TRACE', 'PROPFIND', 'PURGE']);
    const { status } = await deliver(receiver.url, seeds[0], { headers, method, path: pick(chance, paths) });
    expect(status).toBeLessThan(500);
  }
  await receiver.close();
});
