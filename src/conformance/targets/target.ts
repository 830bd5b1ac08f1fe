import type { ExchangeRequest } from '../../exchange.ts';
import { createHttpClient, type SendOptions } from '../../http-client/client.ts';
import { checkReachable, receiverUrl } from '../../http-client/connections.ts';
import { type HttpOutcome, maxAnswerBytes, type Timed } from '../../http-client/read-answer.ts';

/** Holds a receiver under test: three things are all that the suite needs of it. */
export interface Target {
  kind: 'url' | 'module' | 'exec';
  /** Names where deliveries go; the path in it is the receiver's. */
  url: URL;
  /** Gives the command that runs one case again, as it was run now. */
  again?(caseId: string): string;
  /** Sends one request. Never throws for what the receiver does: a broken connection is an outcome too. */
  exchange(request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome>;
  /** Kills the receiver without a warning, and starts it again; only a target that started it can. */
  revive?(): {
    /** Ends the receiver and all that it started, as a power cut would. */
    kill(): Promise<void>;
    /** Starts it again and waits until it accepts connections. Throws a target error when it does not. */
    start(): Promise<void>;
  };
  /** Starts the receiver once more, without its keys; undefined where it then does not start. Only a target that started it can. */
  withoutKeys?(): Promise<Target | undefined>;
  /** Tells how the receiver ended after its last answer; undefined where it goes on. Only a target that started it can. */
  ended?(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Says what came of one request: what HTTP tells, or that the receiver itself ended. */
export type DeliveryOutcome = Timed<HttpOutcome | { kind: 'died'; why: string }> & {
  /** Holds what a receiver that was started here, and answered 5xx, last wrote to standard error. */
  printed?: string;
};

/** Opens a receiver at a URL. Throws a target error when nothing accepts connections there. */
export async function urlTarget(address: string): Promise<Target> {
  const url = receiverUrl(address);
  await checkReachable(url);
  const client = createHttpClient(url);
  const exchange: Target['exchange'] = async (...given) => withinBounds(await client.send(...given));
  return { kind: 'url', url, exchange, close: async () => client.close() };
}

/** Takes an answer of which more came than is read for none: nobody can tell whether it has an end. */
function withinBounds(outcome: Timed<HttpOutcome>): Timed<HttpOutcome> {
  if (outcome.kind !== 'answer' || outcome.response.body.length <= maxAnswerBytes) return outcome;
  return { kind: 'closed', why: endlessAnswer, durationMs: outcome.durationMs };
}

/** Says why an answer counts for none. */
export const endlessAnswer = 'its answer went on after 1 MiB';
