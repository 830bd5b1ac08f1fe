import type { RetryPolicy } from '../delivery/retry.ts';
import { deliverUntilAccepted, pause } from '../delivery/retry.ts';
import { isAccepted, type Receipt, type Sender } from '../delivery/sender.ts';
import { canAbort, type Lifecycle, stateAfter } from '../scenario/lifecycle.ts';
import type { PlannedCall, PlannedEvent } from '../scenario/plan.ts';
import type { Pace } from './pace.ts';

/** One attempt, as it is shown: an answer's status, or why there was none. */
export type Attempt = { status: number; durationMs: number } | { why: string; durationMs: number };

export interface CallStep {
  type: string;
  /** Virtual milliseconds since the call began. */
  atMs: number;
  outcome: 'waiting' | 'under way' | 'delivered' | 'undelivered' | 'cancelled';
  attempts: Attempt[];
}

/** What can be seen of a call. It holds neither keys nor bodies. */
export interface CallView {
  id: string;
  /** The callback of the document that it obeys. */
  callback: string;
  scenario: string;
  /** The lifecycle's; the type of the last event where there is no lifecycle. */
  state: string;
  underWay: boolean;
  /** Where its events go, without the query: that may hold a token. */
  target: string;
  startedAt: string;
  events: CallStep[];
}

export interface CallOptions {
  planned: PlannedCall;
  callback: string;
  target: URL;
  startedAt: Date;
  lifecycle: Lifecycle | undefined;
  /** What follows when the call is ended from outside at an instant. */
  ending(at: Date): PlannedEvent[];
  openSender(): Sender;
  pace: Pace;
  retry: RetryPolicy;
  random(): number;
  onAttempt(event: CallStep, body: Buffer, attempt: number, receipt: Receipt): void;
}

export interface Call {
  readonly id: string;
  underWay(): boolean;
  view(): CallView;
  /** Bytes of events that are still to be delivered. */
  waitingBytes(): number;
  start(): void;
  /** Cancels what is left and lets the ending follow; gives why not, where the lifecycle does not allow it. */
  end(): string | undefined;
  /** Settles when nothing is under way. */
  idle(): Promise<void>;
  /** Cancels everything; an attempt under way has `drainMs` to finish. */
  stop(drainMs: number): Promise<void>;
}

interface Waiting {
  event: CallStep;
  body: Buffer;
}

/** One simulated call: its events go out one after the other, each delivered or given up before the next. */
export function createCall(options: CallOptions): Call {
  const { planned, lifecycle, pace, retry, startedAt, target } = options;
  // The whole plan, then only what is left of it.
  const rest = new AbortController();
  const everything = new AbortController();
  const events: CallStep[] = [];
  const waiting = new Set<Waiting>();
  const factor = pace(planned.events.at(-1)?.atMs ?? 0);
  let state = lifecycle?.start ?? 'accepted';
  let ended = false;
  let underWay = 1;
  let chain: Promise<void> = Promise.resolve();
  let begun = performance.now();
  const { promise: started, resolve: begin } = Promise.withResolvers<void>();
  let sender: Sender | undefined;

  const listed = (plan: readonly PlannedEvent[], baseMs: number): Waiting[] =>
    plan.map(({ type, atMs, body }) => {
      const each: Waiting = { event: { type, atMs: baseMs + atMs, outcome: 'waiting', attempts: [] }, body };
      events.push(each.event);
      waiting.add(each);
      return each;
    });
  const follow = (plan: readonly Waiting[], signal: AbortSignal): void => {
    chain = chain.then(() => pass(plan, signal)).finally(() => underWay--);
  };
  const pass = async (plan: readonly Waiting[], signal: AbortSignal): Promise<void> => {
    sender = options.openSender();
    for (const each of plan) {
      await pause(Math.max(0, each.event.atMs / factor - (performance.now() - begun)), signal);
      if (signal.aborted) each.event.outcome = 'cancelled';
      else await deliver(each, sender);
      waiting.delete(each);
    }
    await sender.close();
  };
  const deliver = async ({ event, body }: Waiting, by: Sender): Promise<void> => {
    event.outcome = 'under way';
    state = lifecycle ? (stateAfter(lifecycle, state, event.type) ?? state) : event.type;
    const receipt = await deliverUntilAccepted(by, body, retry, {
      random: options.random,
      wait: (ms) => pause(ms, everything.signal),
      signal: everything.signal,
      onAttempt(each, attempt) {
        event.attempts.push(shown(each));
        options.onAttempt(event, body, attempt, each);
      },
    });
    event.outcome = isAccepted(receipt) ? 'delivered' : 'undelivered';
  };
  const virtualMs = (): number => {
    if (Number.isFinite(factor)) return Math.round((performance.now() - begun) * factor);
    return events.findLast(({ outcome }) => outcome !== 'waiting' && outcome !== 'cancelled')?.atMs ?? 0;
  };

  const first = listed(planned.events, 0);

  return {
    id: planned.id,
    underWay: () => underWay > 0,
    waitingBytes: () => [...waiting].reduce((sum, { body }) => sum + body.length, 0),
    view: () => ({
      id: planned.id,
      callback: options.callback,
      scenario: planned.scenario,
      state,
      underWay: underWay > 0,
      target: target.origin + target.pathname,
      startedAt: startedAt.toISOString(),
      events: structuredClone(events),
    }),
    start() {
      begun = performance.now();
      follow(first, rest.signal);
      begin();
    },
    end() {
      if (ended) return 'it has been ended already';
      if (lifecycle ? !canAbort(lifecycle, state) : underWay === 0) return `it cannot be ended in the state "${state}"`;
      ended = true;
      rest.abort();
      const at = virtualMs();
      underWay++;
      follow(listed(options.ending(new Date(startedAt.getTime() + at)), at), everything.signal);
      return undefined;
    },
    async idle() {
      await started;
      for (let seen: unknown; seen !== chain; ) {
        seen = chain;
        await chain;
      }
    },
    async stop(drainMs) {
      rest.abort();
      everything.abort();
      const limit = setTimeout(() => void sender?.close(), drainMs);
      await chain;
      clearTimeout(limit);
    },
  };
}

function shown(receipt: Receipt): Attempt {
  const durationMs = Math.round(receipt.durationMs * 10) / 10;
  return receipt.kind === 'answer' ? { status: receipt.status, durationMs } : { why: receipt.why, durationMs };
}
