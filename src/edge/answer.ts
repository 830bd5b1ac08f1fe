import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Finding } from '../finding.ts';
import { sentence } from '../schema/describe.ts';

/** An answer, before it is written to a socket. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The rule that a request as a whole breaks, where it is none of the schema's. */
const wholeRules: Record<number, string> = {
  400: 'head',
  401: 'security',
  404: 'path',
  405: 'method',
  413: 'size',
  415: 'media-type',
  431: 'head',
};

/**
 * A refusal as `application/problem+json` (RFC 9457), with the pointer and the rule of a finding; without one the pointer
 * is that of the whole, and the rule is told by the status.
 */
export function problem(
  status: number,
  detail: string,
  more: { finding?: Finding; headers?: Record<string, string> } = {},
): Answer {
  const { finding } = more;
  const body = JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: finding ? sentence(finding) : detail,
    ...(status < 500 ? { pointer: finding?.pointer ?? '', rule: finding?.rule ?? wholeRules[status] } : {}),
  });
  const headers = { 'content-type': 'application/problem+json', 'content-length': String(Buffer.byteLength(body)) };
  return { status, headers: { ...headers, ...more.headers }, body };
}

/** Sends an answer, unless one went out already. */
export function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? '' : body);
  // What is left of the body is read and dropped: closing on it would cut the answer off.
  if (!request.complete) request.resume();
}

/** Calls `then` once an answer is out, or nobody waits for it any more; at once where its sender has left already. */
export function onceOver({ socket }: IncomingMessage, response: ServerResponse, then: () => void): void {
  if (response.closed || socket.destroyed) {
    then();
    return;
  }
  const over = (): void => {
    response.off('close', over);
    // An answer that waits for those before it on its connection does not close with that.
    socket.off('close', over);
    then();
  };
  response.once('close', over);
  socket.once('close', over);
}
