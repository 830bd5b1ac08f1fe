import { connect, type Socket } from 'node:net';

const endOfHead = '\r\n\r\n';

/** Counts the status that every request is answered with: another one is quicker, or slower, and no measure. */
const accepted = 200;

/** Holds requests a second, and how long each took, in milliseconds. */
export interface Measured {
  rate: number;
  latencies: number[];
}

/** Says by how many connections, for how many milliseconds, and which status the answers have. */
export interface Load {
  connections: number;
  ms: number;
  status?: number;
}

/**
 * Requests, one at a time on each of some connections, for some milliseconds. The requests are ready-made and the answers have a
 * short body or none, so that the client costs next to nothing: a slow client would make all servers look alike. Throws when a request is
 * answered otherwise than it is to be.
 */
export async function measure(
  url: string,
  next: () => Buffer,
  { connections, ms, status = accepted }: Load,
): Promise<Measured> {
  const began = performance.now();
  const all = await Promise.all(
    Array.from({ length: connections }, () => one(url, next, { until: began + ms, status })),
  );
  const latencies = all.flat();
  return { rate: latencies.length / ((performance.now() - began) / 1000), latencies };
}

interface Turn {
  until: number;
  status: number;
}

async function one(url: string, next: () => Buffer, { until, status }: Turn): Promise<number[]> {
  const socket = await dial(url);
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let answer = '';
    let sent = 0;
    const send = (): void => {
      socket.write(next());
      sent = performance.now();
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      if (!answer.startsWith(`HTTP/1.1 ${status} `)) reject(new Error(`${url} answered ${answer}`));
      answer = '';
      const now = performance.now();
      latencies.push(now - sent);
      if (now < until) send();
      else socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(latencies));
    send();
  });
}

/** Tells whether an answer has come to its end; only one that ends with its head is without a body. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf(endOfHead) + endOfHead.length;
  if (head === answer.length) return !/^content-length: [1-9]/im.test(answer);
  const length = Number(/^content-length: (\d+)/im.exec(answer)?.[1] ?? 0);
  return head >= endOfHead.length && answer.length >= head + length;
}

function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** A whole request as bytes. */
export function requestBytes(path: string, headers: Record<string, string>, body: Buffer): Buffer {
  const all = { host: 'localhost', ...headers, 'content-length': String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}
