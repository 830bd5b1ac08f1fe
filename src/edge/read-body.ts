import type { IncomingMessage } from 'node:http';

export type ReadBody = { kind: 'whole'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'aborted' };

/** Collects a request's body, never holding more than `limit` bytes; `done` is called once. */
export function readBody(request: IncomingMessage, limit: number, done: (result: ReadBody) => void): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    done({ kind: 'too-large' });
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  const end = (result: ReadBody): void => {
    if (ended) return;
    ended = true;
    done(result);
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (ended) return;
    if (size <= limit) chunks.push(chunk);
    else end({ kind: 'too-large' });
  });
  request.on('end', () =>
    end({ kind: 'whole', bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
  );
  request.on('error', () => end({ kind: 'aborted' }));
  request.on('close', () => end({ kind: 'aborted' }));
}
