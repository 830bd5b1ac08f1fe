import { userError } from '../errors.ts';
import { parseJson } from '../schema/json.ts';
import { jsonByte } from '../schema/json-text.ts';
import { type OpenPiece, openPiece, type Piece, pieceFault, type Splitter } from './piece.ts';
import { type RecordingEntry, type SkipReason, unwrap } from './recording-entry.ts';
import type { Source } from './sources.ts';
import { valueSplitter } from './value-splitter.ts';

/** Bounds how much of a recording is looked at to tell its form. */
const sniffedBytes = 1024 * 1024;

type NamedBytes = Omit<Source, 'size'>;

interface ReadOptions {
  /** Names the methods that deliver events, in upper case; requests with others are passed over. */
  methods: readonly string[];
  /** Takes each chunk's length in bytes. */
  onBytes?: ((count: number) => void) | undefined;
  /** Takes the reason for each recorded request that is passed over. */
  onSkipped?: (reason: SkipReason) => void;
}

/**
 * Reads recorded events: one JSON event, a list, NDJSON, an HTTP Archive, or exchanges as hookproof writes them. Memory is
 * bounded by the largest event. Throws an input error for what is none of these and was named itself; else it is a finding.
 */
export async function* readRecording(source: NamedBytes, options: ReadOptions): AsyncGenerator<RecordingEntry> {
  let splitter: Splitter | undefined;
  for await (const chunk of withHead(source.open(), options)) {
    splitter ??= chooseSplitter(source, chunk);
    yield* entriesIn(splitter.push(chunk), options);
  }
  yield* entriesIn(splitter?.end() ?? [], options);
}

/**
 * Reads recordings one after the other, whatever their form, and names the file of each event or fault. Throws an input
 * error for a source that cannot be read.
 */
export async function* readRecordings(
  sources: readonly Source[],
  methods: readonly string[],
): AsyncGenerator<RecordingEntry & { file: string }> {
  for (const source of sources)
    for await (const record of readRecording(source, { methods })) yield { ...record, file: source.name };
}

/** Makes the first chunk of a stream long enough to tell its form; it is there even for an empty stream. */
async function* withHead(stream: AsyncIterable<Buffer>, { onBytes }: ReadOptions): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stream) {
    onBytes?.(chunk.length);
    head &&= withoutByteOrderMark(Buffer.concat([head, chunk]));
    if (head && head.length < sniffedBytes && countWrittenLines(head) < 2) continue;
    yield head ?? chunk;
    head = undefined;
  }
  if (head) yield head;
}

function chooseSplitter({ name, named }: NamedBytes, head: Buffer): Splitter {
  if (/\.((nd|l)json|jsonl)(\.gz)?$/i.test(name)) return lineSplitter();
  const text = head.toString('utf8').trimStart();
  if (text === '') return lineSplitter();
  if (!/^[[{"\-\dtfn]/.test(text)) {
    const message = 'is neither JSON, NDJSON nor an HTTP Archive';
    if (named) throw userError('input', `${name}: ${message}`);
    return { push: () => [], end: () => [pieceFault(1, 'json', message)] };
  }
  const [first = '', second = ''] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return isEventLine(first.trimEnd(), second) ? lineSplitter() : valueSplitter();
}

/** Tells whether a line stands for itself: it is JSON and another follows, or it is broken and the next one starts afresh. */
function isEventLine(first: string, second: string): boolean {
  if (second === '') return false;
  if (parseJson(first) !== undefined) return !/^[\]},:]/.test(second.trimStart());
  return first.startsWith('{') && second.startsWith('{') && !/[:,[{]$/.test(first);
}

/** Cuts out one piece a line, as in NDJSON; blank lines are passed over. A line that is no JSON spoils no other. */
function lineSplitter(): Splitter {
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

function* entriesIn(pieces: readonly Piece[], { methods, onSkipped }: ReadOptions): Generator<RecordingEntry> {
  for (const piece of pieces) {
    const record = piece.kind === 'bytes' ? unwrap(piece, methods) : piece;
    if (typeof record === 'string') onSkipped?.(record);
    else yield record;
  }
}

/** Takes away an editor's byte order mark: it belongs to the file, not to its first event. */
function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function countWrittenLines(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n').slice(0, -1);
  return lines.filter((line) => line.trim() !== '').length;
}
