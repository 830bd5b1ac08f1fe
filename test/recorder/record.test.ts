import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { hookproof, hookproofProcess, hookproofServer, type RunningCli, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { exchangesIn, nowhere, textOf } from '../support/recorder.ts';
import { dial, everything, statusOf } from '../support/socket.ts';

const running: RunningCli[] = [];

/** A server of the command line, which ends with its test. */
async function started(...args: Parameters<typeof hookproofServer>): Promise<RunningCli> {
  const server = await hookproofServer(...args);
  running.push(server);
  return server;
}

afterEach(() => Promise.all(running.splice(0).map((server) => server.stop('SIGKILL'))));
afterAll(closeOrigins);
afterAll(removeFolders);

const good = '{"event":{"type":"call.ended","data":{}}}';
const outFolder = async (): Promise<string> => `${await folderWith()}/out`;

test('what the suite asks passes through it, signatures included, and what it recorded is judged as before', async () => {
  const receiver = await started(['serve', '--auth', 'both']);
  const out = await outFolder();
  const recorder = await started(['record', '--to', receiver.url, '--out', out, '--quiet']);
  const cases = ['auth.*', 'signature.*', 'schema.good.recorded.*'].flatMap((glob) => ['--case', glob]);
  const through = ['verify', '--url', recorder.url + callEventsPath, '--auth', 'both', ...cases];
  const passed = await hookproof(through);
  expect([passed.status, passed.stdout]).toEqual([0, expect.stringMatching(/^PASS /)]);
  expect((await recorder.stop()).status).toBe(0);
  const again = ['verify', '--url', receiver.url + callEventsPath, '--auth', 'both', '--events', out];
  const { status, stdout } = await hookproof([...again, '--group', 'recorded']);
  expect(stdout).toMatch(/^PASS \d+ of \d+ cases passed/);
  expect(status).toBe(0);
  const legal = (await exchangesIn(out)).filter(({ event }) => event?.legal).length;
  expect((await hookproof(['check', out])).stdout).toContain(` ${legal} legal`);
});

test('a recorded event is sent again byte for byte, under the keys of today', async () => {
  const event = await readFile(`${root}conformance/events/end-of-call.escapes.json`);
  const bodies: Buffer[] = [];
  const receiver = await origin((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(request.headers['x-private-key'] === 'sk_today' ? 200 : 401).end();
    });
  });
  const out = await outFolder();
  const recorder = await started(['record', '--to', receiver, '--out', out, '--no-redact']);
  for (const body of [event, event, '{"event":{}}']) await deliver(recorder.url, body);
  await recorder.stop();
  bodies.splice(0);
  const env = { HOOKPROOF_PRIVATE_KEY: 'sk_today' };
  const { stdout, status } = await hookproofProcess(
    ['verify', '--url', receiver, '--events', out, '--group', 'recorded'],
    {
      env,
    },
  );
  expect([status, stdout.split('\n', 1)[0]]).toEqual([
    0,
    expect.stringMatching(/^PASS 1 of 2 cases passed, 1 observed; only 2 of \d+ cases run$/),
  ]);
  expect(bodies.filter((body) => body.equals(event)).length).toBe(1);
  const listed = await hookproof(['verify', '--list', '--events', out, '--group', 'recorded']);
  expect(listed.stdout).toMatch(
    /^MUST {4}recorded\.[0-9a-f]{12} {2}the event recorded in .*ndjson, line 1, is accepted/,
  );
});

test('kill -9 loses nothing that a sender holds for delivered', async () => {
  const receiver = await origin((request, response) => request.resume().on('end', () => response.end('taken')));
  const out = await outFolder();
  const recorder = await started(['record', '--to', receiver, '--out', out, '--quiet']);
  let delivered = 0;
  const deliverOn = async (): Promise<void> => {
    for (;;) {
      const { status } = await deliver(recorder.url, good);
      expect(status).toBe(200);
      if (++delivered === 100) await recorder.stop('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, deliverOn));
  expect(delivered).toBeGreaterThanOrEqual(100);
  expect((await exchangesIn(out)).length).toBeGreaterThanOrEqual(delivered);
  expect((await hookproof(['check', out])).status).toBe(0);
});

test('on SIGTERM a request under way is answered and recorded', async () => {
  let answer = (): void => {};
  const asked = Promise.withResolvers<void>();
  const receiver = await origin((request, response) => {
    answer = () => void response.end('late');
    request.resume().on('end', asked.resolve);
  });
  const out = await outFolder();
  const recorder = await started(['record', '--to', receiver, '--out', out]);
  const sender = await dial(recorder.url);
  const answered = everything(sender);
  const lines = Object.entries(goodHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  sender.write(`POST / HTTP/1.1\r\nHost: x\r\n${lines.join('')}content-length: ${good.length}\r\n\r\n${good}`);
  await asked.promise;
  const ended = recorder.stop('SIGTERM');
  await expect(refused(recorder.url)).resolves.toBe('ECONNREFUSED');
  answer();
  expect(statusOf(await answered)).toBe(200);
  expect((await ended).status).toBe(0);
  expect(await exchangesIn(out)).toMatchObject([{ response: { status: 200 } }]);
});

/** Dials until nobody takes the call. */
async function refused(url: string): Promise<string> {
  for (;;) {
    try {
      const socket = await dial(url);
      socket.destroy();
      await once(socket, 'close');
    } catch (error) {
      // A connection that was on its way when the listening ended is reset.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNRESET') return String(code);
    }
  }
}

test('a receiver that is down loses nothing, and takes it once it is up', async () => {
  const out = await outFolder();
  const recorder = await started(['record', '--to', await nowhere(), '--out', out]);
  await expect(deliver(recorder.url, good)).rejects.toMatchObject({ code: 'ECONNRESET' });
  const { stderr } = await recorder.stop('SIGINT');
  expect(stderr).toContain('ECONNREFUSED POST /v2/webhooks/call-events');
  const receiver = await started(['serve']);
  const { status } = await hookproof([
    'verify',
    '--url',
    receiver.url + callEventsPath,
    '--events',
    out,
    '--group',
    'recorded',
  ]);
  expect(status).toBe(0);
});

test('each run writes a file of its own, and nothing beside the folder', async () => {
  const folder = await folderWith({ 'kept.txt': 'kept' });
  const receiver = await origin((request, response) => request.resume().on('end', () => response.end()));
  for (const _ of [1, 2]) {
    const recorder = await started(['record', '--to', receiver, '--out', 'deep/er'], { cwd: folder });
    await deliver(recorder.url, good, { path: `/..%2f..%2fx${'y'.repeat(300)}%00` });
    await recorder.stop();
  }
  expect((await readdir(folder)).toSorted()).toEqual(['deep', 'kept.txt']);
  const files = await readdir(`${folder}/deep/er`);
  expect(files.filter((name) => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.ndjson$/.test(name)).length).toBe(2);
  expect(await textOf(`${folder}/deep/er`)).not.toContain('yyyy');
});

test.each([
  [['record'], "required option '--to <url>' not specified"],
  [['record', '--to', 'localhost:3000'], 'is not an http or https URL'],
  [['record', '--to', 'http://me:secret@127.0.0.1/'], 'the address holds a user name or a password'],
  [['record', '--to', 'http://localhost:4020/'], 'where the recorder itself would listen'],
  [['record', '--to', 'http://127.0.0.1:1/', '--out', 'package.json/x'], 'package.json/x: cannot be written'],
  [['verify', '--url', 'http://127.0.0.1:1/', '--events', 'nowhere'], 'nowhere: no such file or folder'],
])('%j is refused with status 2', async (args, message) => {
  const { status, stdout, stderr } = await hookproof(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('secret@');
});

test('a body that its receiver takes slowly leaves nothing behind on the way', async () => {
  const size = 8 * 1024 * 1024;
  const receiver = await origin(async (request, response) => {
    let got = 0;
    for await (const chunk of request) {
      got += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end(String(got));
  });
  const out = `${await folderWith()}/out`;
  const recorder = await started(['record', '--to', receiver, '--out', out, '--max-body', String(size)]);
  const answer = await fetch(recorder.url, { method: 'POST', body: Buffer.alloc(size) });
  expect(await answer.text()).toBe(String(size));
  // node warns of listeners that pile up.
  expect((await recorder.stop()).stderr).not.toContain('Warning');
});
