import { userError } from '../errors.ts';
import { type Piece, pieceFault, type Splitter } from './piece.ts';
import type { RecordingEntry } from './recording-entry.ts';
import type { Source } from './sources.ts';
import { sniffedBytes, splitterFor } from './splitter-for.ts';
import { type SkipReason, unwrap } from './unwrap.ts';

export interface ReadOptions {
  /** Names the recording, for its form and for errors. */
  name: string;
  /** Makes an error of what is no recording; otherwise it is a finding like others. */
  strict: boolean;
  /** Names the method that delivers events, in upper case; requests with another are passed over. */
  method: string;
  /** Takes each chunk's length in bytes. */
  onBytes?: (count: number) => void;
  /** Takes the reason for each recorded request that is passed over. */
  onSkipped?: (reason: SkipReason) => void;
}

/**
 * Reads recorded events from a stream of bytes: one JSON event, a list, NDJSON, an HTTP Archive, or exchanges as hookproof
 * writes them. Memory is bounded by the largest event. Throws an input error for what is none of these.
 */
export async function* readRecording(
  stream: AsyncIterable<Buffer>,
  options: ReadOptions,
): AsyncGenerator<RecordingEntry> {
  let head: Buffer = Buffer.alloc(0);
  let splitter: Splitter | undefined;
  for await (const chunk of stream) {
    options.onBytes?.(chunk.length);
    if (splitter) {
      yield* entriesIn(splitter.push(chunk), options);
      continue;
    }
    head = withoutByteOrderMark(Buffer.concat([head, chunk]));
    if (head.length < sniffedBytes && countWrittenLines(head) < 2) continue;
    splitter = chooseSplitter(options, head);
    yield* entriesIn(splitter.push(head), options);
  }
  if (!splitter) {
    splitter = chooseSplitter(options, head);
    yield* entriesIn(splitter.push(head), options);
  }
  yield* entriesIn(splitter.end(), options);
}

/**
 * Reads recordings one after the other, whatever their form, and names the file of each event or fault. Throws an input
 * error for a source that cannot be read.
 */
export async function* readRecordings(
  sources: readonly Source[],
  method: string,
): AsyncGenerator<RecordingEntry & { file: string }> {
  for (const { name, named, open } of sources)
    for await (const record of readRecording(open(), { name, strict: named, method })) yield { ...record, file: name };
}

function chooseSplitter({ name, strict }: ReadOptions, head: Buffer): Splitter {
  const message = 'is neither JSON, NDJSON nor an HTTP Archive';
  const splitter = splitterFor(name, head);
  if (!splitter && strict) throw userError('input', `${name}: ${message}`);
  return splitter ?? { push: () => [], end: () => [pieceFault(1, 'json', message)] };
}

function* entriesIn(pieces: readonly Piece[], { method, onSkipped }: ReadOptions): Generator<RecordingEntry> {
  for (const piece of pieces) {
    const record = piece.kind === 'bytes' ? unwrap(piece, method) : piece;
    if (typeof record === 'string') onSkipped?.(record);
    else yield record;
  }
}

/** Takes away an editor's byte order mark: it belongs to the file, not to its first event. */
function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Counts the whole lines that hold something. */
function countWrittenLines(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').filter((line) => line.trim() !== '').length;
}
