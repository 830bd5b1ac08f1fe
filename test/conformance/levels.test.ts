import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { loadContract, verify } from '../../src/index.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { type Change, receiver } from '../receivers/correct.ts';
import { notesReceiver, securedContract } from '../support/secured.ts';

/** Judges a receiver that is right but for a change; gives each status, which is that of the case of this id. */
async function statusesOf(change: Change, ...cases: string[]): Promise<string[]> {
  const contract = await loadContract({});
  const target = receiver(contract, keys, change);
  const report = await verify({ target, contract, keys, cases, timeoutMs: 60_000, effects: '/effects' });
  return report.cases.map(({ id, level, status }) => `${id} ${level} ${status}`);
}

const isDeep = (body: Buffer): boolean => body.includes('[[[[[[');

test('a failure at what only a hostile sender sends warns, as long as the next good event is accepted', async () => {
  const failing: Change = (right) => ({
    async read(request, response) {
      const body = await right.read(request, response);
      if (!Buffer.isBuffer(body) || isDeep(body) || body.includes('\xff', 0, 'latin1')) throw new Error('too much');
      return body;
    },
  });
  const ids = ['media.deep-nesting-closed', 'media.invalid-utf8', 'media.huge-body'];
  expect(await statusesOf(failing, ...ids)).toEqual([
    'media.invalid-utf8 MUST WARN',
    'media.deep-nesting-closed MUST WARN',
    'media.huge-body SHOULD WARN',
  ]);
});

test.each([
  ['what is nested deep', 'media.deep-nesting-closed MUST FAIL', isDeep],
  [
    '__proto__ as a key',
    'schema.good.open.metadata.proto-key SHOULD FAIL',
    (body: Buffer) => body.includes('__proto_'),
  ],
])('a receiver that accepts nothing after %s has failed, whatever it answered', async (_, judged, harms) => {
  let isHarmed = false;
  const harmed: Change = (right) => ({
    judge(body, request) {
      const findings = isHarmed ? [{ rule: 'own', pointer: '', message: 'no' }] : right.judge(body, request);
      isHarmed ||= harms(body);
      return findings;
    },
  });
  expect(await statusesOf(harmed, judged.split(' ')[0] ?? '')).toEqual([judged]);
});

test('keys that count only without white space around them warn', async () => {
  // Node takes the white space off; other servers leave it to the application.
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (head) => {
      const status = /^x-[a-z-]+-key: {2}/im.test(head.toString()) ? '401 Unauthorized' : '200 OK';
      socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { cases } = await verify({ target, keys, cases: ['auth.spaces-around-values', 'auth.lower-case-names'] });
  server.close();
  expect(cases.map(({ level, status }) => `${level} ${status}`)).toEqual(['MUST PASS', 'SHOULD WARN']);
});

test('a receiver that takes other methods is warned of it, and fails no MUST', async () => {
  const lax: Change = (right) => ({
    route: (request) => (request.method === 'POST' ? right.route(request) : { status: 200 }),
  });
  const statuses = await statusesOf(lax, 'routing.p*', 'routing.get', 'routing.delete*', 'errors.wrong-method*');
  expect(statuses.filter((each) => each.endsWith('FAIL'))).toEqual([]);
  expect(statuses).toEqual(expect.arrayContaining(['routing.put SHOULD WARN', 'routing.get OBSERVE OBSERVED']));
});

test('which of two keys in a query counts is only looked at', async () => {
  const target = notesReceiver(() => true);
  const { cases } = await verify({
    contract: await securedContract([['Link']]),
    target,
    cases: ['auth.two-private-*'],
  });
  expect(cases.map(({ level, status }) => `${level} ${status}`)).toEqual(['OBSERVE OBSERVED', 'OBSERVE OBSERVED']);
});
