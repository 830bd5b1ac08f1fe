import type { IncomingMessage, ServerResponse } from 'node:http';
import { endToEnd, pairs, trailers, valuesOf } from './headers.ts';
import { keeper, onceSent, type Settle } from './passed.ts';

/** More of an answer than this passes, but is not kept. */
const keptBytes = 1024 * 1024;

/**
 * Passes an answer back as it comes. Its end waits until the exchange is settled, so that what a sender holds for
 * delivered has been recorded.
 */
export function passAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  settle: Settle,
  fail: (code: string) => void,
): void {
  const headers = pairs(answer.rawHeaders);
  const body = keeper(keptBytes);
  const length = Number(answer.headers['content-length'] ?? Number.NaN);
  let last: Buffer | undefined;
  try {
    writeHead(answer, response);
  } catch {
    // node reads some headers that it would not write.
    fail('EPROTO');
    return;
  }
  answer.on('data', (chunk: Buffer) => {
    body.add(chunk);
    if (body.size === length) last = chunk;
    else if (!response.write(chunk)) {
      answer.pause();
      response.once('drain', () => answer.resume());
    }
  });
  answer.on('end', () =>
    onceSent(response.req, () => {
      if (!settle({ kind: 'answer', status: answer.statusCode ?? 0, headers, body: body.kept(true) })) return;
      if (answer.rawTrailers.length > 0) response.addTrailers(trailers(answer.rawTrailers));
      response.end(last);
    }),
  );
  answer.on('error', () => fail('ECONNRESET'));
}

function writeHead(answer: IncomingMessage, response: ServerResponse): void {
  const headers = pairs(answer.rawHeaders);
  response.sendDate = false;
  if (valuesOf(headers, 'connection').some((value) => /\bclose\b/i.test(value))) response.shouldKeepAlive = false;
  // A sender of HTTP/1.0 knows no chunks; its body ends with the connection.
  const old = response.req.httpVersion === '1.0';
  const passed = endToEnd(headers).filter(([name]) => !old || name.toLowerCase() !== 'transfer-encoding');
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passed.flat());
}
