import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contract } from '../contract/load.ts';
import { type Answer, problem, write } from '../edge/answer.ts';
import { authenticator } from '../edge/authenticate.ts';
import { readBody } from '../edge/body.ts';
import { offeredBy, refuseHead } from '../edge/head.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { takesMediaType } from '../edge/media.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keys } from '../signature/keys.ts';
import { parseBody } from '../validator/body.ts';
import { type RoutedOperation, router } from './routing.ts';

export interface ReceiverOptions {
  contract: Contract;
  keys: Keys;
  journal: Journal;
  limits?: Partial<Limits>;
  /** Told of each answer, for a log. */
  onAnswer?: (status: number, request: IncomingMessage) => void;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The reference receiver as a node:http request listener: routes, authenticates, validates, journals, then answers.
 * Every refusal names one thing; no input makes it answer 5xx but a journal that cannot store.
 */
export async function createReceiver(options: ReceiverOptions): Promise<Listener> {
  const { contract, journal } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const route = await router(contract);
  const auth = authenticator(contract.security, options.keys);
  const taken = acceptance(contract.statuses);
  const denied = problem(401, 'the credentials are missing or wrong', { headers: { 'www-authenticate': 'ApiKey' } });

  return (request, response) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const answer = (result: Answer): void => {
      write(request, response, result);
      options.onAnswer?.(result.status, request);
    };
    const refused = refuseHead(request, limits);
    if (refused) return answer(refused);
    const found = route(request.method ?? '', path);
    if (found.kind === 'not-found') return answer(problem(404, 'no operation of the contract has this path'));
    if (found.kind === 'wrong-method')
      return answer(problem(405, `the method must be ${found.allow}`, { headers: { allow: found.allow } }));
    const offered = offeredBy(request, mark < 0 ? '' : url.slice(mark + 1));
    if (!auth.keys(offered)) return answer(denied);
    if (!takesMediaType(request.headers, contract.body.mediaTypes)) {
      return answer(
        problem(415, `the body must be ${contract.body.mediaTypes.join(' or ')}, in UTF-8 and not compressed`),
      );
    }
    readBody(request, limits.bodyBytes, (body) => {
      if (body.kind === 'aborted') return;
      if (body.kind === 'too-large') return answer(problem(413, `the body is larger than ${limits.bodyBytes} bytes`));
      if (auth.signed && !auth.body(offered, body.bytes)) return answer(denied);
      const refusal = judge(found.operation, body.bytes, request, offered, limits);
      if (refusal) return answer(refusal);
      store(journal, body.bytes, taken, answer);
    });
  };
}

function judge(
  operation: RoutedOperation,
  bytes: Buffer,
  request: IncomingMessage,
  offered: { search(): URLSearchParams },
  limits: Limits,
): Answer | undefined {
  const parsed = parseBody(bytes, limits.depth);
  if (!parsed.ok) return problem(400, '', { finding: parsed.finding });
  const [finding] = operation.judge(parsed.value, request.headers, offered.search);
  return finding ? problem(400, '', { finding }) : undefined;
}

const unavailable = problem(503, 'the event could not be stored', { headers: { 'retry-after': '5' } });

/** The event is taken only once the journal has it. */
function store(journal: Journal, body: Buffer, taken: Answer, answer: (result: Answer) => void): void {
  try {
    const stored = journal.append({ receivedAt: Date.now(), body });
    if (stored === undefined) answer(taken);
    else
      stored.then(
        () => answer(taken),
        () => answer(unavailable),
      );
  } catch {
    answer(unavailable);
  }
}

/** The answer to a taken event: the first success that the contract documents, without a body. */
function acceptance(statuses: readonly string[]): Answer {
  const status = statuses.map(Number).find((each) => each >= 200 && each < 300) ?? 200;
  return { status, headers: status === 204 ? {} : { 'content-length': '0' }, body: '' };
}
