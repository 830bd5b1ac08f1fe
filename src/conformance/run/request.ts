import { randomUUID } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import { authenticated, type DeliveryPlan } from '../../delivery/delivery.ts';
import type { ExchangeRequest, Header } from '../../exchange.ts';
import type { Keys } from '../../signature/keys.ts';
import type { Send } from '../case.ts';
import { withIdentity } from './identity.ts';

/** Makes the requests of one case; those that name the same call get the same identity. */
export type RequestMaker = (send: Send) => ExchangeRequest;

/** Gives a maker for each case, so that no two cases of a run, nor of two runs, speak of the same call. */
export function requestMakers(contract: Contract, keys: Keys, url: URL): () => RequestMaker {
  const run = randomUUID().slice(0, 8);
  let count = 0;
  const fresh = (): string => `hookproof-${run}-${++count}`;
  return () => {
    const calls = new Map<string, string>();
    const identityOf = ({ call }: Send): string => {
      const known = call === undefined ? undefined : calls.get(call);
      const identity = known ?? fresh();
      if (call !== undefined) calls.set(call, identity);
      return identity;
    };
    return (send) => {
      const identity = identityOf(send);
      const path = send.keepsIdentity ? undefined : contract.identity;
      const body = send.exact ? send.body : send.body && marked(withIdentity(send.body, path, identity), identity);
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

/** Events that name no call are told apart by this mark in their bodies. */
const mark = 'hookproof-fresh';

function marked(body: Buffer, identity: string): Buffer {
  return body.length < 1_000 && body.includes(mark) ? Buffer.from(body.toString().replaceAll(mark, identity)) : body;
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
