import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Credential, Security } from '../openapi/security.ts';
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
  const alternatives = security.map((credentials) => ({
    plain: credentials.filter(({ source }) => source.kind === 'key'),
    signed: credentials.filter(({ source }) => source.kind === 'signature'),
  }));
  const open = alternatives.length === 0;
  return {
    signed: alternatives.some(({ signed }) => signed.length > 0),
    keys: (offered) => open || alternatives.some(({ plain }) => plain.every((each) => holdsKey(each, offered, keys))),
    body: (offered, body) =>
      open ||
      alternatives.some(({ plain, signed }) => {
        const known = plain.every((each) => holdsKey(each, offered, keys));
        return known && signed.every((each) => holdsSignature(each, offered, body, secrets));
      }),
  };
}

function holdsKey(credential: Credential, offered: Offered, keys: Keys): boolean {
  return sameSecret(offeredValue(credential, offered), keys[credential.source.key]);
}

function holdsSignature(
  credential: Credential,
  offered: Offered,
  body: Buffer,
  secrets: Record<keyof Keys, KeyObject>,
): boolean {
  const { source } = credential;
  return (
    source.kind === 'signature' && verifySignature(body, offeredValue(credential, offered), secrets[source.key], source)
  );
}

function offeredValue({ in: place, name }: Credential, offered: Offered): string {
  return (place === 'query' ? offered.query(name) : offered.header(name.toLowerCase())) ?? '';
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
