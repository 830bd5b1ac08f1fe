import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadContract } from '../../src/contract/load.ts';
import type { Limits } from '../../src/edge/limits.ts';
import { startReceiver } from '../../src/index.ts';
import type { Attempt } from '../../src/journal/journal.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproof, hookproofServer } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { dial, everything, raw, statusOf } from '../support/socket.ts';

const good = '{"event":{"type":"call.ended","data":{}}}';
const headers = Object.entries(goodHeaders).map(([name, value]) => `${name}: ${value}`);
const head = [`POST ${callEventsPath} HTTP/1.1`, 'host: x', ...headers, `content-length: ${good.length}`, '', ''].join(
  '\r\n',
);

async function start(limits: Partial<Limits> = {}, journal = memoryJournal()) {
  const contract = await loadContract();
  return startReceiver({ contract, keys: developmentKeys, journal, limits, port: 0, host: '127.0.0.1' });
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s a request under way is answered, and no other is taken',
  async (signal) => {
    const receiver = await hookproofServer(['serve']);
    const idle = await dial(receiver.url);
    const socket = await dial(receiver.url);
    const answer = everything(socket);
    await new Promise((resolve) => socket.write(head + good.slice(0, 5), resolve));
    await deliver(receiver.url, good);
    const ended = receiver.stop(signal);
    await everything(idle);
    await expect(dial(receiver.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    socket.write(good.slice(5));
    expect(statusOf(await answer)).toBe(200);
    expect((await ended).status).toBe(signal === 'SIGTERM' ? 0 : 130);
  },
);

test('connections that are kept alive do not hold up the end', async () => {
  const served = await hookproofServer(['serve']);
  // This one would wait for an hour, and the client keeps its connection for as long.
  const patient = await start({ drainMs: 3_600_000 });
  for (const { url } of [served, patient]) {
    const socket = await dial(url);
    const first = once(socket, 'data');
    socket.write(head + good);
    await first;
  }
  expect((await served.stop()).status).toBe(0);
  await patient.close();
}, 50_000);

test('a request that never ends is cut off when the time to drain is over', async () => {
  const receiver = await start({ drainMs: 100 });
  const socket = await dial(receiver.url);
  const answer = everything(socket);
  await new Promise((resolve) => socket.write(`${head}{`, resolve));
  await deliver(receiver.url, good);
  await receiver.close();
  expect(statusOf(await answer)).toBe(0);
});

test('a port in use is status 3, on one line with a hint', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const { status, stdout, stderr } = await hookproof(['serve', '--port', String(port)]);
  await new Promise((resolve) => holder.close(resolve));
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    `hookproof: cannot listen on 127.0.0.1:${port}: the port is in use`,
    expect.stringContaining('--port 0'),
  ]);
});

test.each([
  ['--port', '70000'],
  ['--port', 'x'],
  ['--max-body', '0'],
  ['--auth', 'maybe'],
  ['--journal', 'tape'],
  ['--host', '203.0.113.1'],
])('serve %s %s is told in at most two lines', async (option, value) => {
  const { status, stdout, stderr } = await hookproof(['serve', '--port', '0', option, value]);
  expect(status).toBe(option === '--host' ? 3 : 2);
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
});

describe('slow senders', () => {
  const quick = { headersMs: 150, requestMs: 300, checkMs: 50 };

  test.each([
    ['headers', head.slice(0, 60)],
    ['nothing at all', ''],
    ['a body', `${head}{`],
  ])('of %s are cut off with 408', async (_, bytes) => {
    const receiver = await start(quick);
    expect([0, 408]).toContain(statusOf(await raw(receiver.url, bytes)));
    await receiver.close();
  });

  test('two hundred of them leave good requests served', async () => {
    // None of them is cut off meanwhile, so that whoever waited for one would wait for ever.
    const receiver = await start({ headersMs: 600_000, requestMs: 600_000 });
    const slow = await Promise.all(Array.from({ length: 200 }, () => dial(receiver.url)));
    for (const [i, socket] of slow.entries()) {
      socket.on('error', () => {});
      socket.write(i % 2 ? head.slice(0, 80) : `${head}{`);
    }
    for (let i = 0; i < 50; i++) expect((await deliver(receiver.url, good)).status).toBe(200);
    for (const socket of slow) socket.destroy();
    await receiver.close();
  });
});

describe('the journal', () => {
  test('holds what came byte for byte, with what became of it, and no key', async () => {
    const journal = memoryJournal();
    const receiver = await start({}, journal);
    const odd = ` {"event" : {"type":"call.\\u0065nded","data":{"n":1.0,"n":1e3}}}\n`;
    await deliver(receiver.url, odd);
    await deliver(receiver.url, '{}');
    const headers = { 'content-type': 'application/json', 'x-mislaid': developmentKeys.private };
    await deliver(receiver.url, good, { headers });
    const stored = await journal.attempts({ limit: 10 });
    expect(stored).toMatchObject([
      { outcome: 'accepted', status: 200, type: 'call.ended', body: Buffer.from(odd), findings: [] },
      { outcome: 'refused', status: 400, findings: [{ rule: 'required', pointer: '' }] },
      { outcome: 'denied', status: 401, body: undefined, findings: [{ rule: 'security' }] },
    ]);
    const shown = JSON.stringify(stored.map(({ headers, target }) => [headers, target]));
    expect(shown).toContain('["x-private-key","…"]');
    for (const key of [developmentKeys.private, developmentKeys.public]) expect(shown).not.toContain(key);
    await receiver.close();
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('disk sk_secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk sk_secret'))],
  ])('that %s makes it 503 with Retry-After, and tells no more', async (_, append) => {
    const receiver = await start({}, { ...memoryJournal(), append });
    const answer = await deliver(receiver.url, good);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    expect(answer.body).not.toContain('disk');
    await receiver.close();
  });

  test('must have the event before it is acknowledged', async () => {
    const { promise: first, resolve: stored } = Promise.withResolvers<void>();
    const append = ({ outcome }: Attempt) => (outcome === 'accepted' ? first : undefined);
    const receiver = await start({}, { ...memoryJournal(), append });
    let answered = false;
    const answer = deliver(receiver.url, good).then((given) => {
      answered = true;
      return given;
    });
    await deliver(receiver.url, '{}');
    expect(answered).toBe(false);
    stored();
    expect((await answer).status).toBe(200);
    await receiver.close();
  });
});
