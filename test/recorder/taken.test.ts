import { readFile } from 'node:fs/promises';
import { hookproof, hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { callEventsPath, deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';
import { exchangesIn } from '../support/recorder.ts';

let receiver: RunningServer;
let out: string;
const signature = ['--auth', 'signature'];

beforeAll(async () => {
  receiver = await hookproofServing(['serve', ...signature]);
  out = `${await folderWith()}/out`;
  const recorder = await hookproofServing(['record', '--to', receiver.url, '--out', out]);
  const calls = ['order-recovered', 'no-answer', '--duplicates', '0.3', '--lost-acks', '0.3'];
  await hookproof(['simulate', ...calls, '--to', recorder.url + callEventsPath, ...signature]);
  await recorder.stop();
});
afterAll(() => receiver.stop());
afterAll(closeOrigins);
afterAll(removeFolders);

const bodiesOf = async (folder: string): Promise<string[]> =>
  (await exchangesIn(folder)).flatMap(({ request }) => ('body' in request ? [request.body] : []));

test('calls that were recorded through the proxy are taken by check', async () => {
  const bodies = await bodiesOf(out);
  expect(bodies.length).toBeGreaterThan(13);
  const { status, stdout } = await hookproof(['check', out]);
  expect([status, stdout]).toEqual([0, `PASS ${bodies.length} events in 1 file: ${bodies.length} legal\n`]);
});

test('by verify --events, each event once', async () => {
  const different = new Set(await bodiesOf(out)).size;
  const to = ['--url', receiver.url + callEventsPath, ...signature];
  const { status, stdout } = await hookproof(['verify', ...to, '--events', out, '--group', 'recorded']);
  expect([status, stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(`^PASS ${different} of ${different} cases passed;`),
  ]);
});

test('and by simulate --from, in their order, byte for byte and signed anew', async () => {
  const bodies = await bodiesOf(out);
  const got = await inbox();
  await hookproof(['simulate', '--from', out, '--to', got.url]);
  expect(got.received.map(({ body }) => body.toString())).toEqual(bodies);
  const to = ['--to', receiver.url + callEventsPath, ...signature];
  const { status, stdout } = await hookproof(['simulate', '--from', out, ...to, '--format', 'json']);
  expect([status, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ events: bodies.length, accepted: bodies.length, outcomes: { 200: bodies.length } }),
  ]);
});

test('simulate --from reads events, lists, lines and archives alike', async () => {
  const event = (n: number): string => `{"event":{"type":"call.ended","data":{"call":{"id":"c${n}"}}}}`;
  const entry = (n: number) => ({
    request: { method: 'POST', postData: { mimeType: 'application/json', text: event(n) } },
  });
  const asked = { request: { method: 'GET', url: 'http://127.0.0.1/' } };
  const folder = await folderWith({
    'a.json': event(1),
    'b.json': `[${event(2)}, ${event(3)}]`,
    'c.ndjson': `${event(4)}\n${event(5)}\n`,
    'd.har': JSON.stringify({ log: { version: '1.2', entries: [entry(6), asked, entry(7)] } }),
  });
  const got = await inbox();
  const { status, stderr } = await hookproof(['simulate', '--from', folder, '--to', got.url, '--quiet']);
  expect(status).toBe(0);
  expect(stderr).not.toContain('note:');
  expect(got.received.map(({ body }) => JSON.parse(body.toString()).event.data.call.id)).toEqual([
    'c1',
    'c2',
    'c3',
    'c4',
    'c5',
    'c6',
    'c7',
  ]);
});

test('what came to the recorder but was no event is passed over, and said', async () => {
  const folder = `${await folderWith()}/out`;
  const recorder = await hookproofServing(['record', '--to', receiver.url, '--out', folder]);
  const good = await readFile(`${root}conformance/events/call.ended.numbers.json`);
  for (const body of [good, 'no JSON at all', good]) await deliver(recorder.url, body);
  await recorder.stop();
  const got = await inbox();
  const { status, stderr } = await hookproof(['simulate', '--from', folder, '--to', got.url]);
  expect([status, got.received.length]).toEqual([0, 2]);
  expect(stderr).toMatch(/^note: .*\.ndjson:2: was no event, and was not kept; passed over$/m);
});
