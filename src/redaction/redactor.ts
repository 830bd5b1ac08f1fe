import { randomBytes } from 'node:crypto';
import type { Contract, Contracts } from '../contract/load.ts';
import { tellingHeaders } from '../contract/telling/telling.ts';
import type { Header } from '../exchange.ts';
import { remembering } from '../once.ts';
import type { StoredBody, StoredExchange } from '../recorded/exchange.ts';
import { maxEventBytes } from '../recorded/piece.ts';
import type { Keys } from '../signature/keys.ts';
import { credentialsOf } from './credentials.ts';
import { declaredEvents } from './declared.ts';
import { eventRules } from './event-rules.ts';
import type { ForwardedExchange, KeptBody } from './exchange.ts';
import { pseudonymTreatment } from './pseudonym-treatment.ts';
import { queryOf, redactTarget } from './request-target.ts';
import { keysTreatment } from './treatment.ts';

export interface RedactorOptions {
  contracts: Contracts;
  keys: Keys;
  /** Has personal data replaced; keys are taken out always. */
  personalData: boolean;
  /** Lists paths that may be written as they are. */
  paths: readonly string[];
}

/** Makes what may be written of an exchange, and its line, before anything of it reaches the disk. */
export function redactor(options: RedactorOptions) {
  const means = redactionMeans(options);
  return (exchange: ForwardedExchange): { stored: StoredExchange; line: string } => {
    const stored = redactExchange(exchange, means);
    const line = JSON.stringify(stored);
    // A line that nobody could read again is worth nothing.
    if (Buffer.byteLength(line) <= maxEventBytes) return { stored, line };
    const bare = withoutBodies(stored, withhold(exchange.request.body, means));
    return { stored: bare, line: JSON.stringify(bare) };
  };
}

type Message = Pick<ForwardedExchange['request'], 'headers' | 'body'>;

type RedactionMeans = ReturnType<typeof redactionMeans>;

function redactionMeans({ contracts, keys, personalData, paths }: RedactorOptions) {
  const key = randomBytes(32);
  const declaredBy = remembering((contract: Contract) => declaredEvents(key, contract));
  const pseudonymise = pseudonymTreatment({
    paths: [...paths, ...contracts.every.map(({ operation }) => operation.path)],
    isTelling: tellingHeaders(contracts.every, contracts.eventFrom),
    nothing: declaredEvents(key),
    declaredBy,
  });
  return {
    personalData,
    credentials: credentialsOf(
      contracts.every.flatMap(({ security }) => security),
      keys,
    ),
    treatmentFor: personalData ? pseudonymise : keysTreatment,
    rulesFor: eventRules(contracts),
    pseudonyms: declaredEvents(key).pseudonyms,
  };
}

function redactExchange(
  { at, durationMs, request, outcome }: ForwardedExchange,
  means: RedactionMeans,
): StoredExchange {
  const { credentials } = means;
  const { method, target, headers, body } = request;
  const treatment = means.treatmentFor(credentials.hiding(headers, queryOf(target)));
  const rules = means.rulesFor(request);
  const sent = rules && body.bytes && treatment.event(body.bytes, rules);
  const keep = ({ headers, body }: Message): StoredBody =>
    (body.bytes && treatment.body(body.bytes, headers)) ?? withhold(body, means);
  const redactHeaders = ({ headers }: Message): Header[] =>
    headers.map(([name, value]) => {
      const placeholder = credentials.placeholder('header', name);
      return placeholder ? [name, placeholder] : treatment.header([name, value]);
    });
  return {
    hookproof: 'exchange',
    version: 1,
    at: at.toISOString(),
    durationMs,
    redacted: sent?.redacted ?? (means.personalData ? 'yes' : 'no'),
    ...(rules ? { event: { legal: rules.broken.length === 0, rules: rules.broken } } : {}),
    request: {
      method,
      target: redactTarget(target, treatment, credentials),
      headers: redactHeaders(request),
      ...(rules ? (sent?.stored ?? withhold(body, means)) : keep(request)),
    },
    ...(outcome.kind === 'failure'
      ? { failure: outcome.code }
      : { response: { status: outcome.status, headers: redactHeaders(outcome), ...keep(outcome) } }),
  };
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
