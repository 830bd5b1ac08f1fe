import { createServer, type Server } from 'node:http';
import { defaultLimits } from '../../src/edge/limits.ts';
import { type Audience, type OwnRoute, ownListener } from '../../src/edge/own-routes.ts';
import { textResponse } from '../../src/edge/response.ts';
import { listen } from '../../src/edge/server.ts';
import { deliver } from '../support/deliver.ts';

const shownTo = (audience: Audience): OwnRoute => ({
  method: 'GET',
  path: audience,
  audience,
  handle: () => textResponse(200, audience, {}),
});
const routes: OwnRoute[] = [
  ...(['anyone', 'address', 'machine'] as const).map(shownTo),
  {
    ...shownTo('machine'),
    path: 'calls/{id}',
    handle: ({ values, search }) => textResponse(200, `${values.id} ${search}`, {}),
  },
  { ...shownTo('machine'), path: 'broken', handle: () => Promise.reject(new Error('sk_secret')) },
  { ...shownTo('machine'), path: 'orders' },
  {
    ...shownTo('machine'),
    path: 'stream',
    handle: ({ response }) => {
      response.end('written by itself');
      return undefined;
    },
  },
];

let server: Server;
let url: string;

beforeAll(async () => {
  const own = ownListener(
    { routes, contractPaths: ['/webhooks', '/_hookproof/orders'] },
    { host: 'hooks.internal', limits: defaultLimits },
  );
  const ending = new AbortController().signal;
  server = createServer((request, response) => {
    // Whoever asks from elsewhere is told by nothing but the address of the connection.
    const peer = request.headers['x-peer'];
    if (peer) Object.defineProperty(request.socket, 'remoteAddress', { value: peer, configurable: true });
    if (!own({ request, response, ending })) response.end('the contract');
  });
  url = await listen(server, 0, '127.0.0.1');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  deliver(url, '', { method, path, headers: { host: '127.0.0.1', connection: 'close', ...headers } });
const statuses = async (headers: Record<string, string>) =>
  Promise.all(['anyone', 'address', 'machine'].map(async (each) => (await ask(`/_hookproof/${each}`, headers)).status));

test('this machine is shown everything, by any of its names', async () => {
  for (const host of ['127.0.0.1:3000', 'localhost', '[::1]:1'])
    expect(await statuses({ host, origin: `http://${host}` })).toEqual([200, 200, 200]);
});

test.each([
  ['a page whose name leads here', { host: 'rebound.example.com' }, [200, 403, 403]],
  ['a page of another site', { origin: 'http://example.com' }, [200, 403, 403]],
  ['a page without an origin', { origin: 'null' }, [200, 403, 403]],
  ['a page whose origin names https', { origin: 'https://127.0.0.1' }, [200, 403, 403]],
  [
    'a page of another site that names none',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' },
    [200, 403, 403],
  ],
  ['a link of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, [200, 200, 200]],
  ['another machine that a proxy speaks for', { 'x-forwarded-for': '192.0.2.7' }, [200, 200, 403]],
  ['another machine, by address', { host: '192.0.2.1:3000', 'x-peer': '192.0.2.7' }, [200, 200, 403]],
  ['another machine, by the name of --host', { host: 'HOOKS.internal', 'x-peer': '192.0.2.7' }, [200, 200, 403]],
  ['another machine that claims to be this one', { host: 'localhost', 'x-peer': '::ffff:192.0.2.7' }, [200, 200, 403]],
  ['this machine over a mapped address', { 'x-peer': '::ffff:127.0.0.1' }, [200, 200, 200]],
])('%s is shown what is for it', async (_, headers, expected) => {
  expect(await statuses(headers)).toEqual(expected);
});

test('parameters of path and query are read, and a route may write its response itself', async () => {
  expect((await ask('/_hookproof/calls/a%20b?x=1')).body).toBe('a b x=1');
  expect((await ask('/_hookproof/stream')).body).toBe('written by itself');
  expect(await ask('/_hookproof/anyone', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('what is unknown, read in another way, or breaks, is told without a secret', async () => {
  expect((await ask('/_hookproof/else')).status).toBe(404);
  expect((await ask('/_hookproof/else', { host: 'rebound.example.com' })).status).toBe(403);
  expect(await ask('/_hookproof/machine', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  const broken = await ask('/_hookproof/broken');
  expect([broken.status, broken.body.includes('sk_secret')]).toEqual([500, false]);
});

test("a contract's own path below it, and all that is not below it, stay the contract's", async () => {
  for (const path of ['/_hookproof/orders', '/_hookprooflike', '/_hookproof', '/webhooks'])
    expect((await ask(path)).body).toBe('the contract');
});
