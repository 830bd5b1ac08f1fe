import { randomUUID } from 'node:crypto';
import { type Identity, identitiesFor } from '../../contract/identities.ts';
import type { Contract } from '../../contract/load.ts';
import { authenticated, withHeaders } from '../../delivery/delivery.ts';
import { handshakeRequest, headersAfter } from '../../delivery/handshake/request.ts';
import type { Values } from '../../delivery/handshake/template.ts';
import { withKeys } from '../../delivery/handshake/values.ts';
import { withDeclaredParameters, withParameters } from '../../delivery/parameters.ts';
import type { ExchangeRequest, Header } from '../../exchange.ts';
import { offsetOf } from '../../recorded/locate.ts';
import { endOfValue } from '../../schema/json-text.ts';
import { valueAt } from '../../schema/pointer.ts';
import type { Keys } from '../../signature/keys.ts';
import { type Challenge, type Send, sentCredentials } from '../cases/case.ts';

/** Makes the requests of one case; those that name the same call get the same identity. */
export type RequestMaker = (send: Send) => ExchangeRequest;

/** Gives a maker for each case, so that no two cases of a run, nor of two runs, speak of the same call. */
export function requestMakers(contract: Contract, keys: Keys, url: URL): () => RequestMaker {
  const fresh = freshNames(contract);
  const after = headersAfter(contract.handshake);
  return () => {
    const calls = new Map<string, Names>();
    const namesOf = ({ call }: Send): Names => {
      const names = (call === undefined ? undefined : calls.get(call)) ?? fresh();
      if (call !== undefined) calls.set(call, names);
      return names;
    };
    return (send) => {
      if (send.challenge) return challengeRequest(send.challenge, send, { contract, keys, url });
      // The body of a send may be made each time it is asked for.
      const { method, framing, body: given } = send;
      // What a case is about stays.
      const headers = withHeaders([...after, ...contract.headers], send.headers);
      const { identity, mark } = namesOf(send);
      const path = send.keepsIdentity ? undefined : contract.identity;
      const body = send.exact ? given : given && marked(withIdentity(given, path, identity), mark);
      const bare = { method, target: targetWith(url, send.suffix), headers, body, framing };
      const plan = send.parameters ? withParameters(bare, send.parameters) : withDeclaredParameters(bare, contract);
      return respell(
        authenticated(plan, {
          security: [sentCredentials(contract, send)],
          keys,
          origin: url.origin,
          spoilt: send.spoilt,
        }),
        send.headerCase,
      );
    };
  };
}

function challengeRequest(
  challenge: Challenge,
  { spoilt }: Send,
  to: { contract: Contract; keys: Keys; url: URL },
): ExchangeRequest {
  const { scheme, optional } = challenge;
  const [values = {}] = challengeValues(challenge, to.keys);
  return handshakeRequest(scheme, { ...to, values, optional, spoilt });
}

/** Gives what a challenge holds, with the proof that each key makes of it. */
export function challengeValues({ scheme, values, change }: Challenge, keys: Keys): Values[] {
  return withKeys(scheme, values, keys).map(change);
}

/** Holds what tells a delivery apart from all others. */
interface Names {
  /** In a form that the contract lets stand there; undefined where there is none, and events keep their own. */
  identity: Identity | undefined;
  mark: string;
}

/** Makes names that no two cases of a run have in common, nor two runs. */
function freshNames(contract: Contract): () => Names {
  const uuid = randomUUID();
  const run = uuid.slice(0, 8);
  const word = (count: number): string => `hookproof-${run}-${count}`;
  const identity = identitiesFor(contract, {
    word,
    uuid: (count) => `${uuid.slice(0, 24)}${count.toString(16).padStart(12, '0')}`,
    offset: (Number.parseInt(run, 16) % 100_000) * 10_000,
    seed: Number.parseInt(uuid.slice(0, 7), 16),
  });
  let count = 0;
  return () => {
    count++;
    return { identity: identity?.(count), mark: word(count) };
  };
}

/** Longer bodies are made for their length; whether they are new does not matter. */
const maxEdited = 64 * 1024;

/** Puts a fresh identity into an event by changing those bytes only; one without such an identity stays as it is. */
export function withIdentity(
  bytes: Buffer,
  path: readonly string[] | undefined,
  identity: Identity | undefined,
): Buffer {
  if (!path || identity === undefined || bytes.length > maxEdited) return bytes;
  if (!ranges.has(bytes)) ranges.set(bytes, findIdentity(bytes, path, typeof identity));
  const range = ranges.get(bytes);
  if (!range) return bytes;
  const [start, end] = range;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(identity)), bytes.subarray(end)]);
}

type ByteRange = readonly [start: number, end: number];

/** The same recording is sent many times; where its identity stands is looked up once. */
const ranges = new WeakMap<Buffer, ByteRange | undefined>();

/** Finds the bytes of a value of a type, quotes included; a byte order mark may stand before the event. */
function findIdentity(bytes: Buffer, path: readonly string[], type: string): ByteRange | undefined {
  const mark = bytes.indexOf('\ufeff') === 0 ? 3 : 0;
  const json = bytes.subarray(mark);
  try {
    if (typeof valueAt(JSON.parse(json.toString()), path) !== type) return undefined;
  } catch {
    return undefined;
  }
  const start = offsetOf(json, path);
  let end = endOfValue(json, start);
  // A number ends where white space begins.
  while (Number(json[end - 1]) <= 0x20) end--;
  return [mark + start, mark + end];
}

/** Events that name no call are told apart by this word in their bodies. */
const freshMark = 'hookproof-fresh';

function marked(body: Buffer, mark: string): Buffer {
  if (body.length >= 1_000 || !body.includes(freshMark)) return body;
  return Buffer.from(body.toString().replaceAll(freshMark, mark));
}

function targetWith(url: URL, suffix: string): string {
  const query = suffix.includes('?') ? suffix.slice(suffix.indexOf('?') + 1) : '';
  const path = suffix.split('?', 1)[0] ?? '';
  const search = [url.search.slice(1), query].filter(Boolean).join('&');
  return url.pathname + path + (search ? `?${search}` : '');
}

function respell(request: ExchangeRequest, headerCase: Send['headerCase']): ExchangeRequest {
  if (headerCase === 'as-is') return request;
  const spell = spellings[headerCase];
  return { ...request, headers: request.headers.map(([name, value]): Header => [spell(name), value]) };
}

const spellings: Record<Exclude<Send['headerCase'], 'as-is'>, (name: string) => string> = {
  lower: (name) => name.toLowerCase(),
  upper: (name) => name.toUpperCase(),
  title: (name) => name.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  mixed: (name) => name.toLowerCase().replace(/(.)(.?)/g, (_, one: string, two: string) => one + two.toUpperCase()),
};
