import { randomUUID } from 'node:crypto';
import { type Identity, identitiesFor } from '../../../contract/identities.ts';
import type { Contract } from '../../../contract/load.ts';
import { authenticated } from '../../../delivery/delivery.ts';
import type { ExchangeRequest, Header } from '../../../exchange.ts';
import type { Keys } from '../../../signature/keys.ts';
import type { Send } from '../../cases/case.ts';
import { withIdentity } from './identity.ts';

/** Makes the requests of one case; those that name the same call get the same identity. */
export type RequestMaker = (send: Send) => ExchangeRequest;

/** Gives a maker for each case, so that no two cases of a run, nor of two runs, speak of the same call. */
export function requestMakers(contract: Contract, keys: Keys, url: URL): () => RequestMaker {
  const fresh = freshNames(contract);
  return () => {
    const calls = new Map<string, Names>();
    const namesOf = ({ call }: Send): Names => {
      const names = (call === undefined ? undefined : calls.get(call)) ?? fresh();
      if (call !== undefined) calls.set(call, names);
      return names;
    };
    return (send) => {
      const { method, headers, framing } = send;
      const { identity, mark } = namesOf(send);
      const path = send.keepsIdentity ? undefined : contract.identity;
      const body = send.exact ? send.body : send.body && marked(withIdentity(send.body, path, identity), mark);
      const plan = { method, target: targetOf(url, send.suffix), headers, body, framing };
      return respell(authenticated(plan, contract.security, keys, send.spoilt), send.headerCase);
    };
  };
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

/** Events that name no call are told apart by this word in their bodies. */
const placeholder = 'hookproof-fresh';

function marked(body: Buffer, mark: string): Buffer {
  if (body.length >= 1_000 || !body.includes(placeholder)) return body;
  return Buffer.from(body.toString().replaceAll(placeholder, mark));
}

function targetOf(url: URL, suffix: string): string {
  const query = suffix.includes('?') ? suffix.slice(suffix.indexOf('?') + 1) : '';
  const path = suffix.split('?', 1)[0] ?? '';
  const search = [url.search.slice(1), query].filter(Boolean).join('&');
  return url.pathname + path + (search ? `?${search}` : '');
}

function respell(request: ExchangeRequest, headerCase: Send['headerCase']): ExchangeRequest {
  const spell = spellings[headerCase];
  return { ...request, headers: request.headers.map(([name, value]): Header => [spell(name), value]) };
}

const spellings: Record<Send['headerCase'], (name: string) => string> = {
  'as-is': (name) => name,
  lower: (name) => name.toLowerCase(),
  upper: (name) => name.toUpperCase(),
  title: (name) => name.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  mixed: (name) => name.toLowerCase().replace(/(.)(.?)/g, (_, one: string, two: string) => one + two.toUpperCase()),
};
