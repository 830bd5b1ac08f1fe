import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CliResult, hookproofServing } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const good = '{"event":{"type":"call.ended","data":{}}}';
const canaries = [
  'sk_canary_31415926',
  '+4915112345678',
  '4915112345678',
  'canary@example.org',
  'Kanarienweg 7',
  'Kanarienweg',
];
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Delivers good and hostile events to a receiver with a form of log, and gives what it said. */
async function saidWith(form: string[]): Promise<CliResult> {
  const receiver = await hookproofServing(['serve', '--private-key', 'sk_canary_31415926', ...form]);
  const headers = { ...goodHeaders, 'x-private-key': 'sk_canary_31415926' };
  await deliver(receiver.url, good, { headers: { ...headers, traceparent } });
  const hostile = canaries.map((text) => encodeURIComponent(text));
  for (const [i, canary] of canaries.entries()) {
    const event = { event: { type: canary, data: { [canary]: canary } }, [canary]: canary };
    await deliver(receiver.url, event, { headers: { ...headers, 'x-canary': hostile[i] as string } });
    await deliver(receiver.url, event, { headers, path: `/${hostile[i]}/hooks?x=${hostile[i]}` });
    await deliver(receiver.url, event, { headers, path: `${callEventsPath}/${hostile[i]}` });
    await deliver(receiver.url, event, { headers: { ...headers, 'x-private-key': `${canary}x` } });
    await deliver(receiver.url, `{"event":{"type":"call.ended","data":{}},"${canary}":"\u001b[2J"}`, { headers });
  }
  return receiver.stop();
}

test.each([['pretty'], ['json']])(
  'a log in %s has a line for each request, and nothing of what senders write',
  async (form) => {
    const { stderr } = await saidWith(['--log', form]);
    for (const canary of canaries) {
      expect(stderr).not.toContain(canary);
      expect(stderr).not.toContain(encodeURIComponent(canary));
    }
    expect(stderr).not.toContain('\u001b');
    expect(stderr).toContain('0af7651916cd43dd8448eb211c80319c');
    const lines = stderr.trimEnd().split('\n');
    const requests =
      form === 'json' ? lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request') : lines;
    expect(requests.filter((line) => /call.ended/.test(JSON.stringify(line)))).not.toEqual([]);
    if (form === 'json')
      expect(requests[0]).toMatchObject({
        ...{ level: 'info', time: expect.stringMatching(/Z$/), method: 'POST', target: callEventsPath, status: 200 },
        ...{ outcome: 'accepted', type: 'call.ended', milliseconds: expect.any(Number) },
        traceId: '0af7651916cd43dd8448eb211c80319c',
      });
    else
      expect(stderr).toMatch(
        /^\d\d:\d\d:\d\d\.\d{3} {2}200 POST \/v2\/webhooks\/call-events {2}.*call\.ended {2}[\d.]+ ms/m,
      );
    expect(requests.length).toBeGreaterThanOrEqual(1 + 5 * canaries.length);
  },
);

test('a log says of a delivery that could not be stored that it was not, and not that it was accepted', async () => {
  const file = join(await folderWith(), 'journal.db');
  const receiver = await hookproofServing(['serve', '--log', 'json', '--journal', `sqlite:${file}`]);
  const database = new DatabaseSync(file);
  database.exec('DROP TABLE attempts');
  database.close();
  const { status } = await deliver(receiver.url, good);
  const { stderr } = await receiver.stop();
  const said = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(503);
  expect(said.filter(({ msg }) => msg === 'request')).toMatchObject([
    { level: 'error', status: 503, outcome: 'unstored' },
  ]);
});

test('without a terminal nothing is said of requests, unless it is asked for', async () => {
  const { stderr } = await saidWith([]);
  expect(stderr).not.toMatch(/^.*\b(200|400|404) POST/m);
});
