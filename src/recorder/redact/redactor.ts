import type { Contract } from '../../contract/load.ts';
import type { Header } from '../../exchange.ts';
import type { StoredBody, StoredExchange } from '../../recorded/exchange.ts';
import { maxEventBytes } from '../../recorded/piece.ts';
import type { Keys } from '../../signature/keys.ts';
import type { ForwardedExchange, KeptBody } from '../exchange.ts';
import { type Credentials, credentialsOf } from './credentials.ts';
import { declarationsIn } from './declarations.ts';
import { type EventRules, eventRules } from './event-rules.ts';
import { keysTreatment } from './keys-treatment.ts';
import { pseudonymTreatment } from './pseudonym-treatment.ts';
import { type Pseudonyms, pseudonymsFor } from './pseudonyms.ts';
import { queryOf, rewriteTarget } from './request-target.ts';
import type { Hide, Treatment } from './treatment.ts';

export interface RedactorOptions {
  contract: Contract;
  keys: Keys;
  /** Has personal data replaced; keys are taken out always. */
  personalData: boolean;
  /** Lists paths that may be written as they are. */
  paths: readonly string[];
}

/** Holds an exchange as it may be written, and its line. */
export interface Redacted {
  stored: StoredExchange;
  line: string;
}

/** Holds what all exchanges of a recording are redacted by. */
interface RedactionMeans {
  method: string;
  personalData: boolean;
  credentials: Credentials;
  treatment: Treatment;
  rules: EventRules;
  pseudonyms: Pseudonyms;
}

/** Makes what may be written of an exchange, before anything of it reaches the disk. */
export function redactor(options: RedactorOptions): (exchange: ForwardedExchange) => Redacted {
  const { contract, keys, personalData } = options;
  const rules = eventRules(contract);
  const declarations = declarationsIn(contract.definitions);
  const pseudonyms = pseudonymsFor(declarations);
  const means: RedactionMeans = {
    method: contract.operation.method.toUpperCase(),
    personalData,
    credentials: credentialsOf(contract.security, keys),
    treatment: personalData ? pseudonymTreatment({ ...options, rules, declarations, pseudonyms }) : keysTreatment,
    rules,
    pseudonyms,
  };
  return (exchange) => {
    const stored = redactExchange(exchange, means);
    const line = JSON.stringify(stored);
    // A line that nobody could read again is worth nothing.
    if (Buffer.byteLength(line) <= maxEventBytes) return { stored, line };
    const bare = withoutBodies(stored, withhold(exchange.request.body, means));
    return { stored: bare, line: JSON.stringify(bare) };
  };
}

function redactExchange(
  { at, durationMs, request, outcome }: ForwardedExchange,
  means: RedactionMeans,
): StoredExchange {
  const { credentials, treatment, rules } = means;
  const hide = credentials.hiding(request.headers, queryOf(request.target));
  const { bytes } = request.body;
  const event = request.method === means.method ? bytes : undefined;
  const broken = event && rules.broken(event);
  const sent = event && treatment.event(event, hide);
  const keep = (body: KeptBody, headers: readonly Header[]): StoredBody =>
    (body.bytes && treatment.body(body.bytes, headers, hide)) ?? withhold(body, means);
  const redactHeaders = (headers: readonly Header[]): Header[] =>
    headers.map(([name, value]) => {
      const placeholder = credentials.placeholder('header', name);
      return placeholder ? [name, placeholder] : treatment.header([name, value], hide);
    });
  const body = event ? (sent?.stored ?? withhold(request.body, means)) : keep(request.body, request.headers);
  return {
    hookproof: 'exchange',
    version: 1,
    at: at.toISOString(),
    durationMs,
    redacted: sent?.redacted ?? (means.personalData ? 'yes' : 'no'),
    ...(broken ? { event: { legal: broken.length === 0, rules: broken } } : {}),
    request: {
      method: request.method,
      target: redactTarget(request.target, hide, means),
      headers: redactHeaders(request.headers),
      ...body,
    },
    ...(outcome.kind === 'failure'
      ? { failure: outcome.code }
      : {
          response: {
            status: outcome.status,
            headers: redactHeaders(outcome.headers),
            ...keep(outcome.body, outcome.headers),
          },
        }),
  };
}

function redactTarget(target: string, hide: Hide, { credentials, treatment }: RedactionMeans): string {
  return rewriteTarget(target, {
    segment: (text) => treatment.segment(text, hide),
    name: (text) => (credentials.placeholder('query', text) ? text : treatment.name(text, hide)),
    value: (text, name) => credentials.placeholder('query', name) ?? treatment.value(text, hide),
  });
}

/** Gives the length and a digest of a body that must not be kept. */
function withhold({ size, bytes }: KeptBody, { pseudonyms }: RedactionMeans): StoredBody {
  return { bodyBytes: size, ...(bytes && size > 0 ? { bodyHmacSha256: pseudonyms.digest(bytes) } : {}) };
}

function withoutBodies({ response, request, ...rest }: StoredExchange, body: StoredBody): StoredExchange {
  const { method, target, headers } = request;
  return {
    ...rest,
    request: { method, target, headers, ...body },
    ...(response ? { response: { status: response.status, headers: response.headers, bodyBytes: 0 } } : {}),
  };
}
