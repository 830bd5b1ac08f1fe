import { randomUUID } from 'node:crypto';
import type { Identity } from '../../../contract/identities.ts';
import type { Contract } from '../../../contract/load.ts';
import { authenticated, type DeliveryPlan } from '../../../delivery/delivery.ts';
import type { ExchangeRequest, Header } from '../../../exchange.ts';
import type { Keys } from '../../../signature/keys.ts';
import type { Send } from '../../cases/case.ts';
import { freshIdentities } from './fresh-identities.ts';
import { withIdentity } from './identity.ts';

/** Makes the requests of one case; those that name the same call get the same identity. */
export type RequestMaker = (send: Send) => ExchangeRequest;

/** Gives a maker for each case, so that no two cases of a run, nor of two runs, speak of the same call. */
export function requestMakers(contract: Contract, keys: Keys, url: URL): () => RequestMaker {
  const freshIdentity = freshIdentities(contract);
  const run = randomUUID().slice(0, 8);
  let count = 0;
  const fresh = (): Names => ({ identity: freshIdentity(), mark: `hookproof-${run}-${++count}` });
  return () => {
    const calls = new Map<string, Names>();
    const namesOf = ({ call }: Send): Names => {
      const names = (call === undefined ? undefined : calls.get(call)) ?? fresh();
      if (call !== undefined) calls.set(call, names);
      return names;
    };
    return (send) => {
      const { identity, mark } = namesOf(send);
      const path = send.keepsIdentity ? undefined : contract.identity;
      const body = send.exact ? send.body : send.body && marked(withIdentity(send.body, path, identity), mark);
      const plan: DeliveryPlan = {
        method: send.method,
        target: targetOf(url, send.suffix),
        headers: send.headers,
        body,
        ...(send.framing ? { framing: send.framing } : {}),
      };
      return respell(authenticated(plan, contract.security, keys, send.spoilt), send.headerCase);
    };
  };
}

/** Holds what tells a delivery apart from all others. */
interface Names {
  identity: Identity | undefined;
  mark: string;
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
  if (headerCase === 'as-is') return request;
  const spell = spellings[headerCase];
  return { ...request, headers: request.headers.map(([name, value]): Header => [spell(name.toLowerCase()), value]) };
}

const spellings: Record<Exclude<Send['headerCase'], 'as-is'>, (name: string) => string> = {
  lower: (name) => name,
  upper: (name) => name.toUpperCase(),
  title: (name) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  mixed: (name) => name.replace(/(.)(.?)/g, (_, one: string, two: string) => one + two.toUpperCase()),
};
