import type { Finding } from '../finding.ts';
import { type BoundedBytes, boundedBytes } from './bounded-bytes.ts';

/** Bounds the events that are looked at; a larger one is a finding, and the reading goes on behind it. */
export const maxEventBytes = 8 * 1024 * 1024;

/** Holds a stretch of bytes that a splitter cut out, or what is wrong there, and the line that it begins on. */
export type Piece = { kind: 'bytes'; line: number; bytes: Buffer } | PieceFault;

export interface PieceFault {
  kind: 'fault';
  line: number;
  finding: Finding;
}

/** Cuts a stream of bytes into pieces, holding no more than one of them. */
export interface Splitter {
  push(chunk: Buffer): Piece[];
  end(): Piece[];
}

/** Collects one piece that may span many chunks, and lets go of it when it grows too large. */
export interface PieceCollector {
  readonly open: boolean;
  begin(line: number): void;
  add(bytes: Buffer): void;
  finish(): Piece;
  drop(): void;
}

export function pieceFault(line: number, rule: string, message: string): PieceFault {
  return { kind: 'fault', line, finding: { rule, pointer: '', message } };
}

export function pieceCollector(): PieceCollector {
  let current: BoundedBytes | undefined;
  let line = 0;
  return {
    get open() {
      return current !== undefined;
    },
    begin(start) {
      current = boundedBytes(maxEventBytes);
      line = start;
    },
    add: (bytes) => current?.add(bytes),
    finish() {
      const bytes = current?.whole();
      current = undefined;
      if (bytes) return { kind: 'bytes', line, bytes };
      return pieceFault(line, 'size', `is larger than ${maxEventBytes / 1024 / 1024} MiB`);
    },
    drop() {
      current = undefined;
    },
  };
}
