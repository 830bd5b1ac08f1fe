import { EventEmitter, once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { released } from '../../src/conformance/targets/process.ts';
import { effectsLog } from '../../src/effects/log.ts';
import { startPatience } from '../../src/http-client/patience.ts';
import { readAnswer } from '../../src/http-client/read-answer.ts';

// What says nothing of the receiver must not become a verdict about it.

test('the time that a sender takes over a body in many pieces is not the receiver’s', async () => {
  const sent = Object.assign(new EventEmitter(), { destroy: () => {} });
  const outcome = readAnswer(sent as unknown as ClientRequest, 1, new Promise(() => {}));
  // Timers of the same length end in the order in which they began.
  await wait(1);
  sent.emit('close');
  expect(await outcome).toEqual({ kind: 'closed', why: 'without an answer' });
});

test('a receiver has no more than its time once it has the whole body', async () => {
  const sent = Object.assign(new EventEmitter(), { destroy: () => {} });
  expect(await readAnswer(sent as unknown as ClientRequest, 1, Promise.resolve())).toEqual({ kind: 'timeout' });
});

test('an answer is heard that came while this process was held up', async () => {
  const sent = Object.assign(new EventEmitter(), { destroy: () => {} });
  const outcome = readAnswer(sent as unknown as ClientRequest, 150, Promise.resolve());
  // From here on timers that are due come first, and what came is read after them.
  await new Promise((resolve) => setImmediate(resolve));
  for (const began = performance.now(); performance.now() - began < 300; );
  setImmediate(() => sent.emit('close'));
  expect(await outcome).toEqual({ kind: 'closed', why: 'without an answer' });
});

test('of a wait in which this process is held up no more counts than was meant to pass', () => {
  const patience = startPatience(150);
  for (const began = performance.now(); performance.now() - began < 300; );
  expect(patience.left()).toBe(50);
  patience.end();
});

test('patience is over once its time is gone', async () => {
  const began = performance.now();
  await new Promise<void>((over) => startPatience(250, over));
  // Timers count whole milliseconds, of which each may be cut short.
  expect(performance.now() - began).toBeGreaterThan(245);
});

test('an effects log is read although its connection ends between two reads', async () => {
  const used = new WeakSet<object>();
  const server = createServer((request, response) => {
    if (used.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    used.add(request.socket);
    response.end(`{"sha256":"${'a'.repeat(64)}"}\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const log = effectsLog(new URL(`http://127.0.0.1:${port}/effects`), 10_000);
  for (let read = 0; read < 3; read++) expect((await log.counts()).get('a'.repeat(64))).toBe(1);
  log.close();
  server.closeAllConnections();
  server.close();
});

test('an effects log is read although its receiver was too busy at first', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    response.statusCode = asked++ < 2 ? 503 : 200;
    response.end(`{"sha256":"${'a'.repeat(64)}"}\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const log = effectsLog(new URL(`http://127.0.0.1:${port}/effects`), 10_000);
  expect((await log.counts()).get('a'.repeat(64))).toBe(1);
  log.close();
  server.closeAllConnections();
  server.close();
});

test('a port is free only when nothing accepts connections on it any more', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let closed = false;
  server.once('connection', () => {
    closed = true;
    server.close();
  });
  await released(port);
  expect(closed).toBe(true);
});
