import { createServer, type RequestListener } from 'node:http';
import fastify from 'fastify';
import { createReceiver, isUserError, loadContract, renderReport, startReceiver, verify } from '../../src/index.ts';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

/** A selection that is quick and tells a right receiver from a wrong one. */
const few = { cases: ['auth.wrong-private-key', 'schema.good.recorded.call.*'] };

afterAll(removeFolders);

test('an address is enough: contract, keys and the rest have defaults', async () => {
  const receiver = await startReceiver();
  const { path } = (await loadContract()).operation;
  const report = await verify({ target: receiver.url + path });
  await receiver.close();
  expect(report.summary).toMatchObject({ verdict: 'pass', fail: 0, blocked: 0, error: 0 });
  expect(report.summary.pass).toBeGreaterThan(1_000);
  expect(report.target).toEqual({ kind: 'url', url: receiver.url + path });
});

test('a receiver that takes everything fails, and every format tells of it', async () => {
  const lax: RequestListener = (request, response) => {
    request.resume();
    response.end();
  };
  const report = await verify({ target: lax, ...few });
  expect(report.summary.verdict).toBe('fail');
  expect(report.cases.filter(({ status }) => status === 'FAIL').map(({ id }) => id)).toEqual([
    'auth.wrong-private-key',
  ]);
  for (const format of ['tty', 'json', 'junit', 'html', 'github', 'ctrf', 'markdown'] as const)
    expect(await renderReport(report, format)).toContain('auth.wrong-private-key');
});

test('listeners, servers, apps that hold one, files and commands can all be judged', async () => {
  const listener = await createReceiver();
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.all('*', ({ raw }, reply) => {
    reply.hijack();
    listener(raw, reply.raw);
  });
  const folder = await folderWith({
    'receiver.mjs': `import { createReceiver } from '${root}dist/index.js'; export default await createReceiver();`,
    'serve.mjs': `import { startReceiver } from '${root}dist/index.js'; await startReceiver({ port: Number(process.env.PORT) });`,
  });
  const targets = {
    listener,
    server: createServer(listener),
    Koa: { callback: () => listener },
    Fastify: app,
    file: { module: `${folder}/receiver.mjs` },
    command: { exec: `'${process.execPath}' '${folder}/serve.mjs'` },
  };
  for (const [name, target] of Object.entries(targets)) {
    const { summary, target: judged } = await verify({ target, ...few });
    expect([name, summary.verdict, summary.pass]).toEqual([name, 'pass', 31]);
    expect([name, judged.kind]).toEqual([name, name === 'command' ? 'exec' : 'module']);
  }
});

test('another contract brings its own cases and path', async () => {
  const contract = await loadContract({ contract: `${root}test/contracts/webhooks-31-keys.yaml` });
  const report = await verify({ target: await createReceiver({ contract }), contract, strict: true });
  expect(report.contract.title).toBe(contract.title);
  expect(report.summary).toMatchObject({ verdict: 'pass', warn: 0 });
});

test.each(['keys', 'signature', 'both'] as const)(
  'a contract that was loaded for %s is run under that profile',
  async (auth) => {
    const contract = await loadContract({ auth });
    const { summary, suite } = await verify({
      target: await createReceiver({ contract }),
      contract,
      groups: ['routing'],
    });
    expect([suite.profile, summary.verdict]).toEqual([auth, 'pass']);
  },
);

test('results come as they are made, and a run can be ended early', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const report = await verify({
    target: await createReceiver(),
    concurrency: 1,
    signal: stop.signal,
    onResult: ({ id }, done) => {
      seen.push(id);
      if (done === 5) stop.abort();
    },
  });
  expect(report.suite.interrupted).toBe(true);
  expect(report.cases.map(({ id }) => id)).toEqual(seen);
});

test.each([
  ['no case', { target: 'http://127.0.0.1:1/', cases: ['nothing.*'] }, 'usage', /no case selected by nothing/],
  ['no receiver', { target: 'http://127.0.0.1:1/' }, 'target', /nothing answers at 127\.0\.0\.1:1/],
  ['no contract', { target: 'http://127.0.0.1:1/', contract: 'missing.yaml' }, 'input', /missing\.yaml/],
  ['no target', { target: {} as never }, 'usage', /the target is no receiver/],
])('%s is an error that tells what to do', async (_, options, code, message) => {
  const error = await verify(options).catch((thrown: unknown) => thrown);
  if (!isUserError(error)) throw error;
  expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
});
