import type { Receipt } from '../delivery/sender.ts';
import { isAccepted } from '../delivery/sender.ts';
import type { Json } from '../schema/json.ts';
import type { DeclaredCallback } from '../upstream/callbacks.ts';

/** One event and what the receiver made of it. */
export interface TestDelivery {
  /** The name of the callback that it obeys: an operation may have several. */
  callback: string;
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

/** A whole call, delivered: to each callback of its operation. */
export interface TestCall {
  id: string;
  scenario: string;
  /** In the order of their first attempts. */
  deliveries: TestDelivery[];
}

/** Where a delivery belongs: two callbacks may have the same name. */
type Source = Pick<DeclaredCallback, 'name'>;

/** Collects the attempts of all calls with the same id. */
export function collector(): {
  deliveries: TestDelivery[];
  add(source: Source, type: string, body: Buffer, n: number, got: Receipt): void;
} {
  const deliveries: TestDelivery[] = [];
  const last = new Map<Source, number>();
  return {
    deliveries,
    add(source, type, body, attempts, receipt) {
      // A call delivers one event after the other, so another attempt is always one of its last event.
      const at = attempts > 1 ? (last.get(source) ?? deliveries.length) : deliveries.length;
      last.set(source, at);
      deliveries[at] = {
        callback: source.name,
        type,
        event: JSON.parse(body.toString()) as Json,
        status: receipt.kind === 'answer' ? receipt.status : undefined,
        accepted: isAccepted(receipt),
        attempts,
        why: receipt.kind === 'failed' ? receipt.why : undefined,
      };
    },
  };
}
