import { readdir, readFile } from 'node:fs/promises';
import { keyRedactor, withoutContacts } from '../../src/conformance/runner/evidence/redact.ts';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { runLimited } from '../support/limited.ts';

const key = 'sk_live-Canary+Priv/99';
const clean = keyRedactor({ public: 'pk_live_CanaryPub77', private: key });
afterAll(removeFolders);

const bytes = Buffer.from(key);
const each = (show: (code: number) => string): string => Array.from(bytes, show).join('');
/** What a receiver may make of a key before it shows it. */
const disguised: Record<string, string> = {
  'as it is': key,
  'in upper case': key.toUpperCase(),
  'in lower case': key.toLowerCase(),
  'in base64': bytes.toString('base64'),
  'in base64 for URLs': bytes.toString('base64url'),
  'in base64 behind a name': Buffer.from(`me:${key}`).toString('base64'),
  'in base64 behind another name': Buffer.from(`you:${key}:x`).toString('base64'),
  'in hex': bytes.toString('hex'),
  'in hex of capitals': bytes.toString('hex').toUpperCase(),
  'percent-encoded': encodeURIComponent(key),
  'percent-encoded throughout': each((code) => `%${code.toString(16)}`),
  'in JSON escapes': each((code) => `\\u00${code.toString(16)}`),
  'in HTML entities': each((code) => `&#${code};`),
  'with spaces between': [...key].join(' '),
  'on two lines': `${key.slice(0, 9)}\n${key.slice(9)}`,
  'on two lines, in a URL': `${key.slice(0, 9)}%0A${key.slice(9)}`,
  'on two lines, in JSON': JSON.stringify(`${key.slice(0, 9)}\n${key.slice(9)}`).slice(1, -1),
  'as two texts, in a URL': `${key.slice(0, 9)}%22+%22${key.slice(9)}`,
  'as the numbers of its bytes': bytes.join(','),
  'as the numbers of its bytes, a line each': bytes.join(',\n    '),
  'in the reverse order': [...key].reverse().join(''),
  'without its end': key.slice(0, -4),
};

test.each(Object.keys(disguised))('a key is found %s', (name) => {
  const text = `before ${disguised[name]} after`;
  expect(clean(text)).toMatch(/^before \S{0,8}<key>\S{0,4} after$/);
});

test('texts that hold no key stay as they are', () => {
  const text = '{"event":{"type":"sk_lively","note":"pk_lime"}} c2tfbGl2 736b5f6c';
  expect(clean(text)).toBe(text);
});

test('long texts that begin like a key again and again take linear time', async () => {
  const parts = ['s', 'sk_', 's k ', 'c2tf', '736b', '\\u0073', '@a.', '+1 2', '115,', 's%20', '%22+', '\\n'];
  // In quadratic time it would be hours.
  const script = new URL('./redact-long-texts.ts', import.meta.url);
  expect(await runLimited(script, [key, ...parts], { processorSeconds: 60 })).toBe(`${parts.length}\n`);
});

test.each([
  ['mail jane.canary@acme-corp.io now', 'mail <e-mail> now'],
  ['jane%40acme.co.uk', '<e-mail>'],
  ['call +49 170 1234567.', 'call <phone>.'],
  ['"%2B14155552671"', '"<phone>"'],
  [
    'someone@example.com, a@shop.example and +1-202-555-0143',
    'someone@example.com, a@shop.example and +1-202-555-0143',
  ],
  ['1e+10 1700000000000 2026-11-24T10:00:00+01:00', '1e+10 1700000000000 2026-11-24T10:00:00+01:00'],
])('of %j a report shows %j', (text, shown) => {
  expect(withoutContacts(text)).toBe(shown);
});

test('no report of a receiver that shows keys and customers in every way holds one of them', async () => {
  const app = `export default (request, response) => {
    const leaks = JSON.parse(process.env.LEAKS);
    const headers = Object.fromEntries(leaks.map((leak, index) => ['x-leak-' + index, leak.replace(/\\n/g, ' ')]));
    request.resume();
    request.on('end', () => response.writeHead(500, headers).end(leaks.join('\\n')));
  };`;
  const folder = await folderWith({ 'app.mjs': app });
  const leaks = [...Object.values(disguised), 'jane.canary@acme-corp.io', '+4917012345678'];
  const formats = ['tty', 'json', 'junit', 'html', 'github', 'ctrf', 'markdown'];
  await hookproofProcess(
    ['verify', '--module', `${folder}/app.mjs`, '--group', 'auth', '--group', 'errors'].concat(
      formats.flatMap((format) => ['--report', `${format}:${folder}/out/${format}`]),
    ),
    { env: { HOOKPROOF_PUBLIC_KEY: 'pk_live_CanaryPub77', HOOKPROOF_PRIVATE_KEY: key, LEAKS: JSON.stringify(leaks) } },
  );
  const names = await readdir(`${folder}/out`);
  expect(names.toSorted()).toEqual(formats.toSorted());
  for (const name of names) {
    const text = await readFile(`${folder}/out/${name}`, 'utf8');
    const found = [...leaks, 'Canary', 'CANARY'].filter((leak) => text.includes(leak));
    expect([name, found]).toEqual([name, []]);
  }
});
