import type { Finding } from '../finding.ts';

/** Bounds the events that are looked at; a larger one is a finding, and the reading goes on behind it. */
export const maxEventBytes = 8 * 1024 * 1024;

/** Holds a stretch of bytes that a splitter cut out, or what is wrong there, and the line that it begins on. */
export type Piece = { kind: 'bytes'; line: number; bytes: Buffer } | PieceFault;

export interface PieceFault {
  kind: 'fault';
  line: number;
  finding: Finding;
  /** Tells that the recording leaves out on purpose what was no event. */
  isLeftOut?: true;
}

/** Cuts a stream of bytes into pieces, holding no more than one of them. */
export interface Splitter {
  push(chunk: Buffer): Piece[];
  end(): Piece[];
}

export function pieceFault(line: number, rule: string, message: string): PieceFault {
  return { kind: 'fault', line, finding: { rule, pointer: '', message } };
}

export type OpenPiece = ReturnType<typeof openPiece>;

/** Collects one piece that may span many chunks, and lets go of it when it grows too large. */
export function openPiece(line: number) {
  const { add, whole } = boundedBytes(maxEventBytes);
  return {
    add,
    finish(): Piece {
      const bytes = whole();
      if (bytes) return { kind: 'bytes', line, bytes };
      return pieceFault(line, 'size', `is larger than ${maxEventBytes / 1024 / 1024} MiB`);
    },
  };
}

export type BoundedBytes = ReturnType<typeof boundedBytes>;

/** Collects bytes that come in chunks, and lets go of them once there are more than `limit`. */
export function boundedBytes(limit: number) {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    /** Counts all bytes that came. */
    get size() {
      return size;
    },
    add(chunk: Buffer): void {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
    },
    /** Gives all of them; undefined when there were more than the limit. */
    whole: (): Buffer | undefined => (size <= limit ? Buffer.concat(chunks) : undefined),
  };
}
