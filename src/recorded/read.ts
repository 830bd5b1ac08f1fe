import { userError } from '../errors.ts';
import { sniffedBytes, splitterFor } from './form.ts';
import { fault, type Piece, type Record, type Splitter } from './record.ts';
import { unwrap } from './unwrap.ts';

export interface ReadOptions {
  /** What the recording is called, for its form and for errors. */
  name: string;
  /** What is no recording is an error; otherwise it is a finding like others. */
  strict: boolean;
  /** The method that delivers events, in upper case; requests with another are passed over. */
  method: string;
  /** Told of each chunk's length in bytes. */
  onBytes?: (count: number) => void;
}

/**
 * Reads recorded events from a stream of bytes: one JSON event, a list, NDJSON, an HTTP Archive, or exchanges as hookproof
 * writes them. Memory is bounded by the largest event. Throws an input error for what is
 * none of these.
 */
export async function* readRecording(stream: AsyncIterable<Buffer>, options: ReadOptions): AsyncGenerator<Record> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let splitter: Splitter | undefined;
  const start = (): Splitter => {
    const found = splitterFor(options.name, head ?? Buffer.alloc(0));
    if (!found && options.strict) throw userError('input', `${options.name}: ${noRecording}`);
    return found ?? noSplitter;
  };
  for await (const chunk of stream) {
    options.onBytes?.(chunk.length);
    if (splitter) {
      yield* records(splitter.push(chunk), options.method);
      continue;
    }
    head = withoutMark(Buffer.concat([head as Buffer, chunk]));
    if (head.length < sniffedBytes && linesIn(head) < 2) continue;
    splitter = start();
    yield* records(splitter.push(head), options.method);
    head = undefined;
  }
  if (!splitter) {
    splitter = start();
    yield* records(splitter.push(head as Buffer), options.method);
  }
  yield* records(splitter.end(), options.method);
}

const noRecording = 'is neither JSON, NDJSON nor an HTTP Archive';
const noSplitter: Splitter = { push: () => [], end: () => [fault(1, 'json', noRecording)] };

function* records(pieces: readonly Piece[], method: string): Generator<Record> {
  for (const piece of pieces) {
    const record = piece.kind === 'bytes' ? unwrap(piece, method) : piece;
    if (record) yield record;
  }
}

/** An editor's byte order mark belongs to the file, not to its first event. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Whole lines that hold something. */
function linesIn(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}
