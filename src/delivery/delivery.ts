import { createHash } from 'node:crypto';
import type { ExchangeRequest, Header } from '../exchange.ts';
import type { Credential, KeySource, Security } from '../openapi/security.ts';
import type { KeyRole, SignatureScheme } from '../openapi/signature-scheme.ts';
import { credentialText } from '../signature/credentials.ts';
import { currentKeys, type Keys } from '../signature/keys.ts';
import { signingKeys } from '../signature/secret-keys.ts';
import {
  companionHeaders,
  deliveryUrl,
  type SignedMessage,
  signatureValue,
  signedBytes,
  timestampOf,
} from '../signature/signer.ts';
import { type Carried, carrying, without } from './carried.ts';

/** Says how one credential is spoilt, for a delivery that must be denied. */
export interface Spoilt {
  /** Made from the right value; undefined leaves the credential out, several values repeat the header. */
  values(right: string, keys: Keys, signed?: Signed): string[];
  /** Writes several values of a signature into one header, where the scheme has room for them. */
  joins?: true;
  /** Changes how the header of a signature is written. */
  writes?(scheme: SignatureScheme): SignatureScheme;
  place?: 'header' | 'query';
  /** Writes more around the whole value that carries the right keys. */
  around?(written: string): string;
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
interface Authentication {
  security: Security;
  keys: Keys;
  /** Scheme and host of the receiver, which some sign. */
  origin: string;
  spoilt?: SpoiltCredentials;
}

/** Adds headers to those of a delivery; one of the same name takes the place of the delivery's. */
export function withHeaders(own: readonly Header[], more: readonly Header[]): Header[] {
  const names = new Set(more.map(([name]) => name.toLowerCase()));
  return [...own.filter(([name]) => !names.has(name.toLowerCase())), ...more];
}

/** Adds the credentials that the first alternative of the contract's security asks for; a signature is over the final bytes. */
export function authenticated(
  request: ExchangeRequest,
  { security: [credentials = []], keys, origin, spoilt = {} }: Authentication,
): ExchangeRequest {
  const current = currentKeys(keys);
  const values = credentials.flatMap((credential): Carried[] => {
    const { source } = credential;
    if (source.kind === 'key') return keyValues({ ...credential, source }, current, spoilt);
    const { values: written, beside = [] } = signatureValues(
      source.scheme,
      messageOf(source.scheme, request, origin),
      keys,
      spoilt.signature,
    );
    const place = spoilt.signature?.place ?? 'header';
    return [
      ...beside.map(([name, value]): Carried => ({ in: 'header', name, value })),
      ...written.map((value): Carried => ({ in: place, name: credential.name, value })),
    ];
  });
  // A key that the receiver's address has in its query gives way, lest there be two.
  const inQuery = credentials.filter((each) => each.in === 'query');
  return carrying(inQuery.length > 0 ? without(request, inQuery) : request, values);
}

/** Tells what a credential is in terms of the keys: one or two of them, or the signature. */
export function rolesOf({ source }: Credential): readonly (KeyRole | 'signature')[] {
  return source.kind === 'key' ? source.roles : ['signature'];
}

type KeyCredential = Credential & { source: KeySource };

/** Writes a credential of keys, each spoilt as it is to be: nothing where all are left out, several where one is repeated. */
function keyValues({ in: usual, name, source }: KeyCredential, current: Keys, spoilt: SpoiltCredentials): Carried[] {
  const given = source.roles.map((role) => spoilt[role]?.values(current[role], current) ?? [current[role]]);
  const faults = source.roles.flatMap((role) => spoilt[role] ?? []);
  const place = faults.find((fault) => fault.place)?.place ?? usual;
  const around = faults.find((fault) => fault.around)?.around ?? ((text) => text);
  return Array.from({ length: Math.max(...given.map(({ length }) => length)) }, (_, at): Carried => {
    const parts = given.flatMap((values) => values[Math.min(at, values.length - 1)] ?? []);
    return { in: place, name, value: around(credentialText(source, parts)) };
  });
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
  const id = scheme.id ? `msg_${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}` : '';
  return { body: bytes, url: deliveryUrl(origin, target), id, timestamp: timestampOf(scheme, Date.now()) };
}
