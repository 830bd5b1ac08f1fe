import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Credential, hasSignature, type Security } from '../openapi/security.ts';
import type { Keys } from '../signature/keys.ts';
import { sameSecret, secretKey, verifySignature } from '../signature/sign.ts';

/** Holds what a request offers to prove itself; its query is parsed only when somebody asks. */
export interface Offered {
  headers: IncomingHttpHeaders;
  search(): URLSearchParams;
}

/** Checks what requests offer. */
export interface Authenticator {
  /** Checks everything that can be checked before the body is there. */
  keys(offered: Offered): boolean;
  /** Checks the rest; to be asked only after `keys` said yes. */
  body(offered: Offered, body: Buffer): boolean;
}

/** Prepares the check of a contract's security. One alternative that holds is enough; none at all lets everybody in. */
export function authenticator(security: Security, keys: Keys): Authenticator {
  const secrets = { public: secretKey(keys.public), private: secretKey(keys.private) };
  const holds = ({ source, in: place, name }: Credential, offered: Offered, body: Buffer | undefined): boolean => {
    if (source.kind === 'signature' && body === undefined) return true;
    const given = place === 'query' ? offered.search().get(name) : offered.headers[name.toLowerCase()];
    const value = typeof given === 'string' ? given : '';
    if (source.kind === 'key' || body === undefined) return sameSecret(value, keys[source.key]);
    return verifySignature(body, value, secrets[source.key], source);
  };
  const passes = (offered: Offered, body?: Buffer): boolean =>
    security.length === 0 || security.some((alternative) => alternative.every((each) => holds(each, offered, body)));
  return { keys: (offered) => passes(offered), body: hasSignature(security) ? passes : () => true };
}

/** Reads what a request with a query offers to prove itself. */
export function offeredBy({ headers }: IncomingMessage, query: string): Offered {
  let parsed: URLSearchParams | undefined;
  const search = (): URLSearchParams => {
    parsed ??= new URLSearchParams(query);
    return parsed;
  };
  return { headers, search };
}
