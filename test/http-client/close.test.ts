import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from '../../src/edge/server.ts';
import { createHttpClient } from '../../src/http-client/client.ts';

test.each([
  ['the rest of a body', { kind: 'half', heldMs: 3_600_000 }, 'abandoned'],
  ['an answer', undefined, 'closed'],
  ['the second of two answers', { kind: 'pipelined' }, 'closed'],
] as const)('a client that is closed lets go of a connection that waits for %s', async (_, framing, kind) => {
  const server = createServer((request) => request.resume()).unref();
  const url = new URL(await listen(server, 0, '127.0.0.1'));
  const client = createHttpClient(url);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const begun = once(server, 'request');
  const request = {
    method: 'POST',
    target: '/',
    headers: [],
    body: Buffer.from('{}'),
    ...(framing ? { framing } : {}),
  };
  const outcome = client.send(request, { timeoutMs: 3_600_000 });
  const [[socket]] = await Promise.all([connected, begun]);
  const gone = new Promise((resolve) => socket.once('close', resolve));
  client.close();
  await gone;
  expect(await outcome).toMatchObject({ kind });
  server.close();
});
