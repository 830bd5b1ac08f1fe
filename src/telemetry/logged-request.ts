import { conceal } from '../conceal.ts';
import type { Contracts } from '../contract/load.ts';
import type { Answered } from '../edge/answered.ts';
import type { Finding } from '../finding.ts';
import { printable } from '../printable.ts';
import { isProgrammersName } from '../redaction/harmless.ts';
import { shownFindings } from '../redaction/shown-names.ts';
import type { Keys } from '../signature/keys.ts';
import { credentialsHider } from '../signature/without-credentials.ts';
import { parseTraceparent, traceHeader } from '../trace-context.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Holds what a log says of a request: nothing that a sender wrote, unless the contract knows it or a programmer chose it. */
export interface LoggedRequest {
  method: string;
  /** Holds the path; parts of it that may be somebody's, and the query, are `…`. */
  target: string;
  status: number;
  outcome?: Outcome;
  operation?: string;
  type?: string;
  milliseconds: number;
  /** Holds the first finding, without names that only the event has. */
  finding?: Finding;
  traceId?: string;
}

const hidden = '…';

/** Makes what says of an answered request what a log may hold. */
export function requestLogger({ every, effective }: Contracts, keys: Keys): (answered: Answered) => LoggedRequest {
  const shownFinding = shownFindings({ effective });
  const hideKeys = credentialsHider(
    every.flatMap(({ security }) => security),
    keys,
  );
  const byName = new Map(every.map((contract) => [contract.operation.name, contract]));
  const segments = new Set(every.flatMap(({ operation }) => operation.path.split('/')));
  // What stands in the place of a parameter is the sender's, however it is spelt.
  const shownPath = (path: string, operation = ''): string => {
    const template = byName.get(operation)?.operation.path.split('/');
    const isGiven = (place: number): boolean => template?.[place]?.includes('{') ?? false;
    const parts = withoutKeys(path).split('/');
    return parts
      .map((part, place) => (segments.has(part) || (isProgrammersName(part) && !isGiven(place)) ? part : hidden))
      .join('/');
  };
  const shownType = (type: string, operation = ''): string =>
    byName.get(operation)?.eventTypes.includes(type) || withoutKeys(type).split(/[.:/]/).every(isProgrammersName)
      ? type
      : hidden;
  const withoutKeys = (text: string): string => conceal(hideKeys({ target: text, headers: [] }).target);
  return ({ request, status, durationMs, attempt }) => {
    const [path = '', query] = (request.url ?? '').split(/\?(.*)/s);
    const { operation, type, findings: [finding] = [] } = attempt ?? {};
    const outcome = outcomeOf({ attempt, status });
    const trace = parseTraceparent(request.headers[traceHeader]);
    return {
      method: request.method ?? '',
      target: shownPath(path, operation) + (query ? `?${hidden}` : ''),
      status,
      ...(outcome ? { outcome } : {}),
      ...(operation === undefined ? {} : { operation }),
      ...(type === undefined ? {} : { type: shownType(type, operation) }),
      milliseconds: Math.round(durationMs * 10) / 10,
      ...(finding ? { finding: withoutPlace(shownFinding({ ...finding, file: '', line: 0 })) } : {}),
      ...(trace ? { traceId: trace.traceId } : {}),
    };
  };
}

function withoutPlace({ rule, pointer, message }: Finding): Finding {
  return { rule, pointer, message };
}

/** Writes a line such as `09:30:00.250  200 POST /hooks  order/order.paid  1.2 ms`. */
export function requestLine(
  { method, target, status, operation, type, milliseconds, finding, traceId }: LoggedRequest,
  at: Date,
): string {
  const about = [operation, type].filter((each) => each !== undefined && each !== '').join('/');
  const why = finding && `${finding.pointer} ${finding.message}`.trim();
  const trace = traceId && `trace ${traceId}`;
  const head = `${at.toISOString().slice(11, 23)}  ${status} ${method} ${target}`;
  return printable([head, about, `${milliseconds} ms`, why, trace].filter(Boolean).join('  '));
}
