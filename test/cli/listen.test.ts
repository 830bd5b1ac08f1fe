import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hookproofServer, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const ended = '{"event":{"type":"call.ended","data":{}}}';
const key = goodHeaders['x-private-key'] as string;

afterAll(closeOrigins);
afterAll(removeFolders);

test('without a terminal it prints a line for each delivery that is wanted, and no escape of what was sent', async () => {
  const listener = await hookproofServer(['listen', '--type', 'call.e*']);
  await deliver(listener.url, ended);
  await deliver(listener.url, '{"event":{"type":"call.skip","data":{}}}');
  await deliver(
    listener.url,
    '{"event":{"type":"call.ended","data":{"\\u001b[2Jx":"\\u001b[2J"}},"\\u001b]0;x\\u0007":1}',
  );
  const { status, stdout, stderr } = await listener.stop();
  expect(stderr).toContain(`deliveries go to ${listener.url}${callEventsPath}\n`);
  const [, ...lines] = stdout.trimEnd().split('\n');
  expect([status, lines.length]).toEqual([0, 2]);
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}200 POST \S+ {2}\S+\/call\.ended {2}[\d.]+ ms$/);
  expect(stdout).not.toMatch(/call\.skip|\u001b|\u0007/);
});

test('all that is wrong with an event is told at once, and nothing that only the event has', async () => {
  const properties = {
    id: { type: 'integer' },
    name: { type: 'string' },
    day: { format: 'date' },
    size: { enum: ['S', 'M'] },
  };
  const schema = { type: 'object', required: ['id', 'name'], properties, additionalProperties: false };
  const post = {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'ok' } },
  };
  const document = { openapi: '3.1.0', info: { title: 'Shirts', version: '1' }, webhooks: { shirt: { post } } };
  const contract = join(await folderWith({ 'shirts.json': JSON.stringify(document) }), 'shirts.json');
  const listener = await hookproofServer(['listen', '--contract', contract]);
  const headers = { 'content-type': 'application/json' };
  const event = { id: 'canary', day: 'canary', size: 'canary', 'Jane Canary': 1 };
  await deliver(listener.url, event, { path: '/webhooks', headers });
  await deliver(listener.url, { id: 1, name: 'x' }, { path: '/webhooks', headers });
  const [, first = '', ...more] = (await listener.stop()).stdout.trimEnd().split('\n');
  expect(first).toMatch(/ 400 POST /);
  const told = [first, ...more.slice(0, -1)].join('\n');
  for (const wrong of [/'name'/, /\/id must be integer/, /\/day /, /\/size /]) expect(told).toMatch(wrong);
  expect(more.slice(0, -1).every((line) => /^ {14}\S/.test(line))).toBe(true);
  expect(more.at(-1)).toMatch(/ 200 POST /);
  expect(told).not.toMatch(/canary/i);
});

/** Starts it on a pseudo terminal, and gives what writes keys there and waits for what is shown. */
function onTerminal(args: string[]) {
  const script = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const command = [process.execPath, `${root}dist/cli/bin.js`, 'listen', '--port', '0', ...args];
  // Nothing is found that could open an address.
  const env = { PATH: '/nowhere', NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
  const child = spawn(pythonPath, ['-c', script, ...command], { env, cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk;
    for (const look of waiting) look();
  });
  return {
    press: (text: string) => void child.stdin.write(text),
    ended: once(child, 'exit').then(([status]) => status as number),
    shown: () => shown,
    saw: (wanted: RegExp): Promise<string> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = wanted.exec(shown);
          if (found) resolve(found[1] ?? found[0]);
        };
        waiting.push(look);
        look();
      }),
  };
}

const pythonPath = await new Promise<string>((resolve) => {
  const asked = spawn('python3', ['-c', 'import sys; print(sys.executable)']);
  let path = '';
  asked.stdout.on('data', (chunk) => {
    path += chunk;
  });
  asked.once('close', () => resolve(path.trim()));
});

test('on a terminal r sends the last delivery again, o shows where the page is, q ends', async () => {
  const got: string[] = [];
  const target = await origin(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    got.push(`${request.url} ${request.headers['x-private-key']} ${body}`);
    response.writeHead(202).end();
  });
  const terminal = onTerminal(['--to', `${target}/again?x=1`]);
  const url = await terminal.saw(/listening on (\S+)/);
  terminal.press('r');
  await terminal.saw(/nothing has come/);
  await deliver(url, ended);
  await terminal.saw(/200 POST \S+ +\S+\/call\.ended/);
  terminal.press('r');
  await terminal.saw(/→ 202 POST \S+\/again {2}\d+ ms/);
  expect(got).toEqual([`/again?x=1 ${key} ${ended}`]);
  const before = terminal.shown().length;
  terminal.press('o');
  await terminal.saw(/ms\r\n(http:\S+\/_hookproof\/)\r\n/);
  terminal.press('q');
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown().slice(before)).not.toContain('x=1');
});

test('on a terminal Ctrl-C ends it with 130, and r without --to says what is missing', async () => {
  const terminal = onTerminal([]);
  await deliver(await terminal.saw(/listening on (\S+)/), ended);
  await terminal.saw(/call\.ended/);
  terminal.press('r');
  await terminal.saw(/say where to send it: start again with --to URL/);
  terminal.press('\u0003');
  expect(await terminal.ended).toBe(130);
});
