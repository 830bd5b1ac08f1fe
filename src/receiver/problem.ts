import { STATUS_CODES } from 'node:http';
import type { Finding } from '../finding.ts';
import { sentence } from '../schema/describe.ts';

/** An answer of the receiver, before it is written to a socket. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The answer to a taken event: the first success that the contract documents, without a body. */
export function acceptance(statuses: readonly string[]): Answer {
  const status = statuses.map(Number).find((each) => each >= 200 && each < 300) ?? 200;
  return { status, headers: status === 204 ? {} : { 'content-length': '0' }, body: '' };
}

/** A refusal as `application/problem+json` (RFC 9457), with the pointer and the rule where a finding has them. */
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
    ...(finding ? { pointer: finding.pointer, rule: finding.rule } : {}),
  });
  const headers = { 'content-type': 'application/problem+json', 'content-length': String(Buffer.byteLength(body)) };
  return { status, headers: { ...headers, ...more.headers }, body };
}
