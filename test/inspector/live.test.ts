import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { listen } from '../../src/edge/server.ts';
import { defaultLive, LiveFeed, type LiveLimits } from '../../src/inspector/live.ts';
import { ownEvents } from '../../src/inspector/own-events.ts';
import type { LiveBatch } from '../../src/inspector/views.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { attempt } from '../journal/stores.ts';
import { hookproofServing } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const servers: Server[] = [];

afterAll(removeFolders);

afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

async function feeding(limits: Partial<LiveLimits>) {
  const journal = memoryJournal();
  const feed = new LiveFeed(ownEvents(journal, ['ping']), { ...defaultLive, pollMs: 5, ...limits });
  const ending = new AbortController();
  const server = createServer(async ({ url = '' }, response) => {
    const joined = await feed.join(response, Number(url.slice(1)), ending.signal);
    if (!joined) response.writeHead(503).end();
  });
  servers.push(server);
  const url = await listen(server, 0, '127.0.0.1');
  const come = (text: string, type = 'ping', operation: string | undefined = 'ping') =>
    journal.append(attempt(text, { type, operation }));
  return { url, feed, come, end: () => ending.abort() };
}

async function reader(url: string, after: number | string) {
  const [response] = (await once(get(`${url}/${after}`), 'response')) as [IncomingMessage];
  const batches: LiveBatch[] = [];
  let rest = '';
  response.on('data', (chunk) => {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const [, json] = /^data: (.*)$/m.exec(frame) ?? [];
      if (json !== undefined) batches.push(JSON.parse(json));
    }
  });
  return {
    response,
    batches,
    sequences: () => batches.flatMap((each) => each.attempts.map(({ sequence }) => sequence)),
  };
}

/** Looks until it is so; only the feed's own clock says when that is. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(2);
}

test('each reader is told once of all that came after what it knew', async () => {
  const { url, come, end } = await feeding({});
  for (const text of ['a', 'b', 'c']) await come(text);
  const [all, some] = [await reader(url, 0), await reader(url, 2)];
  await come('d');
  await until(() => all.sequences().length > 3 && some.sequences().length > 1);
  expect([all.sequences(), some.sequences()]).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ]);
  end();
  await Promise.all([all, some].map(({ response }) => once(response, 'end')));
});

test('a reader is told of no attempts of other contracts, and of those that nobody knows', async () => {
  const { url, come } = await feeding({});
  const own = await reader(url, 0);
  for (const [text, operation] of [
    ['a', 'other'],
    ['b', 'ping'],
    ['c', 'other'],
  ] as const)
    await come(text, 'x', operation);
  await until(() => own.sequences().length > 0);
  await come('d', 'x', 'other');
  await come('e', 'x');
  await until(() => own.sequences().length > 1);
  expect(own.sequences()).toEqual([2, 5]);
  own.response.destroy();
});

test('who is far behind, or knows what is not stored, is told that more came, and no more', async () => {
  const { url, come } = await feeding({ behind: 2 });
  for (const text of ['a', 'b', 'c']) await come(text);
  for (const after of [0, 9]) {
    const late = await reader(url, after);
    await until(() => late.batches.length > 0);
    expect(late.batches).toEqual([{ attempts: [], isPartial: true }]);
    late.response.destroy();
  }
});

test('who does not read is cut off, while others read on; too many are not let in', async () => {
  const { url, feed, come } = await feeding({ bufferedBytes: 1_000_000, readers: 2 });
  const { hostname, port } = new URL(url);
  const idle = connect(Number(port), hostname);
  idle.pause();
  idle.on('error', () => {});
  idle.write('GET /0 HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => feed.size === 1);
  const quick = await reader(url, 0);
  expect((await reader(url, 0)).response.statusCode).toBe(503);
  let count = 0;
  while (feed.size > 1) {
    for (let i = 0; i < 50; i++) await come(String(count++), 'x'.repeat(10_000));
    await until(() => quick.sequences().length === count);
  }
  expect(count).toBeGreaterThan(0);
  quick.response.destroy();
  idle.destroy();
  await until(() => feed.size === 0);
});

test('what comes is told also where a delivery before it is damaged, and of that why it is not shown', async () => {
  const file = join(await folderWith(), 'journal.db');
  const server = await hookproofServing(['serve', '--journal', `sqlite:${file}`]);
  for (const type of ['initiate', 'skip', 'ended'])
    await deliver(server.url, { event: { type: `call.${type}`, data: {} } });
  const database = new DatabaseSync(file);
  database.exec(`UPDATE attempts SET headers = '[', findings = '{' WHERE sequence = 2`);
  database.close();
  const told = await reader(server.url, '_hookproof/api/live?after=0');
  await until(() => told.sequences().length === 3);
  await deliver(server.url, '{}');
  await until(() => told.sequences().length === 4);
  expect(told.sequences()).toEqual([1, 2, 3, 4]);
  const shown = await deliver(server.url, '', { method: 'GET', path: '/_hookproof/api/events/2', headers: {} });
  expect([shown.status, JSON.parse(shown.body).detail]).toEqual([
    500,
    'it could not be shown: a delivery in the journal is damaged',
  ]);
  told.response.destroy();
  await server.stop();
});
