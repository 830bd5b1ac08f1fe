import 'reflect-metadata';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Body, Controller, HttpCode, HttpException, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type ErrorRequestHandler, type Request as ExpressRequest } from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { hasKey, hasSignature, judge, schema, statusFor, type Way } from './parcels.ts';

type Raw = ExpressRequest & { rawBody?: Buffer };

/** Asks for keys before the body is read; looks for signatures of the bytes that express.json read. */
function ofExpress(way: Way) {
  const app = express();
  const quiet: ErrorRequestHandler = (error, _request, response, _next) =>
    void response.sendStatus(error.status ?? 500);
  app.post(
    '/hooks',
    (request, response, next) => void (way.signed || hasKey(request.headers) ? next() : response.sendStatus(401)),
    express.json({
      ...(way.tuned ? { limit: '1mb' } : {}),
      verify: (request, _response, raw) => {
        (request as Raw).rawBody = raw;
      },
    }),
    (request: Raw, response) => {
      const raw = request.rawBody ?? Buffer.alloc(0);
      if (way.signed && !hasSignature(request.headers, raw, way)) return void response.sendStatus(401);
      if (!request.is('json')) return void response.sendStatus(415);
      response.sendStatus(statusFor(request.body, way));
    },
  );
  return app.use(quiet);
}

/** Leaves bodies to Fastify, where no signature of their bytes is asked for. */
function ofFastify(way: Way) {
  const app = Fastify();
  if (way.tuned)
    app.addHook('onRequest', async ({ method }, reply) => (method === 'POST' ? undefined : reply.code(405).send()));
  if (way.signed) {
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, raw, done) => done(null, raw));
    app.post('/hooks', async ({ headers, body }, reply) => {
      return reply.code(judge(headers, body as Buffer, way)).send();
    });
    return app;
  }
  // By a schema of its own, Fastify makes a number of a text that looks like one.
  const validation = way.fault === 'coercing' ? { schema: { body: schema } } : {};
  app.post('/hooks', {
    ...validation,
    onRequest: async ({ headers }, reply) => (hasKey(headers) ? undefined : reply.code(401).send()),
    handler: async ({ body }, reply) => reply.code(statusFor(body, way)).send(),
  });
  return app;
}

function ofHono(way: Way) {
  return new Hono().post('/hooks', async (context) => {
    const raw = Buffer.from(await context.req.arrayBuffer());
    return new Response(null, { status: judge(context.req.header(), raw, way) });
  });
}

function ofKoa(way: Way) {
  const app = new Koa();
  // It would write each request that is broken off to the console.
  app.silent = true;
  return app.use(async (context) => {
    if (context.path !== '/hooks') return;
    if (context.method !== 'POST') {
      context.status = 405;
      return;
    }
    context.status = judge(context.headers, await buffer(context.req), way);
  });
}

async function ofNest(way: Way) {
  class Hooks {
    take(event: unknown, request: Raw): void {
      const isOurs = way.signed
        ? hasSignature(request.headers, request.rawBody ?? Buffer.alloc(0), way)
        : hasKey(request.headers);
      const status = !isOurs ? 401 : request.is('json') ? statusFor(event, way) : 415;
      if (status !== 200) throw new HttpException({}, status);
    }
  }
  // What decorators do, where only types are stripped.
  const take = Object.getOwnPropertyDescriptor(Hooks.prototype, 'take') as PropertyDescriptor;
  Post('hooks')(Hooks.prototype, 'take', take);
  if (way.tuned) HttpCode(200)(Hooks.prototype, 'take', take);
  Body()(Hooks.prototype, 'take', 0);
  Req()(Hooks.prototype, 'take', 1);
  Controller()(Hooks);
  class App {}
  Module({ controllers: [Hooks] })(App);
  const app = await NestFactory.create<NestExpressApplication>(App, { logger: false, rawBody: true });
  if (way.tuned) app.useBodyParser('json', { limit: '1mb' });
  return app;
}

function ofNode(way: Way) {
  return createServer(async (request, response) => {
    if (request.url?.split('?')[0] !== '/hooks') return void response.writeHead(404).end();
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end();
    const read = way.fault === 'torn' ? readByPieces : buffer;
    const raw = await read(request).catch(() => undefined);
    response.writeHead(raw ? judge(request.headers, raw, way) : 400).end();
  });
}

/** Makes what is wrong of characters that arrive in two pieces. */
async function readByPieces(request: IncomingMessage): Promise<Buffer> {
  let text = '';
  for await (const piece of request) text += piece;
  return Buffer.from(text);
}

/** Makes receivers, a function for each framework of Node. */
export const receivers = {
  Express: ofExpress,
  Fastify: ofFastify,
  Hono: ofHono,
  fetch: (way: Way) => ofHono(way).fetch,
  Koa: ofKoa,
  NestJS: ofNest,
  node: ofNode,
};
