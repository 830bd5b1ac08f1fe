import { valueAt } from '../../../src/schema/pointer.ts';
import { type FaultyReceiver, fault, mild, parsed } from './fault.ts';

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
