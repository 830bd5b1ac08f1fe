import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contracts } from '../contract/load.ts';
import { handshakeResponder } from '../delivery/handshake/respond.ts';
import { offeredBy } from '../edge/authenticator.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { readBody, refuseHead, takesMediaType } from '../edge/request.ts';
import { type HttpResponse, problem, sendResponse, textResponse } from '../edge/response.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keys } from '../signature/keys.ts';
import { type Endpoint, endpointsOf } from './endpoint.ts';
import { openRouter } from './router.ts';

export interface ReceiverSetup {
  contracts: Contracts;
  keys: Keys;
  journal: Journal;
  limits?: Partial<Limits> | undefined;
  /** Hears of each response, for a log. */
  onAnswer?: ((status: number, request: IncomingMessage) => void) | undefined;
  /** Hears why a request is denied, for a log: the sender is told only that it is. */
  onDenied?: ((why: string, request: IncomingMessage) => void) | undefined;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes the reference receiver, a node:http request listener: it routes, authenticates, validates, journals, then responds.
 * Every refusal names one thing; no input makes it respond with 5xx but a journal that cannot store.
 */
export async function receiverListener(options: ReceiverSetup): Promise<Listener> {
  const { contracts, journal, keys } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const route = await openRouter(endpointsOf(contracts, keys, limits.depth));
  const { handshake } = contracts.all[0];
  const challengeIn = handshake && handshakeResponder(handshake, keys);

  return (request, response) => {
    const { method = '', url = '/', headers } = request;
    const mark = url.indexOf('?');
    let received: Buffer | undefined;
    const respond = (result: HttpResponse): void => {
      sendResponse(request, response, result);
      options.onAnswer?.(result.status, request);
      if (endpoint && result === endpoint.denied) options.onDenied?.(endpoint.auth.why(offered, received), request);
    };
    const { endpoint, refusal: misled, values } = route(method, mark < 0 ? url : url.slice(0, mark));
    const offered = offeredBy(request, mark < 0 ? '' : url.slice(mark + 1));
    const refusal = (to: Endpoint): HttpResponse | undefined => {
      if (misled) return misled;
      if (!to.auth.keys(offered)) return to.denied;
      return takesMediaType(headers, to.mediaTypes) ? undefined : to.wrongMedia;
    };
    // What may be a challenge is no delivery until its body is there.
    const challenge = endpoint && challengeIn?.({ method, ...offered });
    const refused = refuseHead(request, limits) ?? (challenge ? undefined : endpoint ? refusal(endpoint) : misled);
    if (refused || !endpoint) return respond(refused ?? unavailable);
    readBody(request, limits.bodyBytes, respond, (body) => {
      received = body;
      const answer = challenge?.(body);
      const late = challenge && !answer ? refusal(endpoint) : undefined;
      if (late) return respond(late);
      const isOpen = answer !== undefined && !handshake?.signed;
      const proven = isOpen || ((!answer || endpoint.auth.keys(offered)) && endpoint.auth.body(offered, body));
      if (!proven) return respond(endpoint.denied);
      if (answer)
        return respond(answer === 'refused' ? stranger : textResponse(answer.status, answer.body, answer.headers));
      const verdict = endpoint.judge(body, offered, values);
      if (verdict === 'denied') return respond(endpoint.denied);
      if ('finding' in verdict) return respond(problem(400, '', verdict));
      store(journal, body, (stored) => respond(stored ? verdict : unavailable));
    });
  };
}

const stranger = problem(403, 'the handshake is not with somebody who is known here');
const unavailable = problem(503, 'the event could not be stored', { headers: { 'retry-after': '5' } });

function store(journal: Journal, body: Buffer, done: (stored: boolean) => void): void {
  try {
    const stored = journal.append({ receivedAt: Date.now(), body });
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
