import { setTimeout as wait } from 'node:timers/promises';
import { valueAt } from '../../src/schema/pointer.ts';
import { type Change, fingerprint, type MakeListener, readUpTo, receiver } from './correct.ts';
import { parsed } from './faulty/fault.ts';

/** A receiver that is right, in a way of its own. */
export interface RightReceiver {
  name: string;
  listener: MakeListener;
}

const answering: RightReceiver[] = [
  right('plain answers', () => ({})),
  right('201 for success', () => ({ accept: () => ({ status: 201 }) })),
  right('202 for success', () => ({ accept: () => ({ status: 202, body: 'queued' }) })),
  right('204 for success', () => ({ accept: () => ({ status: 204 }) })),
  right('a JSON body for success', () => ({
    accept: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"received":true}' }),
  })),
  right('403 for a denial', mapped({ 401: 403 })),
  right('400 for a denial', mapped({ 401: 400 })),
  right('422 for an illegal event', mapped({ 400: 422 })),
  right('400 for a wrong media type', mapped({ 415: 400 })),
  right('404 for a wrong method', ({ route }) => ({
    route: (request) => (route(request) ? { status: 404 } : undefined),
  })),
  right('a page for GET', ({ route }) => ({
    route: (request) => (request.method === 'GET' ? { status: 200, body: 'it works' } : route(request)),
  })),
  right('a redirect of GET to its documentation', ({ route }) => ({
    route: (request) => (request.method === 'GET' ? { status: 302, headers: { location: '/docs' } } : route(request)),
  })),
  right('problem+json', () => ({
    refuse: (status, detail) => ({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ type: 'about:blank', status, detail }),
    }),
  })),
  right('the signature that came, for whoever sent it', () => ({
    refuse: (status, _, request) => ({ status, body: String(request.headers['x-signature'] ?? '') }),
  })),
  right('HTML that quotes nothing', () => ({
    refuse: (status) => ({ status, headers: { 'content-type': 'text/html' }, body: `<h1>${status}</h1>` }),
  })),
];

const working: RightReceiver[] = [
  right('keys judged once the body is there', () => ({ keysFirst: false })),
  right('keys judged once the event is', ({ authenticate, accept, refuse }) => ({
    authenticate: () => true,
    accept: (body, request) =>
      authenticate(request, body) ? accept(body, request) : refuse(401, 'wrong keys', request, body),
  })),
  right('an early 413 and an end', () => ({
    async read(request, response) {
      const early = { status: 413, headers: { connection: 'close' } };
      if (Number(request.headers['content-length'] ?? 0) <= 512 * 1024) {
        return (await readUpTo(request, 512 * 1024)) ?? early;
      }
      // The rest of the body finds nobody.
      response.once('finish', () => request.destroy());
      return early;
    },
  })),
  right('a connection for each delivery', ({ accept, refuse }) => ({
    accept: async (body, request) => closing(await accept(body, request)),
    refuse: (...args) => closing(refuse(...args)),
  })),
  right('a first answer after 300 ms', ({ accept }) => {
    let woken: Promise<void> | undefined;
    return {
      async accept(body, request) {
        woken ??= wait(300);
        await woken;
        return accept(body, request);
      },
    };
  }),
  right('types that it does not know acknowledged', ({ contract, judge }) => ({
    judge(body, request) {
      const type = valueAt(parsed(body), contract.typePath ?? []);
      return typeof type === 'string' && !contract.eventTypes.includes(type) ? [] : judge(body, request);
    },
  })),
  right('501 for methods that it does not know', ({ route }) => ({
    route: (request) => (route(request)?.status === 405 ? { status: 501 } : route(request)),
  })),
  right('a closed connection for methods that it does not know', ({ route }) => ({
    route(request) {
      const elsewhere = route(request);
      if (elsewhere?.status === 405) request.socket.destroy();
      return elsewhere;
    },
  })),
  right('dates as the platform reads them, so that no leap second is one', ({ judge }) => ({
    judge: (body, request) =>
      body.includes(':60Z') ? [{ rule: 'format', pointer: '', message: 'no such second' }] : judge(body, request),
  })),
  right('work that is done after the answer', ({ take }) => ({
    take(body, log) {
      void wait(30).then(() => take(body, log));
    },
  })),
  right('429 when too much comes at once', ({ accept, refuse }) => {
    let busy = 0;
    return {
      async accept(body, request) {
        if (busy >= 25) return refuse(429, 'too many', request, body);
        busy++;
        await wait(20);
        busy--;
        return accept(body, request);
      },
    };
  }),
  right('one delivery after the other', ({ accept }) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      accept(body, request) {
        const answer = last.then(() => accept(body, request));
        last = answer;
        return answer;
      },
    };
  }),
  right('duplicates told apart by what they say, not by their bytes', () => ({
    take(body, { effects, seen }) {
      const event = JSON.stringify(parsed(body));
      if (seen.has(event)) return;
      seen.add(event);
      effects.push(fingerprint(body));
    },
  })),
  right('202 for what came before', ({ accept }) => {
    const known = new Set<string>();
    return {
      async accept(body, request) {
        const again = known.has(fingerprint(body));
        known.add(fingerprint(body));
        return again ? { status: 202 } : accept(body, request);
      },
    };
  }),
  right('a word about itself in the headers', ({ accept }) => ({
    accept: async (body, request) => ({ ...(await accept(body, request)), headers: { server: 'shop', 'x-took': '1' } }),
  })),
];

/** None of these may fail a MUST; by what they do in a way of their own: what they answer, or how they work. */
export const rightGroups = { answers: answering, work: working };
export type RightGroup = keyof typeof rightGroups;

export const rightReceivers: RightReceiver[] = Object.values(rightGroups).flat();

function right(name: string, change: Change): RightReceiver {
  return { name, listener: (contract, keys) => receiver(contract, keys, change) };
}

/** Other statuses for the same refusals. */
function mapped(statuses: Record<number, number>): Change {
  return ({ refuse }) => ({
    refuse: (status, ...rest) => refuse(statuses[status] ?? status, ...rest),
  });
}

function closing<T extends { headers?: Record<string, string> }>(answer: T): T {
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}
