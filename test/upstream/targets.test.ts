import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { loadContract } from '../../src/contract/load.ts';
import { createSender } from '../../src/delivery/sender.ts';
import { isLoopbackHost } from '../../src/edge/loopback.ts';
import { callableTargets } from '../../src/edge/targets.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

afterAll(closeOrigins);

/** A name service that knows some names, and may give another answer each time. */
function names(known: Record<string, string[][]>): LookupFunction {
  const asked = new Map<string, number>();
  return ((name: string, _: object, callback: (error: Error | null, found?: LookupAddress[]) => void) => {
    const times = asked.get(name) ?? 0;
    asked.set(name, times + 1);
    const found = known[name]?.[Math.min(times, (known[name]?.length ?? 1) - 1)];
    if (!found) return callback(new Error(`no ${name}`));
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as LookupFunction;
}

const service = {
  'loop.example': [['127.0.0.1', '::1']],
  'mixed.example': [['127.0.0.1', '10.0.0.1']],
  'far.example': [['10.0.0.1']],
  'mapped.example': [['::ffff:127.0.0.1']],
};
const refusal = (url: string, allowed: string[] = []) => callableTargets(allowed, names(service)).refusal(new URL(url));

test.each([
  'http://127.0.0.1:3000/a',
  'http://127.9.9.9/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]:3000/',
  'http://loop.example/',
  'https://loop.example/',
])('%s is called', async (url) => {
  expect(await refusal(url)).toBeUndefined();
});

test.each([
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'http://0/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a00:1]/',
  'http://167772161/',
  'http://169.254.169.254/latest',
  'http://mixed.example/',
  'http://far.example/',
  'http://mapped.example/',
  'http://unknown.example/',
])('%s is not called, and the reason names it', async (url) => {
  expect(await refusal(url)).toContain(`${new URL(url).host} is not called`);
});

test('a host is called that was named, with its port where one was named', async () => {
  expect(await refusal('http://far.example/', ['far.example'])).toBeUndefined();
  expect(await refusal('http://far.example:81/', ['far.example:81'])).toBeUndefined();
  expect(await refusal('http://far.example:82/', ['far.example:81'])).toContain('is not called');
  expect(await refusal('http://10.0.0.1/', ['10.0.0.1'])).toBeUndefined();
  expect(await refusal('http://x.far.example/', ['far.example'])).toContain('is not called');
});

test('a name that was loopback when it was looked at, and is not any more, gets no connection', async () => {
  const receiver = await inbox();
  const url = new URL(receiver.url.replace('127.0.0.1', 'turning.example'));
  const targets = callableTargets([], names({ 'turning.example': [['127.0.0.1'], ['127.0.0.1'], ['10.0.0.1']] }));
  expect(await targets.refusal(url)).toBeUndefined();
  const contract = await loadContract();
  const body = Buffer.from('{"event":{"type":"call.busy","data":{}}}');
  const sent = async () => {
    const options = {
      url,
      contract,
      keys: developmentKeys,
      timeoutMs: 5_000,
      connections: 1,
      lookup: targets.lookupFor(url),
    };
    const sender = createSender(options);
    const receipt = await sender.send(body);
    await sender.close();
    return receipt;
  };
  expect(await sent()).toMatchObject({ kind: 'answer', status: 200 });
  expect(await sent()).toMatchObject({ kind: 'failed', why: 'ENOTLOOPBACK' });
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ['127.0.0.1:4010', true],
  ['localhost', true],
  ['[::1]:4010', true],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com:80', false],
  ['10.0.0.1', false],
  ['', false],
  [undefined, false],
])('the Host header %j speaks of this machine: %j', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
