import { developmentKeys } from '../../src/signature/keys.ts';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { settled } from '../support/calls.ts';
import { hookproof, hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const move = (kind: string) => ({
  type: 'object',
  required: ['kind', 'parcel'],
  properties: {
    kind: { type: 'string', enum: [kind] },
    parcel: { type: 'object', required: ['no'], properties: { no: { type: 'integer' }, memo: {} } },
  },
});
const shipment = {
  type: 'object',
  oneOf: [move('packed'), move('sent'), move('arrived')],
  discriminator: { propertyName: 'kind' },
};
/** An API of parcels: other words, a path item that is referred to, an integer for an id, a URL from a header, and keys of its own. */
const parcels = {
  openapi: '3.1.0',
  info: { title: 'Parcels', version: '2' },
  security: [{ Token: [] }],
  paths: {
    '/depots/{depot}/parcels': { $ref: '#/components/pathItems/Parcels' },
    '/parcels/{no}': {
      delete: {
        'x-hookproof-ends': '$request.path.no',
        parameters: [{ name: 'no', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: { 204: { description: 'gone' } },
      },
    },
    '/notes': {
      put: { security: [], requestBody: json({ type: 'string' }), responses: { 204: { description: 'noted' } } },
    },
  },
  components: {
    pathItems: {
      Parcels: {
        post: {
          operationId: 'book',
          security: [{ Token: [] }],
          parameters: [{ name: 'depot', in: 'path', required: true, schema: { type: 'string' } }],
          requestBody: {
            required: true,
            ...json({ type: 'object', required: ['to'], properties: { to: { type: 'string' } } }),
          },
          responses: {
            201: {
              description: 'booked',
              ...json({ type: 'object', required: ['no'], properties: { no: { type: 'integer', examples: [1] } } }),
            },
            400: { description: 'refused' },
          },
          callbacks: { moved: { $ref: '#/components/callbacks/Moved' } },
        },
      },
    },
    callbacks: {
      Moved: {
        '{$request.header.x-notify}/{$request.path.depot}': {
          put: {
            security: [{ Mac: [] }],
            'x-hookproof-identity': '/parcel/no',
            'x-hookproof-echo': { '/parcel/no': '$response.body#/no', '/parcel/memo': '$request.query.memo' },
            requestBody: { required: true, ...json(shipment) },
            responses: { 200: { description: 'taken' } },
          },
        },
      },
    },
    securitySchemes: {
      Mac: {
        ...{ type: 'apiKey', in: 'header', name: 'x-mac' },
        'x-hookproof-signature': { algorithm: 'sha512', encoding: 'base64', key: 'private' },
      },
      Token: { type: 'apiKey', in: 'header', name: 'x-token', 'x-hookproof-key': 'private' },
    },
  },
};

let mock: RunningServer;
let file: string;

beforeAll(async () => {
  file = `${await folderWith({ 'parcels.json': JSON.stringify(parcels) })}/parcels.json`;
  mock = await hookproofServing(['mock', '--contract', file, '--speed', 'instant', '--retries', '0']);
});
afterAll(async () => {
  await mock.stop();
  await Promise.all([closeOrigins(), removeFolders()]);
});

const token = { 'content-type': 'application/json', 'x-token': developmentKeys.private };

test('its callbacks are obeyed: the URL from a header and the path, the id a number, the query repeated, a signature', async () => {
  const receiver = await inbox();
  const base = receiver.url.replace('/hooks', '');
  const path = '/depots/north%20side/parcels?memo=fragile';
  const answer = await deliver(mock.url, { to: 'a' }, { path, headers: { ...token, 'x-notify': base } });
  const { no } = JSON.parse(answer.body);
  expect(answer.status).toBe(201);
  expect(Number.isInteger(no) && no !== 1).toBe(true);
  await settled(mock.url, String(no));
  expect(receiver.received.map(({ method, path: at }) => [method, at])).toEqual(
    Array(3).fill(['PUT', '/north%20side']),
  );
  const events = receiver.received.map(({ body }) => JSON.parse(body.toString()));
  expect(events.map(({ parcel }) => parcel)).toEqual(Array(3).fill(expect.objectContaining({ no, memo: 'fragile' })));
  expect(events.map(({ kind }) => kind).toSorted()).toEqual(['arrived', 'packed', 'sent']);
  const scheme = { algorithm: 'sha512', encoding: 'base64' } as const;
  for (const { headers, body } of receiver.received)
    expect([headers['x-token'], headers['x-mac']]).toEqual([
      undefined,
      sign(body, secretKey(developmentKeys.private), scheme),
    ]);
});

test('every operation asks for the keys that it asks for, whatever its path looks like', async () => {
  const ask = (path: string, method: string, headers: Record<string, string>) =>
    deliver(mock.url, method === 'PUT' ? '"x"' : '', { path, method, headers }).then(({ status }) => status);
  expect(await ask('/parcels/7', 'DELETE', {})).toBe(401);
  expect(await ask('/parcels/%37', 'DELETE', { 'x-token': 'wrong' })).toBe(401);
  expect(await ask('/depots/a/parcels', 'POST', { ...token, 'x-token': 'wrong' })).toBe(401);
  expect(await ask('/notes', 'PUT', { 'content-type': 'application/json' })).toBe(204);
});

test('with --auth none nobody is asked for keys, wherever an operation is written', async () => {
  const open = await hookproofServing(['mock', '--contract', file, '--auth', 'none']);
  const headers = { 'content-type': 'application/json' };
  const asked = await deliver(open.url, { to: 'a' }, { path: '/depots/n/parcels', headers });
  const ended = await deliver(open.url, '', { path: '/parcels/5', method: 'DELETE' });
  expect([asked.status, ended.status]).toEqual([201, 404]);
  await open.stop();
});

test('without a lifecycle a call can be ended while it is under way, and then no more', async () => {
  const receiver = await inbox();
  const slow = await hookproofServing(['mock', '--contract', file, '--speed', '0.001x']);
  const headers = { ...token, 'x-notify': receiver.url };
  const answer = await deliver(slow.url, { to: 'a' }, { path: '/depots/n/parcels', headers });
  const path = `/parcels/${JSON.parse(answer.body).no}`;
  await receiver.saw(1);
  const end = () => deliver(slow.url, '', { path, method: 'DELETE', headers: token });
  expect((await end()).status).toBe(204);
  await settled(slow.url, path.slice('/parcels/'.length));
  expect((await end()).status).toBe(400);
  expect((await deliver(slow.url, '', { path: '/parcels/5', method: 'DELETE', headers: token })).status).toBe(404);
  expect(receiver.received).toHaveLength(1);
  await slow.stop();
});

test('a request that names no URL is answered, and has no call', async () => {
  const { status } = await deliver(mock.url, { to: 'a' }, { path: '/depots/n/parcels', headers: token });
  const calls = (await (await fetch(`${mock.url}/_hookproof/calls`)).json()) as { calls: { target: string }[] };
  expect(status).toBe(201);
  expect(calls.calls.every(({ target }) => target.endsWith('/north%20side'))).toBe(true);
});

test('an expression that is none is told with its place', async () => {
  const text = JSON.stringify(parcels).replace('$response.body#/no', '$answer.no');
  const folder = await folderWith({ 'bad.json': text });
  const { status, stderr } = await hookproof(['mock', '--contract', `${folder}/bad.json`]);
  expect([status, stderr.split('\n')[0]]).toEqual([
    2,
    'hookproof: POST /depots/{depot}/parcels/callbacks/moved/x-hookproof-echo: "$answer.no" is no runtime expression',
  ]);
});
