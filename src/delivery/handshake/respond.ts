import type { IncomingHttpHeaders } from 'node:http';
import type { HandshakeAnswer, HandshakeRequest, HandshakeScheme } from '../../openapi/handshake-scheme.ts';
import { parseJson } from '../../schema/json.ts';
import { type Keys, verifyTokens } from '../../signature/keys.ts';
import { sameSecret } from '../../signature/sign.ts';
import { filled, fits, type Values } from './template.ts';
import { proofsOf } from './values.ts';

/** Holds what comes before a request's body. */
interface RequestHead {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  search(): URLSearchParams;
}

/** Holds what a receiver answers a challenge with. */
interface HandshakeResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers a body, if it is a challenge; `refused` for one that does not know the token, undefined for what is no challenge. */
export type ChallengeResponder = (body: Buffer) => HandshakeResponse | 'refused' | undefined;

/** Makes the receiver's side of a handshake: it looks at a request's head, and gives a responder where it may be a challenge. */
export function handshakeResponder(
  scheme: HandshakeScheme,
  keys: Keys,
): (head: RequestHead) => ChallengeResponder | undefined {
  const { send, optional } = scheme;
  return (head) => {
    const values: Values = {};
    if (head.method !== send.method || !fitsHead(send, head, values)) return undefined;
    const more = optional && fitsHead(optional.send, head, values) ? [optional.answer] : [];
    return (body) => {
      if (send.json && !fits(send.json, parseJson(body.toString('utf8')), values)) return undefined;
      if (!knowsToken(values, keys)) return 'refused';
      const [proof] = proofsOf(scheme.proof, values.challenge ?? '', keys);
      return responseOf([scheme.recommended ?? {}, scheme.answers[0] ?? {}, ...more], { ...values, ...proof });
    };
  };
}

/** Holds a head against a request's templates. A header that every sender writes in its own way (a media type) says nothing. */
function fitsHead({ query, headers = {} }: Partial<HandshakeRequest>, head: RequestHead, values: Values): boolean {
  const telling = Object.entries(headers).filter(([, value]) => value.includes('{'));
  return (
    telling.every(([name, value]) => fits(value, head.headers[name.toLowerCase()], values)) &&
    (query === undefined || fits(query, Object.fromEntries(head.search()), values))
  );
}

function knowsToken({ token }: Values, keys: Keys): boolean {
  return token === undefined || verifyTokens(keys).some((each) => sameSecret(token, each));
}

/** Writes an answer of several parts, of which later ones overrule earlier ones. */
function responseOf(parts: readonly HandshakeAnswer[], values: Values): HandshakeResponse | 'refused' {
  const { status = 200, type }: HandshakeAnswer = Object.assign({}, ...parts);
  const headers = Object.fromEntries(parts.flatMap((part) => writtenHeaders(part, values)));
  // A value out of a query may hold what no header can.
  if (Object.values(headers).some((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value))) return 'refused';
  headers['x-content-type-options'] = 'nosniff';
  if (type) headers['content-type'] = type.startsWith('text/') ? `${type}; charset=utf-8` : type;
  const body = parts.map((part) => writtenBody(part, values)).find((text) => text !== '') ?? '';
  return { status, headers, body };
}

function writtenHeaders({ headers = {} }: HandshakeAnswer, values: Values): [string, string][] {
  return Object.entries(headers).flatMap(([name, each]) => {
    const value = filled('has' in each ? each.has : each.is, values);
    return value === undefined ? [] : [[name.toLowerCase(), value]];
  });
}

function writtenBody({ body, json, form }: HandshakeAnswer, values: Values): string {
  if (json) return JSON.stringify(filled(json, values));
  return form ? String(new URLSearchParams(filled(form, values))) : (filled(body ?? '', values) ?? '');
}
