import type { Receipt } from '../delivery/sender.ts';
import { isAccepted } from '../delivery/sender.ts';
import type { Json } from '../schema/json.ts';

/** One event and what the receiver made of it. */
export interface TestDelivery {
  type: string;
  /** The event as it was sent. */
  event: Json;
  /** The status of the last answer; undefined where there was none. */
  status: number | undefined;
  /** Whether the receiver took it: a 2xx. */
  accepted: boolean;
  attempts: number;
  /** Why there was no answer. */
  why: string | undefined;
}

/** A whole call, delivered. */
export interface TestCall {
  id: string;
  scenario: string;
  /** In the order of their first attempts. */
  deliveries: TestDelivery[];
}

/** Collects the attempts of one call. */
export function collector(): {
  deliveries: TestDelivery[];
  add(type: string, body: Buffer, n: number, got: Receipt): void;
} {
  const deliveries: TestDelivery[] = [];
  return {
    deliveries,
    add(type, body, attempts, receipt) {
      const delivery: TestDelivery = {
        type,
        event: JSON.parse(body.toString()) as Json,
        status: receipt.kind === 'answer' ? receipt.status : undefined,
        accepted: isAccepted(receipt),
        attempts,
        why: receipt.kind === 'failed' ? receipt.why : undefined,
      };
      // A call delivers one event after the other, so another attempt is always one of the last event.
      if (attempts > 1) deliveries.pop();
      deliveries.push(delivery);
    },
  };
}
