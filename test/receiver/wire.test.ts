import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { callEventsPath, deliver } from '../support/deliver.ts';
import { raw, statusOf } from '../support/socket.ts';

let receiver: RunningServer;

beforeAll(async () => {
  receiver = await hookproofServing(['serve']);
});
afterAll(async () => {
  await receiver.stop();
});
afterEach(async () => {
  expect((await deliver(receiver.url, body)).status).toBe(200);
});

const body = '{"event":{"type":"call.ended","data":{}}}';
const keys = [`x-public-key: ${developmentKeys.public}`, `x-private-key: ${developmentKeys.private}`];
const json = 'content-type: application/json';
const length = `content-length: ${body.length}`;
const chunked = 'transfer-encoding: chunked';
const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

const request = (lines: string[], content = body, line = `POST ${callEventsPath} HTTP/1.1`) =>
  `${[line, 'connection: close', ...lines].join('\r\n')}\r\n\r\n${content}`;
const complete = (...more: string[]) => request(['host: x', ...keys, json, length, ...more]);

test('the request that the others are changed from is taken', async () => {
  expect(statusOf(await raw(receiver.url, complete()))).toBe(200);
  expect(statusOf(await raw(receiver.url, request(['host: x', ...keys, json, chunked], chunks)))).toBe(200);
});

test.each([
  ['a length and chunks', request(['host: x', ...keys, json, length, chunked], chunks)],
  ['chunks and a length', request(['host: x', ...keys, json, chunked, length], chunks)],
  ['two lengths that differ', complete('content-length: 5')],
  ['two lengths that agree', complete(length)],
  ['a list of lengths', request(['host: x', ...keys, json, `content-length: ${body.length}, ${body.length}`])],
  ['a negative length', request(['host: x', ...keys, json, 'content-length: -1'])],
  ['a length that is no number', request(['host: x', ...keys, json, 'content-length: 0x29'])],
  ['an unknown transfer encoding', request(['host: x', ...keys, json, 'transfer-encoding: x'], chunks)],
  ['chunks of a compressed body', request(['host: x', ...keys, json, 'transfer-encoding: gzip, chunked'], chunks)],
  ['chunked twice', request(['host: x', ...keys, json, chunked, 'transfer-encoding: x'], chunks)],
  ['line feeds alone', complete().replaceAll('\r\n', '\n')],
  ['one line feed alone', complete('x-a: 1').replace('x-a: 1\r\n', 'x-a: 1\n')],
  ['NUL in a header', complete('x-a: a\0b')],
  ['NUL in a name', complete('x\0a: b')],
  ['a folded header', complete('x-a: a\r\n b')],
  ['a folded key', complete().replace('x-private-key: ', 'x-private-key:\r\n ')],
  ['white space before a colon', complete('x-a : b')],
  ['no colon', complete('x-a')],
  ['no Host', request([...keys, json, length])],
  ['two Hosts', complete('host: y')],
  ['two Hosts that agree', complete('Host: x')],
  ['two media types', complete('content-type: text/plain')],
  ['two media types that agree', complete(json)],
  ['a bad chunk size', request(['host: x', ...keys, json, chunked], `zz\r\n${body}\r\n0\r\n\r\n`)],
  ['a chunk longer than it says', request(['host: x', ...keys, json, chunked], `5\r\n${body}\r\n0\r\n\r\n`)],
  ['NUL in the path', request(['host: x', ...keys, json, length], body, 'POST /\0 HTTP/1.1')],
  ['another protocol', request(['host: x', ...keys, json, length], body, `POST ${callEventsPath} HTTP/9.9`)],
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a TLS greeting', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0x0d, 0x0a])],
])('%s is 400', async (_, bytes) => {
  expect(statusOf(await raw(receiver.url, bytes))).toBe(400);
});

test.each([
  ['more than 100 headers', complete(...Array.from({ length: 101 }, (_, i) => `x-${i}: 1`))],
  ['more than 2000 headers', complete(...Array.from({ length: 2001 }, () => 'a:'))],
  ['a header of 100 KB', complete(`x-a: ${'a'.repeat(100_000)}`)],
])('%s is 431', async (_, bytes) => {
  expect(statusOf(await raw(receiver.url, bytes))).toBe(431);
});

test.each([
  ['a good key after it', ['x-private-key: wrong', ...keys]],
  ['a good key before it', [...keys, 'x-private-key: wrong']],
  ['the same key again', [...keys, keys[1] as string]],
])('a key with %s is 401', async (_, headers) => {
  expect(statusOf(await raw(receiver.url, request(['host: x', ...headers, json, length])))).toBe(401);
});

test('white space around a value does not count, in front of a name it does', async () => {
  const padded = keys.map((line) => line.replace(': ', ': \t  ').concat(' \t'));
  expect(statusOf(await raw(receiver.url, request(['host: x', ...padded, json, length])))).toBe(200);
});

test('a body that expects 100-continue gets it, and then its answer', async () => {
  const answer = await raw(receiver.url, complete('expect: 100-continue'));
  expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test('a body may come byte by byte', async () => {
  expect(statusOf(await raw(receiver.url, ...complete()))).toBe(200);
});

test('requests that are sent at once are answered in order', async () => {
  const kept = complete().replace('connection: close', 'connection: keep-alive');
  const answers = await raw(receiver.url, kept + kept.replace('call.ended', 'no.such-ty') + complete());
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '400', '200']);
});

test('what follows a refused request on its connection is not taken for a request', async () => {
  const hidden = complete().replace('connection: close', 'x: y');
  const smuggled = request(['host: x', ...keys, json, `content-length: 4`, chunked], `0\r\n\r\n${hidden}`);
  const answer = await raw(receiver.url, smuggled);
  expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['400']);
});
