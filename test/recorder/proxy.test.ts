import { once } from 'node:events';
import { request } from 'node:http';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { closeRecorders, nowhere, rawReceiver, recorderTo } from '../support/recorder.ts';
import { dial, everything, raw, statusOf } from '../support/socket.ts';

afterEach(closeRecorders);
afterEach(closeOrigins);
afterAll(removeFolders);

const good = '{"event":{"type":"call.ended","data":{}}}';
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';

test('a request arrives as it was sent: spelling, order and repeats of headers, query and body', async () => {
  const receiver = await rawReceiver((received, socket) => received.endsWith('tail') && socket.write(ok));
  const { url } = await recorderTo(receiver.url);
  const { host } = new URL(receiver.url);
  const lines = [
    'pOsT-Nothing: \u00e9 odd',
    'X-Twice: 2',
    'x-twice: 1',
    'X-TWICE: 2',
    'Empty:',
    'content-LENGTH: 9',
    'Date: yesterday',
    'Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'tracestate: vendor=1',
  ];
  const before = ['POST /hooks/%7Ea//b?x=1&x=2&&y=%20+;z HTTP/1.1', 'User-Agent: odd/1', 'HOST: shop.example'];
  await raw(url, Buffer.from(`${[...before, ...lines, 'Connection: close', '', ''].join('\r\n')}body\ntail`, 'latin1'));
  const [head = '', body] = receiver.received().split('\r\n\r\n');
  expect(head.split('\r\n').filter((line) => !/^connection:/i.test(line))).toEqual([
    ...before.slice(0, 2),
    `HOST: ${host}`,
    ...lines.map((line) => (line === 'Empty:' ? 'Empty: ' : line)),
  ]);
  expect(body).toBe('body\ntail');
});

test('headers of one connection are never replayed on the other', async () => {
  const answer =
    'HTTP/1.1 200 Fine\r\nConnection: x-own-too\r\nX-Own-Too: 1\r\nKeep-Alive: timeout=1\r\nX-End: 1\r\ncontent-length: 0\r\n\r\n';
  const receiver = await rawReceiver((_, socket) => socket.write(answer));
  const { url } = await recorderTo(receiver.url);
  const own = [
    'Connection: x-own, close',
    'X-Own: 1',
    'Keep-Alive: 5',
    'Proxy-Authorization: x',
    'TE: gzip',
    'Upgrade: h2c',
  ];
  const answered = await raw(url, `GET / HTTP/1.1\r\nHost: x\r\n${own.join('\r\n')}\r\nX-End: 1\r\n\r\n`);
  expect(receiver.received()).not.toMatch(/x-own|keep-alive: 5|proxy-authorization|te:|upgrade/i);
  expect(receiver.received()).toContain('X-End: 1');
  expect(answered).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
  expect(answered).not.toMatch(/x-own-too|timeout=1/i);
  expect(answered).toContain('X-End: 1');
});

test('a chunked body stays chunked, and an answer in chunks too, trailers included', async () => {
  const answer = 'HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Behind: 2\r\n\r\n';
  const receiver = await rawReceiver((received, socket) => received.includes('\r\n0\r\n') && socket.write(answer));
  const { url, exchanges } = await recorderTo(receiver.url);
  const head = `POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
  const answered = await raw(url, `${head}5\r\n{"a":\r\n`, '2\r\n1}\r\n0\r\nX-Last: 1\r\n\r\n');
  expect(receiver.received()).toMatch(/Transfer-Encoding: chunked\r\n/);
  expect(receiver.received()).toMatch(/0\r\nX-Last: 1\r\n\r\n$/);
  expect(answered).toMatch(/3\r\nabc\r\n0\r\nX-Behind: 2\r\n\r\n$/);
  expect(await exchanges()).toMatchObject([{ request: { body: '{"a":1}' }, response: { status: 201, bodyBytes: 3 } }]);
});

test('a receiver decides on an expectation itself', async () => {
  let continued = false;
  const receiver = await rawReceiver((received, socket) => {
    if (received.endsWith('body')) socket.write(ok);
    else if (received.includes('X-Say: no')) socket.end('HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno');
    else if (received.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  });
  const { url, exchanges } = await recorderTo(receiver.url);
  const ask = (say: string) =>
    request(url, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 4, 'X-Say': say },
      agent: false,
    });
  const taken = ask('yes');
  taken.on('continue', () => {
    continued = true;
    taken.end('body');
  });
  const [accepted] = await once(taken.flushHeaders() ?? taken, 'response');
  expect([continued, accepted.statusCode]).toEqual([true, 200]);
  const refused = ask('no');
  refused.flushHeaders();
  refused.on('continue', () => refused.end('body'));
  const [denied] = await once(refused, 'response');
  expect(denied.statusCode).toBe(401);
  denied.resume();
  await once(denied, 'end');
  refused.destroy();
  expect((await exchanges()).map(({ response }) => response?.status)).toEqual([200, 401]);
});

test('a redirect is an answer like others, and is not followed', async () => {
  let visits = 0;
  const receiver = await origin((_, response) => {
    visits++;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const { url } = await recorderTo(receiver);
  const { status, headers } = await deliver(url, good);
  expect([status, headers.location, visits]).toEqual([307, '/elsewhere', 1]);
});

test('a request for / goes to the path of the address, any other to where it asks', async () => {
  const targets: string[] = [];
  const receiver = await origin((given, response) => {
    targets.push(given.url ?? '');
    response.end();
  });
  const { url } = await recorderTo(`${receiver}/hooks/calls?shop=1`);
  for (const path of ['/', '/?a=b', '/other?c']) await deliver(url, good, { path });
  expect(targets).toEqual(['/hooks/calls?shop=1', '/hooks/calls?shop=1&a=b', '/other?c']);
});

test('an answer of many megabytes passes whole, and is not kept', async () => {
  const large = Buffer.alloc(5 * 1024 * 1024, 'x');
  const receiver = await origin((_, response) => response.end(large));
  const { url, exchanges } = await recorderTo(receiver);
  const { body } = await deliver(url, good);
  expect(body.length).toBe(large.length);
  expect((await exchanges())[0]?.response).toMatchObject({ status: 200, bodyBytes: large.length });
});

test.each(['declared', 'chunked'])(
  'a %s body over the limit is refused with 413, and recorded as refused',
  async (how) => {
    const receiver = await origin((given, response) => given.on('end', () => response.end()).resume());
    const { url, exchanges } = await recorderTo(receiver, { limits: { bodyBytes: 1_000 } });
    const body = 'x'.repeat(2_000);
    const framing =
      how === 'declared'
        ? `Content-Length: 2000\r\n\r\n${body}`
        : `Transfer-Encoding: chunked\r\n\r\n7d0\r\n${body}\r\n0\r\n\r\n`;
    const answered = await raw(url, `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${framing}`);
    expect(statusOf(answered)).toBe(413);
    expect(await exchanges()).toMatchObject([{ failure: 'TOO_LARGE' }]);
  },
);

test('a body that grows over the limit after the answer has begun ends the connection, and is recorded as refused', async () => {
  const receiver = await rawReceiver((received, socket) => {
    if (received.endsWith('begin\r\n'))
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nearly\r\n');
  });
  const { url, exchanges } = await recorderTo(receiver.url, { limits: { bodyBytes: 1_000 } });
  const sender = await dial(url);
  const answer = everything(sender);
  sender.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n');
  await once(sender, 'data');
  sender.write(`7d0\r\n${'x'.repeat(2_000)}\r\n`);
  expect(await answer).toMatch(/early\r\n$/);
  expect(await exchanges()).toMatchObject([{ failure: 'TOO_LARGE' }]);
});

test('a body beside which others hold too much is told to come again, and recorded as that', async () => {
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  const receiver = await origin((given, response) => {
    given.once('data', begins).on('end', () => response.end());
  });
  const { url, exchanges } = await recorderTo(receiver, { limits: { heldBytes: 100 } });
  const first = await dial(url);
  first.write(`POST / HTTP/1.1\r\nHost: x\r\ncontent-length: 100\r\n\r\n${'x'.repeat(60)}`);
  await begun;
  expect((await deliver(url, 'y'.repeat(60))).status).toBe(503);
  first.write('x'.repeat(40));
  expect(statusOf(String((await once(first, 'data'))[0]))).toBe(200);
  first.destroy();
  expect((await exchanges())[0]).toMatchObject({ failure: 'BUSY' });
});

test('a receiver that is down is seen as a reset connection, and nothing is lost', async () => {
  const { url, exchanges } = await recorderTo(await nowhere());
  await expect(deliver(url, good)).rejects.toMatchObject({ code: 'ECONNRESET' });
  const [exchange] = await exchanges();
  expect(exchange).toMatchObject({ failure: 'ECONNREFUSED', event: { legal: true }, request: { body: good } });
  expect(exchange).not.toHaveProperty('response');
});

test('a receiver that breaks off in the middle of its answer breaks off for the sender too', async () => {
  const receiver = await rawReceiver((_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
  });
  const { url, exchanges } = await recorderTo(receiver.url);
  await expect(deliver(url, good)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await exchanges()).toMatchObject([{ failure: 'ECONNRESET' }]);
});

test('a receiver that is silent for too long is given up, and the connection closed without an answer', async () => {
  const receiver = await rawReceiver(() => {});
  const { url, exchanges } = await recorderTo(receiver.url, { timeoutMs: 100 });
  await expect(deliver(url, good)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await exchanges()).toMatchObject([{ failure: 'ETIMEDOUT', request: { body: good } }]);
});

test('a sender that goes away is told to the receiver, and recorded', async () => {
  let left = (): void => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const receiver = await rawReceiver((received, socket) => {
    socket.once('close', left);
    if (received.includes('half')) sender.destroy();
  });
  const recorder = await recorderTo(receiver.url);
  const sender = await dial(recorder.url);
  sender.write('POST / HTTP/1.1\r\nHost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await gone;
  await recorder.close();
  expect(await recorder.exchanges()).toMatchObject([{ failure: 'SENDER_LEFT', request: { bodyBytes: 4 } }]);
});

test('requests on one connection stay on one connection, in their order', async () => {
  const receiver = await rawReceiver((received, socket) => {
    const asked = received.match(/GET \/\d/g) ?? [];
    if (asked.length > 0 && received.endsWith('\r\n\r\n'))
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n${asked.at(-1)}`);
  });
  const { url } = await recorderTo(receiver.url);
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
  const answered = await raw(url, get('/1') + get('/2') + get('/3', 'Connection: close\r\n'));
  expect(answered.match(/GET \/\d/g)).toEqual(['GET /1', 'GET /2', 'GET /3']);
});

test('a kept connection that the receiver closes is closed for the sender too', async () => {
  let close = (): void => {};
  const receiver = await rawReceiver((_, socket) => {
    close = () => void socket.end();
    socket.write(ok);
  });
  const { url } = await recorderTo(receiver.url);
  const sender = await dial(url);
  const closed = everything(sender);
  const answered = once(sender, 'data');
  sender.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await answered;
  close();
  expect(statusOf(await closed)).toBe(200);
});

test('an answer that comes before the body is through is passed, and the body is recorded all the same', async () => {
  const receiver = await origin((given, response) => {
    given.resume();
    response.write('early');
    response.end();
  });
  const { url, exchanges } = await recorderTo(receiver);
  const sender = await dial(url);
  const answered = everything(sender);
  sender.write(
    `POST ${callEventsPath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\ncontent-length: ${good.length}\r\n\r\n${good.slice(0, 5)}`,
  );
  await once(sender, 'data');
  sender.write(good.slice(5));
  expect(await answered).toContain('early');
  expect(await exchanges()).toMatchObject([{ request: { body: good } }]);
});

test('two hosts and too many headers are refused as by every server here', async () => {
  const { url } = await recorderTo(await nowhere());
  expect(statusOf(await raw(url, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'))).toBe(400);
  const many = Array.from({ length: 101 }, (_, i) => `x-${i}: 1`).join('\r\n');
  expect(statusOf(await raw(url, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${many}\r\n\r\n`))).toBe(431);
});

test('the recorder is not put in front of itself', async () => {
  const { host, port } = new URL(await nowhere());
  await expect(recorderTo(`http://${host}`, { port: Number(port) })).rejects.toThrow('where the recorder itself');
});

test('the keys reach the receiver, and only placeholders are written', async () => {
  let seen: unknown;
  const receiver = await origin((given, response) => {
    seen = given.headers;
    response.end();
  });
  const { url, exchanges } = await recorderTo(receiver);
  await deliver(url, good);
  expect(seen).toMatchObject(goodHeaders);
  expect((await exchanges())[0]?.request.headers).toEqual(
    expect.arrayContaining([
      ['x-public-key', '<public-key>'],
      ['x-private-key', '<private-key>'],
    ]),
  );
});

test('what comes of a body after its receiver failed is recorded too', async () => {
  const cut = Promise.withResolvers<void>();
  const receiver = await rawReceiver((_, socket) => {
    socket.once('close', () => cut.resolve());
    socket.resetAndDestroy();
  });
  const recorder = await recorderTo(receiver.url);
  const sender = await dial(recorder.url);
  const answered = everything(sender);
  sender.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${good.length}\r\n\r\n${good.slice(0, 9)}`);
  await cut.promise;
  sender.write(good.slice(9));
  expect(await answered).toBe('');
  await recorder.close();
  expect(await recorder.exchanges()).toMatchObject([
    { failure: expect.any(String), event: { legal: true }, request: { body: good } },
  ]);
});
