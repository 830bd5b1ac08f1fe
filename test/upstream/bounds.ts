import { once } from 'node:events';
import { callableTargets } from '../../src/edge/targets.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import type { Call } from '../../src/upstream/calls/call.ts';
import { parsePace } from '../../src/upstream/calls/pace.ts';
import { createCalls } from '../../src/upstream/calls/store.ts';
import { loadUpstream } from '../../src/upstream/load.ts';
import { type RunningMock, startMock } from '../../src/upstream/server.ts';
import { accepted, initiate, settled } from '../support/calls.ts';
import { goodHeaders } from '../support/deliver.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';
import { dial } from '../support/socket.ts';

afterAll(closeOrigins);

/** Fails where something takes longer, so that what was started is ended all the same. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  return Promise.race([promise, once(late, 'abort').then(() => Promise.reject(late.reason))]);
}

function fake(id: string, underWay: boolean, bytes = 10): Call {
  return {
    ...{ id, underWay: () => underWay, waitingBytes: () => bytes, end: () => undefined, start: () => {} },
    view: () => ({ id }) as ReturnType<Call['view']>,
    ...{ idle: async () => {}, stop: async () => {} },
  };
}

test('the oldest call that is finished goes first, and none that is under way', () => {
  const calls = createCalls({ calls: 3, bytes: 1000 });
  const kept = () => calls.views().map(({ id }) => id);
  for (const each of [fake('a', true), fake('b', false), fake('c', false)]) expect(calls.admit([each])).toBe(true);
  expect(calls.admit([fake('d', true)])).toBe(true);
  expect(kept()).toEqual(['a', 'c', 'd']);
  expect(calls.admit([fake('e', true), fake('f', true)])).toBe(false);
  expect(kept()).toEqual(['a', 'c', 'd']);
  expect(calls.admit([fake('e', true)])).toBe(true);
  expect(calls.admit([fake('f', true)])).toBe(false);
});

test('events that wait for their delivery are bounded too', () => {
  const calls = createCalls({ calls: 10, bytes: 100 });
  expect(calls.admit([fake('a', true, 60)])).toBe(true);
  expect(calls.admit([fake('b', true, 41)])).toBe(false);
  expect(calls.admit([fake('b', true, 40)])).toBe(true);
});

test('a mock that is full answers 503, and takes calls again when one is finished', async () => {
  const mock: RunningMock = await startMock({
    ...{ api: await loadUpstream(), keys: developmentKeys, port: 0, host: '127.0.0.1' },
    ...{ bounds: { calls: 2, bytes: 1_000_000 }, pace: () => Number.POSITIVE_INFINITY },
  });
  const receiver = await inbox();
  receiver.hold('call.initiate');
  const first = await accepted(mock.url, { callbackUrl: receiver.url });
  await receiver.sawType('call.initiate');
  receiver.hold('call.skip');
  await accepted(mock.url, { callbackUrl: receiver.url }, { 'x-hookproof-scenario': 'skipped' });
  await receiver.sawType('call.skip');
  const full = await initiate(mock.url, { callbackUrl: receiver.url });
  expect([full.status, full.headers['retry-after']]).toEqual([503, '5']);
  receiver.release();
  const big = { callbackUrl: receiver.url, metadata: { text: 'x'.repeat(500_000) } };
  expect((await initiate(mock.url, big)).status).toBe(503);
  await mock.close();
  expect(first).not.toBe('');
});

test('what was asked for long ago is forgotten, and says so', async () => {
  const mock = await startMock({
    ...{ api: await loadUpstream(), keys: developmentKeys, port: 0, host: '127.0.0.1' },
    ...{ bounds: { calls: 1, bytes: 1_000_000 }, pace: () => Number.POSITIVE_INFINITY },
  });
  const receiver = await inbox();
  const first = await accepted(mock.url, { callbackUrl: receiver.url });
  await settled(mock.url, first);
  const second = await accepted(mock.url, { callbackUrl: receiver.url });
  expect((await fetch(`${mock.url}/_hookproof/calls/${first}`)).status).toBe(404);
  await settled(mock.url, second);
  await mock.close();
});

test('a call happens though whoever asked for it leaves before the answer', async () => {
  const [receiver, left] = [await inbox(), Promise.withResolvers<void>()];
  const mock = await startMock({
    ...{ api: await loadUpstream(), keys: developmentKeys, port: 0, host: '127.0.0.1' },
    pace: () => Number.POSITIVE_INFINITY,
    targets: { ...callableTargets(), refusal: () => left.promise.then(() => undefined) },
  });
  const body = JSON.stringify({ phoneNumber: '+12025550199', assistant: 'asst_1', callbackUrl: receiver.url });
  const lines = Object.entries({ ...goodHeaders, host: 'localhost', workspace: 'ws', 'content-length': body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const request = `POST /v2/call/initiate HTTP/1.1\r\n${head}\r\n${body}`;
  const socket = await dial(mock.url);
  // The second one waits on the same connection for the answer to the first.
  await new Promise((resolve) => socket.write(request + request, resolve));
  socket.resetAndDestroy();
  // An answer on a later connection: by then the mock knows of the end of this one.
  await fetch(`${mock.url}/_hookproof/calls`);
  left.resolve();
  try {
    await within(
      20_000,
      receiver.saw(14).then(() => mock.calls.idle()),
    );
    expect(mock.calls.views().map(({ state }) => state)).toEqual(['lifecycle-ended', 'lifecycle-ended']);
  } finally {
    await mock.close();
  }
});

test.each([
  ['instant', 60_000, Number.POSITIVE_INFINITY],
  ['1x', 60_000, 1],
  ['60x', 60_000, 60],
  ['0.5x', 60_000, 0.5],
  ['5s', 60_000, 12],
  ['5s', 700, 1],
])('at the pace %s a call of %i ms goes %d times faster than life', (text, wholeMs, factor) => {
  expect(parsePace(text)?.(wholeMs)).toBe(factor);
});

test.each(['', '0x', 'x', 'fast', '-1x', '0s', '5', 'Infinityx'])('%j is no pace', (text) => {
  expect(parsePace(text)).toBeUndefined();
});
