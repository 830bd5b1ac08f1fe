import type { PlannedCall, PlannedEvent } from '../scenario/plan.ts';
import { chance, shuffle } from './chance.ts';
import type { Origin } from './clock.ts';

/** One event on its way to the receiver. */
export interface Delivery extends PlannedEvent {
  /** The identity of its call. */
  call: string;
  /** It is sent once more, after it was delivered already. */
  duplicate: boolean;
  /** Its first acknowledgement gets lost, so that the sender delivers it again. */
  losesAck: boolean;
}

/** Deliveries that are made one after the other. Those of other lanes may be under way meanwhile. */
export interface Lane {
  deliveries: Delivery[];
  origin: Origin;
  /** What its back-off comes from. */
  random(): number;
}

export interface Trouble {
  seed: number;
  /** The share of events that is delivered twice. */
  duplicates: number;
  /** The share of deliveries whose acknowledgement gets lost. */
  lostAcks: number;
  /** Neither the events of a call nor the calls keep their order. */
  shuffle: boolean;
}

/** So many calls are shuffled together; more would take memory. */
export const shuffledTogether = 64;

const purpose = { trouble: 11, order: 12, backOff: 13 };

/**
 * Lanes for calls, with the trouble that is wanted: a lane a call, which keeps its order, or a lane a delivery where the order
 * is lost. Calls are asked for as they are needed. The same calls and the same trouble give the same lanes.
 */
export async function* lanesOf(
  calls: Iterable<PlannedCall> | AsyncIterable<PlannedCall>,
  trouble: Trouble,
  onCall?: () => void,
): AsyncGenerator<Lane> {
  let index = 0;
  let block: Delivery[] = [];
  for await (const call of calls) {
    const deliveries = troubled(call, trouble, index);
    onCall?.();
    if (trouble.shuffle) block.push(...deliveries);
    else yield { deliveries, origin: { startedAt: undefined }, random: chance(trouble.seed, index, purpose.backOff) };
    index++;
    if (index % shuffledTogether > 0) continue;
    yield* shuffled(block, trouble.seed, index);
    block = [];
  }
  yield* shuffled(block, trouble.seed, index);
}

/** A duplicate comes right after what it repeats; shuffling may take it anywhere. */
function troubled({ id, events }: PlannedCall, { seed, duplicates, lostAcks }: Trouble, index: number): Delivery[] {
  const random = chance(seed, index, purpose.trouble);
  return events.flatMap((event) => {
    const twice = random() < duplicates;
    return (twice ? [false, true] : [false]).map((duplicate) => {
      const { atMs, type, body } = event;
      return { atMs, type, body, call: id, duplicate, losesAck: random() < lostAcks };
    });
  });
}

/** What is delivered is shuffled, when something is delivered stays as it was planned. */
function* shuffled(deliveries: readonly Delivery[], seed: number, index: number): Generator<Lane> {
  const origin: Origin = { startedAt: undefined };
  const times = deliveries.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  const mixed = shuffle([...deliveries], chance(seed, index, purpose.order));
  for (const [place, delivery] of mixed.entries()) {
    const atMs = times[place] ?? delivery.atMs;
    yield { deliveries: [{ ...delivery, atMs }], origin, random: chance(seed, index, place, purpose.backOff) };
  }
}
