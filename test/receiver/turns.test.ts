import type { Socket } from 'node:net';
import { startReceiver } from '../../src/api/receiver.ts';
import type { Limits } from '../../src/edge/limits.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { dial, everything } from '../support/socket.ts';

/** Starts a receiver whose journal stores when it is told to. */
async function withHeldJournal(limits: Partial<Limits>) {
  const held: (() => void)[] = [];
  const watching = new Set<() => void>();
  let open = false;
  const append = (): Promise<void> =>
    new Promise((stored) => {
      if (open) stored();
      else held.push(stored);
      for (const watch of watching) watch();
    });
  const receiver = await startReceiver({ journal: { ...memoryJournal(), append }, limits });
  return {
    ...receiver,
    holds: () => held.length,
    holding: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const watch = (): void => void (held.length >= count && resolve());
        watching.add(watch);
        watch();
      }),
    letFirstGo: () => held.shift()?.(),
    letGo() {
      open = true;
      for (const stored of held.splice(0)) stored();
    },
  };
}

const event = { event: { type: 'call.skip', data: {} } };

function requestOf(body: string): string {
  const headers = { host: 'localhost', ...goodHeaders, 'content-length': String(body.length) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${callEventsPath} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

test('a connection that sends without waiting for answers takes no other’s turn, and gets them all', async () => {
  const receiver = await withHeldJournal({ underWay: 3 });
  const greedy = await dial(receiver.url);
  const answers = countAnswers(greedy, 500);
  greedy.write(requestOf(JSON.stringify(event)).repeat(500));
  await receiver.holding(3);
  const modest = deliver(receiver.url, event);
  await receiver.holding(4);
  expect(receiver.holds()).toBe(4);
  receiver.letGo();
  expect((await modest).status).toBe(200);
  await answers;
  greedy.destroy();
  await receiver.close();
});

test('what is under way on one connection is all answered while the receiver ends', async () => {
  const receiver = await withHeldJournal({ underWay: 2 });
  const sender = await dial(receiver.url);
  const all = everything(sender);
  const answered = new Promise((resolve) => sender.once('data', resolve));
  sender.write(requestOf(JSON.stringify(event)).repeat(3));
  await receiver.holding(2);
  const closed = receiver.close();
  receiver.letFirstGo();
  await answered;
  receiver.letGo();
  expect((await all).match(/^HTTP\/1\.1 200 /gm)).toHaveLength(3);
  await closed;
});

test('a body that would be more than all may hold together is told to come again', async () => {
  const receiver = await withHeldJournal({ heldBytes: 100 });
  const first = deliver(receiver.url, event);
  await receiver.holding(1);
  const second = await deliver(receiver.url, JSON.stringify(event).padEnd(100));
  expect(second).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  receiver.letGo();
  expect((await first).status).toBe(200);
  expect((await deliver(receiver.url, JSON.stringify(event).padEnd(100))).status).toBe(200);
  await receiver.close();
});

test('what was held for a sender that has left is let go', async () => {
  const receiver = await withHeldJournal({ heldBytes: 100 });
  const gone = await dial(receiver.url);
  gone.write(requestOf(JSON.stringify(event).padEnd(100)));
  await receiver.holding(1);
  gone.destroy();
  let status = 503;
  while (status === 503) status = (await deliver(receiver.url, '!'.padEnd(100))).status;
  expect(status).toBe(400);
  receiver.letGo();
  await receiver.close();
});

test('senders that declare bodies and send nothing keep nobody from being answered', async () => {
  const receiver = await startReceiver({ limits: { heldBytes: 1_000, bodyBytes: 1_000 } });
  const idle = await Promise.all(Array.from({ length: 20 }, () => dial(receiver.url)));
  const told = idle.map((each) => new Promise((resolve) => each.once('data', (chunk) => resolve(String(chunk)))));
  // Who is asked to go on has been heard by the server, and holds no byte yet.
  for (const each of idle) each.write(headOf(1_000, 'expect: 100-continue\r\n'));
  for (const answer of await Promise.all(told)) expect(answer).toMatch(/^HTTP\/1.1 100 /);
  expect((await deliver(receiver.url, event)).status).toBe(200);
  for (const each of idle) each.destroy();
  await receiver.close();
});

test.each([
  ['whose length is declared', headOf(90), '!'.repeat(60)],
  ['that comes in chunks', headOf(undefined), `3c\r\n${'!'.repeat(60)}\r\n`],
])('a part of a body counts as soon as it has come: %s', async (_, head, part) => {
  const receiver = await startReceiver({ limits: { heldBytes: 100 } });
  const slow = await dial(receiver.url);
  slow.write(head + part);
  let status = 400;
  while (status === 400) status = (await deliver(receiver.url, '?'.repeat(60))).status;
  expect(status).toBe(503);
  slow.destroy();
  while (status === 503) status = (await deliver(receiver.url, '?'.repeat(60))).status;
  expect(status).toBe(400);
  await receiver.close();
});

function headOf(length: number | undefined, more = ''): string {
  const framing = length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`;
  const lines = Object.entries(goodHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${callEventsPath} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}${framing}\r\n${more}\r\n`;
}

/** Settles once so many good answers have come over a connection. */
function countAnswers(socket: Socket, count: number): Promise<void> {
  let text = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.split('HTTP/1.1 200').length > count) resolve();
    });
  });
}
