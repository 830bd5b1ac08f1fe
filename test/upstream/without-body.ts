import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { startUpstream } from '../../src/testing/index.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

const query = (name: string, schema: object) => ({ name, in: 'query', required: true, schema });
const text = { type: 'string' };
const notice = { type: 'object', required: ['at'], properties: { at: { type: 'string', format: 'date-time' } } };
const subscribes = (operationId: string, parameters: object[], url: string) => ({
  operationId,
  parameters,
  responses: { 201: { description: 'subscribed' } },
  callbacks: {
    [`${operationId}Notice`]: {
      [url]: {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: notice } } },
          responses: { 204: { description: 'taken' } },
        },
      },
    },
  },
});
/** Streams that are subscribed to by a query, a path and a header; none of the requests has a body. */
const streams = {
  openapi: '3.0.3',
  info: { title: 'Streams', version: '1' },
  security: [{ Key: [] }],
  paths: {
    '/streams/{stream}': {
      parameters: [{ name: 'stream', in: 'path', required: true, schema: { type: 'string', enum: ['parcels'] } }],
      post: subscribes(
        'follow',
        [query('callbackUrl', { ...text, format: 'uri' }), { $ref: '#/components/parameters/Kind' }],
        '{$request.query.callbackUrl}/data',
      ),
      get: subscribes(
        'peek',
        [{ name: 'x-to', in: 'header', required: true, schema: text }],
        '{$request.header.x-to}/{$request.path.stream}',
      ),
    },
  },
  components: {
    parameters: { Kind: query('kind', { type: 'string', enum: ['late'] }) },
    securitySchemes: { Key: { type: 'apiKey', in: 'header', name: 'x-key', 'x-hookproof-key': 'private' } },
  },
};

let mock: RunningServer;
let file = '';

beforeAll(async () => {
  file = `${await folderWith({ 'streams.json': JSON.stringify(streams) })}/streams.json`;
  mock = await hookproofServing(['mock', '--contract', file, '--speed', 'instant', '--retries', '0']);
});
afterAll(async () => {
  await mock.stop();
  await Promise.all([closeOrigins(), removeFolders()]);
});

test('what is asked for by requests without a body happens, and the lines that are printed ask for it', async () => {
  const box = await inbox();
  const { origin } = new URL(box.url);
  const { stderr } = mock.output();
  const lines = stderr.split('\n').filter((line) => line.startsWith('curl'));
  expect(lines.map((line) => /-X \S+ '[^']*\/streams\/parcels\b/.exec(line)?.[0].replace(/'.*\d/, ''))).toEqual([
    '-X GET /streams/parcels',
    '-X POST /streams/parcels',
  ]);
  const exports = stderr.split('\n').filter((line) => line.startsWith('export'));
  for (const line of lines) {
    const asked = line
      .replace(/http:\/\/127\.0\.0\.1:3000\/\w*/, origin)
      .replace(/http%3A%2F%2F127\.0\.0\.1%3A3000%2F\w*/, encodeURIComponent(origin));
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', [...exports, asked].join('\n')]);
    expect([asked, stdout.split('\r\n', 1)[0]]).toEqual([asked, 'HTTP/1.1 201 Created']);
  }
  await box.saw(2);
  expect(box.received.map(({ method, path }) => [method, path]).toSorted()).toEqual([
    ['POST', '/data'],
    ['POST', '/parcels'],
  ]);
});

test('a test has such a call made, too', async () => {
  const upstream = await startUpstream({ contract: file });
  try {
    const paths: string[] = [];
    const to = (request: IncomingMessage, response: ServerResponse): void => {
      paths.push(request.url ?? '');
      request.resume();
      response.writeHead(204).end();
    };
    const call = await upstream.call({ to });
    expect(paths).toEqual([expect.stringMatching(/\/parcels$/)]);
    expect(call.deliveries).toHaveLength(1);
  } finally {
    await upstream.close();
  }
});
