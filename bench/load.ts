import { connect, type Socket } from 'node:net';

const endOfHead = '\r\n\r\n';
const accepted = 'HTTP/1.1 200 ';

/** Holds requests a second, and how long each took, in milliseconds. */
export interface Measured {
  rate: number;
  latencies: number[];
}

/** Gives requests a second over some milliseconds with one ready-made request; see `measure`. */
export async function rate(url: string, request: Buffer, connections: number, ms: number): Promise<number> {
  return (await measure(url, () => request, { connections, ms })).rate;
}

/**
 * Requests, one at a time on each of some connections, for some milliseconds. The requests are ready-made and the answers have no
 * body, so that the client costs next to nothing: a slow client would make all servers look alike. Throws when a request is not
 * accepted, since a refusal is quick.
 */
export async function measure(
  url: string,
  next: () => Buffer,
  { connections, ms }: { connections: number; ms: number },
): Promise<Measured> {
  const began = performance.now();
  const all = await Promise.all(Array.from({ length: connections }, () => one(url, next, began + ms)));
  const latencies = all.flat();
  return { rate: latencies.length / ((performance.now() - began) / 1000), latencies };
}

async function one(url: string, next: () => Buffer, until: number): Promise<number[]> {
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
      if (!answer.endsWith(endOfHead)) return;
      if (!answer.startsWith(accepted)) reject(new Error(`${url} answered ${answer}`));
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
