import type { ServerResponse } from 'node:http';
import { breath } from './breath.ts';
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

export type LiveFeed = ReturnType<typeof createLiveFeed>;

/**
 * Makes a feed of what a journal stores, as server-sent events, whichever process stored it: the journal is asked for what is
 * new while somebody reads, and each answer goes to all readers.
 */
export function createLiveFeed(journal: ShownJournal, limits: LiveLimits = defaultLive) {
  const readers = new Set<Reader>();
  let timer: NodeJS.Timeout | undefined;
  let underWay = false;
  let isReadable = true;
  const write = (reader: Reader, text: string): void => {
    // What waits was written before; one batch is no sign that somebody reads slowly.
    if (reader.response.writableLength > limits.bufferedBytes) drop(reader);
    else if (!reader.response.writableEnded) {
      reader.wroteAt = Date.now();
      reader.response.write(text);
    }
  };
  const drop = (reader: Reader): void => {
    readers.delete(reader);
    reader.response.destroy();
    if (readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const tell = async (): Promise<void> => {
    while (readers.size > 0) {
      const least = Math.min(...[...readers].map(({ told }) => told));
      const read = await journal.attempts({ after: least, limit: batchSize, bodies: false });
      const last = read.at(-1)?.sequence ?? least;
      const attempts = read.filter(journal.isOwn).map(liveOf);
      for (const reader of readers) {
        const fresh = attempts.filter(({ sequence }) => sequence > reader.told);
        reader.told = Math.max(reader.told, last);
        if (fresh.length === 0) continue;
        write(reader, frame({ attempts: fresh, isPartial: false }, last));
      }
      if (read.length < batchSize) return;
      await breath();
    }
  };
  const noteReadable = (now: boolean): void => {
    if (now !== isReadable) for (const reader of readers) write(reader, `event: readable\ndata: ${now}\n\n`);
    isReadable = now;
  };
  const tick = async (): Promise<void> => {
    if (underWay) return;
    underWay = true;
    try {
      await tell();
      noteReadable(true);
      const since = Date.now() - heartbeatMs;
      for (const reader of readers) if (reader.wroteAt < since) write(reader, ': still here\n\n');
    } catch {
      // It is asked again, and what came meanwhile is told then.
      noteReadable(false);
    } finally {
      underWay = false;
    }
  };
  return {
    /** Tells how many read. */
    size: () => readers.size,
    /** Takes a reader that knows what was stored up to a sequence number; false where there are too many. */
    async join(response: ServerResponse, after: number, ending: AbortSignal): Promise<boolean> {
      if (readers.size >= limits.readers) return false;
      const { last } = await journal.counts();
      // Meanwhile others may have come, this one gone, or the server begun to end.
      if (response.destroyed || ending.aborted || readers.size >= limits.readers) return false;
      const isFarBehind = last - after > limits.behind || after > last;
      const reader: Reader = { response, told: isFarBehind ? last : after, wroteAt: Date.now() };
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      readers.add(reader);
      const leave = (): void => {
        ending.removeEventListener('abort', end);
        drop(reader);
      };
      const end = (): void => void response.end();
      response.once('close', leave);
      // Who is cut off while something is written is gone, and no fault of the server.
      response.on('error', leave);
      ending.addEventListener('abort', end);
      write(reader, isFarBehind ? `retry: 1000\n${frame({ attempts: [], isPartial: true }, last)}` : 'retry: 1000\n\n');
      timer ??= setInterval(tick, limits.pollMs).unref();
      return true;
    },
  };
}

/** Writes a server-sent event. JSON has no line break, which would end it. */
function frame(batch: LiveBatch, last: number): string {
  return `id: ${last}\ndata: ${JSON.stringify(batch)}\n\n`;
}
