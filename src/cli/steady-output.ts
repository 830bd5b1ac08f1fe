import { Writable } from 'node:stream';
import type { Streams } from './context.ts';

/**
 * Makes a standard output that never fails: what a reader that has seen enough, such as `head`, no longer takes is dropped
 * in silence, and of a disk that is full `tell` gets one line.
 */
export function steadyOutput(output: Streams['stdout'], tell: (line: string) => void): Writable & Streams['stdout'] {
  let lost = false;
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (!lost && code !== 'EPIPE') tell(`hookproof: standard output cannot be written: ${message}\n`);
    lost = true;
  });
  const steady = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      if (lost) done();
      else output.write(chunk, () => done());
    },
  });
  return Object.assign(steady, { isTTY: output.isTTY === true });
}

/** Waits until all that was written to an output is handed over, or lost. */
export async function flushed(output: Writable): Promise<void> {
  if (output.writableLength > 0) await new Promise<void>((resolve) => output.write('', () => resolve()));
}
