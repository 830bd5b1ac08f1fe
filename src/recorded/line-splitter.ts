import { jsonByte } from '../schema/json-text.ts';
import { type Piece, pieceCollector, type Splitter } from './piece.ts';

/** Cuts out one piece a line, as in NDJSON; blank lines are passed over. A line that is no JSON spoils no other. */
export function lineSplitter(): Splitter {
  const current = pieceCollector();
  let line = 1;
  const add = (bytes: Buffer): void => {
    if (!current.open) current.begin(line);
    current.add(bytes);
  };
  const finished = (): Piece[] => {
    const piece = current.finish();
    return piece.kind === 'bytes' && isBlank(piece.bytes) ? [] : [piece];
  };
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(jsonByte.newline); at !== -1; at = chunk.indexOf(jsonByte.newline, from)) {
        add(chunk.subarray(from, at));
        pieces.push(...finished());
        line++;
        from = at + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
      return pieces;
    },
    end: () => (current.open ? finished() : []),
  };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
