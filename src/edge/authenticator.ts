import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { cookiesIn } from '../http-client/cookies.ts';
import { type Credential, hasSignature, type Security } from '../openapi/security.ts';
import { challengeFor, keysInCredential } from '../signature/credentials.ts';
import { signatureExplainer } from '../signature/explain.ts';
import type { Keys } from '../signature/keys.ts';
import { secretsOf } from '../signature/secret-keys.ts';
import { secretComparer } from '../signature/sign.ts';
import { deliveryUrl } from '../signature/signer.ts';
import { signatureVerifier } from '../signature/verifier.ts';

/** Holds what a request offers to prove itself; its query is parsed only when somebody asks. */
export interface Offered {
  headers: IncomingHttpHeaders;
  /** Lists the values of its Authorization headers; of several, node gives the first alone. */
  authorizations(): string[];
  search(): URLSearchParams;
  /** Gives where it was sent to, without the query. */
  url(): string;
}

/** Says no more than that: what a sender is told, whatever is wrong. */
export const deniedDetail = 'the credentials are missing or wrong';

/** Checks what requests offer. */
export interface Authenticator {
  /** Checks everything that can be checked before the body is there. */
  keys(offered: Offered): boolean;
  /** Checks the rest; to be asked only after `keys` said yes. */
  body(offered: Offered, body: Buffer): boolean;
  /** Says why a request is denied, in words that hold no secret; before its body is there, only of what needs none. */
  why(offered: Offered, body?: Buffer): string;
  /** Holds the header that tells a sender what it is to show. */
  challenge: { 'www-authenticate': string };
}

/** Prepares the check of a contract's security. One alternative that holds is enough; none at all lets everybody in. */
export function authenticator(security: Security, keys: Keys): Authenticator {
  const checkOf = (credential: Credential) => {
    const { source } = credential;
    if (source.kind === 'signature') {
      const faultOf = signatureVerifier(source.scheme, keys);
      return (offered: Offered, body: Buffer | undefined): boolean =>
        body === undefined || faultOf({ headers: offered.headers, url: offered.url(), body }) === undefined;
    }
    const rights = pairsOf(source.roles.map((role) => secretsOf(keys[role]).filter(Boolean))).map(secretComparer);
    const valueIn = valueReader(credential);
    return (offered: Offered): boolean => {
      const given = valueIn(offered);
      const shown = (given === undefined ? undefined : keysInCredential(source, given)) ?? '';
      let isRight = false;
      // All are compared, lest the time tell which one it was.
      for (const isThis of rights) isRight = isThis(shown) || isRight;
      return isRight;
    };
  };
  const checks = security.map((alternative) => alternative.map(checkOf));
  const passes = (offered: Offered, body?: Buffer): boolean =>
    checks.length === 0 || checks.some((alternative) => alternative.every((holds) => holds(offered, body)));
  const explainers = security
    .flat()
    .flatMap(({ source }) => (source.kind === 'signature' ? [signatureExplainer(source.scheme, keys)] : []));
  const [source] = security.flat().flatMap((each) => (each.source.kind === 'key' ? [each.source] : []));
  return {
    keys: (offered) => passes(offered),
    body: hasSignature(security) ? passes : () => true,
    challenge: { 'www-authenticate': challengeFor(source) },
    why(offered, body) {
      if (!passes(offered)) return keyFault(nearestOf(security, checks, offered), offered);
      if (body === undefined) return deniedDetail;
      const signed = { headers: offered.headers, url: offered.url(), body };
      return explainers.flatMap((explain) => explain(signed) ?? [])[0] ?? deniedDetail;
    },
  };
}

type Check = (offered: Offered, body?: Buffer) => boolean;

/** Finds the first credential that does not hold, of the alternative of which most do, or else something came. */
function nearestOf(
  security: Security,
  checks: readonly (readonly Check[])[],
  offered: Offered,
): Credential | undefined {
  const failing = security.map((alternative, at) => alternative.filter((_, place) => !checks[at]?.[place]?.(offered)));
  const isThere = (each: readonly Credential[]): number =>
    each.filter((credential) => valueReader(credential)(offered) !== undefined).length;
  return failing.toSorted((a, b) => a.length - b.length || isThere(b) - isThere(a))[0]?.[0];
}

/** Says what is wrong with a key, without the key. */
function keyFault(credential: Credential | undefined, offered: Offered): string {
  if (credential?.source.kind !== 'key') return deniedDetail;
  const { in: place, name, source } = credential;
  const which = `the ${place} ${name}`;
  const given = valueReader(credential)(offered);
  // Of two values each program reads another, so none counts; of most headers node makes one.
  const mayBeTwice = place !== 'header' || name.toLowerCase() === 'authorization';
  if (given === undefined) return `${which} is missing${mayBeTwice ? ', or came twice' : ''}`;
  return `${which} does not hold the right ${source.roles.join(' and ')} key`;
}

/** Joins each key that is valid with each of the other role, as a credential carries them. */
function pairsOf([first = [], second]: string[][]): string[] {
  return second ? first.flatMap((one) => second.map((other) => `${one}:${other}`)) : first;
}

/** Makes a reader of the value that stands in a place of a request: undefined for none, and for two, of which each reads another. */
function valueReader({ in: place, name }: Credential): (offered: Offered) => string | undefined {
  const only = (values: readonly string[]): string | undefined => (values.length === 1 ? values[0] : undefined);
  if (place === 'query') return ({ search }) => only(search().getAll(name));
  if (place === 'cookie')
    return ({ headers }) =>
      only(cookiesIn(headers.cookie ?? '').flatMap(([each, value]) => (each === name ? [value] : [])));
  const header = name.toLowerCase();
  if (header === 'authorization') return ({ authorizations }) => only(authorizations());
  // Of a header that came twice node makes one value.
  return ({ headers }) => headers[header] as string | undefined;
}

/** Reads what a request with a query offers to prove itself. */
export function offeredBy(request: IncomingMessage, query: string): Offered {
  const { headers, url } = request;
  let parsed: URLSearchParams | undefined;
  const search = (): URLSearchParams => {
    parsed ??= new URLSearchParams(query);
    return parsed;
  };
  const authorizations = (): string[] => request.headersDistinct.authorization ?? [];
  return { headers, authorizations, search, url: () => deliveryUrl(`http://${headers.host}`, url ?? '') };
}
