import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contract } from '../contract/load.ts';
import { handshakeResponder } from '../delivery/handshake/respond.ts';
import { authenticator, deniedDetail, offeredBy } from '../edge/authenticator.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { readBody, refuseHead, takesMediaType } from '../edge/request.ts';
import { type HttpResponse, problem, sendResponse, textResponse } from '../edge/response.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keys } from '../signature/keys.ts';
import { eventValidator } from '../validator/event.ts';
import { parameterValidator } from '../validator/parameters.ts';
import { openRouter } from './router.ts';

export interface ReceiverSetup {
  contract: Contract;
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
  const { contract, journal } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const route = await openRouter(contract);
  const auth = authenticator(contract.security, options.keys);
  const { mediaTypes } = contract.body;
  const validateBody = eventValidator(contract, { maxDepth: limits.depth });
  const validateParameters = parameterValidator(contract);
  const taken = acceptance(contract.statuses);
  const challengeIn = contract.handshake && handshakeResponder(contract.handshake, options.keys);
  const denied = problem(401, deniedDetail, { headers: auth.challenge });
  const wrongMedia = problem(415, `the body must be ${mediaTypes.join(' or ')}, in UTF-8 and not compressed`);

  return (request, response) => {
    const { method = '', url = '/', headers } = request;
    const mark = url.indexOf('?');
    let received: Buffer | undefined;
    const respond = (result: HttpResponse): void => {
      sendResponse(request, response, result);
      options.onAnswer?.(result.status, request);
      if (result === denied) options.onDenied?.(auth.why(offered, received), request);
    };
    const path = route(method, mark < 0 ? url : url.slice(0, mark));
    const offered = offeredBy(request, mark < 0 ? '' : url.slice(mark + 1));
    const refusal = (): HttpResponse | undefined => {
      if (path.refusal) return path.refusal;
      if (!auth.keys(offered)) return denied;
      return takesMediaType(headers, mediaTypes) ? undefined : wrongMedia;
    };
    // What may be a challenge is no delivery until its body is there.
    const challenge = path.refusal?.status === 404 ? undefined : challengeIn?.({ method, ...offered });
    const refused = refuseHead(request, limits) ?? (challenge ? undefined : refusal());
    if (refused) return respond(refused);
    readBody(request, limits.bodyBytes, respond, (body) => {
      received = body;
      const answer = challenge?.(body);
      const late = challenge && !answer ? refusal() : undefined;
      if (late) return respond(late);
      const isOpen = answer !== undefined && !contract.handshake?.signed;
      const proven = isOpen || ((!answer || auth.keys(offered)) && auth.body(offered, body));
      if (!proven) return respond(denied);
      if (answer)
        return respond(answer === 'refused' ? stranger : textResponse(answer.status, answer.body, answer.headers));
      const finding = validateBody(body).findings[0] ?? validateParameters?.({ ...offered, path: path.values })[0];
      if (finding) return respond(problem(400, '', { finding }));
      store(journal, body, (stored) => respond(stored ? taken : unavailable));
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

/** Makes the response to a taken event: the first success that the contract documents, without a body; `2XX` means 200. */
function acceptance(statuses: readonly string[]): HttpResponse {
  const status = statuses.map(Number).find((each) => each >= 200 && each < 300) ?? 200;
  return { status, headers: status === 204 ? {} : { 'content-length': '0' }, body: '' };
}
