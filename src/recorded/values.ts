import { capture } from './capture.ts';
import { fault, type Piece, type Splitter } from './record.ts';

const [quote, backslash, newline, comma, colon] = [0x22, 0x5c, 0x0a, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
/** The path to the exchanges in an HTTP Archive 1.2. */
const archive = ['log', 'entries'];
const longestKey = 16;

/**
 * One piece a JSON value: each element of a list, each exchange of an HTTP Archive, or each of several values in a row.
 * It only counts brackets; whether a piece is JSON is for its reader to say.
 */
export function valueSplitter(): Splitter {
  const current = capture();
  const keys: string[] = [];
  const objects: boolean[] = [];
  let line = 1;
  let depth = 0;
  /** The depth at which values are pieces: 1 in a list, 3 in an archive's, 0 otherwise. */
  let level = 0;
  let inString = false;
  let escaped = false;
  let keyBytes: number[] | undefined;
  let expectsKey = false;
  let scalar = false;
  /** What stood last between two pieces. */
  let last: 'nothing' | 'piece' | 'comma' = 'nothing';

  const pushed = (chunk: Buffer): Piece[] => {
    const pieces: Piece[] = [];
    let from = 0;
    const finish = (to: number): void => {
      current.add(chunk.subarray(from, to));
      pieces.push(current.finish());
      scalar = false;
      last = 'piece';
    };
    const stray = (what: string): void => void pieces.push(fault(line, 'json', what));
    const begin = (at: number): void => {
      if (level > 0 && last === 'piece') stray('lacks a comma before the next value');
      current.begin(line);
      from = at;
    };
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (inString) {
        if (byte === newline) line++;
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) {
          inString = false;
          if (keyBytes) keys[depth] = Buffer.from(keyBytes).toString();
          keyBytes = undefined;
          if (current.open && depth === level) finish(i + 1);
        }
        if (inString && keyBytes && keyBytes.length < longestKey) keyBytes.push(byte);
        continue;
      }
      switch (byte) {
        case newline:
          if (scalar) finish(i);
          line++;
          break;
        case 0x20:
        case 0x09:
        case 0x0d:
          if (scalar) finish(i);
          break;
        case comma:
          if (scalar) finish(i);
          if (!current.open && depth === level) {
            if (level === 0 || last !== 'piece') stray('has a comma where a value should be');
            last = 'comma';
          }
          expectsKey = depth <= archive.length && objects[depth] === true;
          break;
        case colon:
          if (!current.open && depth === level) stray('has a colon where a value should be');
          expectsKey = false;
          break;
        case quote:
          if (!current.open && depth === level) begin(i);
          inString = true;
          keyBytes = expectsKey && depth <= archive.length ? [] : undefined;
          break;
        case openBrace:
        case openBracket: {
          const list = byte === openBracket;
          const entries = list && depth === archive.length && archive.every((key, at) => keys[at + 1] === key);
          if (list && depth === 0 && level === 0 && !current.open) {
            level = 1;
            last = 'nothing';
          } else if (entries && level === 0 && objects[1] && objects[2]) {
            // The archive itself is no piece, its exchanges are.
            current.drop();
            level = archive.length + 1;
            last = 'nothing';
          } else if (!current.open && depth === level) {
            begin(i);
          }
          depth++;
          // Deeper down nobody asks, and a flood of brackets must not fill the memory.
          if (depth <= archive.length) {
            objects[depth] = !list;
            keys[depth] = '';
          }
          expectsKey = !list;
          break;
        }
        case closeBrace:
        case closeBracket:
          if (scalar) finish(i);
          if (depth === 0) stray('closes what was never opened');
          if (!current.open && depth === level && level > 0 && last === 'comma') stray('has a comma before its end');
          depth = Math.max(depth - 1, 0);
          expectsKey = false;
          if (current.open && depth === level) finish(i + 1);
          if (depth === 0) level = 0;
          break;
        default:
          if (!current.open && depth === level) {
            begin(i);
            scalar = true;
          }
      }
    }
    if (current.open) current.add(chunk.subarray(from));
    return pieces;
  };

  return {
    push: pushed,
    end() {
      if (current.open && scalar) return [current.finish()];
      const whole = !current.open && depth === 0;
      current.drop();
      return whole ? [] : [fault(line, 'json', 'ends in the middle')];
    },
  };
}
