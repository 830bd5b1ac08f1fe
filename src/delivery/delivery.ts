import type { ExchangeRequest, Header } from '../exchange.ts';
import type { Credential, KeyRole, Security } from '../openapi/security.ts';
import type { Keys } from '../signature/keys.ts';
import { type SignatureScheme, secretKey, sign } from '../signature/sign.ts';

/** Says how one credential is spoilt, for a delivery that must be denied. */
export interface Spoilt {
  /** Made from the right value; undefined leaves the credential out, several values repeat the header. */
  values(right: string, keys: Keys, signed?: Signed): string[];
  place?: 'header' | 'query';
}

/** Says what a signature is over, and how it is made. */
export interface Signed {
  body: Buffer;
  scheme: SignatureScheme;
}

export type SpoiltCredentials = Partial<Record<KeyRole | 'signature', Spoilt>>;

/** Adds the credentials that the first alternative of the contract's security asks for; a signature is over the final bytes. */
export function authenticated(
  request: ExchangeRequest,
  security: Security,
  keys: Keys,
  spoilt: SpoiltCredentials = {},
): ExchangeRequest {
  const headers: Header[] = [...request.headers];
  const body = request.body ?? Buffer.alloc(0);
  let { target } = request;
  for (const credential of security[0] ?? []) {
    const fault = spoilt[roleOf(credential)];
    const { source } = credential;
    const right = source.kind === 'key' ? keys[source.key] : sign(body, secretKey(keys[source.key]), source);
    const signed = source.kind === 'signature' ? { body, scheme: source } : undefined;
    const place = fault?.place ?? (credential.in === 'query' ? 'query' : 'header');
    for (const value of fault ? fault.values(right, keys, signed) : [right]) {
      if (place === 'header') headers.push([credential.name, value]);
      else target += `${target.includes('?') ? '&' : '?'}${credential.name}=${encodeURIComponent(value)}`;
    }
  }
  return { ...request, target, headers };
}

/** Tells what a credential is in terms of the keys: one of them, or the signature. */
export function roleOf({ source }: Credential): KeyRole | 'signature' {
  return source.kind === 'key' ? source.key : 'signature';
}
