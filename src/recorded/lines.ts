import { capture } from './capture.ts';
import type { Piece, Splitter } from './record.ts';

const newline = 0x0a;

/** One piece a line, as in NDJSON; blank lines are passed over. A line that is no JSON spoils no other. */
export function lineSplitter(): Splitter {
  const current = capture();
  let line = 1;
  const finished = (): Piece[] => {
    const piece = current.finish();
    return piece.kind === 'bytes' && isBlank(piece.bytes) ? [] : [piece];
  };
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        if (!current.open) current.begin(line);
        current.add(chunk.subarray(from, at));
        pieces.push(...finished());
        line++;
        from = at + 1;
      }
      if (from < chunk.length) {
        if (!current.open) current.begin(line);
        current.add(chunk.subarray(from));
      }
      return pieces;
    },
    end: () => (current.open ? finished() : []),
  };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
