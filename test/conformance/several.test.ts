import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startReceiver } from '../../src/api/receiver.ts';
import { verify } from '../../src/api/verify.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const open: { close(): unknown }[] = [];
afterAll(async () => {
  for (const each of open) await each.close();
  await removeFolders();
});

const event = (kind: string, schema: object = {}) => ({
  post: {
    parameters: [{ in: 'header', name: 'X-Ship-Event', required: true, schema: { type: 'string' }, example: 'ship' }],
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['kind', 'ship'],
            properties: { kind: { const: kind }, ship: { $ref: '#/components/schemas/Ship' }, ...schema },
          },
        },
      },
    },
    responses: { 200: { description: 'taken' }, 400: { description: 'refused' } },
  },
});

const harbour = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  webhooks: {
    'ship/left': event('left', { at: { type: 'string', format: 'date-time' } }),
    'ship/docked': event('docked', { pier: { type: 'integer', minimum: 1 } }),
  },
  components: {
    schemas: { Ship: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } } },
  },
};

async function written(document: object): Promise<string> {
  return `${await folderWith({ 'api.json': JSON.stringify(document) })}/api.json`;
}

const failuresIn = ({ cases }: Awaited<ReturnType<typeof verify>>) =>
  cases.filter(({ status }) => ['FAIL', 'WARN', 'ERROR', 'BLOCKED'].includes(status)).map(({ id }) => id);

test('all webhooks of a document are tried in one run, and what they share once', async () => {
  const contract = await written(harbour);
  const receiver = await startReceiver({ contract, auth: 'none' });
  open.push(receiver);
  const report = await verify({ target: `${receiver.url}/webhooks`, contract, auth: 'none', strict: true });
  expect(failuresIn(report)).toEqual([]);
  const ids = report.cases.map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      'schema.bad.required.kind@ship/left',
      'schema.bad.required.kind@ship/docked',
      'schema.bad.type.pier.string@ship/docked',
      'schema.good.maximal.event@ship/left',
      'schema.good.maximal.event@ship/docked',
    ]),
  );
  expect(ids.filter((id) => id.startsWith('schema.bad.required.ship.name'))).toEqual([
    'schema.bad.required.ship.name@ship/left',
  ]);
  expect(ids.filter((id) => id === 'routing.get')).toHaveLength(1);
  expect(report.coverage?.unexercised).toEqual([]);
});

test('a receiver that forgets one of its webhooks fails the cases of that one', async () => {
  const contract = await written(harbour);
  const right = await startReceiver({ contract, auth: 'none' });
  open.push(right);
  const bodyOf = async (request: IncomingMessage) => Buffer.concat(await request.toArray());
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const kind = /"kind":"(\w+)"/.exec(body.toString())?.[1];
    if (request.method === 'POST' && request.url === '/webhooks' && kind === 'docked') return response.end();
    const { method = 'GET', url = '/' } = request;
    const headers = Object.entries(request.headers).filter(([name]) => /^(content-type|x-)/.test(name)) as [
      string,
      string,
    ][];
    const answer = await fetch(right.url + url, { method, headers, ...(method === 'GET' ? {} : { body }) }).catch(
      () => undefined,
    );
    response.writeHead(answer?.status ?? 404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push({ close: () => server.close() });
  const { port } = server.address() as AddressInfo;
  const report = await verify({
    target: `http://127.0.0.1:${port}/webhooks`,
    contract,
    auth: 'none',
    groups: ['schema.bad'],
  });
  const failed = failuresIn(report);
  expect(failed).toContain('schema.bad.type.pier.string@ship/docked');
  expect(failed.filter((id) => !id.endsWith('@ship/docked'))).toEqual([]);
});

test('an event is no bad one where another webhook takes it', async () => {
  const { parameters: _, ...strict } = event('left').post;
  const requestBody = { content: { 'application/json': { schema: { type: 'object' } } } };
  const webhooks = { strict: { post: strict }, lax: { post: { ...strict, requestBody } } };
  const contract = await written({ ...harbour, webhooks });
  const args = ['verify', '--list', '--group', 'schema', '--contract', contract, '--auth', 'none'];
  const all = (await hookproof(args)).stdout;
  expect(all).toContain('schema.good.maximal.event@strict');
  // Whatever lacks its kind may be an event of the other.
  expect(all).not.toContain('schema.bad.required.kind@strict');
  expect(all).toContain('schema.bad.required.ship@strict');
  expect((await hookproof([...args, '--operation', 'strict'])).stdout).not.toContain('schema.bad.required.kind');
});

test('operations of paths are tried at their own paths, below the base of the address', async () => {
  const { 'ship/left': left, 'ship/docked': docked } = harbour.webhooks;
  const contract = await written({
    ...harbour,
    webhooks: undefined,
    paths: { '/left': left, '/ships/docked': docked },
  });
  const receiver = await startReceiver({ contract, auth: 'none' });
  open.push(receiver);
  for (const target of [`${receiver.url}/left`, `${receiver.url}/ships/docked`, receiver.url, `${receiver.url}/`]) {
    const report = await verify({ target, contract, auth: 'none', groups: ['schema'] });
    expect([target, failuresIn(report)]).toEqual([target, []]);
  }
  const report = await verify({ target: `${receiver.url}/left`, contract, auth: 'none', groups: ['schema'] });
  expect(report.cases.some(({ id }) => id.endsWith('docked'))).toBe(true);
});

test('where a place of the body names the event, every event that is sent has its name there', async () => {
  const named = (schema: object) => {
    const { parameters: _, ...post } = event('left').post;
    const properties = { about: { type: 'object', properties: { event: { type: 'string' } } }, ...schema };
    return {
      post: { ...post, requestBody: { content: { 'application/json': { schema: { type: 'object', properties } } } } },
    };
  };
  const webhooks = { 'ship.left': named({}), 'ship.docked': named({ pier: { type: 'integer' } }) };
  const contract = await written({ ...harbour, webhooks, 'x-hookproof-event': '/about/event' });
  const receiver = await startReceiver({ contract, auth: 'none' });
  open.push(receiver);
  const target = `${receiver.url}/webhooks`;
  const report = await verify({ target, contract, auth: 'none', strict: true, groups: ['schema.*', 'semantics'] });
  expect(failuresIn(report)).toEqual([]);
  expect(report.cases.map(({ id }) => id)).toContain('schema.bad.type.pier.string@ship.docked');
  const sent = await hookproof(['send', 'ship.docked', '--contract', contract, '--auth', 'none', '--to', target]);
  expect(sent).toMatchObject({ status: 0 });
});

test('a method by which another operation is delivered at the same place is none that must be refused', async () => {
  const { 'ship/left': left, 'ship/docked': docked } = harbour.webhooks;
  const patch = { ...docked.post, operationId: 'docked' };
  const both = { paths: { '/ships': { post: left.post, patch } }, webhooks: undefined };
  for (const more of [both, { webhooks: { left, docked: { patch } } }]) {
    const contract = await written({ ...harbour, ...more });
    const receiver = await startReceiver({ contract, auth: 'none' });
    open.push(receiver);
    const target = `${receiver.url}${more.webhooks ? '/webhooks' : '/ships'}`;
    const { cases } = await verify({ target, contract, auth: 'none', strict: true, groups: ['routing'] });
    expect(cases.filter(({ status }) => ['FAIL', 'WARN'].includes(status))).toEqual([]);
    const applies = (id: string) => cases.find((each) => each.id === id)?.status !== 'NOT-APPLICABLE';
    expect([applies('routing.put-status'), applies('routing.patch-status')]).toEqual([true, false]);
  }
});

test('a delivery without a body is nothing wrong where the document says that it may be left out', async () => {
  const { post } = event('left');
  const requestBody = { ...post.requestBody, required: false };
  const paths = { '/left': { post: { ...post, requestBody } } };
  const contract = await written({ ...harbour, webhooks: undefined, paths });
  const receiver = await startReceiver({ contract, auth: 'none' });
  open.push(receiver);
  const report = await verify({ target: `${receiver.url}/left`, contract, auth: 'none', groups: ['media', 'errors'] });
  const statusOf = (id: string) => report.cases.find((each) => each.id === id)?.status;
  expect([statusOf('media.empty-body'), statusOf('media.truncated')]).toEqual(['NOT-APPLICABLE', 'PASS']);
  expect(failuresIn(report)).toEqual([]);
});
