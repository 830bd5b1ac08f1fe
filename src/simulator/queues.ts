import type { PlannedCall, PlannedEvent } from '../scenario/plan.ts';
import { purposes, seededRandom, shuffle } from './random.ts';

/** Holds one event on its way to the receiver. */
export interface QueuedDelivery extends PlannedEvent {
  /** Holds the identity of its call. */
  call: string;
  /** Tells whether it is sent once more, after it was delivered already. */
  duplicate: boolean;
  /** Tells whether its first acknowledgement gets lost, so that the sender delivers it again. */
  losesAck: boolean;
  /** Names the trace of its call, and itself within it. */
  trace: string;
  span: string;
}

/** Holds deliveries that are made one after the other. Those of other queues may be under way meanwhile. */
export interface DeliveryQueue {
  deliveries: QueuedDelivery[];
  /** Holds the real time at which their virtual time began; set when the first one is due. */
  start: { at: number | undefined };
  /** Draws the jitter of its back-off. */
  random(): number;
}

/** Says what goes wrong on purpose. */
export interface InjectedFaults {
  seed: number;
  /** Holds the share of events that is delivered twice. */
  duplicates: number;
  /** Holds the share of deliveries whose acknowledgement gets lost. */
  lostAcks: number;
  /** Tells whether events and calls lose their order. */
  shuffle: boolean;
}

/** Limits how many calls are shuffled together; more would take memory. */
export const shuffledTogether = 64;

/**
 * Makes queues of calls, with the faults that are wanted: a queue a call, which keeps its order, or a queue a delivery where
 * the order is lost. Calls are asked for as they are needed. The same calls and the same faults give the same queues.
 */
export async function* deliveryQueues(
  calls: Iterable<PlannedCall> | AsyncIterable<PlannedCall>,
  faults: InjectedFaults,
  onCall?: () => void,
): AsyncGenerator<DeliveryQueue> {
  const { seed } = faults;
  let index = 0;
  let block: QueuedDelivery[] = [];
  for await (const call of calls) {
    const deliveries = withFaults(call, faults, index);
    onCall?.();
    if (faults.shuffle) block.push(...deliveries);
    else yield { deliveries, start: { at: undefined }, random: seededRandom(seed, index, purposes.backOff) };
    index++;
    if (index % shuffledTogether > 0) continue;
    yield* shuffledQueues(block, seed, index);
    block = [];
  }
  yield* shuffledQueues(block, seed, index);
}

/** Adds duplicates, each right after what it repeats, and lost acknowledgements to the events of a call. */
function withFaults({ id, events }: PlannedCall, faults: InjectedFaults, index: number): QueuedDelivery[] {
  const random = seededRandom(faults.seed, index, purposes.faults);
  // Recorded events come one by one: those that say which call they are of share its trace.
  const trace = `${faults.seed} ${id === '-' ? `#${index}` : id}`;
  return events.flatMap((event, place) =>
    (random() < faults.duplicates ? [false, true] : [false]).map((duplicate) => {
      const span = `${index} ${place} ${duplicate}`;
      return { ...event, call: id, duplicate, losesAck: random() < faults.lostAcks, trace, span };
    }),
  );
}

/** Shuffles what is delivered; when something is delivered stays as it was planned. */
function* shuffledQueues(deliveries: readonly QueuedDelivery[], seed: number, index: number): Generator<DeliveryQueue> {
  const start = { at: undefined };
  const times = deliveries.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  const mixed = shuffle([...deliveries], seededRandom(seed, index, purposes.order));
  for (const [place, delivery] of mixed.entries()) {
    const atMs = times[place] ?? delivery.atMs;
    const random = seededRandom(seed, index, place, purposes.backOff);
    yield { deliveries: [{ ...delivery, atMs }], start, random };
  }
}
