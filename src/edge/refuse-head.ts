import type { IncomingMessage } from 'node:http';
import type { Limits } from './limits.ts';
import { type HttpResponse, problem } from './response.ts';

/** Lists headers of which two would leave it to each reader which one counts; node keeps the first without a word. */
const singleHeaders = ['host', 'content-type'];

/** Refuses what no server of ours takes: too many headers, two hosts, two media types, odd codings (RFC 9112, 6.1). */
export function refuseHead(request: IncomingMessage, limits: Limits): HttpResponse | undefined {
  const raw = request.rawHeaders;
  if (raw.length > limits.headers * 2) return problem(431, `more than ${limits.headers} headers`);
  for (const name of singleHeaders)
    if (occurrencesOf(raw, name) > 1) return problem(400, `more than one ${name} header`);
  // Of `gzip, chunked` node takes the chunks apart, and leaves the rest to us without a word.
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return problem(400, 'a transfer-encoding but chunked');
  return undefined;
}

/** Counts a header among names and values that take turns; the length is compared first, since this is asked of every request. */
function occurrencesOf(raw: readonly string[], name: string): number {
  let times = 0;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === name.length && raw[i]?.toLowerCase() === name) times++;
  }
  return times;
}
