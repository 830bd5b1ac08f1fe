import type { IncomingMessage } from 'node:http';
import { type Answer, problem } from './answer.ts';
import type { Offered } from './authenticate.ts';
import type { Limits } from './limits.ts';

/** What no server of ours takes, before anything else is looked at: too many headers, or two hosts. */
export function refuseHead(request: IncomingMessage, limits: Limits): Answer | undefined {
  const raw = request.rawHeaders;
  if (raw.length > limits.headers * 2) return problem(431, `more than ${limits.headers} headers`);
  let hosts = 0;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === 4 && raw[i]?.toLowerCase() === 'host') hosts++;
  }
  return hosts > 1 ? problem(400, 'more than one Host header') : undefined;
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
