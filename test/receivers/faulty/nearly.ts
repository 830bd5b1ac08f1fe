import type { IncomingMessage } from 'node:http';
import { valueAt } from '../../../src/schema/pointer.ts';
import { secretKey, sign } from '../../../src/signature/sign.ts';
import { type Change, fingerprint, type Right } from '../correct.ts';
import { type FaultyReceiver, fault, parsed, unsigned } from './fault.ts';

/** Receivers that are content with a part of a credential, or with one that was right another time. */
export const nearlyFaults: FaultyReceiver[] = [
  fault('compares the beginning of a key and its length', 'auth.last-wrong-*', part(0, 16)),
  fault('compares the end of a key and its length', 'auth.first-wrong-*', part(-8)),
  fault(
    'compares both ends of a key',
    'auth.middle-wrong-*',
    compared((given, key) => given.length === key.length && ends(given) === ends(key)),
  ),
  fault(
    'takes whatever ends with the key',
    'auth.padded-before-*',
    compared((given, key) => given.endsWith(key)),
  ),
  fault(
    'takes the end of a key for the key',
    'auth.suffix-*',
    compared((given, key) => given !== '' && key.endsWith(given)),
  ),
  fault('compares the keys in one piece', 'auth.keys-divided-elsewhere', ({ keys, given }) => ({
    authenticate: (request) => given(request, 'public') + given(request, 'private') === keys.public + keys.private,
  })),
  fault('believes what it has believed before', 'auth.after-accepted', believing(fingerprint)),
  fault('believes whoever speaks of a call that it knows', 'auth.after-accepted', believing(callOf)),
  fault(
    'asks for no private key at the end of a call, only that it is there',
    'auth.every-type-every-way.end-of-call',
    (right) => ({
      keysFirst: false,
      authenticate: (request, body) =>
        right.authenticate(request, body) ||
        (typeOf(body) === 'end-of-call' && right.given(request, 'public') === right.keys.public && hasPrivate(request)),
    }),
  ),
  fault('sends messages for anybody', 'auth.every-action.send-whatsapp', (right) => ({
    keysFirst: false,
    authenticate: (request, body) =>
      valueAt(parsed(body), ['event', 'data', 'action']) === 'send-whatsapp' || right.authenticate(request, body),
  })),
  fault('acknowledges a type that it does not know, whoever sends it', 'auth.unknown-type-without-keys', (right) => ({
    route: (request) => right.route(request),
    keysFirst: false,
    authenticate: (request, body) => typeOf(body) === 'call.not-yet-invented' || right.authenticate(request, body),
    judge: (body, request) => (typeOf(body) === 'call.not-yet-invented' ? [] : right.judge(body, request)),
  })),
  fault('knows its headers with small initials only', 'auth.title-case-names', (right) => ({
    authenticate: (request) =>
      !request.rawHeaders.some((name) => /^X-[A-Z][a-z]/.test(name)) && right.authenticate(request, Buffer.alloc(0)),
  })),
  unsigned(
    'compares half of a signature',
    'signature.last-wrong',
    signed((given, right) => given.slice(0, 32) === right.slice(0, 32)),
  ),
  unsigned(
    'compares the other half of a signature',
    'signature.first-wrong',
    signed((given, right) => given.slice(32) === right.slice(32)),
  ),
  unsigned(
    'adds up the bytes of a signature',
    'signature.reversed',
    signed((given, right) => sum(given) === sum(right)),
  ),
  unsigned('takes a signature that was right before', 'signature.of-an-accepted-delivery', (right) => {
    const known = new Set<string>();
    return {
      authenticate(request, body) {
        const signature = right.given(request, 'private');
        if (right.authenticate(request, body)) known.add(signature);
        return right.given(request, 'public') === right.keys.public && known.has(signature);
      },
    };
  }),
  unsigned('trims what it verifies', 'signature.over-trimmed', (right) => ({
    authenticate: (request, body) =>
      right.authenticate(request, body) || right.authenticate(request, Buffer.from(body.toString().trim())),
  })),
  unsigned('takes the private key for a signature', 'signature.private-key-itself', (right) => ({
    authenticate: (request, body) =>
      right.authenticate(request, body) || right.given(request, 'private') === right.keys.private,
  })),
  unsigned('believes any signature at the end of a call', 'signature.wrong-for-every-type.end-of-call', (right) => ({
    authenticate: (request, body) =>
      right.authenticate(request, body) || (typeOf(body) === 'end-of-call' && hasPrivate(request)),
  })),
  unsigned('normalises letters before it verifies', 'signature.decomposed-letters', (right) => ({
    authenticate: (request, body) => right.authenticate(request, Buffer.from(body.toString().normalize('NFC'))),
  })),
];

function compared(same: (given: string, key: string) => boolean): Change {
  return ({ keys, given }) => ({
    authenticate: (request) =>
      same(given(request, 'public'), keys.public) && same(given(request, 'private'), keys.private),
  });
}

function part(from: number, to?: number): Change {
  return compared((given, key) => given.length === key.length && given.slice(from, to) === key.slice(from, to));
}

function ends(key: string): string {
  return key.slice(0, 8) + key.slice(-4);
}

/** Believes a request without a look at its keys when `key` of its body is known from one that was right. */
function believing(key: (body: Buffer) => string): Change {
  return (right) => {
    const known = new Set<string>();
    return {
      keysFirst: false,
      authenticate(request, body) {
        const own = key(body);
        const holds = right.authenticate(request, body);
        if (holds && own !== '') known.add(own);
        return holds || known.has(own);
      },
    };
  };
}

function signed(same: (given: string, right: string) => boolean): Change {
  return ({ keys, given }: Right) => ({
    authenticate: (request: IncomingMessage, body) =>
      given(request, 'public') === keys.public &&
      same(given(request, 'private'), sign(body, secretKey(keys.private), { algorithm: 'sha256', encoding: 'hex' })),
  });
}

function hasPrivate(request: IncomingMessage): boolean {
  return ['x-private-key', 'x-signature'].some((name) => request.headers[name] !== undefined);
}

function sum(hex: string): number {
  return hex.length === 64 ? [...hex].reduce((total, digit) => total + digit.charCodeAt(0), 0) : 0;
}

function typeOf(body: Buffer): unknown {
  return valueAt(parsed(body), ['event', 'type']);
}

function callOf(body: Buffer): string {
  return String(valueAt(parsed(body), ['event', 'data', 'call', 'id']) ?? '');
}
