import { once } from 'node:events';
import { connect } from 'node:net';
import { developmentKeys } from '../../src/signature/keys.ts';
import { actionCases } from '../receiver/verdicts/action.ts';
import { callCases } from '../receiver/verdicts/call.ts';
import { envelopeCases } from '../receiver/verdicts/envelope.ts';
import { formatCases } from '../receiver/verdicts/formats.ts';
import { hookproof } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { byHand, type Running, refusedStart, startExample, wire } from './start.ts';

const good = '{"event":{"type":"call.ended","data":{"call":{"id":"call_1"}}}}';
const keys = `x-public-key: ${developmentKeys.public}\r\nx-private-key: ${developmentKeys.private}\r\n`;
const head = `POST ${callEventsPath} HTTP/1.1\r\nhost: localhost\r\n`;
const json = 'content-type: application/json\r\n';
const length = `content-length: ${good.length}\r\n`;
const close = 'connection: close\r\n';

describe.each(byHand)('the example $name', (example) => {
  let running: Running;
  const statusOf = async (...pieces: (string | Buffer)[]): Promise<string[]> =>
    [...(await wire(running.port, ...pieces)).matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status ?? '');
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    deliver(running.url, body, { headers: { ...goodHeaders, ...headers } });

  beforeAll(async () => {
    running = await startExample(example, { HOOKPROOF_EFFECTS: '1' });
  });
  afterAll(async () => {
    await running.stop();
  });

  test('passes every conformance case without a warning', async () => {
    const { status, stdout } = await hookproof(['verify', '--strict', '--url', running.url + callEventsPath]);
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS \d{3,} of \d{3,} cases passed/)]);
  });

  test('judges every event as a person does who read the contract', async () => {
    const wrong: string[] = [];
    for (const { name, legal, body, raw } of [...envelopeCases, ...callCases, ...actionCases, ...formatCases]) {
      const { status, body: answer } = await post(raw ?? JSON.stringify(body));
      if (status !== (legal ? 200 : 400)) wrong.push(`${name}: ${status} ${answer}`);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['a number beyond all', '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":1e999}}}}', 400],
    [
      'a whole number beyond all',
      `{"event":{"type":"call.ended","data":{"credits":{"used":${'9'.repeat(5000)}}}}}`,
      400,
    ],
    [
      'the same where anything goes',
      `{"event":{"type":"call.ended","data":{}},"metadata":{"n":${'9'.repeat(5000)}}}`,
      200,
    ],
    ['NaN', '{"event":{"type":"call.ended","data":{}},"metadata":{"n":NaN}}', 400],
    ['Infinity', '{"event":{"type":"call.ended","data":{}},"metadata":{"n":-Infinity}}', 400],
    ['a control character in a string', '{"event":{"type":"call.ended","data":{}},"metadata":{"a":"\u0001"}}', 400],
    ['a byte order mark', `\ufeff${good}`, 400],
    ['half a surrogate pair as an id', '{"event":{"type":"call.ended","data":{"call":{"id":"\\ud83d"}}}}', 200],
    ['64 levels', `{"event":{"type":"call.ended","data":{}},"metadata":{"a":${'['.repeat(62)}${']'.repeat(62)}}}`, 200],
    ['65 levels', `{"event":{"type":"call.ended","data":{}},"metadata":{"a":${'['.repeat(63)}${']'.repeat(63)}}}`, 400],
    ['brackets in a string', `{"event":{"type":"call.ended","data":{}},"metadata":{"a":"\\"${'['.repeat(99)}"}}`, 200],
    ['an event without a name', '{"event":{"type":"action"}}', 400],
  ])('%s is answered with the right status', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  test('a body of 1 MiB is taken, and a byte more is 413, declared or in chunks', async () => {
    const start = '{"event":{"type":"call.ended","data":{}},"metadata":{"a":"';
    const whole = `${start.padEnd(1024 * 1024 - 3, 'a')}"}}`;
    expect((await post(whole)).status).toBe(200);
    expect((await post(` ${whole}`)).status).toBe(413);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const chunked = `${head}${keys}${json}${close}transfer-encoding: chunked\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`;
    expect(await statusOf(chunked)).toEqual(['413']);
    expect((await post(good)).status).toBe(200);
  });

  test.each([
    ['another media type', { 'content-type': 'text/json' }, 415],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['a quoted charset', { 'content-type': 'Application/JSON ; charset="UTF-8"' }, 200],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
    ['a body that says it is not compressed', { 'content-encoding': 'identity' }, 415],
    ['a wrong key of another length', { 'x-private-key': 'short' }, 401],
    ['a key that is not ASCII', { 'x-private-key': '\u00e9'.repeat(67) }, 401],
  ])('%s is answered with the right status', async (_, headers, status) => {
    expect((await post(good, headers as Record<string, string>)).status).toBe(status);
  });

  test('another method is told which one to use, and another path is not found', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
      const { status, headers } = await deliver(running.url, '', { method });
      expect([status, headers.allow]).toEqual([405, 'POST']);
    }
    for (const path of ['/', `${callEventsPath}/`, callEventsPath.toUpperCase(), '/%zz']) {
      expect((await deliver(running.url, good, { path })).status).toBe(404);
    }
  });

  test('a key that comes twice is refused, even when both are right', async () => {
    expect(await statusOf(`${head}${keys}${keys}${json}${length}${close}\r\n${good}`)).toEqual(['401']);
    const upper = keys.replaceAll(/x-\w+-key/g, (name) => name.toUpperCase());
    expect(await statusOf(`${head}${upper}${json}${length}${close}\r\n${good}`)).toEqual(['200']);
  });

  test('the go-ahead for a body is given to who has the keys', async () => {
    const expects = 'expect: 100-continue\r\n';
    expect((await statusOf(`${head}${keys}${json}${length}${expects}${close}\r\n`, good)).at(-1)).toBe('200');
    expect((await statusOf(`${head}${json}${length}${expects}${close}\r\n`, good)).at(-1)).toBe('401');
  });

  test('chunks may have extensions and trailers, and must be well-formed', async () => {
    const chunked = (body: string) => `${head}${keys}${json}${close}transfer-encoding: chunked\r\n\r\n${body}`;
    const size = good.length.toString(16).toUpperCase();
    expect(await statusOf(chunked(`${size};a=b\r\n${good}\r\n0\r\nx-more: 1\r\n\r\n`))).toEqual(['200']);
    expect(await statusOf(chunked(`${size}\r\n${good}0\r\n\r\n`))).toEqual(['400']);
    expect(await statusOf(chunked(`rubbish\r\n${good}\r\n0\r\n\r\n`))).toEqual(['400']);
    expect(await statusOf(chunked(`-5\r\n${good}\r\n0\r\n\r\n`))).toEqual(['400']);
  });

  test.each([
    ['a length and chunks', `${length}transfer-encoding: chunked\r\n`],
    ['two lengths', `${length}content-length: 1\r\n`],
    ['a length that is no number', 'content-length: +5\r\n'],
    ['a line that is no header', `rubbish\r\n${length}`],
    ['a space before the colon', `content-length : ${good.length}\r\n`],
    ['a header that goes on in the next line', `${length}x-more: a\r\n b\r\n`],
  ])('%s are refused', async (_, headers) => {
    expect(await statusOf(`${head}${keys}${json}${close}${headers}\r\n${good}`)).toEqual(['400']);
  });

  test.each([
    'rubbish\r\n\r\n',
    'GET\r\n\r\n',
    'POST / HTTP/9.9\r\n\r\n',
    `BREW / HTTP/1.1\r\nhost: x\r\n${close}\r\n`,
  ])('the request %j is nobody else’s fault', async (request) => {
    const answer = await wire(running.port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(/Traceback|\.py|\.js|<html|BREW/);
  });

  test('one connection carries many deliveries, also sent without waiting', async () => {
    const one = `${head}${keys}${json}${length}\r\n${good}`;
    const last = `${head}${keys}${json}${length}${close}\r\n${good}`;
    expect(await statusOf(one + one, one, last)).toEqual(['200', '200', '200', '200']);
  });

  test('a delivery takes effect once, and what only looks alike takes effect too', async () => {
    const body = (attempt: number) =>
      `{"event":{"type":"call.no-answer","data":{"call":{"id":"call_twice"},"report":{"reAttemptCount":${attempt}}}}}`;
    const statuses = await Promise.all([0, 0, 0, 1, 1, 0].map(async (attempt) => (await post(body(attempt))).status));
    await post(body(9), { 'x-private-key': 'wrong' });
    await post(body(9).slice(1));
    const log = await deliver(running.url, '', { method: 'GET', path: '/effects' });
    const lines = log.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect(lines.filter(({ callId }) => callId === 'call_twice')).toEqual(
      [1, 2].map(() => ({
        type: 'call.no-answer',
        callId: 'call_twice',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    );
  });

  test('a refusal is problem+json that says what is wrong, and quotes nothing', async () => {
    const { headers, body } = await post('{"event":{"type":"action","data":{"action":"+15555550100"}}}');
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: '/event/data/action must be one of create-order, send-whatsapp',
    });
  });

  test.each([
    ['the public key', { HOOKPROOF_PRIVATE_KEY: 'sk' }],
    ['the private key', { HOOKPROOF_PUBLIC_KEY: 'pk', HOOKPROOF_PRIVATE_KEY: '' }],
    ['a port that is one', { HOOKPROOF_PUBLIC_KEY: 'pk', HOOKPROOF_PRIVATE_KEY: 'sk', PORT: '70000' }],
  ])('does not start without %s', async (_, env) => {
    const { status, output } = await refusedStart(example, env as Record<string, string>);
    expect(status).toBe(1);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
  });

  test('shows its effects only when asked to', async () => {
    const plain = await startExample(example);
    expect((await deliver(plain.url, '', { method: 'GET', path: '/effects' })).status).toBe(404);
    await plain.stop();
  });

  test('SIGTERM lets a delivery under way finish, and the work too', async () => {
    const other = await startExample(example);
    const socket = connect(other.port, '127.0.0.1');
    const [continued] = [once(socket, 'data')];
    // The go-ahead shows that the request has been begun.
    socket.write(`${head}${keys}${json}${length}expect: 100-continue\r\n\r\n`);
    await continued;
    const answered = once(socket, 'data');
    const stopped = other.stop();
    socket.end(good);
    expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 200 /);
    expect(await stopped).toBe(0);
    expect(other.output()).toContain('call.ended: "call_1"');
  });
});
