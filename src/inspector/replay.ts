import { randomBytes } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { valuesAt } from '../delivery/carried.ts';
import { carriedParameter, parameterValue } from '../delivery/parameters.ts';
import { createSender } from '../delivery/sender.ts';
import { callableTargets } from '../edge/targets.ts';
import type { Header } from '../exchange.ts';
import type { StoredAttempt } from '../journal/journal.ts';
import { changed } from '../once.ts';
import type { Keys } from '../signature/keys.ts';
import { sameSecret } from '../signature/sign.ts';
import type { ReplayResult, SentAgain } from './views.ts';

/** Says to whom events may be sent again. */
export interface ReplaySetup {
  keys: Keys;
  /** Lists origins beyond this machine that are allowed. */
  origins: readonly string[];
  /** Names the option that allows one. */
  option: string;
  timeoutMs?: number;
}

const mostAtOnce = 4;

/** Names the header that carries the token of a page. */
export const tokenHeader = 'hookproof-token';

/** Makes a token that only the page and the terminal know. */
export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

/** Tells whether a request shows the token, in constant time. */
export function hasToken(given: string | string[] | undefined, token: string): boolean {
  return typeof given === 'string' && sameSecret(given, token);
}

/**
 * Makes what sends stored bodies again: to this machine or an origin that is allowed, signed or with keys as the contract asks,
 * and with the headers that came, but for those that a sender writes itself. No redirect is followed. Gives a text where it
 * sends nothing: why.
 */
export function createReplay({ keys, origins, option, timeoutMs = 10_000 }: ReplaySetup) {
  let underWay = 0;
  return async (to: string, attempt: StoredAttempt, contract: Contract): Promise<ReplayResult | string> => {
    const url = URL.parse(to);
    if (!url) return 'this is no URL';
    if (!attempt.body) return 'its body was not read, so there is nothing to send';
    const named = origins.includes(url.origin) ? [url.host] : [];
    const targets = callableTargets(named, undefined, ({ origin }) => `start again with ${option} ${origin}`);
    const refusal = await targets.refusal(url);
    if (refusal !== undefined) return refusal;
    if (underWay >= mostAtOnce) return 'others are being sent; try again';
    underWay++;
    const lookup = targets.lookupFor(url);
    const own = changed(asItCame(attempt, contract), { handshake: undefined });
    try {
      const sender = createSender({ url, contract: own, keys, timeoutMs, connections: 1, lookup });
      const receipt = await sender.send(attempt.body);
      await sender.close();
      const { durationMs } = receipt;
      return receipt.kind === 'answer'
        ? { status: receipt.status, why: null, durationMs }
        : { status: null, why: receipt.why, durationMs };
    } finally {
      underWay--;
    }
  };
}

/** Names headers that say how one message travelled, or who sent it. */
const ofMessage = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'expect', 'te', 'trailer', 'upgrade'],
  ...['proxy-connection', 'user-agent', 'accept', 'accept-encoding', 'accept-language', 'cookie', 'authorization'],
]);

/**
 * Gives the contract by which a stored delivery goes out again as it came: with its headers, and without a parameter that it had not,
 * which may be why it was refused. A parameter whose value is not kept, or that a sender writes itself, is made anew.
 */
export function asItCame(attempt: StoredAttempt, contract: Contract): Contract {
  const { method, target } = attempt;
  const came = { method, target, headers: [...attempt.headers], body: null };
  const hadCookies = came.headers.some(([name]) => name.toLowerCase() === 'cookie');
  const parameters = contract.parameters.filter((each) => {
    if (each.in === 'path') return true;
    // Of cookies not even the names are kept.
    if (each.in === 'cookie') return hadCookies;
    return valuesAt(came, carriedParameter(each, parameterValue(each, contract))).length > 0;
  });
  return changed(contract, { parameters, headers: carriedHeaders(attempt, contract) });
}

/** Says what of a stored delivery goes out again otherwise than it came, since its value was not kept. */
export function sentAgain(attempt: StoredAttempt, contract: Contract): SentAgain {
  const { parameters } = asItCame(attempt, contract);
  const [proof = []] = contract.security;
  const query = [...new URLSearchParams(attempt.target.split('?').slice(1).join('?'))];
  const unkept = [...attempt.headers, ...query].flatMap(([name, value]) => (value.includes('…') ? [name] : []));
  const isAmong = (name: string, names: readonly string[]): boolean =>
    names.some((each) => each.toLowerCase() === name.toLowerCase());
  const declared = parameters.filter(({ in: place, name }) => place === 'cookie' || isAmong(name, unkept));
  const anew = [...new Set([...proof, ...declared].map(({ in: place, name }) => `${place} ${name}`))];
  const made = [...proof, ...declared].map(({ in: place, name }) => (place === 'cookie' ? 'cookie' : name));
  return { anew, without: [...new Set(unkept)].filter((name) => !isAmong(name, made)) };
}

/** Lists the headers of a stored delivery that go out again: none that was a credential, or is made anew with one. */
function carriedHeaders({ headers }: Pick<StoredAttempt, 'headers'>, { security }: Contract): Header[] {
  const made = security.flat().flatMap(({ name, source }) => {
    const beside = source.kind === 'signature' ? [source.scheme.id?.header, source.scheme.timestamp?.header] : [];
    return [name, ...beside].flatMap((each) => each?.toLowerCase() ?? []);
  });
  return headers.filter(
    ([name, value]) => !value.includes('…') && !made.includes(name.toLowerCase()) && !ofMessage.has(name.toLowerCase()),
  );
}
