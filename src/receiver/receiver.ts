import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contracts } from '../contract/load.ts';
import { handshakeResponder } from '../delivery/handshake/respond.ts';
import type { Answered } from '../edge/answered.ts';
import { deniedDetail, type Offered, offeredBy } from '../edge/authenticator.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { readBody, refuseHead, takesMediaType } from '../edge/request.ts';
import { type HttpResponse, problem, sendResponse, textResponse } from '../edge/response.ts';
import type { Attempt, Journal } from '../journal/journal.ts';
import type { Keys } from '../signature/keys.ts';
import { attemptRecorder, type Handled } from './attempts.ts';
import { type Endpoint, endpointsOf } from './endpoint.ts';
import { openRouter } from './router.ts';

export interface ReceiverSetup {
  contracts: Contracts;
  keys: Keys;
  journal: Journal;
  limits?: Partial<Limits> | undefined;
  /** Hears of each response, for logs and figures. */
  onAnswer?: ((answered: Answered) => void) | undefined;
  /** Hears why a request is denied, for a log: the sender is told only that it is. */
  onDenied?: ((why: string, request: IncomingMessage) => void) | undefined;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes the reference receiver, a node:http request listener: it routes, authenticates, validates, journals, then responds.
 * Every refusal names one thing; no input makes it respond with 5xx but a journal that cannot store. What is refused is
 * journalled too, after its response.
 */
export async function receiverListener(options: ReceiverSetup): Promise<Listener> {
  const { contracts, journal, keys } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const route = await openRouter(endpointsOf(contracts, keys, limits.depth));
  const { handshake } = contracts.all[0];
  const challengeIn = handshake && handshakeResponder(handshake, keys);
  const record = attemptRecorder(contracts, keys);
  const explainDenial = denialExplainer();

  return (request, response) => {
    const began = performance.now();
    const { method = '', url = '/', headers } = request;
    const mark = url.indexOf('?');
    const { endpoint, refusal: misled, values } = route(method, mark < 0 ? url : url.slice(0, mark));
    const offered = offeredBy(request, mark < 0 ? '' : url.slice(mark + 1));
    const answered = ({ status }: HttpResponse, attempt?: Attempt): void =>
      options.onAnswer?.({ request, status, durationMs: performance.now() - began, attempt });
    const noteDenial = (from: Endpoint, known: Partial<Handled>): Attempt => {
      const { why, ...told } = explainDenial(from, offered, known.body);
      options.onDenied?.(why, request);
      return record(request, denialOf(from, why, { ...told, ...known }));
    };
    const refuse = (result: HttpResponse, known: Partial<Handled> = {}): void => {
      sendResponse(request, response, result);
      const denying = endpoint && result === endpoint.denied ? endpoint : undefined;
      const noted = (): Attempt => record(request, refusalOf(endpoint, result, known));
      const note = (): void => {
        const attempt = denying ? noteDenial(denying, known) : isReading(method) ? undefined : noted();
        if (attempt) keep(journal, attempt);
        answered(result, attempt);
      };
      // To find why it is denied takes longer than the answer, which goes out first, with those of others.
      if (denying) setImmediate(note);
      else note();
    };
    const refusal = (to: Endpoint): HttpResponse | undefined => {
      if (misled) return misled;
      if (!to.auth.keys(offered)) return to.denied;
      return takesMediaType(headers, to.mediaTypes) ? undefined : to.wrongMedia;
    };
    // What may be a challenge is no delivery until its body is there.
    const challenge = endpoint && challengeIn?.({ method, ...offered });
    const refused = refuseHead(request, limits) ?? (challenge ? undefined : endpoint ? refusal(endpoint) : misled);
    if (refused || !endpoint) return refuse(refused ?? unavailable);
    readBody(request, limits.bodyBytes, refuse, (body) => {
      const answer = challenge?.(body);
      const late = challenge && !answer ? refusal(endpoint) : undefined;
      if (late) return refuse(late, { body });
      const isOpen = answer !== undefined && !handshake?.signed;
      const proven = isOpen || ((!answer || endpoint.auth.keys(offered)) && endpoint.auth.body(offered, body));
      if (!proven) return refuse(endpoint.denied, { body });
      if (answer) {
        const given = answer === 'refused' ? stranger : textResponse(answer.status, answer.body, answer.headers);
        sendResponse(request, response, given);
        return answered(given);
      }
      const { response: result, ...judged } = endpoint.judge(body, offered, values);
      if (judged.outcome !== 'accepted') return refuse(result, { ...judged, body });
      const attempt = record(request, { ...judged, body, status: result.status });
      store(journal, attempt, (isStored) => {
        const given = isStored ? result : unavailable;
        sendResponse(request, response, given);
        answered(given, attempt);
      });
    });
  };
}

const stranger = problem(403, 'the handshake is not with somebody who is known here');
const unavailable = problem(503, 'the event could not be stored', { headers: { 'retry-after': '5' } });

/** Tells whether a request with this method delivers nothing: somebody looks, or asks what may be done. */
function isReading(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

function denialOf({ only, denied }: Endpoint, why: string, known: Partial<Handled>): Handled {
  const findings = [{ rule: 'security', pointer: '', message: why }];
  return { contract: only, body: undefined, ...known, status: denied.status, outcome: 'denied', findings };
}

function refusalOf(
  endpoint: Endpoint | undefined,
  { status, finding }: HttpResponse,
  known: Partial<Handled>,
): Handled {
  const findings = finding ? [finding] : [];
  return { contract: endpoint?.only, body: undefined, findings, ...known, status, outcome: 'refused' };
}

/** Bounds how many denials are explained in a second: to look for what was wrong takes longer than to see that it is. */
const mostExplained = 50;

/** Says why a delivery is denied, and what it would be of, as far as somebody looked. */
type Denial = { why: string } & Partial<Pick<Handled, 'contract' | 'event'>>;

/** Makes what says why a delivery is denied; in a flood of them only that it is. */
function denialExplainer(): (endpoint: Endpoint, offered: Offered, body: Buffer | undefined) => Denial {
  let second = 0;
  let explained = 0;
  return ({ auth, tell }, offered, body) => {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) [second, explained] = [now, 0];
    if (++explained > mostExplained) return { why: deniedDetail };
    return { why: auth.why(offered, body), ...(body ? tell(body, offered) : {}) };
  };
}

/** Stores a delivery for which nobody waits. */
function keep(journal: Journal, attempt: Attempt): void {
  store(journal, attempt, () => {});
}

function store(journal: Journal, attempt: Attempt, done: (stored: boolean) => void): void {
  try {
    const stored = journal.append(attempt);
    if (stored === undefined) done(true);
    else
      stored.then(
        () => done(true),
        () => done(false),
      );
  } catch {
    done(false);
  }
}
