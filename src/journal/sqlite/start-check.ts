import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../errors.ts';
import type { Anchor } from '../checked.ts';
import { readHeads } from './heads.ts';
import { readWal } from './wal.ts';

/** Counts how many of the newest attempts are looked at: first few, and more where those leave it open. */
const depths = [10_000, 100_000];
/** Bounds the write-ahead log that is read at a start, in bytes; SQLite keeps it at 4 MiB where nothing hinders it. */
const mostLogBytes = 64 * 1024 * 1024;

/**
 * Looks at a database before it is opened, which may overwrite what is damaged. Gives what looks at the opened one, and says what
 * is wrong with it: undefined for nothing. It is quick rather than thorough: what is damaged within is left to a full check.
 */
export function startCheck(file: string): (database: DatabaseSync) => string | undefined {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return () => undefined;
  const noted = readHeads(file);
  // Another process may begin the log anew while it is read: what is damaged is so twice.
  const isCut = isLogCut(file) && isLogCut(file);
  return (database) => {
    try {
      const lost = lostAtEnd(database, noted);
      if (lost > 0) return `${lost} of the newest attempts that were stored are gone`;
    } catch (error) {
      return messageOf(error);
    }
    return isCut ? 'its write-ahead log is broken before its end' : undefined;
  };
}

function isLogCut(file: string): boolean {
  const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return size > 0 && size <= mostLogBytes && readWal(file).isCut;
}

/** Counts the attempts behind the last one of each chain, as far as the newest attempts tell; `noted` is in the order of the chains' beginnings. */
function lostAtEnd(database: DatabaseSync, noted: readonly Anchor[]): number {
  for (const depth of depths) {
    const { ends, isWhole } = newestEnds(database, depth);
    const last = noted.findLastIndex(({ writer }) => ends.has(writer));
    // A chain that began after all of these may be lost as a whole, or have stood still for long.
    const isOpen = !isWhole && last < noted.length - 1;
    if (isOpen && depth !== depths.at(-1)) continue;
    return noted
      .filter(({ writer }) => isWhole || ends.has(writer))
      .reduce((sum, { writer, number }) => sum + Math.max(0, number - (ends.get(writer) ?? 0)), 0);
  }
  return 0;
}

/** Reads how far the chains go by the newest attempts, and where those are all, by what was pruned; tells whether they are. */
function newestEnds(database: DatabaseSync, depth: number): { ends: Map<string, number>; isWhole: boolean } {
  const [range = {}] = database.prepare('SELECT min(sequence) AS first, max(sequence) AS last FROM attempts').all();
  const after = Number(range.last ?? 0) - depth;
  const isWhole = Number(range.first ?? 0) > after;
  // Of a chain whose newest attempts are older than these its anchor tells nothing.
  const pruned = isWhole ? 'UNION ALL SELECT writer, number FROM anchors' : '';
  const rows = database
    .prepare(
      `SELECT writer, max(number) AS number FROM
         (SELECT writer, number FROM attempts WHERE sequence > ? ${pruned})
       GROUP BY writer`,
    )
    .all(after);
  return { ends: new Map(rows.map(({ writer, number }) => [String(writer), Number(number)])), isWhole };
}
