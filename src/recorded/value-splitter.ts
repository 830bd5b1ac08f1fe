import { closingQuote, countLines, endsInEscape, jsonByte } from '../schema/json-text.ts';
import { type OpenPiece, openPiece, type Piece, pieceFault, type Splitter } from './piece.ts';

/** Leads to the exchanges in an HTTP Archive 1.2. */
const archivePath = ['log', 'entries'];
const longestKey = 16;

/** Holds how far the text was read: what is open, and how deep. */
class SplitState {
  current: OpenPiece | undefined;
  pieces: Piece[] = [];
  chunk: Buffer = Buffer.alloc(0);
  /** Tells where in the chunk the open piece goes on. */
  from = 0;
  line = 1;
  depth = 0;
  /** Tells the depth at which values are pieces: 1 in a list, 3 in an archive's, 0 otherwise, none behind an archive's. */
  level = 0;
  /** Holds the last key of each open object, by depth; undefined for a list. */
  keys: (string | undefined)[] = [];
  /** Holds the beginning of the last string. */
  text = '';
  inString = false;
  /** Tells whether the last chunk ended in the middle of an escape. */
  escaped = false;
  /** Tells whether a number or a word is open, which only what follows it ends. */
  scalar = false;
  /** Tells what stood last between two pieces. */
  last: 'nothing' | 'piece' | 'comma' = 'nothing';

  /** Tells whether the next value is a piece. */
  get isBetween(): boolean {
    return !this.current && this.depth === this.level;
  }

  /** Tells whether the value that has just ended is the open piece, and not a part of it. */
  get isPieceOpen(): boolean {
    return this.current !== undefined && this.depth === this.level;
  }
}

/**
 * Cuts out one piece a JSON value: each item of a list, each exchange of an HTTP Archive, or each of several values in a
 * row. It only counts brackets; whether a piece is JSON is for its reader to say.
 */
export function valueSplitter(): Splitter {
  const state = new SplitState();
  return {
    push(chunk) {
      state.chunk = chunk;
      state.from = 0;
      state.pieces = [];
      let at = 0;
      while (at < chunk.length) at = state.inString ? readString(state, at) : readByte(state, at);
      state.current?.add(chunk.subarray(state.from));
      return state.pieces;
    },
    end() {
      const { current, scalar, depth, line } = state;
      if (current && scalar) return [current.finish()];
      return !current && depth === 0 ? [] : [pieceFault(line, 'json', 'ends in the middle')];
    },
  };
}

/** Reads to the end of a string, or of the chunk; gives the offset behind it. */
function readString(state: SplitState, from: number): number {
  const { chunk, depth } = state;
  const start = state.escaped ? Math.min(from + 1, chunk.length) : from;
  const end = closingQuote(chunk, start);
  state.line += countLines(chunk, from, end);
  if (depth <= archivePath.length && state.text.length < longestKey)
    state.text += chunk.toString('latin1', from, Math.min(end, from + longestKey));
  state.inString = end === chunk.length;
  state.escaped = state.inString && endsInEscape(chunk, start, end);
  if (!state.inString && state.isPieceOpen) finishPiece(state, end + 1);
  return end + 1;
}

/** Reads one byte outside strings; gives the offset behind it. */
function readByte(state: SplitState, at: number): number {
  const byte = state.chunk[at] ?? 0;
  const isSpace = byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === jsonByte.newline;
  const ends = isSpace || byte === jsonByte.comma || byte === jsonByte.closeBrace || byte === jsonByte.closeBracket;
  if (state.scalar && ends) finishPiece(state, at);
  if (byte === jsonByte.newline) state.line++;
  else if (byte === jsonByte.comma) passComma(state);
  else if (byte === jsonByte.colon) passColon(state);
  else if (byte === jsonByte.openBrace || byte === jsonByte.openBracket)
    openContainer(state, at, byte === jsonByte.openBracket);
  else if (byte === jsonByte.closeBrace || byte === jsonByte.closeBracket) closeContainer(state, at);
  else if (!isSpace) {
    const isText = byte === jsonByte.quote;
    if (state.isBetween) beginPiece(state, at, !isText);
    state.inString = isText;
    if (isText) state.text = '';
  }
  return at + 1;
}

function passComma(state: SplitState): void {
  if (!state.isBetween) return;
  if (state.level === 0 || state.last !== 'piece') addFault(state, 'has a comma where a value should be');
  state.last = 'comma';
}

function passColon(state: SplitState): void {
  if (state.isBetween) addFault(state, 'has a colon where a value should be');
  if (state.depth <= archivePath.length && state.keys[state.depth] !== undefined) state.keys[state.depth] = state.text;
}

function openContainer(state: SplitState, at: number, isList: boolean): void {
  const { current, depth, level, keys } = state;
  const isEntries = depth === archivePath.length && archivePath.every((key, index) => keys[index + 1] === key);
  if (isList && level === 0 && (isEntries || (depth === 0 && !current))) {
    // The list, or the archive around it, is no piece; what it holds is.
    state.current = undefined;
    state.scalar = false;
    state.level = depth + 1;
    state.last = 'nothing';
  } else if (state.isBetween) beginPiece(state, at, false);
  state.depth++;
  // Deeper down nobody asks, and a flood of brackets must not fill the memory.
  if (state.depth <= archivePath.length) keys[state.depth] = isList ? undefined : '';
}

function closeContainer(state: SplitState, at: number): void {
  const { level, last, depth } = state;
  if (depth === 0) addFault(state, 'closes what was never opened');
  if (state.isBetween && level > 0) {
    if (last === 'comma') addFault(state, 'has a comma before its end');
    state.level = Number.POSITIVE_INFINITY;
  }
  state.depth = Math.max(depth - 1, 0);
  if (state.isPieceOpen) finishPiece(state, at + 1);
  if (state.depth === 0) state.level = 0;
}

function beginPiece(state: SplitState, at: number, scalar: boolean): void {
  if (state.level > 0 && state.last === 'piece') addFault(state, 'lacks a comma before the next value');
  state.current = openPiece(state.line);
  state.from = at;
  state.scalar = scalar;
}

function finishPiece(state: SplitState, to: number): void {
  state.current?.add(state.chunk.subarray(state.from, to));
  if (state.current) state.pieces.push(state.current.finish());
  state.current = undefined;
  state.scalar = false;
  state.last = 'piece';
}

function addFault({ pieces, line }: SplitState, message: string): void {
  pieces.push(pieceFault(line, 'json', message));
}
