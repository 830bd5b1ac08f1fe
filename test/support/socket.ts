import { connect, type Socket } from 'node:net';

/** Opens a plain connection to a server. */
export function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends exact bytes over a connection of their own and gives all that comes back until the server closes it. */
export async function raw(url: string, ...packets: (string | Buffer)[]): Promise<string> {
  const socket = await dial(url);
  const answer = everything(socket);
  for (const packet of packets) await new Promise((resolve) => socket.write(packet, resolve));
  return answer;
}

/** All that a connection gives until its end, a reset included. */
export function everything(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

/** The status of the first answer in what a connection gave; 0 when there was none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}
