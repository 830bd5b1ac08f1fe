import type { Contract } from '../../contract/load.ts';
import type { Header } from '../../exchange.ts';
import type { StoredBody, StoredExchange } from '../../recorded/exchange.ts';
import { maxEventBytes } from '../../recorded/piece.ts';
import type { Keys } from '../../signature/keys.ts';
import type { Kept, Passed } from '../passed.ts';
import { credentialsOf } from './credentials.ts';
import { eventJudge } from './event.ts';
import { keysOnly } from './keys-only.ts';
import { placesOf } from './places.ts';
import { pseudonyms } from './pseudonyms.ts';
import { replacing } from './replacing.ts';
import { queryOf, rewriteTarget } from './target.ts';
import type { Hide } from './treatment.ts';

export interface RedactorOptions {
  contract: Contract;
  keys: Keys;
  /** Whether personal data is replaced; keys are taken out always. */
  personalData: boolean;
  /** Paths that may be written as they are. */
  paths: readonly string[];
}

/** An exchange as it may be written, and its line. */
export interface Redacted {
  stored: StoredExchange;
  line: string;
}

/** Gives what may be written of an exchange. It is made before anything of it reaches the disk. */
export function redactor(options: RedactorOptions): (passed: Passed) => Redacted {
  const { contract, keys, personalData } = options;
  const credentials = credentialsOf(contract.security, keys);
  const judge = eventJudge(contract);
  const places = placesOf(contract.dialect);
  const names = pseudonyms(places);
  const treat = personalData ? replacing({ ...options, judge, places, names }) : keysOnly();
  const method = contract.operation.method.toUpperCase();

  const headersOf = (headers: readonly Header[], hide: Hide): Header[] =>
    headers.map(([name, value]) => {
      const placeholder = credentials.placeholder('header', name);
      return placeholder ? [name, placeholder] : treat.header([name, value], hide);
    });
  const targetOf = (target: string, hide: Hide): string =>
    rewriteTarget(target, {
      segment: (text) => treat.segment(text, hide),
      name: (text) => (credentials.placeholder('query', text) ? text : treat.name(text, hide)),
      value: (text, name) => credentials.placeholder('query', name) ?? treat.value(text, hide),
    });
  const withheld = ({ size, bytes }: Kept): StoredBody => ({
    bodyBytes: size,
    ...(bytes && size > 0 ? { bodyHmacSha256: names.digest(bytes) } : {}),
  });

  return ({ at, durationMs, request, outcome }) => {
    const hide = credentials.hiding(request.headers, queryOf(request.target));
    const { bytes } = request.body;
    const delivers = request.method === method && bytes !== undefined;
    const rules = delivers ? judge.rulesBroken(bytes) : [];
    const sent = delivers ? treat.event(bytes, hide) : undefined;
    const other = delivers || !bytes ? undefined : treat.body(bytes, request.headers, hide);
    const kept = (body: Kept, headers: readonly Header[]): StoredBody =>
      (body.bytes && treat.body(body.bytes, headers, hide)) ?? withheld(body);
    const stored: StoredExchange = {
      hookproof: 'exchange',
      version: 1,
      at: at.toISOString(),
      durationMs,
      redacted: sent?.redacted ?? (personalData ? 'yes' : 'no'),
      ...(delivers ? { event: { legal: rules.length === 0, rules } } : {}),
      request: {
        method: request.method,
        target: targetOf(request.target, hide),
        headers: headersOf(request.headers, hide),
        ...(sent?.stored ?? other ?? withheld(request.body)),
      },
      ...(outcome.kind === 'failure'
        ? { failure: outcome.code }
        : {
            response: {
              status: outcome.status,
              headers: headersOf(outcome.headers, hide),
              ...kept(outcome.body, outcome.headers),
            },
          }),
    };
    const line = JSON.stringify(stored);
    // A line that nobody could read again is worth nothing.
    if (Buffer.byteLength(line) <= maxEventBytes) return { stored, line };
    const bare = withoutBodies(stored, withheld(request.body));
    return { stored: bare, line: JSON.stringify(bare) };
  };
}

function withoutBodies(stored: StoredExchange, body: StoredBody): StoredExchange {
  const { method, target, headers } = stored.request;
  const { response, ...rest } = stored;
  return {
    ...rest,
    request: { method, target, headers, ...body },
    ...(response ? { response: { status: response.status, headers: response.headers, bodyBytes: 0 } } : {}),
  };
}
