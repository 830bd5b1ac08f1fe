import type { Contract } from '../contract/load.ts';
import { cookiesAmong } from '../http-client/cookies.ts';
import type { StoredAttempt } from '../journal/journal.ts';
import { sameJson } from '../schema/json.ts';
import type { AskedCredential } from './views.ts';

/** Lists what contracts take for proof, each alternative by itself and once, and which of it came with a delivery. */
export function askedCredentials(
  { headers, target }: Pick<StoredAttempt, 'headers' | 'target'>,
  contracts: readonly Pick<Contract, 'security'>[],
): AskedCredential[][] {
  const query = new URLSearchParams(target.split('?').slice(1).join('?'));
  const cameIn = {
    header: (name: string) => headers.some(([each]) => each.toLowerCase() === name.toLowerCase()),
    query: (name: string) => query.has(name),
    // What cookies hold is not kept, nor which they are.
    cookie: () => cookiesAmong(headers).length > 0,
  };
  const all = contracts
    .flatMap(({ security }) => security)
    .map((alternative) =>
      alternative.map(({ in: place, name, source }) => ({
        ...{ place, name, came: cameIn[place](name) },
        says: source.kind === 'key' ? `${source.roles.join(' and ')} key` : `signature, ${source.scheme.algorithm}`,
      })),
    );
  return all.filter((each, at) => all.findIndex((other) => sameJson(other, each)) === at);
}
