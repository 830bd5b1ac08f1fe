import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Event } from './events.ts';

/** Keeps events on the disk before they are acknowledged, each once, and works on them afterwards, also after a restart. */
export function openInbox(file: string, work: (event: Event) => Promise<void>) {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, sha256 UNIQUE, type, identity, body, done INTEGER);
    CREATE INDEX IF NOT EXISTS waiting ON inbox (id) WHERE done IS NULL;`);
  const insert = database.prepare('INSERT OR IGNORE INTO inbox (sha256, type, identity, body) VALUES (?, ?, ?, ?)');
  const waiting = database.prepare('SELECT id, body FROM inbox WHERE done IS NULL ORDER BY id LIMIT 50');
  const mark = database.prepare('UPDATE inbox SET done = (SELECT ifnull(max(done), 0) + 1 FROM inbox) WHERE id = ?');
  const done = database.prepare('SELECT type, identity, sha256 FROM inbox WHERE done NOT NULL ORDER BY done');
  let commit: Promise<void> | undefined;
  let working: Promise<void> | undefined;

  /** Makes one commit of all that is written in one turn: the disk is slow, and many may wait for it together. */
  const written = (): Promise<void> => {
    if (commit) return commit;
    database.exec('BEGIN IMMEDIATE');
    commit = new Promise((resolve) => setImmediate(resolve)).then(() => {
      commit = undefined;
      database.exec('COMMIT');
      working ??= workOff().catch(console.error);
    });
    // It fails for want of space, say; who waits for it hears of that, but nobody may be waiting.
    commit.catch(() => database.isTransaction && database.exec('ROLLBACK'));
    return commit;
  };
  /** Begins right after a commit: what may yet be taken back is not worked on. The commit of its marks begins the next. */
  const workOff = async (): Promise<void> => {
    const rows = waiting.all();
    await new Promise((resolve) => setImmediate(resolve)); // The answers go out first.
    for (const { body } of rows) await work(JSON.parse(String(body))).catch(console.error);
    working = undefined;
    if (rows.length > 0) void written();
    for (const { id } of rows) mark.run(Number(id));
  };

  void written();
  return {
    /** Settles when an event is kept for good. Type and call would not tell two orders in one call apart; the bytes do. */
    take({ event }: Event, body: Buffer): Promise<void> {
      const kept = written();
      const sha256 = createHash('sha256').update(body).digest('hex');
      insert.run(sha256, event.type, event.data.call?.id ?? null, body.toString());
      return kept;
    },
    /** Waits for the work; then gives a line for each event that was worked on, in order. */
    async finished(): Promise<string> {
      while (commit || working) await (commit ?? working);
      const lines = done.all().map((row) => JSON.stringify(row));
      return lines.join('\n');
    },
  };
}
