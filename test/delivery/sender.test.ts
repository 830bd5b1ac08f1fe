import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { loadContract } from '../../src/contract/load.ts';
import { createSender, isAccepted, type Sender, type SenderOptions } from '../../src/delivery/sender.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { secretKey, verifySignature } from '../../src/signature/sign.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const senders: Sender[] = [];
const contract = await loadContract();
const event = Buffer.from('{"event":{"type":"call.busy","data":{}}}');

afterEach(async () => {
  await Promise.all(senders.splice(0).map((sender) => sender.close()));
  await closeOrigins();
});

function sender(url: string, more: Partial<SenderOptions> = {}): Sender {
  const made = createSender({ url: new URL(url), contract, keys, timeoutMs: 5_000, connections: 2, ...more });
  senders.push(made);
  return made;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray());
}

/** A receiver that keeps what it got. */
async function listening(answer: RequestListener): Promise<{ url: string; got: IncomingMessage[]; bodies: Buffer[] }> {
  const [got, bodies]: [IncomingMessage[], Buffer[]] = [[], []];
  const url = await origin(async (request, response) => {
    got.push(request);
    bodies.push(await bodyOf(request));
    answer(request, response);
  });
  return { url, got, bodies };
}

test('a body arrives as it is, with the keys, at the path and query of the URL', async () => {
  const { url, got, bodies } = await listening((_, response) => response.writeHead(201).end('taken'));
  const receipt = await sender(`${url}/my/hooks?shop=1`).send(event);
  expect(receipt).toMatchObject({
    kind: 'answer',
    status: 201,
    body: Buffer.from('taken'),
    durationMs: expect.any(Number),
  });
  expect(isAccepted(receipt)).toBe(true);
  expect(got[0]?.method).toBe('POST');
  expect(got[0]?.url).toBe('/my/hooks?shop=1');
  expect(got[0]?.headers).toMatchObject({
    host: new URL(url).host,
    'content-type': 'application/json',
    'content-length': String(event.length),
    'x-public-key': keys.public,
    'x-private-key': keys.private,
  });
  expect(bodies).toEqual([event]);
});

test('each body is signed over its own bytes', async () => {
  const { url, got, bodies } = await listening((_, response) => response.end());
  const signing = sender(url, { contract: await loadContract({ auth: 'signature' }) });
  const others = ['{"a":1}', '{ "a": 1.0 }', '{"é":"\\u0000"}'].map((text) => Buffer.from(text));
  for (const body of others) await signing.send(body);
  expect(bodies).toEqual(others);
  const scheme = { algorithm: 'sha256', encoding: 'hex' } as const;
  const right = got.map(({ headers }, index) =>
    verifySignature(others[index] as Buffer, String(headers['x-signature']), secretKey(keys.private), scheme),
  );
  expect(right).toEqual([true, true, true]);
  expect(got[0]?.headers).not.toHaveProperty('x-private-key');
});

test('deliveries one after the other go over one connection', async () => {
  const { url, got } = await listening((_, response) => response.end('{}'));
  const one = sender(url);
  for (let i = 0; i < 5; i++) await one.send(event);
  expect(new Set(got.map(({ socket }) => socket.remotePort)).size).toBe(1);
});

test.each([301, 302, 303, 307, 308])('a redirect with %d is a failed delivery and is not followed', async (status) => {
  const { url, got } = await listening((_, response) => response.writeHead(status, { location: '/elsewhere' }).end());
  const receipt = await sender(url).send(event);
  expect(receipt).toMatchObject({ kind: 'answer', status });
  expect(isAccepted(receipt)).toBe(false);
  expect(got.map((request) => request.url)).toEqual(['/']);
});

test.each(['a\r\nx-other: 1', 'a\nb', 'a\0b', 'a\u2028b'])(
  'a key such as %j is refused before anything is sent',
  (bad) => {
    const make = (): Sender => sender('http://127.0.0.1:9/', { keys: { ...keys, private: bad } });
    expect(make).toThrow('the value of the header x-private-key holds a character that no header may hold');
  },
);

test('a URL with a password is refused, and the password is not told', () => {
  const make = (): Sender => sender('http://me:hush@127.0.0.1:9/');
  expect(make).toThrow('the URL holds a name and a password');
  expect(make).not.toThrow('hush');
});

test('an answer counts once its first MiB was read, however long it goes on', async () => {
  const { url } = await listening((_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      response.once('drain', more);
    };
    more();
  });
  expect(await sender(url).send(event)).toMatchObject({ kind: 'answer', status: 200 });
});

test.each([
  ['no answer', () => {}],
  [
    'an answer without an end',
    (_: unknown, response: { writeHead(status: number): { write(text: string): void } }) =>
      response.writeHead(200).write('x'),
  ],
])('%s ends with the time-out', async (_, answer) => {
  const { url } = await listening(answer as RequestListener);
  expect(await sender(url, { timeoutMs: 50 }).send(event)).toMatchObject({
    kind: 'failed',
    why: 'no answer within 50 ms',
  });
});

test('an answer that breaks off is a failed delivery', async () => {
  const { url } = await listening((_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('half');
    response.socket?.end();
  });
  expect(await sender(url).send(event)).toMatchObject({ kind: 'failed', why: 'closed within the answer' });
});

test('a receiver that is not there is a failed delivery', async () => {
  const { url } = await listening(() => {});
  await closeOrigins();
  expect(await sender(url).send(event)).toMatchObject({ kind: 'failed', why: 'ECONNREFUSED' });
});

test('a kept connection that the receiver closes as it is used again is replaced by a new one', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  let connections = 0;
  // Each connection answers once and is cut by the next request.
  const server = createPlainServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(answer);
      socket.once('data', () => socket.resetAndDestroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const one = sender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1 });
  const receipts = [await one.send(event), await one.send(event)];
  expect(receipts).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(connections).toBe(2);
  await one.close();
  server.close();
});

test('a new connection that is cut is not tried again', async () => {
  const { url, got } = await listening((request) => request.socket.resetAndDestroy());
  expect(await sender(url).send(event)).toMatchObject({ kind: 'failed' });
  expect(got.length).toBe(1);
});

test('no more connections are open than were allowed, and waiting for one is not the receiver’s time', async () => {
  let open = 0;
  const server = createServer((request, response) => {
    request.resume();
    setImmediate(() => response.end());
  });
  server.on('connection', () => open++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const one = sender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 3 });
  const receipts = await Promise.all(Array.from({ length: 50 }, () => one.send(event)));
  expect(receipts.every(isAccepted)).toBe(true);
  expect(open).toBe(3);
  await one.close();
  server.close();
});

test('closing breaks off what is under way', async () => {
  const { url, got } = await listening(() => void one.close());
  const one = sender(url, { connections: 1 });
  const receipts = await Promise.all([one.send(event), one.send(event)]);
  const broken = { kind: 'failed', why: 'broken off' };
  expect(receipts).toMatchObject([broken, broken]);
  expect(got.length).toBe(1);
  expect(await one.send(event)).toMatchObject({ kind: 'failed', why: 'broken off' });
});
