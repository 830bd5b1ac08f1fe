import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import express from 'express';
import Fastify from 'fastify';
import { describeValue, resolveApplication } from '../../src/edge/application.ts';
import { type Application, openApplication } from '../../src/edge/server.ts';
import { isUserError } from '../../src/errors.ts';

type Listener = (request: { url?: string | undefined }, response: { end(body: string): unknown }) => void;
const listener: Listener = (request, response) => response.end(request.url ?? '');
const respond = (request: Request): Response => new Response(new URL(request.url).pathname);
const fastify = Fastify();
fastify.get('/hooks', async () => '/hooks');
/** What NestJS is made of: it wraps an app of Express or Fastify, which has its routes after `init`. */
const nest = {
  routes: express(),
  async init() {
    this.routes.get('/hooks', (_request, response) => void response.send('/hooks'));
  },
  getHttpAdapter() {
    return { getInstance: () => this.routes };
  },
};

const forms: [name: string, application: unknown][] = [
  ['a request listener', listener],
  ['a listener that takes all its parameters at once', (...both: Parameters<Listener>) => listener(...both)],
  ['a bound listener', listener.bind(undefined)],
  ['a server', createServer(listener)],
  ['an app of Express', express().get('/hooks', (_request, response) => void response.send('/hooks'))],
  ['an app of Fastify', fastify],
  ['an app of Koa', { callback: () => listener }],
  ['an app of NestJS', nest],
  ['a fetch function', respond],
  ['a fetch function that needs nothing of the request', () => new Response('/hooks')],
  ['an app of Hono', { fetch: respond }],
  ['a handler of a worker', { fetch: (request: Request, _env: unknown, _context: unknown) => respond(request) }],
  ['a promise of one', Promise.resolve(respond)],
  ['a function that makes one', async () => listener],
  ['an object that holds one', { port: 3000, app: express().use(listener) }],
  ['a module within a module', { default: { default: { fetch: respond } } }],
];

test.each(forms)('%s takes requests', async (_name, application) => {
  const { url, close } = await openApplication(application as Application, '/hooks');
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([200, '/hooks']);
  await close();
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [5, 'a number'],
  [[], 'an array'],
  [{}, 'an empty object'],
  [{ port: 3000, start: 1 }, 'an object with port, start'],
  [class AppModule {}, 'the class AppModule'],
  [() => 5, 'a function'],
])('%p is no application, and is called %s', async (value, words) => {
  expect([await resolveApplication(value), describeValue(value)]).toEqual([undefined, words]);
});

test('an application that fails to prepare is a target error that says why', async () => {
  const broken = async () => {
    throw new Error('DATABASE_URL is missing');
  };
  const error = await resolveApplication(broken).catch((thrown: unknown) => thrown);
  expect(isUserError(error) && [error.code, error.message]).toEqual([
    'target',
    'the application does not start: DATABASE_URL is missing',
  ]);
});

test('a fetch function gets each byte and header as it came, and its answer goes out as it is', async () => {
  const { url, close } = await openApplication(
    {
      async fetch(request: Request) {
        const bytes = Buffer.from(await request.arrayBuffer());
        const headers = new Headers([
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['x-seen', request.headers.get('x-twice') ?? ''],
        ]);
        const pieces = Readable.toWeb(Readable.from([`${request.method} `, bytes.toString('hex')]));
        return new Response(pieces as BodyInit, { status: 202, headers });
      },
    },
    '/hooks?a=%20',
  );
  const sent = sendRequest(url, { method: 'PUT', headers: { 'x-twice': ['one', 'two'] } });
  sent.write(Buffer.from([0xff]));
  sent.end(Buffer.from([0x00, 0x0a]));
  const answered = await new Promise<IncomingMessage>((resolve) => sent.on('response', resolve));
  expect([answered.statusCode, answered.headers['set-cookie'], answered.headers['x-seen']]).toEqual([
    202,
    ['a=1', 'b=2'],
    'one, two',
  ]);
  expect(await text(answered)).toBe('PUT ff000a');
  await close();
});

test.each([
  ['throws', () => Promise.reject(new Error('no'))],
  ['gives no Response', () => undefined],
])('a fetch function that %s answers 500, and goes on', async (_name, fail) => {
  const application = { fetch: (request: Request) => (request.url.endsWith('/bad') ? fail() : new Response('good')) };
  const { url, close } = await openApplication(application, '/');
  const statuses = [];
  for (const path of ['/bad', '/', '/bad', '/']) statuses.push((await fetch(new URL(path, url))).status);
  expect(statuses).toEqual([500, 200, 500, 200]);
  await close();
});

test('a listener of one parameter may end connections, as it could with two', async () => {
  const { url, close } = await openApplication((request: IncomingMessage) => {
    request.socket.destroy();
  }, '/');
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  await close();
});
