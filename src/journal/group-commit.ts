import { setImmediate as breath } from 'node:timers/promises';
import { type Attempt, bodySize } from './attempt.ts';
import { crowdingError } from './crowding.ts';

/** Bounds how long a commit waits for more to come, in milliseconds. */
const gatherMs = 2;

/** Limit one commit. */
const mostPerCommit = 500;
const mostBytesPerCommit = 8 * 1024 * 1024;

/** Says, in milliseconds, for how long an attempt waited that fails together with the commit before it. */
const waitMs = 600;

/** Bounds what may wait: more than connections of a busy receiver bring at once; beyond it a store that stands still is told of. */
export const mostWaiting = { attempts: 5_000, bytes: 64 * 1024 * 1024 };

/** Holds what waits to be stored, and who waits for it. */
interface Waiting {
  attempt: Attempt;
  bytes: number;
  /** Is when it came, as `performance.now()` says it. */
  since: number;
  stored(): void;
  failed(cause: unknown): void;
}

/**
 * Stores attempts in groups: all that came while a commit was under way go into the next one, so that many share one write to
 * the disk. An attempt is stored, or rejected with what its commit threw, or the one that it waited for; where too many wait it
 * is rejected at once.
 */
export class GroupCommit {
  readonly #commit: (attempts: Attempt[]) => Promise<void> | void;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #turn: Promise<void> | undefined;

  constructor(commit: (attempts: Attempt[]) => Promise<void> | void) {
    this.#commit = commit;
  }

  append(attempt: Attempt): Promise<void> {
    return new Promise((stored, failed) => {
      const bytes = bodySize(attempt);
      if (this.#hasNoRoomFor(bytes)) return failed(crowdingError('too many deliveries wait to be stored'));
      this.#waitingBytes += bytes;
      this.#waiting.push({ attempt, bytes, since: performance.now(), stored, failed });
      this.#turn ??= this.#storeAll();
    });
  }

  /** Waits until nothing is under way. */
  async drain(): Promise<void> {
    await this.#turn;
  }

  #hasNoRoomFor(bytes: number): boolean {
    const count = this.#waiting.length;
    return count >= mostWaiting.attempts || (count > 0 && this.#waitingBytes + bytes > mostWaiting.bytes);
  }

  async #storeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#storeNext();
    }
    this.#turn = undefined;
  }

  /** Lets sockets be read for as long as more comes of it, so that what they hold ready joins the next commit. */
  async #gather(): Promise<void> {
    const until = performance.now() + gatherMs;
    let seen: number;
    do {
      seen = this.#waiting.length;
      await breath();
    } while (this.#waiting.length > seen && this.#waiting.length < mostPerCommit && performance.now() < until);
  }

  async #storeNext(): Promise<void> {
    const group = this.#takeGroup();
    try {
      await this.#commit(group.map(({ attempt }) => attempt));
      for (const { stored } of group) stored();
    } catch (cause) {
      // Whoever has waited for this commit is not made to wait for another one that may fail.
      const late = performance.now() - waitMs;
      for (const { failed } of [...group, ...this.#take(({ since }) => since < late)]) failed(cause);
    }
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    return this.#take((each, i) => {
      bytes += each.bytes;
      return i === 0 || (i < mostPerCommit && bytes <= mostBytesPerCommit);
    });
  }

  #take(isTaken: (each: Waiting, place: number) => boolean): Waiting[] {
    const { taken = [], left = [] } = Object.groupBy(this.#waiting, (each, i) => (isTaken(each, i) ? 'taken' : 'left'));
    this.#waiting = left;
    for (const { bytes } of taken) this.#waitingBytes -= bytes;
    return taken;
  }
}
