import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createReceiver, isUnjudged, verify } from '../../src/index.ts';
import { hookproof, root } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { hasTool } from '../support/tool.ts';

const servers: Server[] = [];

afterAll(async () => {
  for (const server of servers) {
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
    server.close();
  }
  await removeFolders();
});

const keys = ['--public-key', 'pk_test', '--private-key', 'sk_test'];

async function opened(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers every request in one way, once its body is read. */
function answers(status: number, headers: Record<string, string> = {}, body = ''): RequestListener {
  return (request, response) => {
    request.resume().once('end', () => response.writeHead(status, headers).end(body));
  };
}

const serving = (listener: RequestListener) => (): Server => createServer(listener);
/** Does the same with each connection, whatever comes over it. */
const taking = (take: Parameters<typeof createPlainServer>[1]) => (): Server => createPlainServer(take);

const refusing: [name: string, make: () => Server, says: RegExp, advises: RegExp][] = [
  [
    'has another path',
    serving(answers(404, {}, 'no such page')),
    /it answered 404: no such page/,
    /path is wrong.*--url/,
  ],
  ['takes no POST', serving(answers(405, { allow: 'GET' })), /it answered 405/, /takes no POST.*--url/],
  [
    'knows other keys',
    serving(answers(401)),
    /it answered 401/,
    /denies the keys: .*header `x-private-key` with \$HOOKPROOF_PRIVATE_KEY/,
  ],
  ['forbids everything', serving(answers(403)), /it answered 403/, /denies the keys/],
  ['redirects', serving(answers(308, { location: '/hooks/' })), /308, to \/hooks\//, /no redirect.*--url/],
  ['refuses every event', serving(answers(422, {}, 'no')), /it answered 422: no/, /another contract \(--contract/],
  ['fails at every event', serving(answers(500, {}, 'oops')), /5xx.*: oops/, /its own output says why/],
  ['is never ready', serving(answers(503)), /5xx/, /its own output says why/],
  ['never answers', serving((request) => void request.resume()), /no answer in time/, /never answers/],
  ['resets connections', taking((socket) => void socket.resetAndDestroy()), /connection closed/, /breaks off conn/],
  [
    'does not speak HTTP',
    taking((socket) => void socket.on('error', () => {}).end('220 mail.example.com ESMTP\r\n')),
    /connection closed \(HPE_/,
    /does not speak HTTP/,
  ],
];

/** Runs the suite until it says why there is nothing to judge: the line that says what happened, and the one that says what to change. */
async function refused(args: string[]): Promise<[what: string, advice: string]> {
  const { status, stdout, stderr } = await hookproof(['verify', ...args, ...keys]);
  expect(stdout).toMatch(/^ERROR nothing was judged: http.* accepts no good event: .*\n/);
  expect(status).toBe(3);
  const [what = '', advice = '', ...more] = stderr.trimEnd().split('\n');
  expect(more).toEqual([]);
  return [what, advice];
}

test.each(refusing)(
  'a receiver that %s is nothing to judge, and why is said within 5 s',
  async (_, make, says, advises) => {
    const url = `http://${await opened(make())}/hooks`;
    const start = performance.now();
    const [what, advice] = await refused(['--url', url]);
    expect(performance.now() - start).toBeLessThan(5_000 + loadMs);
    expect(what).toMatch(says);
    expect(advice).toMatch(advises);
  },
);

/** It takes this long, at most, to load the contract and its cases. */
const loadMs = 5_000;

test('a receiver that denies every signature is told what a signature is verified over', async () => {
  const url = `http://${await opened(createServer(answers(401)))}/hooks`;
  const [, advice] = await refused(['--url', url, '--auth', 'signature']);
  expect(advice).toMatch(
    /denies the signature: .*same keys.*; it must verify the bytes of the body as they came\. What is sent: /,
  );
});

test('a wrong scheme is told, whichever of both is wrong', async () => {
  const plain = await opened(createServer(answers(200)));
  expect((await refused(['--url', `https://${plain}/`]))[1]).toBe(
    '  It does not speak TLS: give its address with http://.',
  );
  if (!hasTool('openssl', 'version')) return;
  const folder = await folderWith();
  const [key, cert] = ['key', 'cert'].map((name) => `${folder}/${name}.pem`) as [string, string];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', ...subject], {
    stdio: 'ignore',
  });
  const options = { key: await readFile(key), cert: await readFile(cert) };
  const secure = await opened(createSecureServer(options, answers(200)));
  expect((await refused(['--url', `http://${secure}/`]))[1]).toBe('  It speaks TLS: give its address with https://.');
  expect((await refused(['--url', `https://${secure}/`]))[1]).toContain('NODE_EXTRA_CA_CERTS');
});

test('every report is written, none of them green, and no key stands in them', async () => {
  const folder = await folderWith();
  const url = `http://${await opened(createServer(answers(401, {}, 'sk_test?')))}/hooks?token=sk_test`;
  const formats = ['json', 'junit', 'html', 'ctrf', 'markdown', 'github'];
  const reports = formats.flatMap((format) => ['--report', `${format}:${folder}/${format}`]);
  const { status, stderr } = await hookproof(['verify', '--url', url, ...keys, ...reports]);
  expect([status, stderr]).toEqual([3, expect.stringContaining('/hooks?token=<key> accepts no good event')]);
  const texts = await Promise.all(formats.map((format) => readFile(`${folder}/${format}`, 'utf8')));
  for (const text of [...texts, stderr]) expect(text).not.toContain('sk_test');
  const [json = '', junit] = texts;
  const report = JSON.parse(json);
  const schema = JSON.parse(await readFile(`${root}conformance/schemas/report.schema.json`, 'utf8'));
  expect(new Ajv2020({ strict: false }).compile(schema)(report)).toBe(true);
  expect(report.summary).toMatchObject({ verdict: 'error', total: 1, error: 1, pass: 0 });
  expect(report.cases[0]).toMatchObject({ id: 'preflight.accepted', status: 'ERROR', expected: '2xx', actual: '401' });
  expect(report.cases[0].reproduce).toMatch(/^curl .*\$HOOKPROOF_PRIVATE_KEY/);
  expect(report.cases[0].why).toContain('HOOKPROOF_PRIVATE_KEY');
  expect(junit).toContain('errors="1"');
  expect(junit).toContain('<error ');
});

test('a wrong path is told before an effects log that cannot be read, and all is run once it is right', async () => {
  const folder = await folderWith();
  const receiver = await createReceiver();
  const origin = `http://${await opened(createServer(receiver))}`;
  const again = ['--case', 'routing.post', '--report', 'json', '--last-failed', `${folder}/last.json`];
  const reports = ['--report', `json:${folder}/last.json`];
  const wrong = ['verify', '--url', `${origin}/elsewhere`, '--effects', '/none', '--case', 'routing.post', ...reports];
  expect((await hookproof(wrong)).stderr).toMatch(/accepts no good event: it answered 404(?:.|\n)*The path is wrong/);
  const { status, stdout, stderr } = await hookproof(['verify', '--url', origin + callEventsPath, ...again]);
  expect([status, JSON.parse(stdout).cases.map(({ id }: { id: string }) => id)]).toEqual([0, ['routing.post']]);
  expect(stderr).toContain('last.json: that run judged no case, so all are run');
});

test('they are written, too, where nothing can be reached or started', async () => {
  const server = createServer();
  const url = `http://${await opened(server)}/hooks`;
  await new Promise((resolve) => server.close(resolve));
  const folder = await folderWith({ 'throws.mjs': "throw new Error('no settings');" });
  const receivers = [
    ['--url', url],
    ['--exec', 'exit 7'],
    ['--module', `${folder}/throws.mjs`],
  ];
  for (const receiver of receivers) {
    const { status, stdout, stderr } = await hookproof(['verify', ...receiver, ...keys, '--report', 'json']);
    const { summary, cases } = JSON.parse(stdout);
    expect([status, summary.verdict, cases[0].id]).toEqual([3, 'error', 'preflight.accepted']);
    expect(stderr).toContain(cases[0].why.slice(0, 40));
  }
});

test('a receiver that is started here gets its path by --path, and ends', async () => {
  const folder = await folderWith({
    'serve.mjs': `import { createServer } from 'node:http';
      createServer((request, response) => request.resume().once('end', () => response.writeHead(404).end()))
        .listen(Number(process.env.PORT), '127.0.0.1');`,
    'resets.mjs': `import { createServer } from 'node:net';
      createServer((socket) => socket.resetAndDestroy()).listen(Number(process.env.PORT), '127.0.0.1');`,
    'dies.mjs': `import { createServer } from 'node:http';
      createServer(() => process.exit(9)).listen(Number(process.env.PORT), '127.0.0.1');`,
  });
  const started = (file: string): string[] => ['--exec', `'${process.execPath}' '${folder}/${file}'`];
  expect((await refused(started('serve.mjs')))[1]).toContain('by --path');
  const { stdout } = await hookproof(['verify', ...started('serve.mjs'), '--path', '/wrong', ...keys]);
  expect(stdout).toMatch(/again .*--path '\/your\/path'$/m);
  expect((await refused(started('resets.mjs')))[1]).toContain('breaks off connections');
  const dies = await hookproof(['verify', ...started('dies.mjs'), ...keys, '--case', 'routing.post']);
  expect(dies).toMatchObject({ status: 1, stdout: expect.stringContaining('preflight.accepted') });
});

test('one accepted event of many is enough, and what is refused then is a finding', async () => {
  const listener = await createReceiver();
  let refusals = 2;
  const late: RequestListener = (request, response) => {
    if (--refusals < 0) listener(request, response);
    else answers(500)(request, response);
  };
  const url = `http://${await opened(createServer(late))}${callEventsPath}`;
  const { status, stdout } = await hookproof(['verify', '--url', url, '--case', 'routing.post']);
  expect([status, stdout.split(' ')[0]]).toEqual([0, 'PASS']);
  let accepts = 1;
  const once: RequestListener = (request, response) => answers(--accepts < 0 ? 500 : 200)(request, response);
  const fails = ['verify', '--url', `http://${await opened(createServer(once))}/`, '--case', 'routing.post'];
  expect(await hookproof(fails)).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('cases failed: routing.post'),
  });
});

test('a list of the cases sends nothing', async () => {
  let calls = 0;
  const url = `http://${await opened(createServer(() => calls++))}/`;
  const { status } = await hookproof(['verify', '--list', '--url', url]);
  expect([status, calls]).toEqual([0, 0]);
});

test('from code it is a target error that holds the report', async () => {
  const error = await verify({ target: answers(404), path: '/hooks' }).catch((thrown: unknown) => thrown);
  if (!isUnjudged(error)) throw error;
  expect([error.code, error.message]).toEqual(['target', expect.stringContaining('/hooks accepts no good event')]);
  expect(error.hint).toContain('--path');
  expect(error.report.summary).toMatchObject({ verdict: 'error', total: 1 });
});

test('time in which this process is held up is no time of the receiver', async () => {
  let isFirst = true;
  const receiver: RequestListener = (request, response) => {
    // Longer than a first answer is waited for.
    for (const began = performance.now(); isFirst && performance.now() - began < 3_500; );
    isFirst = false;
    answers(200)(request, response);
  };
  const { cases } = await verify({ target: receiver, cases: ['routing.post'] });
  expect(cases.map(({ id, status }) => [id, status])).toEqual([['routing.post', 'PASS']]);
});
