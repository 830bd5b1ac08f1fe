import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Finding } from '../finding.ts';
import { http } from '../http-client/node-http.ts';
import { jsonText } from '../schema/json.ts';
import { sentence } from '../schema/validate/describe.ts';
import { endTogether } from './end-together.ts';

/** Holds a response before it is written to a socket. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Says what is refused, where it is a refusal. */
  finding?: Finding;
}

/** Names the rule that a request breaks as a whole, by the status of the response. */
const requestRules: Record<number, string> = {
  400: 'head',
  401: 'security',
  404: 'path',
  405: 'method',
  413: 'size',
  415: 'media-type',
  431: 'head',
};

/** Makes a refusal as `application/problem+json` (RFC 9457); without a finding, the status tells the rule. */
export function problem(
  status: number,
  detail: string,
  more: { finding?: Finding; headers?: Record<string, string> } = {},
): HttpResponse {
  const finding = more.finding ?? { rule: requestRules[status] ?? 'server', pointer: '', message: detail };
  const { pointer, rule } = finding;
  const body = JSON.stringify({
    type: 'about:blank',
    title: http.STATUS_CODES[status],
    status,
    detail: more.finding ? sentence(finding) : detail,
    ...(status < 500 ? { pointer, rule } : {}),
  });
  const response = textResponse(status, body, { 'content-type': 'application/problem+json', ...more.headers });
  return { ...response, finding };
}

/** Makes a response that says how long its body is. */
export function textResponse(status: number, body: string, headers: Record<string, string>): HttpResponse {
  return { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

/** Makes a response of JSON that nobody keeps, or takes for anything else. */
export function jsonResponse(status: number, value: unknown): HttpResponse {
  return textResponse(status, jsonText(value), {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
}

/** Sends a response, unless one went out already. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  endTogether(response, request.method === 'HEAD' ? '' : body);
  // What is left of the body is read and dropped: closing on it would cut the response off.
  if (!request.complete) request.resume();
}

/** Calls `then` once a response is out, or nobody waits for it any more; at once where the client has left already. */
export function afterResponse({ socket }: IncomingMessage, response: ServerResponse, then: () => void): void {
  if (response.closed || socket.destroyed) {
    then();
    return;
  }
  const over = (): void => {
    response.off('close', over);
    // A response that waits for those before it on its connection does not close with that.
    socket.off('close', over);
    then();
  };
  response.once('close', over);
  socket.once('close', over);
}
