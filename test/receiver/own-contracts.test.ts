import { loadContracts } from '../../src/contract/load.ts';
import type { RunningServer } from '../../src/edge/server.ts';
import { startServer } from '../../src/edge/server.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { receiverListener } from '../../src/receiver/receiver.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { type Answered, deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const count = { type: 'object', required: ['count'], properties: { count: { type: 'integer', minimum: 0 } } };
const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(removeFolders);

interface Shape {
  path?: string;
  method?: string;
  mediaType?: string;
  statuses?: string[];
  parameters?: object[];
}

/** Starts a receiver of counts; gives a function that delivers one to it. */
async function receiverOf({ path = '/counts', method = 'post', mediaType = 'application/json', ...more }: Shape) {
  const { statuses = ['200'], parameters = [] } = more;
  const responses = Object.fromEntries(statuses.map((status) => [status, { description: status }]));
  const requestBody = { required: true, content: { [mediaType]: { schema: count } } };
  const document = {
    openapi: '3.0.3',
    info: { title: 'Counts', version: '1' },
    paths: { [path]: { [method]: { parameters, requestBody, responses } } },
  };
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const contracts = await loadContracts({ contract: `${folder}/api.json`, auth: 'none' });
  const listener = await receiverListener({ contracts, keys: developmentKeys, journal: memoryJournal() });
  const server = await startServer(listener, { port: 0, host: '127.0.0.1' });
  servers.push(server);
  return (body: unknown, given: { path?: string; method?: string; headers?: Record<string, string> } = {}) =>
    deliver(server.url, body, {
      path: given.path ?? path,
      method: given.method ?? method.toUpperCase(),
      headers: { 'content-type': mediaType, ...given.headers },
    });
}

const refusal = ({ status, body }: Answered) => [status, JSON.parse(body).pointer];

test.each(['put', 'patch'])('an operation by %s receives, and others are told its method', async (method) => {
  const send = await receiverOf({ method });
  expect((await send({ count: 1 })).status).toBe(200);
  expect(refusal(await send({ count: -1 }))).toEqual([400, '/count']);
  const other = await send({ count: 1 }, { method: 'POST' });
  expect([other.status, other.headers.allow]).toEqual([405, method.toUpperCase()]);
});

test.each([
  [['200', '202'], 200],
  [['202', '400'], 202],
  [['400', '204'], 204],
  [['2XX'], 200],
  [['4XX'], 200],
])('where %j are documented, a taken event is answered %i', async (statuses, expected) => {
  const send = await receiverOf({ statuses });
  expect((await send({ count: 1 })).status).toBe(expected);
});

test.each(['application/vnd.counts+json', 'application/json; charset=utf-8', 'Application/JSON'])(
  'a body that is declared as %s is validated',
  async (mediaType) => {
    const send = await receiverOf({ mediaType });
    const [essence = ''] = mediaType.toLowerCase().split(';');
    for (const type of [mediaType, essence, `${essence};charset=UTF-8`]) {
      const headers = { 'content-type': type };
      expect([type, (await send({ count: 1 }, { headers })).status]).toEqual([type, 200]);
      expect([type, ...refusal(await send({ count: -1 }, { headers }))]).toEqual([type, 400, '/count']);
    }
    expect((await send({ count: 1 }, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  },
);

describe('declared parameters', () => {
  const whole = { type: 'integer', minimum: 1 };
  const parameters = [
    { in: 'path', name: 'shop', required: true, schema: whole },
    { in: 'header', name: 'X-Attempt', required: true, schema: whole },
    { in: 'query', name: 'tag', schema: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } } },
    { in: 'header', name: 'Content-Type', required: true, schema: { type: 'string', enum: ['text/plain'] } },
    { in: 'cookie', name: 'lang', schema: { type: 'string', enum: ['en'] } },
  ];

  test.each<[string, string, Record<string, string>, unknown[]]>([
    ['all as declared', '/shops/7/counts?tag=a&tag=b', { 'x-attempt': '2', cookie: 'x=1; lang=en' }, [200]],
    ['optional ones left out', '/shops/7/counts', { 'x-attempt': '2' }, [200]],
    ['a header that is no number', '/shops/7/counts', { 'x-attempt': 'two' }, [400, '/header/x-attempt']],
    ['a header that is missing', '/shops/7/counts', {}, [400, '/header']],
    ['a path that is no number', '/shops/x/counts', { 'x-attempt': '2' }, [400, '/path/shop']],
    ['an unknown value in the query', '/shops/7/counts?tag=c', { 'x-attempt': '2' }, [400, '/query/tag/0']],
    ['an unknown value in a cookie', '/shops/7/counts', { 'x-attempt': '2', cookie: 'lang=de' }, [400, '/cookie/lang']],
    ['another path', '/shops/7/8/counts', { 'x-attempt': '2' }, [404, '']],
  ])('%s', async (_, path, headers, expected) => {
    const send = await receiverOf({ path: '/shops/{shop}/counts', parameters });
    const answer = await send({ count: 1 }, { path, headers });
    expect(answer.status === 200 ? [200] : refusal(answer)).toEqual(expected);
  });
});
