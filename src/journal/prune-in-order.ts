import type { RetentionBounds } from './journal.ts';
import { unacceptedShare } from './unaccepted.ts';

/** Counts attempts, and the bytes of their bodies. */
interface Amount {
  attempts: number;
  bytes: number;
}

/** Says which attempts go: those up to `last`, or of those only what was not accepted. */
export interface Going {
  last: number;
  unaccepted: boolean;
}

/** Holds what of an attempt says whether it has to go. */
export interface PrunedRow {
  sequence: number;
  /** Counts the bytes of the body. */
  size: number;
  /** Counts milliseconds since the epoch. */
  receivedAt: number;
}

/** Is a database that is pruned; each question is of all its attempts, or of those that were not accepted. */
export interface PrunedStore {
  count(unaccepted: boolean): Promise<number> | number;
  /** Counts the bytes of the bodies. */
  bytes(unaccepted: boolean): Promise<number>;
  /** Gives attempts, the oldest first. */
  rows(unaccepted: boolean): AsyncIterable<PrunedRow>;
  /** Takes attempts away in steps, and gives how many went; told to end, it does after the step that is under way. */
  remove(going: Going, signal: AbortSignal | undefined): Promise<number>;
}

/** Attempts come roughly in the order of time: so many in a row that are young enough end the search for older ones. */
const youngRows = 1_000;

/**
 * Takes away attempts until the rest is within the bounds: those that are too old, then those beyond their share that were not
 * accepted, then the oldest. Gives how many went.
 */
export async function pruneInOrder(
  store: PrunedStore,
  { since, ...bounds }: RetentionBounds,
  signal?: AbortSignal,
): Promise<number> {
  const remove = async (last: number, unaccepted: boolean): Promise<number> =>
    last === 0 ? 0 : store.remove({ last, unaccepted }, signal);
  let gone = await remove(since === undefined ? 0 : await lastOlder(store, since), false);
  let over = await excessOf(store, bounds);
  for (const unaccepted of [true, false]) {
    if (signal?.aborted && gone > 0) return gone;
    const crowding = unaccepted ? await crowdingOf(store, bounds, over) : over;
    const { last, ...going } = await oldestOf(store, crowding, unaccepted);
    gone += await remove(last, unaccepted);
    over = { attempts: over.attempts - going.attempts, bytes: over.bytes - going.bytes };
  }
  return gone;
}

async function lastOlder(store: PrunedStore, since: number): Promise<number> {
  let [last, young] = [0, 0];
  for await (const { sequence, receivedAt } of store.rows(false)) {
    if (receivedAt < since) [last, young] = [sequence, 0];
    else if (++young > youngRows) break;
  }
  return last;
}

/** Finds by how much a store is over each bound; 0 or less where it is not. */
async function excessOf(store: PrunedStore, { attempts, bytes }: RetentionBounds): Promise<Amount> {
  return {
    attempts: attempts === undefined ? 0 : (await store.count(false)) - attempts,
    bytes: bytes === undefined ? 0 : (await store.bytes(false)) - bytes,
  };
}

/** Finds how much of what was not accepted is beyond its share, where something has to go. */
async function crowdingOf(store: PrunedStore, bounds: RetentionBounds, over: Amount): Promise<Amount> {
  const beyond = (excess: number, held: number, bound = 0): number => Math.min(excess, held - unacceptedShare(bound));
  return {
    attempts: over.attempts > 0 ? beyond(over.attempts, await store.count(true), bounds.attempts) : 0,
    bytes: over.bytes > 0 ? beyond(over.bytes, await store.bytes(true), bounds.bytes) : 0,
  };
}

/** Finds which of the oldest attempts are so many, and hold so much. */
async function oldestOf(
  store: PrunedStore,
  { attempts, bytes }: Amount,
  unaccepted: boolean,
): Promise<Amount & { last: number }> {
  const found = { last: 0, attempts: 0, bytes: 0 };
  if (attempts <= 0 && bytes <= 0) return found;
  for await (const { sequence, size } of store.rows(unaccepted)) {
    if (found.attempts >= attempts && found.bytes >= bytes) break;
    found.last = sequence;
    found.attempts++;
    found.bytes += size;
  }
  return found;
}
