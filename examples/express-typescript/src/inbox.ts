import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { WebhookEvent } from './events.ts';

/** One thing that was done about an event. */
export interface Effect {
  type: string;
  callId: string | null;
  sha256: string;
}

export interface Inbox {
  /** Takes an event for good, unless it is known already; its raw body tells it from others. Throws when it cannot be kept. */
  take(event: WebhookEvent, body: Buffer): void;
  /** What was done, in order. */
  effects(): Effect[];
  /** Settles once everything that was taken is done. */
  drained(): Promise<void>;
}

/** Does what an event means; `key` is the same however often the same event is worked on. */
export type Work = (event: WebhookEvent, key: string) => void | Promise<void>;

/** Duplicates come within minutes; this many events are remembered. */
const remembered = 100_000;
const pruneEvery = 1_000;

/**
 * Takes events fast and works on them later, each once. With a file, what was taken survives the end of the process,
 * however sudden: it is on the disk before anybody is told.
 */
export function createInbox(work: Work, file = ':memory:'): Inbox {
  const database = open(file);
  const insert = database.prepare(
    'INSERT INTO inbox (sha256, type, call_id, event) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const next = database.prepare(
    'SELECT sha256, event FROM inbox WHERE done IS NULL AND failed = 0 ORDER BY id LIMIT 1',
  );
  const mark = database.prepare(
    'UPDATE inbox SET done = (SELECT ifnull(max(done), 0) + 1 FROM inbox) WHERE sha256 = ?',
  );
  const fail = database.prepare('UPDATE inbox SET failed = 1 WHERE sha256 = ?');
  const prune = database.prepare('DELETE FROM inbox WHERE done IS NOT NULL AND id <= (SELECT max(id) FROM inbox) - ?');
  const done = database.prepare(
    'SELECT type, call_id AS callId, sha256 FROM inbox WHERE done IS NOT NULL ORDER BY done',
  );
  let running: Promise<void> | undefined;
  let worked = 0;

  const workOff = async (): Promise<void> => {
    // The answer goes out first.
    await new Promise((resolve) => setImmediate(resolve));
    for (let row = next.get(); row; row = next.get()) {
      const key = String(row.sha256);
      try {
        await work(JSON.parse(String(row.event)), key);
        mark.run(key);
      } catch {
        // One event must not stop the others; it stays in the table for a person to look at.
        fail.run(key);
        console.error(`failed: ${key}`);
      }
      if (++worked % pruneEvery === 0) prune.run(remembered);
    }
    running = undefined;
  };
  const wake = (): void => {
    running ??= workOff();
  };

  // What an earlier process took and did not come to.
  wake();
  return {
    take(event, body) {
      const { type, data } = event.event;
      insert.run(createHash('sha256').update(body).digest('hex'), type, data.call?.id ?? null, body.toString());
      wake();
    },
    effects: () => done.all() as unknown as Effect[],
    drained: async () => running,
  };
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS inbox (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      call_id TEXT,
      event TEXT NOT NULL,
      done INTEGER UNIQUE,
      failed INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS waiting ON inbox (id) WHERE done IS NULL AND failed = 0;
  `);
  return database;
}
