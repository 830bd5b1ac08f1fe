import { deliverUntilAccepted, pause, type RetryPolicy } from '../../delivery/retry.ts';
import { isAccepted, isGone, type Receipt, type Sender } from '../../delivery/sender.ts';
import { canAbort, type Lifecycle, stateAfter } from '../../scenario/lifecycle.ts';
import type { PlannedCall, PlannedEvent } from '../../scenario/plan.ts';
import { type TraceContext, traceparentOf } from '../../trace-context.ts';
import type { Pace } from './pace.ts';

/** Holds one attempt, as it is shown: the status of the response, or why there was none. */
type Attempt = { status: number; durationMs: number } | { why: string; durationMs: number };

interface CallStep extends Omit<PlannedEvent, 'body'> {
  outcome: 'waiting' | 'under way' | 'delivered' | 'undelivered' | 'cancelled';
  attempts: Attempt[];
}

/** Shows what can be seen of a call. It holds neither keys nor bodies. */
export interface CallView {
  id: string;
  /** Holds the callback of the document that it obeys. */
  callback: string;
  scenario: string;
  /** Names the lifecycle's state, or the type of the last event where there is no lifecycle. */
  state: string;
  underWay: boolean;
  /** Says where its events go, without the query: that may hold a token. */
  target: string;
  startedAt: string;
  events: CallStep[];
}

/** Holds one attempt to deliver an event; attempts count from 1. */
export interface DeliveredAttempt {
  type: string;
  body: Buffer;
  attempt: number;
  receipt: Receipt;
  /** Counts the milliseconds that the next attempt waits because the receiver asks for it (Retry-After); null where it does not. */
  retryAfterMs: number | null;
}

interface CallOptions {
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
  onAttempt(made: DeliveredAttempt): void;
  /** Holds the trace of the request that began the call, which its deliveries go on with. */
  trace?: TraceContext | undefined;
}

type Step = CallStep & PlannedEvent;

interface Progress {
  readonly options: CallOptions;
  readonly events: Step[];
  /** Says how many times faster than life it goes. */
  readonly factor: number;
  /** Cancels what is left of the plan. */
  readonly plan: AbortController;
  /** Cancels everything, the ending that follows the plan included. */
  readonly everything: AbortController;
  state: string;
  startedAtMs: number;
  /** Settles when every event that is planned is delivered, given up or cancelled. */
  delivered: Promise<void>;
  sender: Sender | undefined;
}

export type Call = ReturnType<typeof createCall>;

/** Makes one simulated call: its events go out one after the other, each delivered or given up before the next. */
export function createCall(options: CallOptions) {
  const { planned, lifecycle } = options;
  const { promise: started, resolve: markStarted } = Promise.withResolvers<void>();
  const progress: Progress = {
    options,
    events: [],
    factor: options.pace(planned.events.at(-1)?.atMs ?? 0),
    plan: new AbortController(),
    everything: new AbortController(),
    state: lifecycle?.start ?? 'accepted',
    startedAtMs: performance.now(),
    delivered: started,
    sender: undefined,
  };
  deliverNext(progress, planned.events, 0, progress.plan.signal);

  return {
    id: planned.id,
    underWay: () => unfinished(progress).length > 0,
    /** Counts bytes of events that are still to be delivered. */
    waitingBytes: () => unfinished(progress).reduce((sum, { body }) => sum + body.length, 0),
    view: () => viewOf(progress),
    start(): void {
      progress.startedAtMs = performance.now();
      markStarted();
    },
    /** Cancels what is left and lets the ending follow; gives why not, where the lifecycle does not allow it. */
    end: () => endCall(progress),
    /** Settles when nothing is under way. */
    async idle(): Promise<void> {
      for (let seen: unknown; seen !== progress.delivered; ) {
        seen = progress.delivered;
        await progress.delivered;
      }
    },
    /** Cancels everything; an attempt under way has `drainMs` to finish. */
    async stop(drainMs: number): Promise<void> {
      progress.plan.abort();
      progress.everything.abort();
      markStarted();
      const limit = setTimeout(() => void progress.sender?.close(), drainMs);
      await progress.delivered;
      clearTimeout(limit);
    },
  };
}

function viewOf(progress: Progress): CallView {
  const { planned, callback, target, startedAt } = progress.options;
  return {
    id: planned.id,
    callback,
    scenario: planned.scenario,
    state: progress.state,
    underWay: unfinished(progress).length > 0,
    target: target.origin + target.pathname,
    startedAt: startedAt.toISOString(),
    events: structuredClone(progress.events.map(({ body, ...event }) => event)),
  };
}

function unfinished({ events }: Progress) {
  return events.filter(({ outcome }) => outcome === 'waiting' || outcome === 'under way');
}

/** Lets events, planned from a virtual instant on, follow those before them. */
function deliverNext(progress: Progress, plan: readonly PlannedEvent[], baseMs: number, signal: AbortSignal): void {
  const events = plan.map(({ type, atMs, body }): Step => {
    return { type, atMs: baseMs + atMs, outcome: 'waiting', attempts: [], body };
  });
  progress.events.push(...events);
  progress.delivered = progress.delivered.then(async () => {
    const sender = progress.options.openSender();
    progress.sender = sender;
    for (const event of events) {
      const elapsedMs = performance.now() - progress.startedAtMs;
      await pause(Math.max(0, event.atMs / progress.factor - elapsedMs), signal);
      if (signal.aborted) event.outcome = 'cancelled';
      else await deliverEvent(progress, event, sender);
    }
    await sender.close();
  });
}

async function deliverEvent(progress: Progress, event: Step, sender: Sender): Promise<void> {
  const { lifecycle, retry, random, onAttempt } = progress.options;
  const { plan, everything } = progress;
  event.outcome = 'under way';
  progress.state = lifecycle ? (stateAfter(lifecycle, progress.state, event.type) ?? progress.state) : event.type;
  const { callback, planned, trace } = progress.options;
  const send: Sender['send'] = (body) => {
    const span = `${callback} ${progress.events.indexOf(event)} ${event.attempts.length}`;
    return sender.send(body, { traceparent: traceparentOf(trace, planned.id, span) });
  };
  const receipt = await deliverUntilAccepted({ send }, event.body, retry, {
    random,
    signal: everything.signal,
    onAttempt(receipt, attempt, retryAfterMs) {
      const came = receipt.kind === 'answer' ? { status: receipt.status } : { why: receipt.why };
      event.attempts.push({ ...came, durationMs: Math.round(receipt.durationMs * 10) / 10 });
      onAttempt({ type: event.type, body: event.body, attempt, receipt, retryAfterMs });
    },
  });
  event.outcome = isAccepted(receipt) ? 'delivered' : 'undelivered';
  if (isGone(receipt)) for (const each of [plan, everything]) each.abort();
}

function endCall(progress: Progress): string | undefined {
  const { state, plan, everything } = progress;
  const { lifecycle, startedAt, ending } = progress.options;
  if (plan.signal.aborted) return 'it has been ended already';
  const canEnd = lifecycle ? canAbort(lifecycle, state) : unfinished(progress).length > 0;
  if (!canEnd) return `it cannot be ended in the state "${state}"`;
  plan.abort();
  const atMs = virtualMs(progress);
  deliverNext(progress, ending(new Date(startedAt.getTime() + atMs)), atMs, everything.signal);
  return undefined;
}

/** Gives the virtual milliseconds since a call began; at an infinite pace those of its last event. */
function virtualMs({ events, factor, startedAtMs }: Progress): number {
  if (Number.isFinite(factor)) return Math.round((performance.now() - startedAtMs) * factor);
  return events.findLast(({ outcome }) => outcome !== 'waiting' && outcome !== 'cancelled')?.atMs ?? 0;
}
