import type { ServerResponse } from 'node:http';
import { setImmediate as breath } from 'node:timers/promises';
import type { ShownJournal } from './own-events.ts';
import { liveOf } from './rows.ts';
import type { LiveBatch } from './views.ts';

export interface LiveLimits {
  /** Is how often the journal is asked, in milliseconds. */
  pollMs: number;
  /** Bounds what waits for one reader, in bytes; who reads slower is cut off, and comes again by itself. */
  bufferedBytes: number;
  readers: number;
  /** Bounds how far behind a reader may be, in attempts: beyond it is told only that more came. */
  behind: number;
}

export const defaultLive: LiveLimits = { pollMs: 200, bufferedBytes: 1024 * 1024, readers: 32, behind: 5_000 };

const batchSize = 500;
const heartbeatMs = 15_000;

interface Reader {
  response: ServerResponse;
  /** Is the sequence number of what it was told last. */
  told: number;
  wroteAt: number;
}

/**
 * Feeds readers what a journal stores, as server-sent events, whichever process stored it: the journal is asked for what is
 * new while somebody reads, and each answer goes to all readers.
 */
export class LiveFeed {
  readonly #journal: ShownJournal;
  readonly #limits: LiveLimits;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isReadable = true;

  constructor(journal: ShownJournal, limits: LiveLimits = defaultLive) {
    this.#journal = journal;
    this.#limits = limits;
  }

  /** Tells how many read. */
  get size(): number {
    return this.#readers.size;
  }

  /** Takes a reader that knows what was stored up to a sequence number; false where there are too many. */
  async join(response: ServerResponse, after: number, ending: AbortSignal): Promise<boolean> {
    if (this.#isFull()) return false;
    const { last } = await this.#journal.counts();
    // Meanwhile others may have come, this one gone, or the server begun to end.
    if (response.destroyed || ending.aborted || this.#isFull()) return false;
    const isFarBehind = last - after > this.#limits.behind || after > last;
    const reader: Reader = { response, told: isFarBehind ? last : after, wroteAt: Date.now() };
    this.#open(reader, ending);
    this.#write(reader, `retry: 1000\n${isFarBehind ? frame({ attempts: [], isPartial: true }, last) : '\n'}`);
    this.#timer ??= setInterval(() => this.#ask(), this.#limits.pollMs).unref();
    return true;
  }

  #isFull(): boolean {
    return this.#readers.size >= this.#limits.readers;
  }

  /** Opens the stream of a reader, until it leaves or the server ends. */
  #open(reader: Reader, ending: AbortSignal): void {
    const { response } = reader;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    this.#readers.add(reader);
    const end = (): void => void response.end();
    const leave = (): void => {
      ending.removeEventListener('abort', end);
      this.#drop(reader);
    };
    response.once('close', leave);
    // Who is cut off while something is written is gone, and no fault of the server.
    response.on('error', leave);
    ending.addEventListener('abort', end);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      await this.#tellNews();
      this.#noteReadable(true);
      this.#keepAlive();
    } catch {
      // It is asked again, and what came meanwhile is told then.
      this.#noteReadable(false);
    } finally {
      this.#isAsking = false;
    }
  }

  async #tellNews(): Promise<void> {
    while (this.#readers.size > 0) {
      const least = Math.min(...[...this.#readers].map(({ told }) => told));
      const read = await this.#journal.attempts({ after: least, limit: batchSize, bodies: false });
      const last = read.at(-1)?.sequence ?? least;
      const attempts = read.filter(this.#journal.isOwn).map(liveOf);
      for (const reader of this.#readers) {
        const fresh = attempts.filter(({ sequence }) => sequence > reader.told);
        reader.told = Math.max(reader.told, last);
        if (fresh.length > 0) this.#write(reader, frame({ attempts: fresh, isPartial: false }, last));
      }
      if (read.length < batchSize) return;
      await breath();
    }
  }

  #noteReadable(now: boolean): void {
    if (now !== this.#isReadable)
      for (const reader of this.#readers) this.#write(reader, `event: readable\ndata: ${now}\n\n`);
    this.#isReadable = now;
  }

  #keepAlive(): void {
    const since = Date.now() - heartbeatMs;
    for (const reader of this.#readers) if (reader.wroteAt < since) this.#write(reader, ': still here\n\n');
  }

  #write(reader: Reader, text: string): void {
    // What waits was written before; one batch is no sign that somebody reads slowly.
    if (reader.response.writableLength > this.#limits.bufferedBytes) this.#drop(reader);
    else if (!reader.response.writableEnded) {
      reader.wroteAt = Date.now();
      reader.response.write(text);
    }
  }

  #drop(reader: Reader): void {
    this.#readers.delete(reader);
    reader.response.destroy();
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Writes a server-sent event. JSON has no line break, which would end it. */
function frame(batch: LiveBatch, last: number): string {
  return `id: ${last}\ndata: ${JSON.stringify(batch)}\n\n`;
}
