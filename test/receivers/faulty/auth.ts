import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { valueAt } from '../../../src/schema/pointer.ts';
import type { Change, Right } from '../correct.ts';
import { type FaultyReceiver, fault, mild, parsed } from './fault.ts';

export const authFaults: FaultyReceiver[] = [
  fault('asks for no keys', 'auth.missing-both-keys', () => ({ authenticate: () => true })),
  fault(
    'looks at the public key only',
    'auth.wrong-private-key',
    keys((given, right) => given.public === right.public),
  ),
  fault(
    'looks at the private key only',
    'auth.wrong-public-key',
    keys((given, right) => given.private === right.private),
  ),
  fault(
    'is content with either key',
    'auth.missing-*-key',
    keys((given, right) => given.public === right.public || given.private === right.private),
  ),
  fault(
    'takes the beginning of a key for the key',
    'auth.prefix-*',
    keys((given, right) => both(given, right, (a, b) => a !== '' && b.startsWith(a))),
  ),
  fault(
    'takes whatever begins with the key',
    'auth.padded-*',
    keys((given, right) => both(given, right, (a, b) => a.startsWith(b))),
  ),
  fault(
    'compares without regard to case',
    'auth.case-flipped-*',
    keys((given, right) => both(given, right, (a, b) => a.toLowerCase() === b.toLowerCase())),
  ),
  fault(
    'looks for both keys, in whichever place',
    'auth.swapped-keys',
    keys((given, right) => [given.public, given.private].sort().join() === [right.public, right.private].sort().join()),
  ),
  fault(
    'takes either key in either place',
    'auth.*-key-twice',
    keys((given, right) => both(given, right, (a) => a === right.public || a === right.private)),
  ),
  fault('lets a missing key pass', 'auth.missing-*', (right) => ({
    authenticate: (request) =>
      (['public', 'private'] as const).every(
        (role) => request.headers[right.header[role]] === undefined || right.given(request, role) === right.keys[role],
      ),
  })),
  fault('lets an empty key pass', 'auth.empty-*', (right) => ({
    authenticate: (request) =>
      (['public', 'private'] as const).every(
        (role) => request.headers[right.header[role]] === '' || right.given(request, role) === right.keys[role],
      ),
  })),
  fault('takes the keys from the query too', 'auth.*-in-query', (right) => ({
    authenticate(request) {
      const query = new URL(request.url ?? '', 'http://localhost').searchParams;
      return (['public', 'private'] as const).every(
        (role) => (right.given(request, role) || query.get(right.header[role])) === right.keys[role],
      );
    },
  })),
  fault('fails on a missing key', 'auth.nothing-at-all', (right) => ({
    authenticate(request) {
      const missing = Object.values(right.header).some((name) => request.headers[name] === undefined);
      if (missing) throw new TypeError('cannot read properties of undefined');
      return right.authenticate(request, Buffer.alloc(0));
    },
  })),
  fault(
    'fails on a key of another length',
    'auth.prefix-*',
    keys((given, right) => both(given, right, (a, b) => timingSafeEqual(Buffer.from(a), Buffer.from(b)))),
  ),
  fault('asks for no keys at the end of a call', 'auth.every-type.end-of-call', (right) => ({
    keysFirst: false,
    authenticate: (request, body) =>
      valueAt(parsed(body), right.contract.typePath ?? []) === 'end-of-call' || right.authenticate(request, body),
  })),
  fault('knows its headers in lower case only', 'auth.upper-case-names', (right) => ({
    authenticate: (request) =>
      Object.values(right.header).every((name) => request.rawHeaders.includes(name)) &&
      right.authenticate(request, Buffer.alloc(0)),
  })),
  mild('takes the first of two keys', 'auth.two-*-keys-good-then-bad', repeated(0)),
  mild('takes the last of two keys', 'auth.two-*-keys-bad-then-good', repeated(-1)),
  mild('judges the keys after the event', 'auth.before-the-body', (right) => ({
    authenticate: () => true,
    judge: (body, request) => right.judge(body, request),
    accept: (body, request) =>
      right.authenticate(request, body) ? right.accept(body, request) : right.refuse(401, '', request, body),
  })),
];

type Pair = Right['keys'];

/** Authenticates by comparing what is given with what is right. */
function keys(hold: (given: Pair, right: Pair) => boolean): Change {
  return ({ keys: right, given }) => ({
    authenticate: (request: IncomingMessage) =>
      hold({ public: given(request, 'public'), private: given(request, 'private') }, right),
  });
}

function both(given: Pair, right: Pair, same: (given: string, right: string) => boolean): boolean {
  return same(given.public, right.public) && same(given.private, right.private);
}

function repeated(index: number): Change {
  return ({ keys: right, header }) => ({
    authenticate: ({ headersDistinct }) =>
      (['public', 'private'] as const).every((role) => headersDistinct[header[role]]?.at(index) === right[role]),
  });
}
