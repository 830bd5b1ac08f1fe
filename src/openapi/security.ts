import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import type { OpenApiDocument } from './read/read.ts';
import { type KeyRole, type SignatureScheme, signatureScheme } from './signature-scheme.ts';

/** Holds what a delivery must carry to be believed: one header (or query parameter) and how its value comes about. */
export interface Credential {
  /** Names the security scheme. */
  scheme: string;
  in: 'header' | 'query' | 'cookie';
  /** Names the header or parameter, spelt as in the contract. */
  name: string;
  source: CredentialSource;
}

export type CredentialSource = { kind: 'key'; key: KeyRole } | { kind: 'signature'; scheme: SignatureScheme };

/** Lists alternatives, each a set of credentials that must all be there; no alternative means that nothing is asked. */
export type Security = Credential[][];

/** Names how deliveries prove themselves: by the keys of the contract, by a signature over the body, by both, or not at all. */
export type AuthMode = 'keys' | 'signature' | 'both' | 'none';

const keyExtension = 'x-hookproof-key';
export const signatureExtension = 'x-hookproof-signature';

/**
 * Reads the security of an operation, in terms of the two keys. A scheme says which key it carries by the extension
 * `x-hookproof-key: public|private`, or how it is signed by `x-hookproof-signature`; otherwise the first scheme of a
 * requirement carries the public key and the next the private one.
 */
export function securityOf(document: OpenApiDocument, operation: { security?: unknown }, source: string): Security {
  const requirements = (operation.security ?? document.security ?? []) as Record<string, unknown>[];
  const alternatives = requirements.map((requirement) =>
    Object.keys(requirement).map((scheme, index) => credential(document, scheme, index, source)),
  );
  return alternatives.some((each) => each.length === 0) ? [] : alternatives;
}

export function hasSignature(security: Security): boolean {
  return security.some((alternative) => alternative.some(({ source }) => source.kind === 'signature'));
}

/** Gives the URL that signatures are over, where they are not over that of the delivery. */
export function signedUrlOf(security: Security): string | undefined {
  return security.flat().flatMap(({ source }) => (source.kind === 'signature' ? (source.scheme.url ?? []) : []))[0];
}

function credential(document: OpenApiDocument, scheme: string, index: number, source: string): Credential {
  const found = document.components?.securitySchemes?.[scheme];
  if (!isObject(found)) throw userError('input', `${source}: security scheme "${scheme}" is not declared`);
  const { type, in: place, name, [signatureExtension]: signature } = found;
  if (type !== 'apiKey' || typeof name !== 'string' || (place !== 'header' && place !== 'query')) {
    const message = `${source}: security scheme "${scheme}" is not a key in a header or query, which is all we know`;
    throw userError('input', message, { hint: 'Use --auth none to leave authentication out.' });
  }
  if (signature !== undefined) {
    const signed = signatureScheme(signature, `${source}: security scheme "${scheme}"`, name);
    return { scheme, in: 'header', name: signed.header, source: { kind: 'signature', scheme: signed } };
  }
  const { [keyExtension]: role = index === 0 ? 'public' : 'private' } = found;
  return { scheme, in: place, name, source: { kind: 'key', key: keyRole(role, scheme, source) } };
}

function keyRole(value: unknown, scheme: string, source: string): KeyRole {
  if (value === 'public' || value === 'private') return value;
  throw userError('input', `${source}: the key of security scheme "${scheme}" must be public or private`);
}
