import { maxEventBytes, type Piece, tooLarge } from './record.ts';

/** Collects one piece that may span many chunks, and lets go of it when it grows too large. */
export interface Capture {
  readonly open: boolean;
  begin(line: number): void;
  add(bytes: Buffer): void;
  finish(): Piece;
  drop(): void;
}

export function capture(): Capture {
  let parts: Buffer[] = [];
  let size = 0;
  let start = 0;
  let open = false;
  const drop = (): void => {
    parts = [];
    size = 0;
    open = false;
  };
  return {
    get open() {
      return open;
    },
    begin(line) {
      drop();
      open = true;
      start = line;
    },
    add(bytes) {
      size += bytes.length;
      if (size > maxEventBytes) parts = [];
      else parts.push(bytes);
    },
    finish() {
      const piece: Piece =
        size > maxEventBytes ? tooLarge(start) : { kind: 'bytes', line: start, bytes: Buffer.concat(parts) };
      drop();
      return piece;
    },
    drop,
  };
}
