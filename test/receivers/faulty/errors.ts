import { isUtf8 } from 'node:buffer';
import { valueAt } from '../../../src/schema/pointer.ts';
import { secretKey, sign } from '../../../src/signature/sign.ts';
import type { Change } from '../correct.ts';
import { type FaultyReceiver, fault, mild, parsed, unsigned } from './fault.ts';

const trace = (): string => new Error('unexpected').stack ?? '';

export const errorFaults: FaultyReceiver[] = [
  fault('shows where it failed to parse', 'errors.bad-json-leaks-nothing', () => ({
    refuse: (status, _, __, body) => ({ status, body: status === 400 && parsed(body) === undefined ? trace() : '' }),
  })),
  fault('shows where it found an event wrong', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status, _, __, body) => ({ status, body: status === 400 && parsed(body) !== undefined ? trace() : '' }),
  })),
  fault('shows where a Python program failed', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status, detail) => ({
      status,
      body: status === 400 ? `Traceback (most recent call last):\n  File "app.py", line 7\n${detail}` : '',
    }),
  })),
  fault('echoes the headers of a delivery', 'errors.acceptance-leaks-nothing', () => ({
    accept: (_, { headers }) => ({ status: 200, body: JSON.stringify(headers) }),
  })),
  fault('says which key it expected', 'errors.denial-leaks-nothing', (right) => ({
    refuse: (status) => ({ status, body: status === 401 ? `the key should be ${right.keys.private}` : '' }),
  })),
  fault('shows a trace to whom it denies', 'errors.denial-leaks-nothing', () => ({
    refuse: (status) => ({ status, body: status === 401 ? trace() : '' }),
  })),
  fault('shows a trace for a wrong method', 'errors.wrong-method-leaks-nothing', (right) => ({
    route(request) {
      const elsewhere = right.route(request);
      return elsewhere && { ...elsewhere, body: trace() };
    },
  })),
  fault('shows a trace in a header', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status) => ({
      status,
      ...(status === 400 ? { headers: { 'x-error': trace().replace(/\s+/g, ' ') } } : {}),
    }),
  })),
  fault('shows a trace as HTML', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status) => ({
      status,
      headers: { 'content-type': 'text/html' },
      body: status === 400 ? trace().replaceAll('<', '&lt;').replaceAll('\n', '<br> &nbsp;') : '',
    }),
  })),
  fault('shows a trace as a list', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status) => ({
      status,
      body:
        status === 400
          ? JSON.stringify(
              trace()
                .split('\n')
                .map((line) => line.trim()),
            )
          : '',
    }),
  })),
  fault('shows where a Rust program gave up', 'errors.bad-event-leaks-nothing', () => ({
    refuse: (status) => ({ status, body: status === 400 ? "thread 'main' panicked at src/main.rs:42:5:" : '' }),
  })),
  fault('shows a trace for another path', 'errors.other-path-leaks-nothing', (right) => ({
    route(request) {
      const elsewhere = right.route(request);
      return elsewhere?.status === 404 ? { status: 404, body: trace() } : elsewhere;
    },
  })),
  fault('shows a trace for another media type', 'errors.other-media-type-leaks-nothing', () => ({
    refuse: (status) => ({ status, body: status === 415 ? trace() : '' }),
  })),
  fault('shows its key to whoever sends too much', 'errors.large-body-leaks-nothing', (right) => ({
    async read(request, response) {
      const read = await right.read(request, response);
      return Buffer.isBuffer(read) ? read : { ...read, body: `limit of ${right.keys.private} exceeded` };
    },
  })),
  fault('shows a trace for bytes that are no text', 'errors.invalid-utf8-leaks-nothing', () => ({
    refuse: (status, _, __, body) => ({ status, body: body.length > 0 && !isUtf8(body) ? trace() : '' }),
  })),
  fault('shows a key when something comes twice', 'errors.duplicate-leaks-nothing', (right) => {
    const seen = new Set<string>();
    return {
      accept(body) {
        const again = seen.has(body.toString());
        seen.add(body.toString());
        return { status: 200, body: again ? right.keys.private : '' };
      },
    };
  }),
  unsigned('says which signature it expected in a header', 'signature.wrong', expecting('hex')),
  unsigned('says which signature it expected in base64', 'signature.wrong', expecting('base64')),
  mild('reflects the event as HTML', 'errors.no-reflection-of-a-type', () => ({
    refuse: (status, _, __, body) => ({
      status,
      headers: { 'content-type': 'text/html' },
      body: status === 400 ? `<h1>Bad event</h1>${valueAt(parsed(body), ['event', 'type'])}` : '',
    }),
  })),
  mild('pastes the event into JSON by hand', 'errors.json-is-json-for-a-type', () => ({
    refuse: (status, _, __, body) => ({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: status === 400 ? `{"status":400,"detail":"bad type ${valueAt(parsed(body), ['event', 'type'])}"}` : '',
    }),
  })),
  mild('denies in something that is almost JSON', 'errors.denial-json-is-json', () => ({
    refuse: (status) => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: status === 401 ? "{'error': 'denied'}" : '',
    }),
  })),
];

/** Says which signature it expected, in a header. */
function expecting(encoding: 'hex' | 'base64'): Change {
  return (right) => ({
    refuse: (status, _, __, body) => ({
      status,
      headers:
        status === 401
          ? { 'x-expected': sign(body, secretKey(right.keys.private), { algorithm: 'sha256', encoding }) }
          : {},
    }),
  });
}
