import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { origin } from './origin.ts';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  event: { event: { type: string; data: { call?: { id: string } } }; metadata?: unknown };
  type: string;
}

export interface Inbox {
  url: string;
  received: Received[];
  types(): string[];
  /** Settles once so many deliveries are there. */
  saw(count: number): Promise<void>;
  /** Settles once an event of a type is there. */
  sawType(type: string): Promise<void>;
  /** The next event of a type gets its answer only when it is released. */
  hold(type: string): void;
  release(): void;
}

/** A receiver that remembers what it got; `status` decides its answers, 200 without it. closeOrigins ends it. */
export async function inbox(
  status: (delivery: Received, count: number) => number = () => 200,
  headers: Record<string, string> = {},
): Promise<Inbox> {
  const received: Received[] = [];
  const waiting: { met(): boolean; done(): void }[] = [];
  let held: string | undefined;
  const kept: Answer[] = [];
  const base = await origin((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const event = JSON.parse(body.toString());
      const { method = '', url = '' } = request;
      const delivery = { method, path: url, headers: request.headers, body, event, type: event.event?.type ?? '' };
      received.push(delivery);
      const answer = { response, status: status(delivery, received.length), headers };
      if (held !== undefined && delivery.type === held) {
        kept.push(answer);
        held = undefined;
      } else send(answer);
      for (const each of waiting) if (each.met()) each.done();
    });
  });
  const until = (met: () => boolean): Promise<void> =>
    met() ? Promise.resolve() : new Promise((done) => waiting.push({ met, done }));
  return {
    url: `${base}/hooks`,
    received,
    types: () => received.map(({ type }) => type),
    saw: (count) => until(() => received.length >= count),
    sawType: (type) => until(() => received.some((each) => each.type === type)),
    hold: (type) => {
      held = type;
    },
    release: () => {
      for (const each of kept.splice(0)) send(each);
    },
  };
}

interface Answer {
  response: ServerResponse;
  status: number;
  headers: Record<string, string>;
}

function send({ response, status, headers }: Answer): void {
  response.writeHead(status, { ...headers, ...(status >= 300 && status < 400 ? { location: '/elsewhere' } : {}) });
  response.end();
}
