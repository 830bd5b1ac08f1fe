import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Credential, hasSignature, type Security } from '../openapi/security.ts';
import { signatureExplainer } from '../signature/explain.ts';
import type { Keys } from '../signature/keys.ts';
import { sameSecret } from '../signature/sign.ts';
import { deliveryUrl } from '../signature/signer.ts';
import { signatureVerifier } from '../signature/verifier.ts';

/** Holds what a request offers to prove itself; its query is parsed only when somebody asks. */
export interface Offered {
  headers: IncomingHttpHeaders;
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
}

/** Prepares the check of a contract's security. One alternative that holds is enough; none at all lets everybody in. */
export function authenticator(security: Security, keys: Keys): Authenticator {
  const checkOf = ({ source, in: place, name }: Credential) => {
    if (source.kind === 'signature') {
      const faultOf = signatureVerifier(source.scheme, keys);
      return (offered: Offered, body: Buffer | undefined): boolean =>
        body === undefined || faultOf({ headers: offered.headers, url: offered.url(), body }) === undefined;
    }
    return (offered: Offered): boolean => {
      const given = place === 'query' ? offered.search().get(name) : offered.headers[name.toLowerCase()];
      return sameSecret(typeof given === 'string' ? given : '', keys[source.key]);
    };
  };
  const checks = security.map((alternative) => alternative.map(checkOf));
  const passes = (offered: Offered, body?: Buffer): boolean =>
    checks.length === 0 || checks.some((alternative) => alternative.every((holds) => holds(offered, body)));
  const explainers = security
    .flat()
    .flatMap(({ source }) => (source.kind === 'signature' ? [signatureExplainer(source.scheme, keys)] : []));
  return {
    keys: (offered) => passes(offered),
    body: hasSignature(security) ? passes : () => true,
    why(offered, body) {
      if (body === undefined || !passes(offered)) return deniedDetail;
      const signed = { headers: offered.headers, url: offered.url(), body };
      return explainers.flatMap((explain) => explain(signed) ?? [])[0] ?? deniedDetail;
    },
  };
}

/** Reads what a request with a query offers to prove itself. */
export function offeredBy({ headers, url }: IncomingMessage, query: string): Offered {
  let parsed: URLSearchParams | undefined;
  const search = (): URLSearchParams => {
    parsed ??= new URLSearchParams(query);
    return parsed;
  };
  return { headers, search, url: () => deliveryUrl(`http://${headers.host}`, url ?? '') };
}
