import type { IncomingMessage } from 'node:http';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { pause } from '../support/pause.ts';
import { type SchemeName, securitySchemes } from '../support/secured.ts';

afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

const asking = (...names: SchemeName[]) => [Object.fromEntries(names.map((name) => [name, []]))];
const taking = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const found = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
const event = {
  requestBody: taking({ type: 'object', properties: { n: { type: 'integer' } } }),
  responses: { 200: { description: 'ok' } },
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Jobs', version: '1' },
  paths: {
    '/jobs': {
      post: {
        security: asking('Account'),
        requestBody: taking({
          type: 'object',
          required: ['url'],
          properties: { url: { type: 'string', format: 'uri' } },
        }),
        responses: { 202: { description: 'begun' } },
        callbacks: { done: { '{$request.body#/url}': { post: { ...event, security: asking('Session', 'Token') } } } },
      },
    },
    '/by-token': { get: { security: asking('Token'), responses: found } },
    '/by-session': { get: { security: asking('Session'), responses: found } },
  },
  components: { securitySchemes },
};

test('the mock checks basic and bearer authentication and cookies, and calls back with what a callback asks for', async () => {
  const got: IncomingMessage[] = [];
  const url = await origin((request, response) => {
    got.push(request);
    response.end();
  });
  const contract = `${await folderWith({ 'api.json': JSON.stringify(document) })}/api.json`;
  const mock = await hookproofServing(['mock', '--contract', contract]);
  const ask = async (path: string, headers: Record<string, string>) => {
    const job = { method: 'POST', body: JSON.stringify({ url }) };
    const type = { 'content-type': 'application/json' };
    const answer = await fetch(mock.url + path, { ...(path === '/jobs' ? job : {}), headers: { ...type, ...headers } });
    return [answer.status, answer.headers.get('www-authenticate')];
  };
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
  expect(await ask('/jobs', basic(`somebody:${keys.private}`))).toEqual([401, 'Basic realm="deliveries"']);
  expect(await ask('/jobs', basic(`${keys.public}:${keys.private}`))).toEqual([202, null]);
  expect(await ask('/by-token', { authorization: 'Bearer other' })).toEqual([401, 'Bearer']);
  expect(await ask('/by-token', { authorization: `Bearer ${keys.private}` })).toEqual([200, null]);
  expect(await ask('/by-session', { cookie: 'session=other' })).toEqual([401, 'ApiKey']);
  expect(await ask('/by-session', { cookie: `session=${keys.private}` })).toEqual([200, null]);
  while (got.length === 0) await pause();
  await mock.stop();
  expect(got.map(({ headers: { cookie, authorization } }) => [cookie, authorization])).toEqual([
    [`session=${keys.public}`, `Bearer ${keys.private}`],
  ]);
});
