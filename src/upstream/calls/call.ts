import type { RetryPolicy } from '../../delivery/retry.ts';
import { deliverUntilAccepted, pause } from '../../delivery/retry.ts';
import { isAccepted, type Receipt, type Sender } from '../../delivery/sender.ts';
import { canAbort, type Lifecycle, stateAfter } from '../../scenario/lifecycle.ts';
import type { PlannedCall, PlannedEvent } from '../../scenario/plan.ts';
import type { Pace } from './pace.ts';

/** Holds one attempt, as it is shown: the status of the response, or why there was none. */
export type Attempt = { status: number; durationMs: number } | { why: string; durationMs: number };

export interface CallStep {
  type: string;
  /** Virtual milliseconds since the call began. */
  atMs: number;
  outcome: 'waiting' | 'under way' | 'delivered' | 'undelivered' | 'cancelled';
  attempts: Attempt[];
}

/** Shows what can be seen of a call. It holds neither keys nor bodies. */
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
  /** Plans what follows when the call is ended from outside at an instant. */
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

/** Holds how far a call has come. */
interface Progress {
  readonly options: CallOptions;
  readonly events: CallStep[];
  readonly waiting: Set<WaitingEvent>;
  /** Ends what is left of the plan. */
  readonly rest: AbortController;
  /** Ends what is left of the plan, and of the ending that follows it. */
  readonly everything: AbortController;
  /** How many times faster than life it goes. */
  readonly factor: number;
  state: string;
  ended: boolean;
  /** Plans that are not delivered to their end. */
  underWay: number;
  startedAtMs: number;
  /** Settles when all plans are delivered that have begun. */
  delivered: Promise<void>;
  sender: Sender | undefined;
}

interface WaitingEvent {
  event: CallStep;
  body: Buffer;
}

/** Makes one simulated call: its events go out one after the other, each delivered or given up before the next. */
export function createCall(options: CallOptions): Call {
  const { planned, lifecycle, startedAt, target } = options;
  const progress: Progress = {
    options,
    events: [],
    waiting: new Set(),
    rest: new AbortController(),
    everything: new AbortController(),
    factor: options.pace(planned.events.at(-1)?.atMs ?? 0),
    state: lifecycle?.start ?? 'accepted',
    ended: false,
    underWay: 1,
    startedAtMs: performance.now(),
    delivered: Promise.resolve(),
    sender: undefined,
  };
  const { promise: started, resolve: markStarted } = Promise.withResolvers<void>();
  const first = expectEvents(progress, planned.events, 0);

  return {
    id: planned.id,
    underWay: () => progress.underWay > 0,
    waitingBytes: () => [...progress.waiting].reduce((sum, { body }) => sum + body.length, 0),
    view: () => ({
      id: planned.id,
      callback: options.callback,
      scenario: planned.scenario,
      state: progress.state,
      underWay: progress.underWay > 0,
      target: target.origin + target.pathname,
      startedAt: startedAt.toISOString(),
      events: structuredClone(progress.events),
    }),
    start() {
      progress.startedAtMs = performance.now();
      deliverNext(progress, first, progress.rest.signal);
      markStarted();
    },
    end: () => endCall(progress),
    async idle() {
      await started;
      for (let seen: unknown; seen !== progress.delivered; ) {
        seen = progress.delivered;
        await progress.delivered;
      }
    },
    stop: (drainMs) => stopCall(progress, drainMs),
  };
}

/** Lists the events of a plan that begins at a virtual instant, and gives them as they wait. */
function expectEvents({ events, waiting }: Progress, plan: readonly PlannedEvent[], baseMs: number): WaitingEvent[] {
  const expected = plan.map(({ type, atMs, body }): WaitingEvent => {
    return { event: { type, atMs: baseMs + atMs, outcome: 'waiting', attempts: [] }, body };
  });
  for (const each of expected) {
    events.push(each.event);
    waiting.add(each);
  }
  return expected;
}

/** Delivers a plan once all plans before it are delivered. */
function deliverNext(progress: Progress, plan: readonly WaitingEvent[], signal: AbortSignal): void {
  progress.delivered = progress.delivered
    .then(() => deliverPlan(progress, plan, signal))
    .finally(() => progress.underWay--);
}

async function deliverPlan(progress: Progress, plan: readonly WaitingEvent[], signal: AbortSignal): Promise<void> {
  const sender = progress.options.openSender();
  progress.sender = sender;
  for (const each of plan) {
    const elapsedMs = performance.now() - progress.startedAtMs;
    await pause(Math.max(0, each.event.atMs / progress.factor - elapsedMs), signal);
    if (signal.aborted) each.event.outcome = 'cancelled';
    else await deliverEvent(progress, each, sender);
    progress.waiting.delete(each);
  }
  await sender.close();
}

async function deliverEvent(progress: Progress, { event, body }: WaitingEvent, sender: Sender): Promise<void> {
  const { lifecycle, retry, random, onAttempt } = progress.options;
  const { signal } = progress.everything;
  event.outcome = 'under way';
  progress.state = lifecycle ? (stateAfter(lifecycle, progress.state, event.type) ?? progress.state) : event.type;
  const receipt = await deliverUntilAccepted(sender, body, retry, {
    random,
    wait: (ms) => pause(ms, signal),
    signal,
    onAttempt(made, attempt) {
      event.attempts.push(attemptOf(made));
      onAttempt(event, body, attempt, made);
    },
  });
  event.outcome = isAccepted(receipt) ? 'delivered' : 'undelivered';
}

function attemptOf(receipt: Receipt): Attempt {
  const durationMs = Math.round(receipt.durationMs * 10) / 10;
  return receipt.kind === 'answer' ? { status: receipt.status, durationMs } : { why: receipt.why, durationMs };
}

function endCall(progress: Progress): string | undefined {
  const { ended, state, everything } = progress;
  const { lifecycle, startedAt, ending } = progress.options;
  if (ended) return 'it has been ended already';
  if (lifecycle ? !canAbort(lifecycle, state) : progress.underWay === 0)
    return `it cannot be ended in the state "${state}"`;
  progress.ended = true;
  progress.rest.abort();
  const atMs = virtualMs(progress);
  progress.underWay++;
  const plan = ending(new Date(startedAt.getTime() + atMs));
  deliverNext(progress, expectEvents(progress, plan, atMs), everything.signal);
  return undefined;
}

/** Gives the virtual milliseconds since a call began; at an infinite pace those of its last event. */
function virtualMs({ events, factor, startedAtMs }: Progress): number {
  if (Number.isFinite(factor)) return Math.round((performance.now() - startedAtMs) * factor);
  return events.findLast(({ outcome }) => outcome !== 'waiting' && outcome !== 'cancelled')?.atMs ?? 0;
}

async function stopCall(progress: Progress, drainMs: number): Promise<void> {
  progress.rest.abort();
  progress.everything.abort();
  const limit = setTimeout(() => void progress.sender?.close(), drainMs);
  await progress.delivered;
  clearTimeout(limit);
}
