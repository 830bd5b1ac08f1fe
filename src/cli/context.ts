import type { Command } from 'commander';

/** Where a command writes: results to `stdout`, progress and errors to `stderr`. */
export interface Streams {
  stdout: NodeJS.WritableStream & { isTTY?: boolean };
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

export interface Context extends Streams {
  /** The command's result, when it is not success. */
  exit(status: number): void;
  /** Ends the process at once, where waiting for the command to end is no longer wanted. */
  endNow(status: number): void;
}

/** A command as its file gives it: `configure` declares options and the action. */
export interface CommandModule {
  configure(command: Command, context: Context): void;
}

/** Tells whether standard output is a terminal that wants colours (https://no-color.org). */
export function hasColors({ stdout }: Pick<Streams, 'stdout'>): boolean {
  return stdout.isTTY === true && !process.env.NO_COLOR;
}
