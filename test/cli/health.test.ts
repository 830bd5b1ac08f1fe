import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { healthRoutes } from '../../src/edge/health.ts';
import { startServer } from '../../src/edge/server.ts';
import { hookproofServing } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { dial, everything, statusOf } from '../support/socket.ts';

afterAll(removeFolders);

const ask = (url: string, what: string) =>
  deliver(url, '', { method: 'GET', path: `/_hookproof/${what}`, headers: { host: 'lb.example.com' } });

test('a receiver says to anybody that it lives and is ready, until the file of its journal is gone', async () => {
  const file = join(await folderWith(), 'journal.db');
  const receiver = await hookproofServing(['serve', '--journal', `sqlite:${file}`]);
  expect((await ask(receiver.url, 'health')).status).toBe(200);
  expect(await ask(receiver.url, 'ready')).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  await rm(file);
  const answer = await ask(receiver.url, 'ready');
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
  expect(JSON.parse(answer.body)).toEqual({ status: 'not ready', reason: 'the file of the journal is gone' });
  expect((await ask(receiver.url, 'health')).status).toBe(200);
  await receiver.stop();
});

test('while it ends it is not ready any more', async () => {
  const receiver = await hookproofServing(['serve']);
  const socket = await dial(receiver.url);
  const [begun, answer] = [once(socket, 'data'), everything(socket)];
  const line = 'GET /_hookproof/ready HTTP/1.1\r\nhost: x\r\n';
  await new Promise((resolve) => socket.write(`${line}\r\n${line}`, resolve));
  await begun;
  const ended = receiver.stop();
  socket.write('\r\n');
  const [first = '', second = ''] = (await answer).split(/(?<=\})\n(?=HTTP)/);
  expect([statusOf(first), statusOf(second), second.includes('it ends')]).toEqual([200, 503, true]);
  await ended;
});

test('a journal that hangs or fails is told as such, and asked once for all that ask', async () => {
  let asked = 0;
  const { promise: hangs } = Promise.withResolvers<undefined>();
  const probes = [() => hangs, () => Promise.reject(new Error('postgres://u:sk_secret@db'))];
  for (const probe of probes) {
    asked = 0;
    const counted = () => {
      asked++;
      return probe();
    };
    const own = { routes: healthRoutes(counted, 100) };
    const server = await startServer((_, response) => response.end(), { port: 0, host: '127.0.0.1', own });
    const answers = await Promise.all([ask(server.url, 'ready'), ask(server.url, 'ready')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(answers[0]?.body).not.toContain('sk_secret');
    if (probe === probes[0]) expect(asked).toBe(1);
    await server.close();
  }
});

test('a contract that delivers below /_hookproof/ keeps its path, and the start says so', async () => {
  const args = ['serve', '--contract', 'test/contracts/webhooks-31.yaml', '--path', '/_hookproof/health'];
  const receiver = await hookproofServing(args);
  expect((await ask(receiver.url, 'health')).status).toBe(405);
  expect((await ask(receiver.url, 'ready')).status).toBe(200);
  expect((await receiver.stop()).stderr).toContain("note: /_hookproof/health is the contract's");
});
