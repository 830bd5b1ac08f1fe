import type { ExchangeRequest, Framing, Header } from '../exchange.ts';
import type { Credential, KeyRole, Security } from '../openapi/security.ts';
import type { Keys } from '../signature/keys.ts';
import { type SignatureScheme, secretKey, sign } from '../signature/sign.ts';

/** Holds what a delivery is made of, before it is authenticated. */
export interface DeliveryPlan {
  method: string;
  /** Path and query. */
  target: string;
  /** Headers other than credentials. */
  headers: Header[];
  body: Buffer | null;
  framing?: Framing;
}

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

/** Adds what the first alternative of the contract's security asks for; the signature is made over the final bytes. */
export function authenticated(
  plan: DeliveryPlan,
  security: Security,
  keys: Keys,
  spoilt: SpoiltCredentials = {},
): ExchangeRequest {
  const headers: Header[] = [...plan.headers];
  let { target } = plan;
  for (const credential of security[0] ?? []) {
    const fault = spoilt[roleOf(credential)];
    const body = plan.body ?? Buffer.alloc(0);
    const right = valueFor(credential, body, keys);
    const signed = credential.source.kind === 'signature' ? { body, scheme: credential.source } : undefined;
    const place = fault?.place ?? (credential.in === 'query' ? 'query' : 'header');
    for (const value of fault ? fault.values(right, keys, signed) : [right]) {
      if (place === 'header') headers.push([credential.name, value]);
      else target += `${target.includes('?') ? '&' : '?'}${credential.name}=${encodeURIComponent(value)}`;
    }
  }
  const { method, body, framing } = plan;
  return { method, target, headers, body, ...(framing ? { framing } : {}) };
}

/** Tells what a credential is in terms of the keys: one of them, or the signature. */
export function roleOf({ source }: Credential): KeyRole | 'signature' {
  return source.kind === 'key' ? source.key : 'signature';
}

function valueFor({ source }: Credential, body: Buffer, keys: Keys): string {
  return source.kind === 'key' ? keys[source.key] : sign(body, secretKey(keys[source.key]), source);
}
