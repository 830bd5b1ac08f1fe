import { deliverUntilAccepted, pause, type RetryPolicy } from '../../delivery/retry.ts';
import { isAccepted, type Receipt, type Sender } from '../../delivery/sender.ts';
import { canAbort, type Lifecycle, stateAfter } from '../../scenario/lifecycle.ts';
import type { PlannedCall, PlannedEvent } from '../../scenario/plan.ts';
import type { Pace } from './pace.ts';

/** Holds one attempt, as it is shown: the status of the response, or why there was none. */
export type Attempt = { status: number; durationMs: number } | { why: string; durationMs: number };

export interface CallStep {
  type: string;
  /** Counts virtual milliseconds since the call began. */
  atMs: number;
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
  /** Counts bytes of events that are still to be delivered. */
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
  readonly events: (CallStep & { readonly body: Buffer })[];
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

/** Makes one simulated call: its events go out one after the other, each delivered or given up before the next. */
export function createCall(options: CallOptions): Call {
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
    waitingBytes: () => unfinished(progress).reduce((sum, { body }) => sum + body.length, 0),
    view: () => viewOf(progress),
    start() {
      progress.startedAtMs = performance.now();
      markStarted();
    },
    end: () => endCall(progress),
    async idle() {
      for (let seen: unknown; seen !== progress.delivered; ) {
        seen = progress.delivered;
        await progress.delivered;
      }
    },
    async stop(drainMs) {
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
  const events = plan.map(({ type, atMs, body }): Progress['events'][number] => {
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

async function deliverEvent(progress: Progress, event: Progress['events'][number], sender: Sender): Promise<void> {
  const { lifecycle, retry, random, onAttempt } = progress.options;
  const { signal } = progress.everything;
  event.outcome = 'under way';
  progress.state = lifecycle ? (stateAfter(lifecycle, progress.state, event.type) ?? progress.state) : event.type;
  const receipt = await deliverUntilAccepted(sender, event.body, retry, {
    random,
    wait: (ms) => pause(ms, signal),
    signal,
    onAttempt(made, attempt) {
      const durationMs = Math.round(made.durationMs * 10) / 10;
      event.attempts.push(made.kind === 'answer' ? { status: made.status, durationMs } : { why: made.why, durationMs });
      onAttempt(event, event.body, attempt, made);
    },
  });
  event.outcome = isAccepted(receipt) ? 'delivered' : 'undelivered';
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
