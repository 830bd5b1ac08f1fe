import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChallengeResponder, handshakeResponder } from '../delivery/handshake/respond.ts';
import type { Answered } from '../edge/answered.ts';
import { type Offered, offeredBy } from '../edge/authenticator.ts';
import type { Limits } from '../edge/limits.ts';
import { readBody, refuseHead, takesMediaType } from '../edge/request.ts';
import { type HttpResponse, problem, sendResponse, textResponse } from '../edge/response.ts';
import type { Attempt, Journal } from '../journal/journal.ts';
import type { Handled } from './attempts.ts';
import type { DenialExplainer } from './denials.ts';
import type { Endpoint } from './endpoint.ts';
import type { Route } from './router.ts';

/** Hears what a receiver did, beside its journal. */
export interface Hearers {
  /** Hears of each response, for logs and figures. */
  onAnswer?: ((answered: Answered) => void) | undefined;
  /** Hears why a request is denied, for a log: the sender is told only that it is. */
  onDenied?: ((why: string, request: IncomingMessage) => void) | undefined;
}

/** Holds what all requests to a receiver are taken by. */
export interface ReceptionDesk extends Hearers {
  journal: Journal;
  limits: Limits;
  route: (method: string, path: string) => Route;
  /** Finds a challenge of the handshake in a request; undefined where nobody asks for a handshake. */
  challengeIn: ReturnType<typeof handshakeResponder> | undefined;
  /** Tells whether a challenge has to prove who sends it. */
  signsChallenges: boolean;
  record: (request: IncomingMessage, handled: Handled) => Attempt;
  explainDenial: DenialExplainer;
}

/** Takes one request from its head to its response; it is one object for each, since requests are many. */
export class Reception {
  readonly #desk: ReceptionDesk;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #began = performance.now();
  readonly #route: Route;
  readonly #offered: Offered;

  constructor(desk: ReceptionDesk, request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '/' } = request;
    const mark = url.indexOf('?');
    this.#desk = desk;
    this.#request = request;
    this.#response = response;
    this.#route = desk.route(method, mark < 0 ? url : url.slice(0, mark));
    this.#offered = offeredBy(request, mark < 0 ? '' : url.slice(mark + 1));
  }

  /** Refuses the request by its head, or reads its body and goes on with that. */
  begin(): void {
    const { limits, challengeIn } = this.#desk;
    const { endpoint } = this.#route;
    // What may be a challenge is no delivery until its body is there.
    const challenge = endpoint && challengeIn?.({ method: this.#request.method ?? '', ...this.#offered });
    const refused = refuseHead(this.#request, limits) ?? (challenge ? undefined : this.#refusal());
    if (refused || !endpoint) {
      this.#refuse(refused ?? unavailable);
      return;
    }
    readBody(
      this.#request,
      limits.bodyBytes,
      (refusal) => this.#refuse(refusal),
      (body) => {
        if (challenge) this.#takeChallenge(endpoint, challenge, body);
        else this.#takeDelivery(endpoint, body);
      },
    );
  }

  /** Says why no delivery is taken here by its head: its address, credentials and media type. */
  #refusal(): HttpResponse | undefined {
    const { endpoint, refusal } = this.#route;
    if (refusal || !endpoint) return refusal;
    if (!endpoint.auth.keys(this.#offered)) return endpoint.denied;
    return takesMediaType(this.#request.headers, endpoint.mediaTypes) ? undefined : endpoint.wrongMedia;
  }

  /** Responds to a challenge; a body that is none is that of a delivery. */
  #takeChallenge(endpoint: Endpoint, challenge: ChallengeResponder, body: Buffer): void {
    const answer = challenge(body);
    const { auth, denied } = endpoint;
    const refused = answer ? undefined : this.#refusal();
    if (refused) this.#refuse(refused, { body });
    else if (!answer) this.#takeDelivery(endpoint, body);
    else if (this.#desk.signsChallenges && !(auth.keys(this.#offered) && auth.body(this.#offered, body)))
      this.#refuse(denied, { body });
    else this.#respond(answer === 'refused' ? stranger : textResponse(answer.status, answer.body, answer.headers));
  }

  #takeDelivery(endpoint: Endpoint, body: Buffer): void {
    if (!endpoint.auth.body(this.#offered, body)) {
      this.#refuse(endpoint.denied, { body });
      return;
    }
    const { response, ...judged } = endpoint.judge(body, this.#offered, this.#route.values);
    if (judged.outcome === 'accepted') this.#accept(response, { ...judged, body, status: response.status });
    else this.#refuse(response, { ...judged, body });
  }

  /** Stores a delivery, and acknowledges it once that is done. */
  #accept(acknowledgement: HttpResponse, handled: Handled): void {
    const attempt = this.#desk.record(this.#request, handled);
    store(this.#desk.journal, attempt, (isStored) => this.#respond(isStored ? acknowledgement : unavailable, attempt));
  }

  #respond(result: HttpResponse, attempt?: Attempt): void {
    sendResponse(this.#request, this.#response, result);
    this.#noteAnswer(result, attempt);
  }

  #refuse(result: HttpResponse, known: Partial<Handled> = {}): void {
    sendResponse(this.#request, this.#response, result);
    const { endpoint } = this.#route;
    // To find why it is denied takes longer than the answer, which goes out first, with those of others.
    if (endpoint && result === endpoint.denied) setImmediate(() => this.#noteDenial(endpoint, known));
    else this.#noteRefusal(result, known);
  }

  #noteDenial(endpoint: Endpoint, known: Partial<Handled>): void {
    const { explainDenial, onDenied } = this.#desk;
    const { why, ...told } = explainDenial(endpoint, this.#offered, known.body);
    onDenied?.(why, this.#request);
    this.#keep(endpoint.denied, denialOf(endpoint, why, { ...told, ...known }));
  }

  #noteRefusal(result: HttpResponse, known: Partial<Handled>): void {
    if (isReading(this.#request.method ?? '')) this.#noteAnswer(result);
    else this.#keep(result, refusalOf(this.#route.endpoint, result, known));
  }

  /** Stores a delivery for which nobody waits. */
  #keep(result: HttpResponse, handled: Handled): void {
    const attempt = this.#desk.record(this.#request, handled);
    store(this.#desk.journal, attempt, () => {});
    this.#noteAnswer(result, attempt);
  }

  #noteAnswer({ status }: HttpResponse, attempt?: Attempt): void {
    const durationMs = performance.now() - this.#began;
    this.#desk.onAnswer?.({ request: this.#request, status, durationMs, attempt });
  }
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
