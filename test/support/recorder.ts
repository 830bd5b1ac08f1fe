import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ContractOptions, loadContracts } from '../../src/contract/load.ts';
import type { StoredExchange } from '../../src/recorded/exchange.ts';
import { type RecorderOptions, type RunningRecorder, startRecorder } from '../../src/recorder/recorder.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { folderWith } from './folder.ts';

const recorders: RunningRecorder[] = [];
const servers: Server[] = [];
const sockets = new Set<Socket>();

/** A recorder in this process, on a free port; closeRecorders ends it. */
export async function recorderTo(
  to: string,
  more: Partial<RecorderOptions> & { contractOptions?: ContractOptions } = {},
): Promise<RunningRecorder & { exchanges(): Promise<StoredExchange[]> }> {
  const contracts = await loadContracts({ auth: 'both', ...more.contractOptions });
  const recorder = await startRecorder({
    contracts,
    keys: developmentKeys,
    to: new URL(to),
    port: 0,
    host: '127.0.0.1',
    out: join(await folderWith(), 'out'),
    personalData: true,
    timeoutMs: 10_000,
    ...more,
  });
  let closed: Promise<void> | undefined;
  const running = {
    ...recorder,
    close: () => {
      closed ??= recorder.close();
      return closed;
    },
  };
  recorders.push(running);
  return { ...running, exchanges: async () => parsed(await readFile(recorder.file, 'utf8')) };
}

/** All exchanges in the files of a folder. */
export async function exchangesIn(folder: string): Promise<StoredExchange[]> {
  return parsed(await textOf(folder));
}

/** All that stands in the files of a folder. */
export async function textOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).toSorted();
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}

function parsed(text: string): StoredExchange[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** A receiver of bare bytes: `answer` is given all that came so far on a connection, each time more comes. */
export async function rawReceiver(
  answer: (received: string, socket: Socket) => void,
): Promise<{ url: string; received(): string }> {
  let all = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      all += chunk.toString('latin1');
      answer(received, socket);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received: () => all };
}

/** An address where nothing listens: it was free a moment ago. */
export async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export async function closeRecorders(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
}
