import { isAccepted } from '../delivery/sender.ts';
import type { Json } from '../schema/json.ts';
import type { DeclaredCallback } from '../upstream/callbacks/declared.ts';
import type { DeliveredAttempt } from '../upstream/calls/call.ts';

/** Holds one event and what the receiver made of it. */
export interface TestDelivery {
  /** The name of the callback that it obeys: an operation may have several. */
  callback: string;
  type: string;
  /** The event as it was sent. */
  event: Json;
  /** The status of the last answer; undefined where there was none. */
  status: number | undefined;
  /** Tells whether the receiver took it: a 2xx. */
  accepted: boolean;
  attempts: number;
  /** Says why there was no response. */
  why: string | undefined;
}

/** Holds a whole call that was delivered to each callback of its operation. */
export interface TestCall {
  id: string;
  scenario: string;
  /** In the order of their first attempts. */
  deliveries: TestDelivery[];
}

/** Collects the attempts of all calls with the same id. */
export function collector() {
  const deliveries: TestDelivery[] = [];
  // By the callback itself: two may have the same name.
  const last = new Map<Pick<DeclaredCallback, 'name'>, number>();
  return {
    deliveries,
    add(callback: Pick<DeclaredCallback, 'name'>, { type, body, attempt, receipt }: DeliveredAttempt): void {
      // A call delivers one event after the other, so another attempt is always one of its last event.
      const index = attempt > 1 ? (last.get(callback) ?? deliveries.length) : deliveries.length;
      last.set(callback, index);
      deliveries[index] = {
        callback: callback.name,
        type,
        event: JSON.parse(body.toString()) as Json,
        status: receipt.kind === 'answer' ? receipt.status : undefined,
        accepted: isAccepted(receipt),
        attempts: attempt,
        why: receipt.kind === 'failed' ? receipt.why : undefined,
      };
    },
  };
}
