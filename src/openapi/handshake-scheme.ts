import { userError } from '../errors.ts';
import { type SignatureScheme, signatureScheme } from './signature-scheme.ts';

/** Names a way in which a handshake may be asked for wrongly, or a part of its answer that not every one asks for. */
export type HandshakeAspect =
  | 'media-type'
  | 'unsigned'
  | 'wrong-signature'
  | 'wrong-token'
  | 'no-token'
  | 'markup'
  | 'recommended'
  | 'optional';

/** Says what a header of an answer holds: a text or one of others in its place, or a list with a member. */
export type ExpectedHeader = { is: string; or?: string[] } | { has: string };

/** Describes a right answer; what is left out may be anything. Texts are templates. */
export interface HandshakeAnswer {
  status?: number;
  /** Names the media type. */
  type?: string;
  headers?: Record<string, ExpectedHeader>;
  body?: string;
  json?: Record<string, unknown>;
  form?: Record<string, string>;
}

/** Holds the templates of a request. */
export interface HandshakeRequest {
  method: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  json?: Record<string, unknown>;
}

/**
 * Says how a receiver proves that a URL is its own before anything is delivered there. Templates hold `{challenge}`, `{token}`
 * (which both sides know), `{proof}`, `{now}`, `{any}` (a word nobody looks at), `{integer}` and what `values` names.
 */
export interface HandshakeScheme {
  send: HandshakeRequest;
  /** Says what a challenge is made of: letters and digits, digits alone, or also what a URL must encode. */
  challenge: 'word' | 'digits' | 'opaque';
  /** Tells whether the request carries the credentials of a delivery. */
  signed: boolean;
  /** Says how `{proof}` is made of the challenge. */
  proof?: SignatureScheme;
  /** Holds what the sender says of itself. */
  values: Record<string, string>;
  /** Lists the forms of a right answer; the reference receiver gives the first. */
  answers: HandshakeAnswer[];
  /** Holds what an answer should have, too. */
  recommended?: HandshakeAnswer;
  /** Holds what may be asked for besides, and what is owed then. */
  optional?: { send: Omit<HandshakeRequest, 'method' | 'json'>; answer: HandshakeAnswer };
  /** Holds what each delivery carries after a handshake. */
  deliveries: { headers?: Record<string, string> };
  /** Bounds how long an answer should take. */
  seconds: number;
  /** Says which further cases are asked of a receiver, and how much each weighs. */
  asks: Partial<Record<HandshakeAspect, 'MUST' | 'SHOULD' | 'OBSERVE'>>;
}

const made = ['challenge', 'token', 'proof', 'now', 'any', 'integer'];

/** Reads a handshake from data that its JSON Schema allows. Throws an input error for a placeholder that nothing fills. */
export function handshakeScheme(data: Record<string, unknown>, where: string): HandshakeScheme {
  const { proof, ...given } = data as Partial<HandshakeScheme> & Pick<HandshakeScheme, 'send' | 'answers'>;
  const values = given.values ?? {};
  const known = [...made, ...Object.keys(values)];
  const unknown = placeholdersOf(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw userError('input', `${where}: nothing fills {${unknown}}`, {
      hint: `There are: ${known.map((name) => `{${name}}`).join(', ')}; "values" names more.`,
    });
  return {
    challenge: 'word',
    signed: false,
    deliveries: {},
    seconds: 3,
    asks: {},
    ...given,
    values,
    ...(proof ? { proof: signatureScheme(proof, `${where}: "proof"`, 'proof') } : {}),
  };
}

function placeholdersOf(data: unknown): string[] {
  if (typeof data === 'string') return [...data.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(placeholdersOf) : [];
}
