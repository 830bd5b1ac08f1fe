import { once } from 'node:events';
import type { Command } from 'commander';
import { printable } from '../printable.ts';

/** Names where a command writes: results to `stdout`, progress and errors to `stderr`. */
export interface Streams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

export interface Context extends Streams {
  /** Sets the command's exit status, when it is not success. */
  exit(status: number): void;
  /** Ends the process at once, where waiting for the command to end is no longer wanted. */
  endNow(status: number): void;
}

/** Describes what the file of a command exports: `help` stands below its options, `configure` declares these and the action. */
export interface CommandModule {
  help: string;
  configure(command: Command, context: Context): void;
}

/** Tells whether results are written in colour: on a terminal, unless NO_COLOR asks for none (no-color.org). */
export function hasColors({ stdout }: Pick<Streams, 'stdout'>): boolean {
  return stdout.isTTY === true && !process.env.NO_COLOR;
}

/** Prints notes to standard error, a line each. */
export function printNotes({ stderr }: Pick<Streams, 'stderr'>, notes: readonly string[]): void {
  for (const note of notes) stderr.write(`note: ${printable(note)}\n`);
}

/** Makes what prints a line to standard error. */
export function linePrinter({ stderr }: Pick<Streams, 'stderr'>): (line: string) => void {
  return (line) => void stderr.write(`${line}\n`);
}

/** Makes what writes to standard output; a reader that is slower is waited for, by one promise for all that write meanwhile. */
export function patientWriter({ stdout }: Pick<Streams, 'stdout'>): (text: string) => Promise<void> | undefined {
  let drained: Promise<void> | undefined;
  return (text) => {
    if (text === '' || stdout.write(text)) return drained;
    drained ??= once(stdout, 'drain').then(() => {
      drained = undefined;
    });
    return drained;
  };
}
