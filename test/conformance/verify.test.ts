import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { createReceiver, verify } from '../../src/index.ts';
import type { Report } from '../../src/report.ts';
import { hookproof, hookproofRunning, hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

let receiver: RunningServer;
let url: string;

beforeAll(async () => {
  receiver = await hookproofServing(['serve']);
  url = receiver.url + callEventsPath;
});
afterAll(async () => {
  await receiver.stop();
  await removeFolders();
});

test.each(['keys', 'signature', 'both', 'none'])(
  'the reference receiver passes every case, without a warning, under the profile %s',
  async (auth) => {
    const server = await hookproofServing(['serve', '--auth', auth]);
    const target = server.url + callEventsPath;
    const { status, stdout } = await hookproof(['verify', '--auth', auth, '--strict', '--url', target]);
    await server.stop();
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS \d{3,} of \d{3,} cases passed/)]);
  },
);

test('no case selected is an error, never green', async () => {
  const { status, stdout, stderr } = await hookproof(['verify', '--url', url, '--case', 'nothing-matches']);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('no case selected by nothing-matches');
});

test('an address with a password is refused, and the password told nowhere', async () => {
  const { status, stdout, stderr } = await hookproof(['verify', '--url', url.replace('//', '//me:canary@')]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('holds a user name or a password');
  expect(stderr).not.toContain('canary');
});

test('a closed port is reported in one line with status 3', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  const { status, stderr } = await hookproof([
    'verify',
    '--url',
    `http://127.0.0.1:${port}/`,
    '--public-key',
    'p',
    '--private-key',
    's',
  ]);
  expect(status).toBe(3);
  expect(stderr.trimEnd().split('\n')).toEqual([
    `hookproof: nothing answers at 127.0.0.1:${port}: ECONNREFUSED; is the receiver running?`,
  ]);
});

test('a receiver that takes everything fails, and the first line names what the cases have in common', async () => {
  const folder = await folderWith({
    'lax.mjs': 'export default (request, response) => { request.resume(); response.end(); };',
  });
  const { status, stdout } = await hookproof(['verify', '--module', `${folder}/lax.mjs`, '--group', 'auth']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^FAIL \d+ of \d+ cases failed: accepts-anybody \(\d+\); only 89 of \d+ cases run/);
  expect(stdout).toContain('expected 401 or 403');
  expect(stdout).toContain(
    `hookproof verify --module '${folder}/lax.mjs' --path '/v2/webhooks/call-events' --case auth.after-accepted`,
  );
});

test('causes hold each failure of a run once, and every case is told where all are asked for', async () => {
  const folder = await folderWith({
    'lax.mjs': 'export default (request, response) => { request.resume(); response.end(); };',
  });
  const report = `json:${folder}/report.json`;
  const args = ['--case', '*-private-key', '--report', report, '--report', 'tty', '--all'];
  const { stdout } = await hookproof(['verify', '--module', `${folder}/lax.mjs`, ...args]);
  const { cases, causes } = JSON.parse(await readFile(`${folder}/report.json`, 'utf8')) as Report;
  const failed = cases.filter(({ status }) => status === 'FAIL').map(({ id }) => id);
  expect(causes?.map(({ id, level, count }) => [id, level, count])).toEqual([
    ['does-not-compare-the-private-key', 'MUST', failed.length],
  ]);
  expect(causes?.[0]?.cases).toEqual(failed);
  expect(Array.from(stdout.matchAll(/^FAIL (auth\.\S+)$/gm), ([, id]) => id)).toEqual(failed);
});

test('the command that reproduces a failure spoils the key in the same way', async () => {
  const lax = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  await new Promise<void>((resolve) => lax.listen(0, '127.0.0.1', resolve));
  const { port } = lax.address() as AddressInfo;
  const keys = { HOOKPROOF_PUBLIC_KEY: 'pk_one', HOOKPROOF_PRIVATE_KEY: 'sk_abc1' };
  const args = ['verify', '--url', `http://127.0.0.1:${port}/hook`, '--report', 'json', '--case', 'auth.*-private-key'];
  const { stdout } = await hookproof(args, { env: keys });
  lax.close();
  // A curl that only tells what it was given: what the shell makes of the command is the point.
  const tools = await folderWith({ curl: '#!/bin/sh\nfor each in "$@"; do printf "%s\\n" "$each"; done\n' });
  await chmod(`${tools}/curl`, 0o755);
  const sent: [string, string | undefined][] = [];
  for (const { id, reproduce } of JSON.parse(stdout).cases) {
    if (!reproduce.startsWith('curl')) continue;
    const env = { ...keys, PATH: `${tools}:/usr/bin:/bin` };
    const { stdout: seen } = await promisify(execFile)('sh', ['-c', reproduce], { env });
    sent.push([id, seen.split('\n').find((line) => line.startsWith('x-private-key'))]);
  }
  expect(Object.fromEntries(sent)).toEqual({
    'auth.missing-private-key': undefined,
    'auth.wrong-private-key': 'x-private-key: tl_bcd2',
    'auth.empty-private-key': 'x-private-key;',
    'auth.case-flipped-private-key': 'x-private-key: SK_ABC1',
    'auth.prefix-private-key': 'x-private-key: sk_abc',
    'auth.padded-private-key': 'x-private-key: sk_abc10',
    'auth.padded-before-private-key': 'x-private-key: 0sk_abc1',
    'auth.suffix-private-key': 'x-private-key: k_abc1',
    'auth.first-wrong-private-key': 'x-private-key: tk_abc1',
    'auth.middle-wrong-private-key': 'x-private-key: sk_-bc1',
    'auth.last-wrong-private-key': 'x-private-key: sk_abc2',
  });
});

test('a receiver that knows other keys after a while leaves nothing green: its refusals are blocked, not passed', async () => {
  const right = await createReceiver({ keys: { public: 'pk_test', private: 'sk_test' } });
  let accepts = 1;
  const listener: RequestListener = (request, response) => {
    if (--accepts >= 0) return right(request, response);
    request.resume().once('end', () => response.writeHead(401).end());
  };
  const keys = { public: 'pk_test', private: 'sk_test' };
  const { summary } = await verify({ target: listener, keys });
  expect(summary.verdict).toBe('fail');
  expect(summary.blocked).toBeGreaterThan(300);
  expect(summary.pass).toBe(0);
});

test('the JSON report is what its schema says, and holds no key', async () => {
  const schema = JSON.parse(await readFile(`${root}conformance/schemas/report.schema.json`, 'utf8'));
  const keys = { HOOKPROOF_PUBLIC_KEY: 'pk_canary00112233', HOOKPROOF_PRIVATE_KEY: 'sk_canary44556677' };
  const echo = `export default (request, response) => {
    request.resume();
    request.on('end', () => response.end(JSON.stringify(request.headers)));
  };`;
  const folder = await folderWith({ 'echo.mjs': echo });
  const out = await hookproof(
    [
      'verify',
      '--module',
      `${folder}/echo.mjs`,
      '--report',
      'json',
      '--report',
      'tty',
      '--report',
      `junit:${folder}/out/junit.xml`,
      '--report',
      `json:${folder}/report.json`,
    ],
    { env: keys },
  );
  const report = JSON.parse(await readFile(`${folder}/report.json`, 'utf8'));
  const junit = await readFile(`${folder}/out/junit.xml`, 'utf8');
  const validate = new Ajv2020().compile(schema);
  expect([validate(report), validate.errors]).toEqual([true, null]);
  expect(report.cases.find((each: { id: string }) => each.id === 'errors.acceptance-leaks-nothing').status).toBe(
    'FAIL',
  );
  const everything = [out.stdout, out.stderr, junit, JSON.stringify(report)];
  expect(everything.map((text) => /.{0,60}canary.{0,20}/i.exec(text)?.[0])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the JUnit report counts what the JSON report counts', async () => {
  const folder = await folderWith();
  // Those of the signature do not apply.
  const cases = ['--group', 'auth', '--group', 'signature'];
  const reports = ['--report', `junit:${folder}/j.xml`, '--report', `json:${folder}/j.json`];
  await hookproof(['verify', '--url', url, ...cases, ...reports]);
  const { summary } = JSON.parse(await readFile(`${folder}/j.json`, 'utf8'));
  const xml = await readFile(`${folder}/j.xml`, 'utf8');
  expect(summary.notApplicable).toBeGreaterThan(0);
  const sum = (name: string): number =>
    [...xml.matchAll(new RegExp(` ${name}="(\\d+)"`, 'g'))].reduce((total, [, count]) => total + Number(count), 0);
  const counted = ['tests', 'failures', 'errors', 'skipped'].map(sum);
  expect(counted).toEqual([summary.total, 0, 0, summary.notApplicable]);
  expect(xml.match(/<testcase /g)).toHaveLength(summary.total);
});

test('every written case has an id of its own that starts with its group, and quotes a source', async () => {
  const { stdout } = await hookproof(['verify', '--list']);
  const ids = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s+/)[1] ?? '');
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(600);
  for (const group of ['routing', 'auth', 'media', 'errors']) {
    const file = await readFile(`${root}conformance/cases/${group}/${group === 'auth' ? 'keys' : group}.yaml`, 'utf8');
    for (const { id, requirement } of parse(file).cases) {
      expect(id.startsWith(`${group}.`)).toBe(true);
      expect(requirement.source).not.toBe('');
    }
  }
});

test.each([
  [['verify'], 'give one of --url, --exec and --module'],
  [['verify', '--url', 'nonsense'], '"nonsense" is not an http or https URL'],
  [['verify', '--ulr', 'x'], "unknown option '--ulr'"],
  [['verify', '--url', 'http://127.0.0.1:1', '--report', 'pdf'], 'unknown report format "pdf"'],
  [['verify', '--url', 'http://127.0.0.1:1', '--timeout', 'soon'], 'It must be a whole number'],
  [['verfy'], "unknown command 'verfy'"],
])('%j is bad usage', async (args, message) => {
  const { status, stderr } = await hookproof(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
});

test('a wrong flag suggests the right one', async () => {
  const { stderr } = await hookproof(['verify', '--ulr', 'x']);
  expect(stderr).toContain('Did you mean --url?');
});

test('a module that exports no application is named', async () => {
  const folder = await folderWith({ 'none.mjs': 'export default 7;' });
  const { status, stderr } = await hookproof(['verify', '--module', `${folder}/none.mjs`]);
  expect(status).toBe(2);
  expect(stderr).toContain('neither a request listener nor an app with one');
});

test('a receiver that hangs is given up after the time-out', async () => {
  const hangs = `let accepts = 1;
    export default (request, response) => { request.resume(); if (--accepts >= 0) response.end(); };`;
  const folder = await folderWith({ 'hangs.mjs': hangs });
  const { status, stdout } = await hookproof([
    'verify',
    '--module',
    `${folder}/hangs.mjs`,
    '--timeout',
    '50',
    '--case',
    'routing.post',
  ]);
  expect(status).toBe(1);
  expect(stdout).toContain('no answer in time');
});

test('what a receiver answers reaches the terminal without its escapes', async () => {
  const listener = `let accepts = 1;
    export default (request, response) => {
      request.resume();
      response.writeHead(--accepts < 0 ? 400 : 200).end('\\u001b]0;owned\\u0007\\u001b[31mred');
    };`;
  const folder = await folderWith({ 'escapes.mjs': listener });
  const { stdout } = await hookproof(['verify', '--module', `${folder}/escapes.mjs`, '--case', 'routing.post']);
  expect(stdout).toContain('FAIL');
  expect(stdout).not.toMatch(/[\u001b\u0007]/);
});

test('Ctrl-C ends a run with status 130', async () => {
  const folder = await folderWith({
    'hangs.mjs': "export default (request) => { process.stderr.write('called\\n'); request.resume(); };",
  });
  const running = hookproofRunning([
    'verify',
    '--module',
    `${folder}/hangs.mjs`,
    '--timeout',
    '2000',
    '--report',
    'json',
  ]);
  await running.saw('called');
  const { status, stdout } = await running.stop('SIGINT');
  expect(status).toBe(130);
  expect(JSON.parse(stdout).summary.verdict).not.toBe('pass');
});

test('a receiver at the root of its host is judged, and its failures can be sent again', async () => {
  const server = createServer((request, response) => request.resume().once('end', () => response.end('taken')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { status, stdout, stderr } = await hookproof([
    'verify',
    '--url',
    address,
    '--group',
    'routing',
    '--strict',
    '--report',
    'json',
  ]);
  server.closeAllConnections();
  server.close();
  expect(stderr).not.toContain('unexpected');
  expect(status).toBe(1);
  const { cases } = JSON.parse(stdout) as { cases: { reproduce: string }[] };
  // The path with one more slash is sent as it is.
  expect(cases.map(({ reproduce }) => reproduce).join('\n')).toContain(`'${address}//'`);
});
