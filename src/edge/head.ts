import type { IncomingMessage } from 'node:http';
import { type Answer, problem } from './answer.ts';
import type { Offered } from './authenticate.ts';
import type { Limits } from './limits.ts';

/** Two of these leave it to each reader which one counts; node keeps the first without a word. */
const once = ['host', 'content-type'];

/** What no server of ours takes, before anything else is looked at: too many headers, two hosts, two media types, odd codings. */
export function refuseHead(request: IncomingMessage, limits: Limits): Answer | undefined {
  const raw = request.rawHeaders;
  if (raw.length > limits.headers * 2) return problem(431, `more than ${limits.headers} headers`);
  for (const name of once) if (timesIn(raw, name) > 1) return problem(400, `more than one ${name} header`);
  // Of `gzip, chunked` node takes the chunks apart, and leaves the rest to us without a word.
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return problem(400, 'a transfer-encoding but chunked');
  return undefined;
}

/** Names and values take turns; the length is compared first, since this is asked of every request. */
function timesIn(raw: readonly string[], name: string): number {
  let times = 0;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === name.length && raw[i]?.toLowerCase() === name) times++;
  }
  return times;
}

/** What a request offers to prove itself; its query is parsed only when somebody asks. */
export function offeredBy(request: IncomingMessage, query: string): Offered & { search(): URLSearchParams } {
  let parsed: URLSearchParams | undefined;
  const search = (): URLSearchParams => {
    parsed ??= new URLSearchParams(query);
    return parsed;
  };
  return {
    search,
    query: (name) => search().get(name) ?? undefined,
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}
