import { readFileSync } from 'node:fs';

/** Is the size of a page in journals, in bytes; SQLite's own default. */
export const pageBytes = 4096;

const headerBytes = 32;
const frameHeaderBytes = 24;
const frameBytes = frameHeaderBytes + pageBytes;

/** Holds one page of a write-ahead log that is as it was written. */
export interface Frame {
  /** Counts pages of the database from 1. */
  page: number;
  bytes: Buffer;
  /** Is how many pages the database has, where a commit ends here; else 0. */
  commit: number;
}

/** Holds what a write-ahead log still holds. */
interface WalContent {
  /** Holds the frames that are as they were written, those behind damage too, in their order. */
  frames: Frame[];
  /** Tells whether a frame stands behind damage, where SQLite looks no further. */
  isCut: boolean;
}

/**
 * Reads the write-ahead log of a database as far as it is whole, frame by frame. SQLite takes it to end at the first frame whose
 * checksum is wrong; each checksum goes on from the one before it, which is stored too, so that later frames can be checked alone.
 * See https://www.sqlite.org/fileformat2.html, 4.1 and 4.2.
 */
export function readWal(database: string): WalContent {
  const log = readIfThere(`${database}-wal`);
  const frames: Frame[] = [];
  if (log.length < headerBytes + frameBytes) return { frames, isCut: false };
  const bigEndian = (log.readUInt32BE(0) & 1) === 1;
  const isHeaderWhole = isEqual(checksum(log.subarray(0, 24), [0, 0], bigEndian), pairAt(log, 24));
  const salt = pairAt(log, isHeaderWhole ? 16 : headerBytes + 8);
  let [isWhole, isCut] = [isHeaderWhole, false];
  for (let at = headerBytes; at + frameBytes <= log.length; at += frameBytes) {
    const frame = log.subarray(at, at + frameBytes);
    const previous = pairAt(log, at === headerBytes ? 24 : at - frameBytes + 16);
    const told = checksum(
      frame.subarray(frameHeaderBytes),
      checksum(frame.subarray(0, 8), previous, bigEndian),
      bigEndian,
    );
    const isIntact = isEqual(told, pairAt(frame, 16));
    // What follows the end is left from before the log was begun anew.
    if (!isIntact || !isEqual(salt, pairAt(frame, 8))) isWhole = false;
    else {
      if (!isWhole) isCut = true;
      const [page, commit] = pairAt(frame, 0);
      frames.push({ page, commit, bytes: frame.subarray(frameHeaderBytes) });
    }
  }
  return { frames, isCut };
}

type Pair = readonly [number, number];

const pairAt = (bytes: Buffer, at: number): Pair => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];

const isEqual = ([a, b]: Pair, [c, d]: Pair): boolean => a === c && b === d;

function checksum(bytes: Buffer, [first, second]: Pair, bigEndian: boolean): Pair {
  let [a, b] = [first, second];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, !bigEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, !bigEndian) + a) >>> 0;
  }
  return [a, b];
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
