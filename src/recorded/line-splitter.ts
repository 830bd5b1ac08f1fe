import { jsonByte } from '../schema/json-text.ts';
import { type OpenPiece, openPiece, type Piece, type Splitter } from './piece.ts';

/** Cuts out one piece a line, as in NDJSON; blank lines are passed over. A line that is no JSON spoils no other. */
export function lineSplitter(): Splitter {
  let current: OpenPiece | undefined;
  let line = 1;
  const add = (bytes: Buffer): void => {
    current ??= openPiece(line);
    current.add(bytes);
  };
  const finished = (): Piece[] => {
    const piece = current?.finish();
    current = undefined;
    return !piece || (piece.kind === 'bytes' && isBlank(piece.bytes)) ? [] : [piece];
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
    end: finished,
  };
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
