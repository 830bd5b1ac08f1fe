import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { readUpTo } from '../correct.ts';
import { type FaultyReceiver, fault, judgedAs, mild, parsed } from './fault.ts';

const isJson = (rule: string | undefined): boolean => rule !== 'json' && rule !== 'utf-8' && rule !== 'depth';

export const mediaFaults: FaultyReceiver[] = [
  fault('refuses a media type with a charset', 'media.json-charset*', () => ({
    takesMedia: ({ headers }) => headers['content-type'] === 'application/json',
  })),
  mild('takes any media type', 'media.wrong-media-type', () => ({ takesMedia: () => true })),
  fault('asks for the length in advance', 'media.chunked', (right) => ({
    read: async (request, response) =>
      request.headers['content-length'] === undefined ? { status: 411 } : right.read(request, response),
  })),
  fault('drops the connection on chunks', 'media.chunked-byte-by-byte', (right) => ({
    async read(request, response) {
      if (request.headers['transfer-encoding'] === undefined) return right.read(request, response);
      response.destroy();
      return { status: 400 };
    },
  })),
  fault('takes the first packet for the whole body', 'media.split-packets', (right) => ({
    async read(request, response) {
      if (request.headers['content-length'] === '0') return right.read(request, response);
      const [first] = (await once(request, 'data')) as [Buffer];
      return first;
    },
  })),
  fault('refuses whoever waits for a go-ahead', 'media.expect-continue', (right) => ({
    read: async (request, response) =>
      request.headers.expect === undefined ? right.read(request, response) : { status: 417 },
  })),
  mild('takes no more than 100 KiB', 'media.large-event', () => ({
    read: async (request) => (await readUpTo(request, 100 * 1024)) ?? { status: 413 },
  })),
  fault('takes an empty body for a ping', 'media.empty-body', (right) => ({
    judge: (body, request) => (body.length === 0 ? [] : right.judge(body, request)),
  })),
  fault('lets pass what it cannot parse', 'media.truncated', (right) => ({
    judge: (body, request) => right.judge(body, request).filter(({ rule }) => isJson(rule)),
  })),
  fault('mends a missing brace', 'media.last-brace-missing', (right) => ({
    judge(body, request) {
      const mended = Buffer.concat([body, Buffer.from('}')]);
      return parsed(body) === undefined && parsed(mended) ? right.judge(mended, request) : right.judge(body, request);
    },
  })),
  fault('reads one value and no further', 'media.t*', (right) => ({
    judge(body, request) {
      // The shortest beginning that is an object; in a long body the search would take all day.
      if (body.length > 10_000) return right.judge(body, request);
      for (let end = body.indexOf('}'); end >= 0; end = body.indexOf('}', end + 1)) {
        const start = body.subarray(0, end + 1);
        if (parsed(start) !== undefined) return right.judge(start, request);
      }
      return right.judge(body, request);
    },
  })),
  fault('takes null for nothing to do', 'media.top-level-null', (right) => ({
    judge: (body, request) => (parsed(body) === null ? [] : right.judge(body, request)),
  })),
  fault('fails on null', 'media.top-level-null', (right) => ({
    judge(body, request) {
      const event = parsed(body) as { event?: unknown };
      return event === undefined || event.event !== null ? right.judge(body, request) : [];
    },
  })),
  fault('takes a list for a batch', 'media.top-level-array', (right) => ({
    judge(body, request) {
      const events = parsed(body);
      return Array.isArray(events)
        ? events.flatMap((event) => judgedAs(right, request, event))
        : right.judge(body, request);
    },
  })),
  fault('reads JSON that is wrapped in a string', 'media.top-level-string', (right) => ({
    judge: (body, request) => (typeof parsed(body) === 'string' ? [] : right.judge(body, request)),
  })),
  mild('overflows its stack on deep nesting', 'media.deep-nesting', (right) => ({
    judge(body, request) {
      nested(body, 0);
      return right.judge(body, request);
    },
  })),
  mild('fails on bytes that are not UTF-8', 'media.invalid-utf8', (right) => ({
    judge(body, request) {
      if (!isUtf8(body)) throw new TypeError('the encoded data was not valid');
      return right.judge(body, request);
    },
  })),
];

/** A parser by recursive descent, as far as brackets go. */
function nested(body: Buffer, at: number): number {
  let next = at;
  while (next < body.length) {
    const letter = body[next];
    if (letter === 0x5b) next = nested(body, next + 1);
    else if (letter === 0x5d) return next + 1;
    else next++;
  }
  return next;
}
