import { createHash } from 'node:crypto';
import type { ExchangeRequest, Header } from '../exchange.ts';
import type { Credential, Security } from '../openapi/security.ts';
import type { KeyRole, SignatureScheme } from '../openapi/signature-scheme.ts';
import type { Keys } from '../signature/keys.ts';
import { signingKeys } from '../signature/secret-keys.ts';
import {
  companionHeaders,
  deliveryUrl,
  type SignedMessage,
  signatureValue,
  signedBytes,
  timestampOf,
} from '../signature/signer.ts';

/** Says how one credential is spoilt, for a delivery that must be denied. */
export interface Spoilt {
  /** Made from the right value; undefined leaves the credential out, several values repeat the header. */
  values(right: string, keys: Keys, signed?: Signed): string[];
  /** Writes several values of a signature into one header, where the scheme has room for them. */
  joins?: true;
  /** Changes how the header of a signature is written. */
  writes?(scheme: SignatureScheme): SignatureScheme;
  place?: 'header' | 'query';
  /** Changes a signature in place of `values`, for another text may stand for the same bytes. */
  bytes?(right: Buffer): Buffer;
  /** Changes what is signed, where a right signature over it must be denied. */
  signs?(message: SignedMessage, scheme: SignatureScheme): SignedMessage;
  /** Changes what travels beside the signature once it is made; an empty text leaves it out. */
  sends?(message: SignedMessage): SignedMessage;
}

/** Says what a signature is over, and how it is made. */
export interface Signed {
  message: SignedMessage;
  scheme: SignatureScheme;
}

export type SpoiltCredentials = Partial<Record<KeyRole | 'signature', Spoilt>>;

/** Holds what a request is authenticated with. */
export interface Authentication {
  security: Security;
  keys: Keys;
  /** Scheme and host of the receiver, which some sign. */
  origin: string;
  spoilt?: SpoiltCredentials;
}

/** Adds the credentials that the first alternative of the contract's security asks for; a signature is over the final bytes. */
export function authenticated(
  request: ExchangeRequest,
  { security, keys, origin, spoilt = {} }: Authentication,
): ExchangeRequest {
  const headers: Header[] = [...request.headers];
  let { target } = request;
  for (const credential of security[0] ?? []) {
    const fault = spoilt[roleOf(credential)];
    const { source } = credential;
    const place = fault?.place ?? (credential.in === 'query' ? 'query' : 'header');
    const { values, beside = [] } =
      source.kind === 'key'
        ? { values: fault ? fault.values(keys[source.key], keys) : [keys[source.key]] }
        : signatureValues(source.scheme, messageOf(source.scheme, request, origin), keys, fault);
    headers.push(...beside);
    for (const value of values) {
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

/** Signs a message as a scheme says; `beside` holds the headers that travel beside the signature. */
function signatureValues(
  scheme: SignatureScheme,
  usual: SignedMessage,
  keys: Keys,
  fault: Spoilt | undefined,
): { values: string[]; beside?: Header[] } {
  const message = fault?.signs?.(usual, scheme) ?? usual;
  const sent = fault?.sends?.(message) ?? message;
  const data = signedBytes(scheme, message);
  const form = fault?.writes?.(scheme) ?? scheme;
  const written = (signatures: string[]): string => signatureValue(form, signatures, sent.timestamp);
  const text = (bytes: Buffer): string => bytes.toString(scheme.encoding);
  const right = signingKeys(scheme, keys).map((key) => key.sign(data));
  const [current = Buffer.alloc(0)] = right;
  const spoilt = fault?.bytes ? [text(fault.bytes(current))] : fault?.values(text(current), keys, { message, scheme });
  if (spoilt && fault?.joins) return { values: [written(spoilt)], beside: companionHeaders(scheme, sent) };
  // An empty value stays one; any other fault lies in the signature, and is written as a right one would be.
  const values = spoilt?.map((each) => (each === '' ? '' : written([each]))) ?? [written(right.map(text))];
  return { values, beside: companionHeaders(scheme, sent) };
}

function messageOf(scheme: SignatureScheme, { body, target }: ExchangeRequest, origin: string): SignedMessage {
  const bytes = body ?? Buffer.alloc(0);
  // The same event keeps its id however often it is tried; none of its characters parts anything in a scheme.
  const id = `msg_${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}`;
  return { body: bytes, url: deliveryUrl(origin, target), id, timestamp: timestampOf(scheme, Date.now()) };
}
