import { conceal } from '../../src/conceal.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const secret = 'Sekret-0815-abc';
const key = 'canary-private-key-99';

afterAll(closeOrigins);
afterAll(removeFolders);

test.each([
  ['postgres://user:pa/ss@db.example/x: refused', 'postgres://…@db.example/x: refused'],
  ['"user:pass@127.0.0.1:80/x" is none', '"…@127.0.0.1:80/x" is none'],
  ['http://token@host:80/x', 'http://…@host:80/x'],
  ["http://host/a.yaml?k=a.b&l=1:12: it's empty", "http://host/a.yaml?k=…&l=…:12: it's empty"],
  ['http://host/a.yaml?token', 'http://host/a.yaml?…'],
  ['ask /effects?key=abc, please', 'ask /effects?key=…, please'],
  ['unknown command "sk_live_0123456789"', 'unknown command "…"'],
])('in %j secrets are hidden', (text, shown) => {
  expect(conceal(text)).toBe(shown);
});

test.each([
  'is the receiver running? say so: --url http://127.0.0.1:3000/x/jane@example.com',
  'case auth.wrong@order: events.ndjson:12: no event; "a?b" is no file',
  "write @scope/name@1.2.3, or x: y@z; it holds '?' and a=b",
])('%j stays as it is', (text) => {
  expect(conceal(text)).toBe(text);
});

test.each([
  [['verify', '--url', `ftp://user:${secret}@127.0.0.1/x`], 2],
  [['verify', '--url', `user:${secret}@127.0.0.1/x`], 2],
  [
    [
      'verify',
      '--url',
      'URL',
      '--effects',
      `http://u:${secret}@127.0.0.1:1/e`,
      '--case',
      'routing.post',
      '--report',
      'json',
    ],
    3,
  ],
  [['verify', '--url', 'URL', '--effects', `/e?k=${secret}`, '--case', 'routing.post', '--report', 'json'], 2],
  [
    [
      'verify',
      '--url',
      `http://127.0.0.1:1/x?k=${secret}`,
      '--case',
      'routing.post',
      '--report',
      'tty',
      '--report',
      'json',
    ],
    3,
  ],
  [['verify', '--url', `URL?k=${secret}`, '--case', 'auth.*', '--all', '--report', 'tty', '--report', 'json'], 1],
  [['verify', `--privat-key=${secret}`], 2],
  [['verify', '--module', 'MODULE', '--case', 'routing.post', '--report', 'tty', '--report', 'json', '--debug'], 3],
  [['simulate', '--to', `htp://127.0.0.1/x?k=${secret}`], 2],
  [['send', 'call.initiate', '--to', `http://user:${secret}@127.0.0.1/x`], 2],
  [['drift', '--against', `http://127.0.0.1:1/x?token=${secret}`], 2],
  [['check', '-', '--contract', `http://127.0.0.1:1/x?token=${secret}`], 2],
  [['doctor', `URL?token=${secret}`], 2],
  [['serve', '--journal', `postgre://user:${secret}@127.0.0.1/db`], 2],
])('%j shows no secret', async (args, expected) => {
  process.env.HOOKPROOF_PRIVATE_KEY = key;
  const url = `${await origin((request, response) => request.resume().on('end', () => response.end(request.url)))}/x`;
  const folder = await folderWith({ 'bad.mjs': `throw new Error('no postgres://app:${secret}@db for ${key}')` });
  const given = args.map((arg) => arg.replace('URL', url).replace('MODULE', `${folder}/bad.mjs`));
  const { status, stdout, stderr } = await hookproof(given).finally(() => delete process.env.HOOKPROOF_PRIVATE_KEY);
  expect([status, (stdout + stderr).includes(secret), (stdout + stderr).includes(key)]).toEqual([
    expected,
    false,
    false,
  ]);
  expect(stdout + stderr).toMatch(/…|user name/);
});
