import type { IncomingMessage } from 'node:http';
import { type Credential, hasSignature, type Security } from '../openapi/security.ts';
import type { Keys } from '../signature/keys.ts';
import { sameSecret, secretKey, verifySignature } from '../signature/sign.ts';

/** Gives what a request offers to prove itself: its headers by lower-case name, and its query. */
export interface Offered {
  header(name: string): string | undefined;
  query(name: string): string | undefined;
}

/** Checks what requests offer. */
export interface Authenticator {
  /** Checks everything that can be checked before the body is there. */
  keys(offered: Offered): boolean;
  /** Checks the rest; to be asked only after `keys` said yes. */
  body(offered: Offered, body: Buffer): boolean;
  /** Tells whether `body` has anything to check. */
  readonly signed: boolean;
}

/** Prepares the check of a contract's security. One alternative that holds is enough; none at all lets everybody in. */
export function authenticator(security: Security, keys: Keys): Authenticator {
  const secrets = { public: secretKey(keys.public), private: secretKey(keys.private) };
  const holds = ({ source, in: place, name }: Credential, offered: Offered, body: Buffer | undefined): boolean => {
    if (source.kind === 'signature' && body === undefined) return true;
    const value = (place === 'query' ? offered.query(name) : offered.header(name.toLowerCase())) ?? '';
    if (source.kind === 'key' || body === undefined) return sameSecret(value, keys[source.key]);
    return verifySignature(body, value, secrets[source.key], source);
  };
  const passes = (offered: Offered, body?: Buffer): boolean =>
    security.length === 0 || security.some((alternative) => alternative.every((each) => holds(each, offered, body)));
  return { signed: hasSignature(security), keys: (offered) => passes(offered), body: passes };
}

/** Reads what a request offers to prove itself; its query is parsed only when somebody asks. */
export function offeredBy(request: IncomingMessage, query: string): Offered & { search(): URLSearchParams } {
  let parsed: URLSearchParams | undefined;
  const search = (): URLSearchParams => {
    parsed ??= new URLSearchParams(query);
    return parsed;
  };
  return {
    search,
    query: (name) => search().get(name) ?? undefined,
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}
