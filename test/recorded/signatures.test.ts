import { createHmac } from 'node:crypto';
import { check } from '../../src/api/check.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const contract = `${root}test/contracts/webhooks-31.yaml`;
const keys = { private: 'fake_secret_text' };
const env = { HOOKPROOF_SECRET: keys.private };
const event = { id: '11111111-2222-4333-8444-555555555555', state: 'sent' };
const text = JSON.stringify(event);
const instant = '2026-01-15T09:00:00Z';
const seconds = Date.parse(instant) / 1_000;
const hmac = (data: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHmac('sha256', keys.private).update(data).digest(encoding);
const stripe = (data: string, t = seconds): Record<string, string> => ({
  'Stripe-Signature': `t=${t},v1=${hmac(`${t}.${data}`)}`,
});

/** Writes a request as browsers and proxies export it. */
const harEntry = (headers: Record<string, string>, body = text, startedDateTime = instant) => ({
  startedDateTime,
  request: {
    method: 'POST',
    url: 'https://shop.example/hooks?a=1',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    postData: { mimeType: 'application/json', text: body },
  },
  response: { status: 200 },
});
const har = (...entries: object[]): string => JSON.stringify({ log: { version: '1.2', entries } });

async function checked(recording: string, signature: string, name = 'session.har', ...more: string[]) {
  const folder = await folderWith({ [name]: recording });
  const args = ['check', `${folder}/${name}`, '--contract', contract, '--signature', signature, ...more];
  const { status, stdout, stderr } = await hookproof(args, { env });
  return { status, lines: stdout.replaceAll(`${folder}/`, '').trim().split('\n'), stderr };
}

test('right signatures of an archive pass, judged by the time of the recording and not by that of now', async () => {
  expect(await checked(har(harEntry(stripe(text)), harEntry(stripe(text, seconds - 200))), 'stripe')).toMatchObject({
    status: 0,
    lines: ['PASS 2 events in 1 file: 2 legal', 'signatures: 2 right, 0 wrong'],
  });
});

test.each([
  [
    'stale by the time of the recording',
    stripe(text, seconds - 900),
    'the timestamp is 900 seconds old, where 300 are allowed; the signature is right',
  ],
  [
    'over the event written anew',
    stripe(JSON.stringify(event, null, 2)),
    'the signature is of the event re-serialised, indented by two spaces, not of the bytes that came',
  ],
  ['not there', {}, 'the header Stripe-Signature is missing'],
  [
    'without its tag',
    { 'Stripe-Signature': `t=${seconds},${hmac(`${seconds}.${text}`)}` },
    'the signature is right, but is not written as v1={signature}',
  ],
  [
    'in base64',
    { 'Stripe-Signature': `t=${seconds},v1=${hmac(`${seconds}.${text}`, 'base64')}` },
    'the signature is right, but is written in base64, not in hex',
  ],
])('a signature that is %s is a finding, and says why', async (_, headers: Record<string, string>, why) => {
  const { status, lines } = await checked(har(harEntry(headers)), 'stripe');
  expect([status, lines]).toEqual([
    1,
    [
      `session.har:1: the body has no right signature: ${why} (signature)`,
      'FAIL 1 event in 1 file: 0 legal, 1 illegal (1 finding)',
      'signatures: 0 right, 1 wrong',
    ],
  ]);
});

test('where no time is recorded, the age of a signature is not judged, and that is said', async () => {
  const line = (request: object) => `${JSON.stringify({ request })}\n`;
  const raw = { method: 'POST', body: text };
  const recording = [line({ ...raw, headers: stripe(text) }), line({ ...raw, headers: Object.entries(stripe(text)) })];
  expect(await checked(recording.join(''), 'stripe', 'raw.ndjson')).toMatchObject({
    status: 0,
    lines: [
      'PASS 2 events in 1 file: 2 legal',
      'signatures: 2 right, 0 wrong; age not judged, for no time is recorded: 2',
    ],
  });
});

test('a long body of a recording is looked at from all sides, too', async () => {
  const long = { ...event, note: 'a'.repeat(100_000) };
  const { status, lines } = await checked(
    har(harEntry(stripe(JSON.stringify(long, null, 4)), JSON.stringify(long))),
    'stripe',
  );
  expect([status, lines[0]]).toEqual([1, expect.stringContaining('indented by four spaces')]);
});

test('the URL that is signed is that of the recording, without its query, or the one that is given', async () => {
  const signed = (url: string) => har(harEntry({ 'X-Square-HmacSha256-Signature': hmac(url + text, 'base64') }));
  const of = async (url: string, ...more: string[]) => (await checked(signed(url), 'square', 'a.har', ...more)).status;
  expect(await of('https://shop.example/hooks')).toBe(0);
  expect(await of('https://other.example/hooks')).toBe(1);
  expect(await of('https://other.example/hooks', '--signed-url', 'https://other.example/hooks')).toBe(0);
});

test('what holds no signature any more is counted, and a check that judged none proves nothing', async () => {
  const exchange = {
    ...{ hookproof: 'exchange', version: 1, at: instant, durationMs: 1, redacted: 'no' },
    request: { method: 'POST', target: '/hooks', headers: [['stripe-signature', '<signature>']], body: text },
  };
  const lines = `${text}\n${JSON.stringify(exchange)}\n`;
  const none = await checked(lines, 'stripe', 'mixed.ndjson');
  expect([none.status, none.stderr]).toEqual([
    2,
    expect.stringContaining('no signature to judge; 1 without headers; 1 taken out of the recording'),
  ]);
  const some = await checked(`${lines}${JSON.stringify(harEntry(stripe(text)))}\n`, 'stripe', 'mixed.ndjson');
  expect(some).toMatchObject({
    status: 0,
    lines: [
      'PASS 3 events in 1 file: 3 legal',
      'signatures: 1 right, 0 wrong; not judged: 1 without headers, 1 taken out of the recording',
    ],
  });
});

test('a configuration that names a scheme for all commands asks no signature of every recording', async () => {
  const folder = await folderWith({
    'events.ndjson': `${text}\n`,
    'hookproof.config.json': JSON.stringify({ contract, signature: 'stripe' }),
  });
  const { status, stdout } = await hookproof(['check', 'events.ndjson'], { cwd: folder, env });
  expect([status, stdout]).toEqual([
    0,
    'PASS 1 event in 1 file: 1 legal\nsignatures: 0 right, 0 wrong; not judged: 1 without headers\n',
  ]);
});

test('programs get the sums, too, and none of it holds a key or a right signature', async () => {
  const { lines } = await checked(har(harEntry(stripe(`${text} `))), 'stripe', 'a.har', '--format', 'json');
  const { summary, findings } = JSON.parse(lines.join('\n'));
  expect(summary.signatures).toEqual({ right: 0, wrong: 1, undated: 0, skipped: {} });
  expect(findings).toMatchObject([{ rule: 'signature', pointer: '', line: 1 }]);
  for (const each of [keys.private, hmac(`${seconds}.${text}`)]) expect(lines.join('')).not.toContain(each);
});

test('code names scheme and keys', async () => {
  const folder = await folderWith({ 'a.har': har(harEntry(stripe(text)), harEntry(stripe('{}'))) });
  const options = { files: [`${folder}/a.har`], contract, signature: 'stripe' };
  const { verdict, summary } = await check({ ...options, keys });
  expect([verdict, summary.signatures]).toEqual(['fail', { right: 1, wrong: 1, undated: 0, skipped: {} }]);
  await expect(check({ events: [event], contract, signature: 'stripe', keys })).rejects.toThrow(
    'no signature to judge',
  );
});

test('without --signature nothing is asked of signatures', async () => {
  const folder = await folderWith({ 'a.har': har(harEntry({})) });
  const { status, stdout } = await hookproof(['check', `${folder}/a.har`, '--contract', contract]);
  expect([status, stdout]).toEqual([0, 'PASS 1 event in 1 file: 1 legal\n']);
});
