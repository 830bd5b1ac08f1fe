import type { Finding } from '../finding.ts';
import type { Circumstances } from './answer.ts';
import type { StoredExchange } from './exchange.ts';

/** The largest event that is looked at; a larger one is a finding, and the reading goes on behind it. */
export const maxEventBytes = 8 * 1024 * 1024;

/** One value out of a recording, or the place where there should have been one. */
export type Record =
  | (Circumstances & {
      kind: 'event';
      line: number;
      bytes: Buffer;
      /** The line of a place in the event. */
      lineOf(pointer: string): number;
      /** The exchange that it was recorded in, where hookproof recorded it. */
      exchange?: StoredExchange;
    })
  | { kind: 'fault'; line: number; finding: Finding };

/** A stretch of bytes that a splitter cut out, and the line that it begins on. */
export type Piece = { kind: 'bytes'; line: number; bytes: Buffer } | { kind: 'fault'; line: number; finding: Finding };

export function fault(line: number, rule: string, message: string): Piece & { kind: 'fault' } {
  return { kind: 'fault', line, finding: { rule, pointer: '', message } };
}

export function tooLarge(line: number): Piece {
  return fault(line, 'size', `is larger than ${maxEventBytes / 1024 / 1024} MiB`);
}

/** Cuts a stream of bytes into pieces, holding no more than one of them. */
export interface Splitter {
  push(chunk: Buffer): Piece[];
  end(): Piece[];
}
