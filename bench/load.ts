import { connect, type Socket } from 'node:net';

const endOfHead = '\r\n\r\n';
const accepted = 'HTTP/1.1 200 ';

/**
 * Requests a second over some milliseconds, one at a time on each of some connections. The request is ready-made and the
 * answers have no body, so that the client costs next to nothing: a slow client would make all servers look alike.
 * Throws when a request is not accepted, since a refusal is quick.
 */
export async function rate(url: string, request: Buffer, connections: number, ms: number): Promise<number> {
  const began = performance.now();
  const counts = await Promise.all(Array.from({ length: connections }, () => one(url, request, began + ms)));
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
}

async function one(url: string, request: Buffer, until: number): Promise<number> {
  const socket = await dial(url);
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    let done = 0;
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!answer.endsWith(endOfHead)) return;
      if (!answer.startsWith(accepted)) reject(new Error(`${url} answered ${answer}`));
      answer = '';
      done++;
      if (performance.now() < until) socket.write(request);
      else socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(done));
    socket.write(request);
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
