import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import type { OpenApiDocument } from './read/read.ts';
import { nodeAt } from './resolve.ts';
import { type KeyRole, type SignatureScheme, signatureScheme } from './signature-scheme.ts';

/** Holds what a delivery must carry to be believed: one header, query parameter or cookie, and how its value comes about. */
export interface Credential {
  /** Names the security scheme. */
  scheme: string;
  in: 'header' | 'query' | 'cookie';
  /** Names the header, parameter or cookie, spelt as in the contract. */
  name: string;
  source: CredentialSource;
}

export type CredentialSource = KeySource | { kind: 'signature'; scheme: SignatureScheme };

/** Says which keys a credential carries, and how they are written: as they are, or as RFC 6750 or RFC 7617 say. */
export interface KeySource {
  kind: 'key';
  roles: readonly KeyRole[];
  form: 'plain' | 'bearer' | 'basic';
}

/** Lists alternatives, each a set of credentials that must all be there; no alternative means that nothing is asked. */
export type Security = Credential[][];

/** Names how deliveries prove themselves: by the keys of the contract, by a signature over the body, by both, or not at all. */
export type AuthMode = 'keys' | 'signature' | 'both' | 'none';

const keyExtension = 'x-hookproof-key';
export const signatureExtension = 'x-hookproof-signature';

interface Requirements {
  security: Security;
  /** Tells what is sent otherwise than the document says, or not at all: one sentence each. */
  notes: string[];
}

/**
 * Reads the security of an operation, in terms of the two keys. A scheme says which key it carries by the extension
 * `x-hookproof-key: public|private`, or how it is signed by `x-hookproof-signature`; otherwise a secret that stands alone is
 * the private key, and of several schemes of a requirement the first carries the public key. Mutual TLS ends before any request
 * is read, and is left out; so are requirements of which another one can be met instead. Throws an input error where no request
 * can meet any.
 */
export function securityOf(document: OpenApiDocument, operation: { security?: unknown }, source: string): Requirements {
  const requirements = (operation.security ?? document.security ?? []) as Record<string, unknown>[];
  const isOpen = requirements.some((requirement) => Object.keys(requirement).length === 0);
  const alternatives = (isOpen ? [] : requirements).map((requirement) =>
    Object.keys(requirement).map((name) => schemeOf(document, name, source)),
  );
  const left = alternatives.filter((schemes) => schemes.every(isKnown));
  // Where no requirement can be met, the first scheme that cannot be carried is the fault.
  const security = (left.length > 0 ? left : alternatives).map((schemes) => credentialsIn(schemes, source));
  const notes = new Set(alternatives.flat().flatMap(noteOn));
  return { security: security.filter((each) => each.length > 0), notes: [...notes] };
}

export function hasSignature(security: Security): boolean {
  return security.some((alternative) => alternative.some(({ source }) => source.kind === 'signature'));
}

/** Tells whether a signature is over the URL of the delivery. */
export function signsUrl(security: Security): boolean {
  return security.flat().some(({ source }) => source.kind === 'signature' && source.scheme.signed.includes('{url}'));
}

/** Gives the URL that signatures are over, where they are not over that of the delivery. */
export function signedUrlOf(security: Security): string | undefined {
  return security.flat().flatMap(({ source }) => (source.kind === 'signature' ? (source.scheme.url ?? []) : []))[0];
}

interface NamedScheme {
  name: string;
  node: Record<string, unknown>;
}

function schemeOf(document: OpenApiDocument, name: string, source: string): NamedScheme {
  const node = nodeAt(document, ['components', 'securitySchemes', name]).value;
  if (isObject(node)) return { name, node };
  throw userError('input', `${source}: security scheme "${name}" is not declared`);
}

function isKnown({ node }: NamedScheme): boolean {
  return node.type === 'mutualTLS' || formOf(node) !== undefined;
}

function noteOn(scheme: NamedScheme): string[] {
  const { name, node } = scheme;
  const { type } = node;
  if (!isKnown(scheme)) return [`security scheme "${name}" is ${oddKind(node)}: what asks for it is left out`];
  if (type === 'mutualTLS') return [`security scheme "${name}" is mutual TLS, which is neither sent nor checked here`];
  if (type !== 'oauth2' && type !== 'openIdConnect') return [];
  return [`security scheme "${name}" (${type}) is sent and checked as a bearer token: the private key`];
}

/** Lists what a requirement has a request carry; of two schemes that write the same header, the first. */
function credentialsIn(schemes: readonly NamedScheme[], source: string): Credential[] {
  const carried = schemes.filter(({ node }) => node.type !== 'mutualTLS');
  const all = carried.map((scheme, index) => credential(scheme, carried.length > 1 && index === 0, source));
  return [...new Map(all.toReversed().map((each) => [`${each.in} ${each.name}`, each])).values()].toReversed();
}

function credential({ name: scheme, node }: NamedScheme, isFirstOfSeveral: boolean, source: string): Credential {
  const { in: place, name, [signatureExtension]: signature, [keyExtension]: role } = node;
  const form = formOf(node);
  if (form === undefined) {
    const message = `${source}: security scheme "${scheme}" is ${oddKind(node)}`;
    throw userError('input', message, { hint: 'Use --auth none to leave authentication out.' });
  }
  if (signature !== undefined) {
    const signed = signatureScheme(
      signature,
      `${source}: security scheme "${scheme}"`,
      typeof name === 'string' ? name : undefined,
    );
    return { scheme, in: 'header', name: signed.header, source: { kind: 'signature', scheme: signed } };
  }
  if (form === 'basic') return inAuthorization(scheme, { kind: 'key', roles: ['public', 'private'], form });
  const isPublic = isFirstOfSeveral || /public/i.test(`${scheme} ${name ?? ''}`);
  const usual = form === 'plain' && isPublic ? 'public' : 'private';
  const keySource: KeySource = { kind: 'key', roles: [keyRole(role ?? usual, scheme, source)], form };
  if (form === 'bearer') return inAuthorization(scheme, keySource);
  return { scheme, in: place as Credential['in'], name: String(name), source: keySource };
}

function inAuthorization(scheme: string, source: KeySource): Credential {
  return { scheme, in: 'header', name: 'Authorization', source };
}

/** Tells how a scheme writes its keys; undefined for one that we cannot write. */
function formOf({ type, scheme, in: place, name }: NamedScheme['node']): KeySource['form'] | undefined {
  const isPlaced = typeof name === 'string' && ['header', 'query', 'cookie'].includes(String(place));
  if (type === 'apiKey') return isPlaced ? 'plain' : undefined;
  if (type === 'oauth2' || type === 'openIdConnect') return 'bearer';
  const word = type === 'http' ? String(scheme).toLowerCase() : '';
  return word === 'basic' || word === 'bearer' ? word : undefined;
}

function oddKind({ type, scheme, in: place }: NamedScheme['node']): string {
  const kind = [type, scheme, place].filter((each) => typeof each === 'string').join(' ');
  return `of a kind (${kind}) that no request here can carry`;
}

function keyRole(value: unknown, scheme: string, source: string): KeyRole {
  if (value === 'public' || value === 'private') return value;
  throw userError('input', `${source}: the key of security scheme "${scheme}" must be public or private`);
}
