import type { Contract } from '../../contract/load.ts';
import type { ExchangeRequest, Header } from '../../exchange.ts';
import type { HandshakeRequest, HandshakeScheme } from '../../openapi/handshake-scheme.ts';
import type { Keys } from '../../signature/keys.ts';
import { authenticated, type SpoiltCredentials } from '../delivery.ts';
import { filled, type Values } from './template.ts';

/** Says where a handshake goes, and with what. */
interface HandshakePlan {
  contract: Pick<Contract, 'security'>;
  keys: Keys;
  url: URL;
  values: Values;
  /** Asks for what may be asked for besides, too. */
  optional?: boolean;
  spoilt?: SpoiltCredentials;
}

/** Writes the request that asks a receiver for an answer; with the credentials of a delivery, where the scheme says so. */
export function handshakeRequest(scheme: HandshakeScheme, plan: HandshakePlan): ExchangeRequest {
  const { contract, keys, url, values, optional = false, spoilt } = plan;
  const { method, json } = scheme.send;
  const parts = [scheme.send, ...(optional && scheme.optional ? [scheme.optional.send] : [])];
  const body = json === undefined ? null : Buffer.from(JSON.stringify(filled(json, values)));
  const request = { method, target: targetOf(url, parts, values), headers: headersOf(parts, values), body };
  if (!scheme.signed) return request;
  return authenticated(request, { security: contract.security, keys, origin: url.origin, ...(spoilt && { spoilt }) });
}

/** Lists the headers that each delivery carries after a handshake; none without one. */
export function headersAfter(scheme: HandshakeScheme | undefined): Header[] {
  return scheme ? headersOf([scheme.deliveries], scheme.values) : [];
}

type Part = Pick<Partial<HandshakeRequest>, 'headers' | 'query'>;

function headersOf(parts: readonly Part[], values: Values): Header[] {
  return parts.flatMap(({ headers = {} }) => Object.entries(filled(headers, values) ?? {}));
}

function targetOf(url: URL, parts: readonly Part[], values: Values): string {
  const fields = parts.flatMap(({ query = {} }) => Object.entries(filled(query, values) ?? {}));
  const written = fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const search = [url.search.slice(1), ...written].filter(Boolean).join('&');
  return url.pathname + (search && `?${search}`);
}
