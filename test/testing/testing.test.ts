import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadContract } from '../../src/contract/load.ts';
import { createReceiver } from '../../src/index.ts';
import { planScenario, simulateCall, startUpstream, type TestUpstream } from '../../src/testing/index.ts';
import { accepted } from '../support/calls.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { forge } from '../support/forge.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

const keys = { public: 'pk_test', private: 'sk_test' };
let upstream: TestUpstream;
let shop: TestUpstream | undefined;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(async () => {
  await Promise.all([upstream.close(), shop?.close()]);
  await Promise.all([closeOrigins(), removeFolders()]);
});

test('a whole call is delivered to the reference receiver, under both profiles', async () => {
  for (const auth of ['keys', 'signature'] as const) {
    const contract = await loadContract({ auth });
    const app = await createReceiver({ contract, keys });
    const { deliveries } = await simulateCall(app, 'several-actions', { auth, keys });
    expect(deliveries.map(({ status, accepted: taken }) => [status, taken])).toEqual(Array(9).fill([200, true]));
    const wrong = await simulateCall(app, 'skipped', { auth, keys: { ...keys, private: 'sk_wrong' } });
    expect(wrong.deliveries.map(({ status }) => status)).toEqual([401, 401]);
  }
});

test('a call is signed by the scheme that is named, with keys that the scheme can read', async () => {
  for (const signature of ['discord', 'stripe'] as const) {
    const app = await createReceiver({ contract: await loadContract({ signature }) });
    const { deliveries } = await simulateCall(app, 'skipped', { signature });
    expect(deliveries.map(({ status }) => status)).toEqual([200, 200]);
  }
});

test('a call is the same to the byte for the same seed, and another for another', async () => {
  const bodies = async (seed: number) => {
    const { url, received } = await inbox();
    await simulateCall(url, 'order-recovered', { seed });
    return received.map(({ body }) => body.toString());
  };
  const first = await bodies(7);
  expect(first).toHaveLength(7);
  expect(await bodies(7)).toEqual(first);
  expect(await bodies(8)).not.toEqual(first);
});

test('the metadata of a scenario is taken unless other is given', async () => {
  const { url } = await inbox();
  const [own, given] = [await simulateCall(url), await simulateCall(url, undefined, { metadata: { cart: 1 } })];
  expect(own.deliveries[0]?.event).toMatchObject({ metadata: { cartId: expect.any(String) } });
  expect(given.deliveries.map(({ event }) => event)).toEqual(
    Array(7).fill(expect.objectContaining({ metadata: { cart: 1 } })),
  );
});

test('an event that is not accepted is tried as often as asked for, and tells what came of it', async () => {
  const failing = await inbox(({ type }, count) => (type === 'call.initiate' && count < 3 ? 500 : 200));
  const { deliveries } = await simulateCall(failing.url, 'order-recovered', { retries: 2 });
  expect(deliveries[0]).toMatchObject({ type: 'call.initiate', status: 200, attempts: 3, accepted: true });
  const down = await simulateCall('http://127.0.0.1:9/', 'skipped');
  expect(down.deliveries[0]).toMatchObject({ status: undefined, why: 'ECONNREFUSED', accepted: false, attempts: 1 });
});

test('a server that listens already goes on; one that was opened is closed', async () => {
  const listener: RequestListener = (request, response) => {
    request.resume();
    response.end();
  };
  const listening = createServer(listener);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  await simulateCall(listening, 'skipped');
  expect(listening.listening).toBe(true);
  const { port } = listening.address() as AddressInfo;
  await simulateCall(new URL(`http://127.0.0.1:${port}/x`), 'skipped');
  listening.closeAllConnections();
  listening.close();
  const closed = createServer(listener);
  await simulateCall(closed, 'skipped');
  expect(closed.listening).toBe(false);
});

test('a scenario that is unknown is refused with near names, by both', async () => {
  const { url } = await inbox();
  await expect(simulateCall(url, 'order-recoverd')).rejects.toThrow('there is no scenario "order-recoverd"');
  await expect(upstream.call({ to: url, scenario: 'order-recoverd' })).rejects.toThrow('Did you mean order-recovered');
});

test('the mocked API delivers calls at once, also those that the application asks for itself', async () => {
  const receiver = await inbox();
  const call = await upstream.call({ to: receiver.url, scenario: 'busy-then-answered', metadata: { cart: 3 } });
  expect(call.deliveries.map(({ type }) => type)).toEqual(receiver.types());
  expect(receiver.received.every(({ event }) => event.event.data.call?.id === call.id)).toBe(true);
  const id = await accepted(upstream.url, { callbackUrl: receiver.url });
  const all = await upstream.idle();
  expect(all.at(-1)).toMatchObject({ id, scenario: 'order-recovered' });
  expect(all.at(-1)?.deliveries).toHaveLength(7);
});

test('calls that are asked for at the same time are told apart', async () => {
  const receiver = await inbox();
  const names = ['skipped', 'timed-out', 'no-answer', 'not-interested'];
  const calls = await Promise.all(names.map((scenario) => upstream.call({ to: receiver.url, scenario })));
  expect(calls.map(({ scenario }) => scenario)).toEqual(names);
  for (const { id, deliveries } of calls)
    expect(receiver.received.filter(({ event }) => event.event.data.call?.id === id)).toHaveLength(deliveries.length);
});

test('an application that was opened is closed though the call cannot be delivered', async () => {
  const server = createServer((_, response) => response.end());
  const wrong = { keys: { ...keys, private: 'sk\ntest' } };
  await expect(simulateCall(server, 'skipped', wrong)).rejects.toThrow('a character that no header may hold');
  expect(server.listening).toBe(false);
});

test('a mock is not started with keys that no delivery could carry', async () => {
  await expect(startUpstream({ keys: { private: 'sk\u20ac' } })).rejects.toThrow('a character that no header may hold');
});

test('the events of a document with several operations are planned, one of each', async () => {
  const contract = `${await folderWith({ 'api.json': JSON.stringify(forge()) })}/api.json`;
  const { events } = await planScenario(undefined, { contract });
  expect(events.map(({ type }) => type)).toEqual(['issues/opened', 'issues/closed', 'push']);
  const one = await planScenario(undefined, { contract, operation: 'push' });
  expect(JSON.parse(String(one.events[0]?.body))).toMatchObject({ ref: expect.any(String), sender: {} });
  expect(one.events).toHaveLength(1);
});

test('where an operation has several callbacks, the call is whole once all of them are', async () => {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } });
  const said = (kind: string) => ({
    post: {
      requestBody: json({ type: 'object', required: ['kind'], properties: { kind: { enum: [kind] } } }),
      responses: { 200: { description: 'taken' } },
    },
  });
  const order = {
    requestBody: json({ type: 'object', required: ['hook'], properties: { hook: { type: 'string' } } }),
    responses: { 200: { description: 'taken', ...json({ type: 'object' }) } },
    callbacks: {
      paid: { '{$request.body#/hook}/paid': said('paid') },
      sent: { '{$request.body#/hook}/sent': said('sent') },
    },
  };
  const document = { openapi: '3.0.3', info: { title: 'Shop', version: '1' }, paths: { '/orders': { post: order } } };
  const contract = `${await folderWith({ 'shop.json': JSON.stringify(document) })}/shop.json`;
  shop = await startUpstream({ contract, retries: 1 });
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  const tried = new Set<string>();
  const { deliveries } = await shop.call({
    path: '/hooks',
    async to({ url = '' }, response) {
      // The first attempt at one callback fails after all of the other is done.
      if (url === '/hooks/sent') resolve();
      await sent;
      response.writeHead(url === '/hooks/paid' && !tried.has(url) ? 500 : 200).end();
      tried.add(url);
    },
  });
  const what = deliveries.map(({ callback, attempts, status, event }) => ({ callback, attempts, status, event }));
  expect(what).toEqual([
    { callback: 'paid', attempts: 2, status: 200, event: { kind: 'paid' } },
    { callback: 'sent', attempts: 1, status: 200, event: { kind: 'sent' } },
  ]);
  expect((await shop.idle()).map((call) => call.deliveries)).toEqual([deliveries]);
});
