import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/outcome.ts';
import type { DeliveryOutcome, Target } from '../targets/target.ts';

/** Holds what came of a request, and what came before it did. */
export interface RetriedOutcome {
  outcome: DeliveryOutcome;
  /** Attempts that said nothing of the receiver's verdict, in words; empty when there were none. */
  note: string;
}

const pausesMs = [50, 100, 200, 400, 800];
const longestPauseMs = 2_000;

/**
 * Sends a request as a sender would: an answer that says "later" (429, 503) is heeded, and a connection that is reset is
 * tried once more, for neither is a verdict.
 */
export async function exchangeWithRetries(
  target: Target,
  request: ExchangeRequest,
  options: SendOptions,
): Promise<RetriedOutcome> {
  let outcome = await target.exchange(request, options);
  let note = '';
  if (outcome.kind === 'closed') {
    outcome = await target.exchange(request, { timeoutMs: options.timeoutMs, fresh: true });
    if (outcome.kind === 'answer') note = 'FLAKY: the connection was reset at the first try';
  }
  for (const pause of pausesMs) {
    const asked = requestedPause(outcome);
    if (asked === undefined) break;
    note = `put off with ${outcome.kind === 'answer' ? outcome.response.status : ''} at first`;
    await wait(Math.max(pause, asked));
    outcome = await target.exchange(request, options);
  }
  return { outcome, note };
}

/** Reads how long the receiver asks to wait (RFC 9110, 10.2.3), in milliseconds; undefined when it does not ask. */
function requestedPause(outcome: DeliveryOutcome): number | undefined {
  if (outcome.kind !== 'answer' || ![429, 503].includes(outcome.response.status)) return undefined;
  const seconds = Number(outcome.response.headers['retry-after']);
  return Math.min(Number.isFinite(seconds) ? seconds * 1_000 : 0, longestPauseMs);
}
