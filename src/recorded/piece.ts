import type { Finding } from '../finding.ts';

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
  let parts: Buffer[] = [];
  let size = 0;
  let line = 0;
  let open = false;
  const reset = (opened: boolean): void => {
    parts = [];
    size = 0;
    open = opened;
  };
  return {
    get open() {
      return open;
    },
    begin(start) {
      reset(true);
      line = start;
    },
    add(bytes) {
      size += bytes.length;
      if (size > maxEventBytes) parts = [];
      else parts.push(bytes);
    },
    finish() {
      const piece: Piece =
        size > maxEventBytes
          ? pieceFault(line, 'size', `is larger than ${maxEventBytes / 1024 / 1024} MiB`)
          : { kind: 'bytes', line, bytes: Buffer.concat(parts) };
      reset(false);
      return piece;
    },
    drop: () => reset(false),
  };
}
